// Package charset finds out which encoding a file of somebody else's is in, and reads it as UTF-8: banks and
// spreadsheets in China write GBK or GB18030, of which the second has the first in it, Excel also UTF-16, and nothing in
// such a file says so.
//
// It imports the standard library and golang.org/x/text, which has the tables.
package charset

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encoding is one that files are read and written in.
type Encoding string

// The encodings.
const (
	UTF8    Encoding = "UTF-8"
	GB18030 Encoding = "GB18030" // and GBK and GB2312, which are parts of it
	UTF16   Encoding = "UTF-16"  // by its byte order mark; it is never written
)

// Mark is the byte order mark of UTF-8, by which Excel knows it.
const Mark = "\ufeff"

// BrokenError says that a text is in no encoding that is read, and where that shows first.
type BrokenError struct{ Line int }

func (e *BrokenError) Error() string {
	return fmt.Sprintf("line %d is neither UTF-8 nor GB18030", e.Line)
}

// Detect says which encoding a whole text is in, which it reads once, in parts. It is UTF-8 where all of it is; where it is
// not, it is GB18030, unless there is a mark of UTF-8, or more three-byte characters of UTF-8 than bytes that are none:
// then it is UTF-8 that something has damaged, and a [BrokenError], as is whatever holds a zero byte. A text of a few
// Chinese characters may be both, and counts as UTF-8.
func Detect(text io.Reader) (Encoding, error) {
	const twoBytes = 2
	from := bufio.NewReader(text)
	if begin, _ := from.Peek(twoBytes); string(begin) == "\xff\xfe" || string(begin) == "\xfe\xff" {
		return UTF16, nil
	}
	marked, wide, bad, line, badLine := false, 0, 0, 1, 0
	for at := 0; ; at++ {
		char, size, err := from.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			switch {
			case bad == 0:
				return UTF8, nil
			case marked || wide > bad:
				return "", &BrokenError{badLine}
			}
			return GB18030, nil
		case err != nil:
			return "", fmt.Errorf("read a text: %w", err)
		case char == 0:
			return "", &BrokenError{line}
		case char == '\n':
			line++
		case char == '\ufeff' && at == 0:
			marked = true
		case char == '\ufffd' && size == 1:
			if bad++; bad == 1 {
				badLine = line
			}
		case size > twoBytes:
			wide++
		}
	}
}

// Reader reads a text in the encoding as UTF-8, without its byte order mark. What cannot be read becomes U+FFFD.
func (e Encoding) Reader(text io.Reader) io.Reader {
	switch e {
	case GB18030:
		return transform.NewReader(text, simplifiedchinese.GB18030.NewDecoder())
	case UTF16:
		return transform.NewReader(text, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
	case UTF8:
		return transform.NewReader(text, unicode.UTF8BOM.NewDecoder())
	}
	return text
}

// Writer writes UTF-8 in the encoding. Whatever is closed writes what is left.
func (e Encoding) Writer(to io.Writer) io.WriteCloser {
	if e == GB18030 {
		return transform.NewWriter(to, simplifiedchinese.GB18030.NewEncoder())
	}
	return transform.NewWriter(to, transform.Nop)
}

// Named reads a text in an encoding that a document names as its own, as [xml.Decoder] asks for it.
func Named(name string, text io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-8", "us-ascii", "ascii", "utf-16": // the last was read as such before its name was seen
		return text, nil
	case "gb18030", "gbk", "gb2312":
		return GB18030.Reader(text), nil
	case "iso-8859-1":
		return transform.NewReader(text, charmap.ISO8859_1.NewDecoder()), nil
	case "iso-8859-15":
		return transform.NewReader(text, charmap.ISO8859_15.NewDecoder()), nil
	case "windows-1252":
		return transform.NewReader(text, charmap.Windows1252.NewDecoder()), nil
	}
	return nil, fmt.Errorf("%.32q is no encoding that is read", name)
}
