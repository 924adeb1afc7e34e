// Package apitest checks what is said and answered against the API's document: its operations, its examples,
// and real answers. Only tests import it.
//
// It imports api for the document, and libraries that read YAML and validate JSON Schema 2020-12.
package apitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/outflow-pay/outflow/api"
)

// Document is the API's document. It may be used by many at once.
type Document struct {
	root       map[string]any
	operations []Operation

	mu       sync.Mutex // of the two below
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
}

// Operation is one method of one path.
type Operation struct {
	Method, Path string
	Roles        []string // in the order of the document; none is open to all
	Permission   string   // what it needs of an admin, as x-permission has it; may be empty

	pointer   string
	responses map[string]any // by status
}

// location is what the compiler knows the document by; nothing is read from there.
const location = "https://outflow.invalid/openapi.json"

// Load reads the document that is built in.
func Load() (*Document, error) {
	var written any
	if err := yaml.Unmarshal(api.YAML, &written); err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(written)
	if err != nil {
		return nil, err
	}
	decoded, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	root, ok := decoded.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the document is a %T", decoded)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.UseRegexpEngine(compilePattern)
	if err := compiler.AddResource(location, root); err != nil {
		return nil, err
	}
	d := &Document{root: root, compiler: compiler, schemas: map[string]*jsonschema.Schema{}}
	d.operations, err = operationsOf(root)
	return d, err
}

// compilePattern reads ECMAScript's \u0000, which Go's patterns write otherwise.
func compilePattern(pattern string) (jsonschema.Regexp, error) {
	return regexp.Compile(unicodeEscape.ReplaceAllString(pattern, `\x{$1}`))
}

var unicodeEscape = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)

// Operations lists what the document describes, by path and method.
func (d *Document) Operations() []Operation { return slices.Clone(d.operations) }

func operationsOf(root map[string]any) (operations []Operation, err error) {
	paths := object(root["paths"])
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			name := strings.ToLower(method)
			described := object(object(paths[path])[name])
			if described == nil {
				continue
			}
			roles, err := rolesOf(described)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			operations = append(operations, Operation{
				Method: method, Path: path, Roles: roles, Permission: permissionOf(described),
				pointer: pointer("paths", path, name), responses: object(described["responses"]),
			})
		}
	}
	return operations, nil
}

// rolesOf are the roles that an operation's security names, each once.
func rolesOf(operation map[string]any) (roles []string, err error) {
	alternatives, declared := operation["security"].([]any)
	if !declared {
		return nil, fmt.Errorf("no security")
	}
	for _, alternative := range alternatives {
		for scheme, named := range object(alternative) {
			list, ok := named.([]any)
			if !ok || len(list) == 0 {
				return nil, fmt.Errorf("%s names no role", scheme)
			}
			for _, role := range list {
				if text := fmt.Sprint(role); !slices.Contains(roles, text) {
					roles = append(roles, text)
				}
			}
		}
	}
	return roles, nil
}

func permissionOf(operation map[string]any) string {
	text, _ := operation["x-permission"].(string)
	return text
}

// operation finds the one that takes a request. A segment as it is written goes before a parameter.
func (d *Document) operation(method, path string) (Operation, bool) {
	var found Operation
	for _, o := range d.operations {
		if o.Method == method && covers(o.Path, path) && (found.Path == "" || strings.Count(o.Path, "{") < strings.Count(found.Path, "{")) {
			found = o
		}
	}
	return found, found.Path != ""
}

func covers(template, path string) bool {
	wanted, given := strings.Split(template, "/"), strings.Split(path, "/")
	if len(wanted) != len(given) {
		return false
	}
	for i, segment := range wanted {
		if segment != given[i] && (!strings.HasPrefix(segment, "{") || given[i] == "") {
			return false
		}
	}
	return true
}

// validate checks a value against the schema at a place of the document.
func (d *Document) validate(at string, value any) error {
	schema, err := d.schema(at)
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

func (d *Document) schema(at string) (*jsonschema.Schema, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if schema, compiled := d.schemas[at]; compiled {
		return schema, nil
	}
	schema, err := d.compiler.Compile(location + "#" + at)
	if err != nil {
		return nil, err
	}
	d.schemas[at] = schema
	return schema, nil
}

// resolved follows a reference to components, if a value is one, and says where the value is.
func (d *Document) resolved(value any, at string) (map[string]any, string) {
	fields := object(value)
	reference, is := fields["$ref"].(string)
	if !is {
		return fields, at
	}
	at = strings.TrimPrefix(reference, "#")
	target := any(d.root)
	for _, name := range strings.Split(strings.TrimPrefix(at, "/"), "/") {
		target = object(target)[name]
	}
	return object(target), at
}

func object(value any) map[string]any {
	fields, _ := value.(map[string]any)
	return fields
}

var escapePointer = strings.NewReplacer("~", "~0", "/", "~1", "%", "%25", "{", "%7B", "}", "%7D")

func pointer(names ...string) string {
	var out strings.Builder
	for _, name := range names {
		out.WriteString("/" + escapePointer.Replace(name))
	}
	return out.String()
}
