package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// errNoObject shows nothing of the text, which may be a secret.
var errNoObject = errors.New("not one JSON object in UTF-8")

// NameError says which known name is there twice, or in a letter case that is not its own.
type NameError struct {
	Name  string // in its exact spelling
	Twice bool
}

func (e *NameError) Error() string {
	if e.Twice {
		return e.Name + " is there twice"
	}
	return e.Name + " is spelled in another letter case"
}

// Member is one name and value of an object.
type Member struct {
	Name  string
	Value json.RawMessage
}

// Members are the members of one JSON object in UTF-8, with nothing behind it, in their order; a name that is
// there twice is two of them. The error shows nothing of the text.
func Members(raw []byte) ([]Member, error) {
	if !utf8.Valid(raw) || !json.Valid(raw) { // nothing behind it either, and not nested too deep
		return nil, errNoObject
	}
	rest := bytes.TrimLeft(raw, space)
	if rest[0] != '{' {
		return nil, errNoObject
	}
	var members []Member
	for {
		rest = bytes.TrimLeft(rest[1:], space) // behind a brace or a comma
		if rest[0] == '}' {
			return members, nil // only an object without members ends so: there is no comma before an end
		}
		end := valueEnd(rest)
		name, err := unquote(rest[:end])
		if err != nil {
			return nil, err
		}
		rest = bytes.TrimLeft(rest[end:], space)
		rest = bytes.TrimLeft(rest[1:], space) // behind the colon
		end = valueEnd(rest)
		members = append(members, Member{Name: name, Value: bytes.Clone(rest[:end])})
		if rest = bytes.TrimLeft(rest[end:], space); rest[0] == '}' {
			return members, nil
		}
	}
}

// space is JSON's white space.
const space = " \t\r\n"

// valueEnd is where the value ends that a valid text begins with. Only the brackets outside of strings count.
func valueEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth == 0 {
				return i // of what the value is in
			}
			depth--
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i // behind a number or a word
			}
			continue
		default:
			continue // within a number or a word, or a colon
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(text)
}

// unquote reads a valid string.
func unquote(quoted []byte) (text string, err error) {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1]), nil
	}
	if err := json.Unmarshal(quoted, &text); err != nil {
		return "", fmt.Errorf("%w: %w", errNoObject, err)
	}
	return text, nil
}
