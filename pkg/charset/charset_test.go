package charset_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/outflow-pay/outflow/pkg/charset"
)

func TestAnEncodingIsFoundOut(t *testing.T) {
	t.Parallel()
	const damaged = "联通的流水号\n汉字\xe5\xad\n"
	for name, test := range map[string]struct {
		text string
		want charset.Encoding
		line int // of what is broken
	}{
		"nothing":                         {"", charset.UTF8, 0},
		"letters":                         {"id,no\n", charset.UTF8, 0},
		"UTF-8":                           {"单号", charset.UTF8, 0},
		"a mark":                          {"\ufeff单号", charset.UTF8, 0},
		"GBK":                             {"\xb5\xa5\xba\xc5,\xbd\xf0\xb6\xee\n", charset.GB18030, 0},
		"four bytes of GB18030":           {"\x82\x30\xa6\x39\n", charset.GB18030, 0},
		"UTF-16":                          {"\xff\xfea\x00", charset.UTF16, 0},
		"UTF-16, the other way round":     {"\xfe\xff\x00a", charset.UTF16, 0},
		"UTF-8 that lost a byte":          {damaged, "", 2},
		"a mark, and then something else": {"\ufeffa\n\xb5\xa5", "", 2},
		"a zero":                          {"a\nb\x00", "", 2},
	} {
		got, err := charset.Detect(iotest.HalfReader(strings.NewReader(test.text)))
		var broken *charset.BrokenError
		switch {
		case test.line == 0 && (err != nil || got != test.want):
			t.Errorf("%s: %s, %v", name, got, err)
		case test.line != 0 && (!errors.As(err, &broken) || broken.Line != test.line):
			t.Errorf("%s: %s, %v; want line %d", name, got, err, test.line)
		}
	}
	failing := iotest.ErrReader(io.ErrClosedPipe)
	if _, err := charset.Detect(failing); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("what cannot be read: %v", err)
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	const text = "单号,㐱𠮷,é\r\n"
	for _, encoding := range []charset.Encoding{charset.UTF8, charset.GB18030} {
		var file bytes.Buffer
		to := encoding.Writer(&file)
		_, err := io.WriteString(to, text)
		if err = errors.Join(err, to.Close()); err != nil {
			t.Fatal(err)
		}
		found, err := charset.Detect(bytes.NewReader(file.Bytes()))
		if err != nil || found != encoding {
			t.Errorf("%s is found to be %s, %v", encoding, found, err)
		}
		if got, err := io.ReadAll(encoding.Reader(&file)); string(got) != text || err != nil {
			t.Errorf("%s: %q, %v", encoding, got, err)
		}
	}
}

func TestEncodingsThatDocumentsNameAreRead(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"UTF-8": "é", "utf-16": "é", "GBK": "\xa8\xa6", "gb2312": "\xa8\xa6", "GB18030": "\xa8\xa6", "ISO-8859-1": "\xe9", "iso-8859-15": "\xe9", "Windows-1252": "\xe9",
	} {
		read, err := charset.Named(name, strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, err := io.ReadAll(read); string(got) != "é" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := charset.Named("EBCDIC", nil); err == nil {
		t.Error("EBCDIC is read")
	}
}
