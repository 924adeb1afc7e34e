package apitest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Example is a value that the document shows, and where.
type Example struct {
	Where string // as a JSON pointer
	Value any

	schema string
}

// Examples lists the examples of every parameter, request and response.
func (d *Document) Examples() (examples []Example) {
	for _, o := range d.operations {
		described := object(object(object(d.root["paths"])[o.Path])[strings.ToLower(o.Method)])
		parameters, _ := described["parameters"].([]any)
		for i, parameter := range parameters {
			fields, at := d.resolved(parameter, o.pointer+fmt.Sprintf("/parameters/%d", i))
			examples = append(examples, d.examplesOf(fields, at)...)
		}
		request, at := d.resolved(described["requestBody"], o.pointer+"/requestBody")
		examples = append(examples, d.contentExamples(request, at)...)
		for _, status := range slices.Sorted(maps.Keys(o.responses)) {
			response, at := d.resolved(o.responses[status], o.pointer+pointer("responses", status))
			examples = append(examples, d.contentExamples(response, at)...)
		}
	}
	return examples
}

// CheckExample says how an example differs from its schema.
func (d *Document) CheckExample(e Example) error { return d.validate(e.schema, e.Value) }

func (d *Document) contentExamples(fields map[string]any, at string) (examples []Example) {
	content := object(fields["content"])
	for _, mediaType := range slices.Sorted(maps.Keys(content)) {
		examples = append(examples, d.examplesOf(object(content[mediaType]), at+pointer("content", mediaType))...)
	}
	return examples
}

func (d *Document) examplesOf(fields map[string]any, at string) (examples []Example) {
	if value, given := fields["example"]; given {
		examples = append(examples, Example{at + "/example", value, at + "/schema"})
	}
	named := object(fields["examples"])
	for _, name := range slices.Sorted(maps.Keys(named)) {
		example, _ := d.resolved(named[name], "")
		examples = append(examples, Example{at + pointer("examples", name), example["value"], at + "/schema"})
	}
	return examples
}
