package bucket_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/bucket"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// send puts a file where a form says, as a page of another origin does.
func send(t *testing.T, form funds.UploadForm, content []byte) (status int, header http.Header) {
	t.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, value := range form.Fields {
		if err := parts.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := parts.CreateFormFile("file", "回单.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = file.Write(content) // to memory
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, form.URL, &body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", parts.FormDataContentType())
	request.Header.Set("Origin", "https://pages.example")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close() // nobody reads it
	return response.StatusCode, response.Header
}

func TestABrowserPutsOneFileInItsPlace(t *testing.T) {
	t.Parallel()
	const most = 1000
	b := open("local")
	file := funds.File{Key: "uploads/" + t.Name(), Type: "application/octet-stream", Name: "x.csv"}
	if _, there, err := b.Look(t.Context(), file); there || err != nil {
		t.Fatalf("before: %t, %v", there, err)
	}
	form, err := b.Form(t.Context(), file, most)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"nothing": nil, "too much": some(most + 1)} {
		if status, _ := send(t, form, content); status < 400 || status >= 500 {
			t.Errorf("%s: HTTP %d", name, status)
		}
	}
	elsewhere := form
	elsewhere.Fields = map[string]string{}
	for name, value := range form.Fields {
		elsewhere.Fields[name] = strings.ReplaceAll(value, file.Key, "exports/mine")
	}
	if status, _ := send(t, elsewhere, []byte("a")); status != http.StatusForbidden {
		t.Errorf("elsewhere: HTTP %d", status)
	}
	if _, there, err := b.Look(t.Context(), file); there || err != nil {
		t.Fatalf("after what is refused: %t, %v", there, err)
	}
	content := some(most)
	status, header := send(t, form, content)
	if status != http.StatusNoContent || header.Get("Access-Control-Allow-Origin") == "" {
		t.Errorf("HTTP %d, %v", status, header)
	}
	came, there, err := b.Look(t.Context(), file)
	if err != nil || !there || came.Bytes != most || came.Tag == "" || came.Name != file.Name {
		t.Fatalf("%+v, %t, %v", came, there, err)
	}
	read, err := b.Open(t.Context(), came)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(read)
	if err != nil || !bytes.Equal(got, content) || read.Close() != nil {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	send(t, form, some(10)) // the form is still good
	for name, one := range map[string]funds.File{"another in its place": came, "none": {Key: "uploads/nothing"}} {
		if _, err := b.Open(t.Context(), one); funds.CodeOf(err) != funds.CodeIllegal {
			t.Errorf("%s: %v", name, err)
		}
	}
	address, err := b.Address(t.Context(), came)
	if err != nil {
		t.Fatal(err)
	}
	fetched, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer fetched.Body.Close()
	if named := fetched.Header.Get("Content-Disposition"); fetched.StatusCode != http.StatusOK || named != `attachment; filename="x.csv"` {
		t.Errorf("HTTP %d, %q", fetched.StatusCode, named)
	}
	if _, _, err := open("wrong").Look(t.Context(), file); err == nil {
		t.Error("a stranger looks")
	}
	if bucket.FormLife > 15*60*1e9 {
		t.Error("a form works for too long")
	}
}
