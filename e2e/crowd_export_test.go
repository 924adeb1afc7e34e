package e2e_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// mostMemory is what the exporting function's process may have held at any time, in kB.
const mostMemory = 128 << 10

// exports takes the whole crowd away in both formats, over the redirect and by the address.
func (c crowd) exports(t *testing.T) {
	t.Run("csv", func(t *testing.T) {
		began := time.Now()
		c.redirects(t)
		response := c.fetch(t, c.URL()+exportPath, c.admin.token)
		rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(response.body, []byte("\ufeff"))))
		c.isWhole(t, func() ([]string, error) {
			row, err := rows.Read()
			for i := range row {
				row[i] = shown(t, row[i])
			}
			return row, err
		})
		response.isNamed(t, "csv", "text/csv; charset=utf-8")
		t.Logf("%d rows, %d bytes in %s", len(c.list), len(response.body), time.Since(began))
	})
	t.Run("xlsx", func(t *testing.T) {
		a := send(t, http.MethodGet, c.URL()+exportPath+"?format=xlsx", c.admin.token, nil, http.Header{"Accept": {"application/json"}}).want(ok)
		address := a.text("data.url")
		response := c.fetch(t, address, "")
		book, err := excelize.OpenReader(bytes.NewReader(response.body))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		rows, err := book.Rows(book.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		c.isWhole(t, func() ([]string, error) {
			if !rows.Next() {
				return nil, io.EOF
			}
			row, err := rows.Columns()
			for len(row) < len(exportHeader) {
				row = append(row, "") // what is empty at the end is left out
			}
			return row, err
		})
		response.isNamed(t, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		c.isNobodyElses(t, address)
	})
	t.Run("memory", func(t *testing.T) {
		pids := c.Processes("export-withdrawals")
		if len(pids) == 0 {
			t.Error("no process is left to look at")
		}
		for _, pid := range pids {
			kB := peak(t, pid)
			t.Logf("the function held %d kB at most", kB)
			if kB > mostMemory {
				t.Errorf("the function held %d kB, want at most %d", kB, mostMemory)
			}
		}
	})
	t.Run("audit", func(t *testing.T) {
		a := send(t, http.MethodGet, c.URL()+"/admin/audit-logs?action=export", c.admin.token, nil, nil).want(ok)
		var details []string
		for i := range 2 { // the redirect came before them
			details = append(details, a.text(fmt.Sprintf("data.data.%d.detail", i)))
		}
		slices.Sort(details)
		want := []string{fmt.Sprintf(`{"count":%d,"format":"csv"}`, len(c.list)), fmt.Sprintf(`{"count":%d,"format":"xlsx"}`, len(c.list))}
		same(t, "the records", want, details)
	})
}

// redirects shows the redirect itself, by the old path, which is deprecated there too. It exports one month.
func (c crowd) redirects(t *testing.T) {
	t.Helper()
	address := c.URL() + "/admin/withdrawals/export?startAt=2025-02-01&endAt=2025-03-10"
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.admin.token)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	conform(t, request.Method, address, response.StatusCode, response.Header, body)
	if response.StatusCode != http.StatusFound || response.Header.Get("Deprecation") == "" || len(body) > 0 {
		t.Errorf("HTTP %d, %v, %q", response.StatusCode, response.Header, body)
	}
}

// isWhole compares an export's rows with the reference.
func (c crowd) isWhole(t *testing.T, next func() ([]string, error)) {
	t.Helper()
	header, err := next()
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the header", exportHeader, header)
	for i, withdrawal := range c.list {
		row, err := next()
		if err != nil {
			t.Fatalf("row %d: %v", i, err)
		}
		if want := c.exportRow(withdrawal); !slices.Equal(want, row) {
			t.Fatalf("row %d is %q, want %q", i, row, want)
		}
	}
	if row, err := next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the last row comes %q, %v", row, err)
	}
}

// isNobodyElses shows that the address works for its file alone, and for as long as it says.
func (c crowd) isNobodyElses(t *testing.T, address string) {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := parsed.Query()
	if got := query.Get("X-Amz-Expires"); got != "300" {
		t.Errorf("it works for %q seconds, want 300", got)
	}
	for name, change := range map[string]func(){
		"without a signature": func() { parsed.RawQuery = "" },
		"for longer":          func() { query.Set("X-Amz-Expires", "3000"); parsed.RawQuery = query.Encode() },
		"for another file":    func() { parsed.RawQuery = query.Encode(); parsed.Path += "x" },
	} {
		parsed, _ = url.Parse(address)
		query = parsed.Query()
		change()
		response, err := http.Get(parsed.String())
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: HTTP %d", name, response.StatusCode)
		}
	}
}

// fetched is a file that came from elsewhere.
type fetched struct {
	*http.Response
	body []byte
}

// fetch gets an address, over redirects, as a client with a token does.
func (c crowd) fetch(t *testing.T, address, token string) fetched {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != ok {
		t.Fatalf("%s: HTTP %d %.500s, %v", address, response.StatusCode, body, err)
	}
	if from := response.Request.URL.Host; "http://"+from == c.URL() {
		t.Errorf("it came from the API itself, %s", from)
	}
	return fetched{response, body}
}

func (f fetched) isNamed(t *testing.T, format, mediaType string) {
	t.Helper()
	media, parameters, err := mime.ParseMediaType(f.Header.Get("Content-Disposition"))
	if err != nil || media != "attachment" || !strings.HasPrefix(parameters["filename"], "提现记录_") || !strings.HasSuffix(parameters["filename"], "."+format) {
		t.Errorf("%q, %v", f.Header.Get("Content-Disposition"), err)
	}
	if got := f.Header.Get("Content-Type"); got != mediaType {
		t.Errorf("content type %q", got)
	}
}

// peak is the most memory that a process ever held, in kB.
func peak(t *testing.T, pid int) (kB int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kB); err == nil {
			return kB
		}
	}
	t.Fatalf("no VmHWM in %s", status)
	return 0
}
