package wire_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/outflow-pay/outflow/pkg/wire"
)

var narrow = wire.MarkupBounds{Depth: 3, Elements: 6, TokenBytes: 5_000, AllBytes: 20_000}

func asItIs(name string, text io.Reader) (io.Reader, error) {
	if name != "x" {
		return nil, errors.New("unknown")
	}
	return text, nil
}

// said is what a document's tags and texts are, in one line.
func said(text string) (string, error) {
	read := wire.NewMarkup(strings.NewReader(text), narrow, asItIs)
	var all strings.Builder
	for {
		token, err := read.Next()
		if errors.Is(err, io.EOF) {
			return all.String(), nil
		}
		if err != nil {
			return all.String(), err
		}
		switch token := token.(type) {
		case xml.StartElement:
			all.WriteString("<" + token.Name.Local)
		case xml.EndElement:
			all.WriteString(">")
		case xml.CharData:
			all.Write(token)
		}
	}
}

func TestMarkupIsReadWithinBounds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, want string
		fault      wire.MarkupFault // none: it is read
		line       int
	}{
		"tags and texts":             {"<?xml version='1.0'?>\n<a><b>1</b><!-- c --><d e='f'/>&lt;</a>\n", "<a<b1><d><>", "", 0},
		"three deep":                 {"<a><b><c/></b></a>", "<a<b<c>>>", "", 0},
		"an encoding that is read":   {"<?xml version='1.0' encoding='x'?><a/>", "<a>", "", 0},
		"one that is not":            {"<?xml version='1.0' encoding='y'?><a/>", "", wire.MarkupEncoding, 1},
		"what a decoder has lost":    {"<a>\n\ufffd</a>", "", wire.MarkupEncoding, 2},
		"bytes that are no text":     {"<a>\n\xff</a>", "", wire.MarkupBroken, 2},
		"four deep":                  {"<a>\n<b><c><d/></c></b></a>", "", wire.MarkupDeep, 2},
		"seven elements":             {"<a><b/><b/><b/><b/><b/>\n<b/></a>", "", wire.MarkupLarge, 2},
		"a document type":            {"<!DOCTYPE a>\n<a/>", "", wire.MarkupDeclares, 1},
		"an entity of its own":       {"<a>&b;</a>", "", wire.MarkupBroken, 1},
		"a text that is long":        {"<a>\n" + strings.Repeat("x", 10_000) + "</a>", "", wire.MarkupLong, 2},
		"a comment that is long":     {"<a/>\n<!--" + strings.Repeat("x", 10_000) + "-->", "", wire.MarkupLong, 2},
		"much in small pieces":       {"<a>" + strings.Repeat("x<!-- -->", 3_000) + "</a>", "", wire.MarkupLarge, 1},
		"no end":                     {"<a>\n<b/>", "", wire.MarkupBroken, 2},
		"another's end":              {"<a>\n</b>", "", wire.MarkupBroken, 2},
		"two that hold all":          {"<a/>\n<b/>", "", wire.MarkupBroken, 2},
		"a text before it":           {"x<a/>", "", wire.MarkupBroken, 1},
		"a text behind it":           {"<a/>x", "", wire.MarkupBroken, 1},
		"nothing":                    {"", "", wire.MarkupBroken, 1},
		"a comment alone":            {"<!-- x -->\n", "", wire.MarkupBroken, 2},
		"elements of another's name": {"<p:a xmlns:p='u'><p:b/></p:a>", "<a<b>>", "", 0},
	} {
		got, err := said(test.text)
		var fault *wire.MarkupError
		switch {
		case test.fault == "":
			if err != nil || got != test.want {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		case !errors.As(err, &fault) || fault.Fault != test.fault || fault.Line != test.line:
			t.Errorf("%s: %q, %v; want %s in line %d", name, got, err, test.fault, test.line)
		}
	}
}

func TestASkippedElementIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	read := wire.NewMarkup(strings.NewReader("<a><b><c>1</c></b>2</a>"), narrow, asItIs)
	for range 2 {
		if _, err := read.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if err := read.Skip(); err != nil {
		t.Fatal(err)
	}
	if token, err := read.Next(); err != nil || string(token.(xml.CharData)) != "2" {
		t.Errorf("%v, %v", token, err)
	}
	if rest := read.Rest(); rest.Elements != 3 || rest.AllBytes != narrow.AllBytes-23 {
		t.Errorf("%+v is left", rest)
	}
}

func TestAGaugeGivesWhatFitsAndNoMore(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text       string
		piece, all int64
		want       string
		err        error
	}{
		"as much as all":    {"abcd", 9, 4, "abcd", nil},
		"one more than all": {"abcde", 9, 4, "abcd", wire.ErrTooMuch},
		"one long piece":    {"abcde", 4, 9, "abcd", wire.ErrTooLong},
	} {
		gauge := wire.NewGauge(iotest.OneByteReader(strings.NewReader(test.text)), test.piece, test.all)
		if got, err := io.ReadAll(gauge); string(got) != test.want || !errors.Is(err, test.err) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	renewed := wire.NewGauge(strings.NewReader("abcd"), 2, 9)
	_, _ = renewed.Read(make([]byte, 2))
	renewed.Renew()
	if got, err := io.ReadAll(renewed); string(got) != "cd" || !errors.Is(err, wire.ErrTooLong) {
		t.Errorf("after it was renewed: %q, %v", got, err)
	}
}

func FuzzMarkupNamesWhatItRefuses(f *testing.F) {
	for _, seed := range []string{"<a>b</a>", "<a", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<?xml encoding='x'?><a/>", "<a b='c'><d/></a>", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var fault *wire.MarkupError
		if _, err := said(text); err != nil && (!errors.As(err, &fault) || fault.Line < 1) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
