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
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, errNoObject
	}
	var members []Member
	for decoder.More() {
		token, err := decoder.Token()
		name, isName := token.(string)
		if err != nil || !isName {
			return nil, errNoObject
		}
		member := Member{Name: name}
		if err := decoder.Decode(&member.Value); err != nil {
			return nil, fmt.Errorf("%w: %w", errNoObject, err)
		}
		members = append(members, member)
	}
	return members, nil
}
