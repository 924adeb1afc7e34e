package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestTheNoticesAreOfWhatIsShipped(t *testing.T) {
	t.Parallel()
	var now bytes.Buffer
	if err := write(t.Context(), &now, "../.."); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile("../../THIRD_PARTY_NOTICES.txt")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(now.Bytes(), kept) {
		t.Error("THIRD_PARTY_NOTICES.txt is out of date: run `make notices`")
	}
	for _, shipped := range []string{"github.com/aws/aws-sdk-go-v2 v", "Go's standard library", "\nreact 1", "SmartBear Software"} {
		if !strings.Contains(now.String(), shipped) {
			t.Errorf("%q is shipped, and not named", shipped)
		}
	}
	if strings.Contains(now.String(), "\ngithub.com/google/go-cmp") {
		t.Error("what tests alone use is named as shipped")
	}
}

func TestAFoldersLicencesAreItsOwnAndThoseAboveIt(t *testing.T) {
	t.Parallel()
	module := t.TempDir()
	for name, text := range map[string]string{
		"LICENSE": "whole\r\n", "NOTICE.txt": "notice", "license.go": "package p", "README": "no",
		"inner/COPYING": "inner", "inner/deep/p.go": "package deep", "other/LICENCE": "other",
	} {
		path := module + "/" + name
		if err := os.MkdirAll(path[:strings.LastIndexByte(path, '/')], 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	texts, err := licencesOf(module+"/inner/deep", module)
	if want := []string{"inner", "whole", "notice"}; err != nil || !slices.Equal(texts, want) {
		t.Errorf("got %q, %v, want %q", texts, err, want)
	}
}
