package flowtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

var (
	idPattern   = regexp.MustCompile(`\b(?:RC)?[0-9A-HJKMNP-TV-Z]{8}20[0-9]{12}\b`)
	timePattern = regexp.MustCompile(`"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"`)
	secPattern  = regexp.MustCompile(`"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"`)
	flowPattern = regexp.MustCompile(`"TX20\d{25}"`)
	pagePattern = regexp.MustCompile(`"http://127\.0\.0\.1:\d+/pay/[0-9a-f]+"`)
	msPattern   = regexp.MustCompile(`"(time|auditTime|createTime|updateTime)": \d{13}\b`)

	platformPattern = regexp.MustCompile(`"platformId": "[0-9a-f]+"`)
)

// Golden is an exchange as a golden file has it: the request as it was sent, the status, the content type and the
// body. Ids and times have placeholders; a withdrawal's numbers do only where they are its own. Everything else
// counts: the order of the fields, their forms, null or left out. The body is indented for readers.
func Golden(method, path, body string, status int, contentType, answer string) string {
	request := method + " " + path + "\n"
	if body != "" {
		request += body + "\n"
	}
	return Normal(fmt.Sprintf("%s\n%d %s\n%s\n", request, status, contentType, indented(answer)))
}

func indented(raw string) string {
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(strings.TrimSuffix(raw, "\n")), "", "  "); err != nil {
		return raw
	}
	return out.String()
}

// Normal replaces what differs from run to run: ID1, NO1 and CODE1 are spellings of one withdrawal.
func Normal(text string) string {
	text = timePattern.ReplaceAllString(text, `"TIME"`)
	text = secPattern.ReplaceAllString(text, `"SECOND"`)
	text = pagePattern.ReplaceAllString(text, `"PAGE"`)
	text = platformPattern.ReplaceAllString(text, `"platformId": "PLATFORM"`)
	text = msPattern.ReplaceAllString(text, `"$1": MS`)
	numbers := map[string]int{}
	for _, id := range idPattern.FindAllString(text, -1) {
		if _, seen := numbers[id]; !seen {
			numbers[id] = len(numbers) + 1
		}
	}
	for id, n := range numbers {
		spelled := funds.ID(id)
		text = strings.ReplaceAll(text, id, fmt.Sprintf("ID%d", n))
		text = strings.ReplaceAll(text, spelled.WalletNo(), fmt.Sprintf("NO%d", n))
		text = strings.ReplaceAll(text, `"`+spelled.Code()+`"`, fmt.Sprintf(`"CODE%d"`, n))
	}
	transactions := map[string]string{}
	return flowPattern.ReplaceAllStringFunc(text, func(number string) string {
		if _, seen := transactions[number]; !seen {
			transactions[number] = fmt.Sprintf(`"TX%d"`, len(transactions)+1)
		}
		return transactions[number]
	})
}

// Scene is one exchange of a contract's document: a golden file, whose request is sent anew.
type Scene struct {
	File  string // its name, without the number in front
	By    *Person
	About []*funds.ID // what ID1, ID2 … are in the request
	Keeps *funds.ID   // takes the id of what the exchange made; may be nil
	First func()      // what happens before it; may be nil
}

// Plays sends the requests of all golden files of a contract, in their order, and fails where an answer is another.
// The end-to-end tests write these files, from the deployed program's answers.
func (h *House) Plays(t *testing.T, contract string, scenes []Scene) {
	t.Helper()
	folder := os.DirFS(filepath.Join(enginetest.Root(t), "e2e", "testdata", "golden", contract))
	files, err := fs.Glob(folder, "*.txt")
	if err != nil || len(files) != len(scenes) {
		t.Fatalf("%d golden files for %d exchanges of %s: %v", len(files), len(scenes), contract, err)
	}
	for i, scene := range scenes {
		file := fmt.Sprintf("%02d-%s.txt", i+1, scene.File)
		want, err := fs.ReadFile(folder, file)
		if err != nil {
			t.Fatal(err)
		}
		if scene.First != nil {
			scene.First()
		}
		method, path, body := scene.request(string(want))
		answer := scene.By.In(t).Do(method, path, body)
		got := Golden(method, path, body, answer.Status, answer.Header.Get("Content-Type"), answer.Raw)
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
		if scene.Keeps != nil {
			*scene.Keeps = answer.madeID()
		}
	}
}

// request is a golden file's, about the scene's ids.
func (s Scene) request(golden string) (method, path, body string) {
	head, _, _ := strings.Cut(golden, "\n\n")
	for i, id := range s.About {
		head = strings.NewReplacer(
			fmt.Sprintf("ID%d", i+1), string(*id), fmt.Sprintf("NO%d", i+1), id.WalletNo(), fmt.Sprintf(`"TX%d"`, i+1), `"`+id.FlowNo()+`"`,
		).Replace(head)
	}
	line, body, _ := strings.Cut(head, "\n")
	method, path, _ = strings.Cut(line, " ")
	return method, path, body
}

// madeID is the id of what an answer says was made, as the contracts name it.
func (a Answer) madeID() funds.ID {
	a.t.Helper()
	for _, path := range []string{"data.id", "data.transaction_no"} {
		if text := a.At(path); text != "" {
			id, err := funds.ParseID(text)
			if err != nil {
				return funds.ID(text)
			}
			return id
		}
	}
	a.t.Fatalf("%s made nothing: %s", a.what, a.Raw)
	return ""
}
