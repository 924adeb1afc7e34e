package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// Unmarshal is [json.Unmarshal] by exact names: within every object that becomes a struct, a known name that is
// there twice, or in another letter case (as encoding/json folds it: ſ is s, the Kelvin sign is k), is a
// [NameError]. Within one that becomes a map every name is known. Unknown names are ignored. What decodes itself
// ([json.Unmarshaler], [json.RawMessage]) has its own reader to answer for it.
func Unmarshal(raw []byte, into any) error { return unmarshal(raw, into, false) }

// UnmarshalKnown is [Unmarshal] for what nobody but ourselves defines: an unknown name is an error too.
func UnmarshalKnown(raw []byte, into any) error { return unmarshal(raw, into, true) }

func unmarshal(raw []byte, into any, knownAlone bool) error {
	if !utf8.Valid(raw) {
		return errors.New("not valid UTF-8")
	}
	if !json.Valid(raw) {
		return json.Unmarshal(raw, into) // its error says what is wrong
	}
	if err := (check{knownAlone}).value(reflect.TypeOf(into).Elem(), raw); err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// check compares names with what a type knows.
type check struct{ knownAlone bool }

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// value checks a value that is to become of the type. One of another kind is left for encoding/json to refuse.
func (c check) value(of reflect.Type, raw []byte) error {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if reflect.PointerTo(of).Implements(unmarshaler) {
		return nil
	}
	first := bytes.TrimLeft(raw, space)[0]
	switch {
	case of.Kind() == reflect.Struct && first == '{':
		return c.members(raw, known(of))
	case of.Kind() == reflect.Map && first == '{':
		return c.entries(raw, of.Elem())
	case (of.Kind() == reflect.Slice || of.Kind() == reflect.Array) && first == '[':
		var elements []json.RawMessage
		if err := json.Unmarshal(raw, &elements); err != nil {
			return err
		}
		for _, element := range elements {
			if err := c.value(of.Elem(), element); err != nil {
				return err
			}
		}
	}
	return nil
}

// members checks an object that becomes a struct.
func (c check) members(raw []byte, names map[string]reflect.Type) error {
	members, err := Members(raw)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, member := range members {
		of, exact := names[member.Name]
		switch {
		case exact && seen[member.Name]:
			return &NameError{Name: member.Name, Twice: true}
		case exact:
			seen[member.Name] = true
			if err := c.value(of, member.Value); err != nil {
				return err
			}
		default:
			if name, is := variant(names, member.Name); is {
				return &NameError{Name: name}
			}
			if c.knownAlone {
				return fmt.Errorf("unknown field %.64q", member.Name)
			}
		}
	}
	return nil
}

// entries checks an object that becomes a map.
func (c check) entries(raw []byte, of reflect.Type) error {
	members, err := Members(raw)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, member := range members {
		if seen[member.Name] {
			return &NameError{Name: member.Name, Twice: true}
		}
		seen[member.Name] = true
		if err := c.value(of, member.Value); err != nil {
			return err
		}
	}
	return nil
}

// variant is the known name that encoding/json would take this one for.
func variant(names map[string]reflect.Type, given string) (name string, is bool) {
	for name := range names {
		if strings.EqualFold(name, given) {
			return name, true
		}
	}
	return "", false
}

// types has the known names of each type that was asked for.
var types sync.Map // of reflect.Type to map[string]reflect.Type

// known are the names that encoding/json reads into a struct, those of what it embeds among them.
func known(of reflect.Type) map[string]reflect.Type {
	if stored, is := types.Load(of); is {
		if names, is := stored.(map[string]reflect.Type); is {
			return names
		}
	}
	names := namesOf(of)
	types.Store(of, names)
	return names
}

func namesOf(of reflect.Type) map[string]reflect.Type {
	names := map[string]reflect.Type{}
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "" && field.Type.Kind() == reflect.Struct:
			maps.Copy(names, namesOf(field.Type))
		case !field.IsExported() || name == "-":
		case name == "":
			names[field.Name] = field.Type
		default:
			names[name] = field.Type
		}
	}
	return names
}
