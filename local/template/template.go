// Package template reads template.yaml, the only home of the routes, the schedules and the table, so
// that the local stack and the tests run what is deployed.
//
// It understands the part of SAM that template.yaml uses and refuses what it does not know. It may
// import the AWS SDK for the table, and nothing of this module.
package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Template is what the local stack needs to know of template.yaml. Its lists are in the file's order.
type Template struct {
	Functions []Function
	Routes    []Route
	Schedules []Schedule
	Streams   []Stream
	Table     Table // with the money, and the stream
	// Hooks is the table of deliveries to others; it has no name where there is none.
	Hooks Table
	// Bucket is the logical id of the AWS::S3::Bucket; empty where there is none.
	Bucket string
	// Parameters are the values of all parameters.
	Parameters map[string]string
}

// Function is an AWS::Serverless::Function.
type Function struct {
	// LogicalID is its name in the template, as CreateWithdrawal.
	LogicalID string
	// Name is its folder's, as create-withdrawal, and its name everywhere locally.
	Name string
	// Timeout is how long one request may take.
	Timeout time.Duration
	// MemoryMB is the configured memory.
	MemoryMB int
	// Environment are its variables. Those made from a parameter without a default are empty.
	Environment map[string]string
	// Grants are what its policies allow, each as "dynamodb:GetItem on local:Table.Arn".
	Grants []string
}

// Route is one route of the HTTP API.
type Route struct {
	// Method is upper case; ANY is every method that has no route of its own.
	Method string
	// Path is as in the template, as /api/admin/withdrawals/{id}.
	Path string
	// Function is the Name of the function that serves it.
	Function string
}

// Schedule is one schedule of a function.
type Schedule struct {
	// ID is the event's name in the template, as EveryMinute.
	ID string
	// Function is the Name of the function that it starts.
	Function string
	// Expression is EventBridge's, as rate(1 minute).
	Expression string
	// Input is what the function is given in the place of EventBridge's event; empty where it is given that.
	Input string
	// Enabled is false when the template switches it off.
	Enabled bool
}

// Stream is a function that the table's stream feeds.
type Stream struct {
	// ID is the event's name in the template.
	ID string
	// Function is the Name of the function that takes the records.
	Function string
	// BatchSize is the most records of one event.
	BatchSize int
	// Linger is how long a batch waits to be full.
	Linger time.Duration
	// Window is the tumbling window's length.
	Window time.Duration
	// Bisect delivers a batch that failed in two halves.
	Bisect bool
	// SortKeys are the SKs of the items whose records are delivered, a beginning of some with * behind; none is all.
	SortKeys []string
	// Enabled is false when the template switches it off.
	Enabled bool
}

// SAM's defaults.
const (
	defaultTimeoutSeconds = 3
	defaultMemoryMB       = 128
)

// Load reads the template at path. Parameters have their defaults; those without one are empty. An
// intrinsic function, resource reference or event source that Load does not know is an error.
func Load(path string) (*Template, error) { return load(path) }

func load(path string, changes ...func(*document) error) (*Template, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the file that the caller asks for
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	t, err := parse(text, changes...)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", path, err)
	}
	return t, nil
}

// LoadDeployed is Load of a deployment's own parameters: one that the template does not have is an error, as is one that is
// missing and has no default. Those that are named in later are neither given nor missing.
func LoadDeployed(path string, given map[string]string, later ...string) (*Template, error) {
	t, err := load(path, func(d *document) error { return d.give(given, later) })
	if err != nil {
		return nil, err
	}
	for _, name := range later {
		delete(t.Parameters, name)
	}
	return t, nil
}

// give puts a deployment's parameters in the place of the defaults.
func (d *document) give(given map[string]string, later []string) error {
	for name := range given {
		if _, known := d.Parameters[name]; !known || slices.Contains(later, name) {
			return fmt.Errorf("there is no parameter %q to be given", name)
		}
	}
	for name, parameter := range d.Parameters {
		value, is := given[name]
		if !is && parameter.Default == nil && !slices.Contains(later, name) {
			return fmt.Errorf("the parameter %q is missing, and has no default", name)
		}
		if is {
			parameter.Default = &value
			d.Parameters[name] = parameter
		}
	}
	return nil
}

// document is the file before its intrinsic functions are resolved.
type document struct {
	Parameters map[string]struct {
		Default *string `yaml:"Default"`
	} `yaml:"Parameters"`
	Conditions map[string]yaml.Node `yaml:"Conditions"`
	Globals    struct {
		Function yaml.Node `yaml:"Function"`
	} `yaml:"Globals"`
	Resources yaml.Node `yaml:"Resources"`
}

// resource is one entry of Resources.
type resource struct {
	ID         string    `yaml:"-"`
	Type       string    `yaml:"Type"`
	Condition  string    `yaml:"Condition"`
	Properties yaml.Node `yaml:"Properties"`
}

func parse(text []byte, changes ...func(*document) error) (*Template, error) {
	var d document
	if err := yaml.Unmarshal(text, &d); err != nil {
		return nil, err
	}
	for _, change := range changes {
		if err := change(&d); err != nil {
			return nil, err
		}
	}
	return d.template()
}

func (d *document) template() (*Template, error) {
	resources, err := list(&d.Resources)
	if err != nil {
		return nil, err
	}
	r, err := newResolver(d, resources)
	if err != nil {
		return nil, err
	}
	var globals functionProperties
	if err := r.decode(&d.Globals.Function, &globals); err != nil {
		return nil, fmt.Errorf("globals: %w", err)
	}
	t := &Template{Parameters: make(map[string]string)}
	for name, parameter := range d.Parameters {
		t.Parameters[name] = value(parameter.Default)
	}
	for _, one := range resources {
		if err := t.add(r, one, globals); err != nil {
			return nil, fmt.Errorf("%s: %w", one.ID, err)
		}
	}
	if t.Table.input.TableName == nil {
		return nil, fmt.Errorf("it has no AWS::DynamoDB::Table with a TableName")
	}
	return t, nil
}

// list returns a mapping's resources in their order.
func list(mapping *yaml.Node) ([]resource, error) {
	var resources []resource
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		one := resource{ID: mapping.Content[i].Value}
		if err := mapping.Content[i+1].Decode(&one); err != nil {
			return nil, fmt.Errorf("%s: %w", one.ID, err)
		}
		resources = append(resources, one)
	}
	return resources, nil
}

// add takes in a resource of a kind that runs locally; the others (alarms, logs, queues) do not.
func (t *Template) add(r *resolver, one resource, globals functionProperties) error {
	if one.Condition != "" {
		exists, err := r.condition(one.Condition)
		if err != nil || !exists {
			return err
		}
	}
	switch one.Type {
	case "AWS::Serverless::Function":
		return t.addFunction(r, one, globals)
	case "AWS::DynamoDB::Table":
		return t.addTable(r, one)
	case "AWS::S3::Bucket":
		if t.Bucket != "" {
			return fmt.Errorf("a second bucket")
		}
		t.Bucket = one.ID
	}
	return nil
}

// functionProperties are the properties of a function, and of Globals.Function, that matter locally.
type functionProperties struct {
	CodeURI     string
	Timeout     int
	MemorySize  int
	Environment struct {
		Variables map[string]any
	}
	Events map[string]struct {
		Type       string
		Properties eventProperties
	}
	Policies []policy
}

type eventProperties struct {
	Method, Path    string // HttpApi
	Schedule, Input string // Schedule
	Enabled         *bool

	streamProperties `yaml:",inline"` // DynamoDB
}

// functionKeys are the properties that are resolved; others may use what they want.
var functionKeys = []string{"CodeUri", "Timeout", "MemorySize", "Environment", "Events", "Policies"}

func (t *Template) addFunction(r *resolver, one resource, globals functionProperties) error {
	var p functionProperties
	if err := r.decode(&one.Properties, &p); err != nil {
		return err
	}
	f := Function{
		LogicalID:   one.ID,
		Name:        path.Base(p.CodeURI),
		Timeout:     time.Duration(firstSet(p.Timeout, globals.Timeout, defaultTimeoutSeconds)) * time.Second,
		MemoryMB:    firstSet(p.MemorySize, globals.MemorySize, defaultMemoryMB),
		Environment: make(map[string]string),
	}
	if f.Name == "." || f.Name == "/" {
		return fmt.Errorf("CodeUri %q names no folder of its own", p.CodeURI)
	}
	for _, variables := range []map[string]any{globals.Environment.Variables, p.Environment.Variables} {
		for name, value := range variables {
			f.Environment[name] = fmt.Sprint(value)
		}
	}
	for _, one := range p.Policies {
		f.Grants = append(f.Grants, one.grants()...)
	}
	t.Functions = append(t.Functions, f)
	return t.addEvents(f.Name, eventOrder(&one.Properties), p)
}

func (t *Template) addEvents(function string, order []string, p functionProperties) error {
	for _, id := range order {
		event := p.Events[id]
		switch event.Type {
		case "HttpApi":
			if event.Properties.Method == "" || event.Properties.Path == "" {
				return fmt.Errorf("event %s: an HttpApi event without Method or Path", id)
			}
			t.Routes = append(t.Routes, Route{
				Method:   strings.ToUpper(event.Properties.Method),
				Path:     event.Properties.Path,
				Function: function,
			})
		case "Schedule":
			enabled := event.Properties.Enabled
			t.Schedules = append(t.Schedules, Schedule{
				ID:         id,
				Function:   function,
				Expression: event.Properties.Schedule,
				Input:      event.Properties.Input,
				Enabled:    enabled == nil || *enabled,
			})
		case "DynamoDB":
			stream, err := event.Properties.stream()
			if err != nil {
				return fmt.Errorf("event %s: %w", id, err)
			}
			stream.ID, stream.Function = id, function
			t.Streams = append(t.Streams, stream)
		default:
			return fmt.Errorf("event %s: an event source of type %q does not run locally", id, event.Type)
		}
	}
	return nil
}

// eventOrder lists the names of a function's events as they stand in the file.
func eventOrder(properties *yaml.Node) []string {
	var names []string
	if events := child(properties, "Events"); events != nil {
		for i := 0; i+1 < len(events.Content); i += 2 {
			names = append(names, events.Content[i].Value)
		}
	}
	return names
}

// decode resolves the function properties that matter and decodes them into p.
func (r *resolver) decode(properties *yaml.Node, p *functionProperties) error {
	resolved := make(map[string]any)
	for i := 0; i+1 < len(properties.Content); i += 2 {
		key := properties.Content[i].Value
		if !slices.Contains(functionKeys, key) {
			continue
		}
		value, err := r.resolve(properties.Content[i+1])
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		resolved[key] = value
	}
	return convert(resolved, p)
}

// convert decodes resolved values into a Go value whose fields have the template's names.
func convert(resolved, into any) error {
	text, err := json.Marshal(resolved)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // a variable 1000000 must not become 1e+06
	return decoder.Decode(into)
}

func child(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// value is what a parameter without a value is: empty.
func value(given *string) string {
	if given == nil {
		return ""
	}
	return *given
}

func firstSet(values ...int) int {
	for _, v := range values {
		if v != 0 {
			return v
		}
	}
	return 0
}
