package template

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// noValue is what AWS::NoValue resolves to: its key or list element is left out.
type noValue struct{}

// pseudo are CloudFormation's pseudo parameters as they are locally.
var pseudo = map[string]any{
	"AWS::AccountId": "000000000000",
	"AWS::NoValue":   noValue{},
	"AWS::Partition": "aws",
	"AWS::Region":    "us-east-1",
	"AWS::StackName": "outflow",
	"AWS::URLSuffix": "amazonaws.com",
}

// resolver evaluates intrinsic functions.
type resolver struct {
	references map[string]any // what Ref gives: parameters, pseudo parameters, resources
	resources  map[string]bool
	conditions map[string]yaml.Node
}

func newResolver(d *document, resources []resource) (*resolver, error) {
	r := &resolver{
		references: make(map[string]any),
		resources:  make(map[string]bool),
		conditions: d.Conditions,
	}
	for name, value := range pseudo {
		r.references[name] = value
	}
	for name, parameter := range d.Parameters {
		r.references[name] = value(parameter.Default)
	}
	for _, one := range resources {
		r.resources[one.ID] = true
		r.references[one.ID] = one.ID
	}
	// A table's Ref is its name, which is a Ref itself.
	for _, one := range resources {
		if name := child(&one.Properties, "TableName"); name != nil && one.Type == "AWS::DynamoDB::Table" {
			resolved, err := r.resolve(name)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", one.ID, err)
			}
			r.references[one.ID] = resolved
		}
	}
	return r, nil
}

// resolve returns a node's value as plain strings, numbers, booleans, maps and lists.
func (r *resolver) resolve(n *yaml.Node) (any, error) {
	if n.Kind == yaml.AliasNode {
		return r.resolve(n.Alias)
	}
	if tag := n.ShortTag(); strings.HasPrefix(tag, "!") && !strings.HasPrefix(tag, "!!") {
		return r.call(strings.TrimPrefix(tag, "!"), n)
	}
	switch n.Kind {
	case yaml.MappingNode:
		return r.mapping(n)
	case yaml.SequenceNode:
		return r.sequence(n)
	default:
		var value any
		err := n.Decode(&value)
		return value, err
	}
}

func (r *resolver) mapping(n *yaml.Node) (any, error) {
	if len(n.Content) == 2 {
		key := n.Content[0].Value
		if name, ok := strings.CutPrefix(key, "Fn::"); ok {
			return r.call(name, n.Content[1])
		}
		if key == "Ref" {
			return r.call(key, n.Content[1])
		}
	}
	values := make(map[string]any)
	for i := 0; i+1 < len(n.Content); i += 2 {
		value, err := r.resolve(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		if value != (noValue{}) {
			values[n.Content[i].Value] = value
		}
	}
	return values, nil
}

func (r *resolver) sequence(n *yaml.Node) (any, error) {
	values := make([]any, 0, len(n.Content))
	for _, item := range n.Content {
		value, err := r.resolve(item)
		if err != nil {
			return nil, err
		}
		if value != (noValue{}) {
			values = append(values, value)
		}
	}
	return values, nil
}

// call evaluates an intrinsic function.
func (r *resolver) call(name string, argument *yaml.Node) (any, error) {
	var value any
	var err error
	switch name {
	case "Ref":
		value, err = r.ref(argument.Value)
	case "GetAtt":
		value, err = r.getAtt(attribute(argument))
	case "Sub":
		value, err = r.sub(argument)
	case "If":
		value, err = r.choose(argument)
	default:
		err = fmt.Errorf("the intrinsic function %s is not understood locally", name)
	}
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", argument.Line, err)
	}
	return value, nil
}

func (r *resolver) ref(name string) (any, error) {
	value, ok := r.references[name]
	if !ok {
		return nil, fmt.Errorf("there is no parameter or resource %q", name)
	}
	return value, nil
}

// attribute accepts both spellings of GetAtt: Table.Arn and [Table, Arn].
func attribute(argument *yaml.Node) string {
	if argument.Kind != yaml.SequenceNode {
		return argument.Value
	}
	var parts []string
	for _, part := range argument.Content {
		parts = append(parts, part.Value)
	}
	return strings.Join(parts, ".")
}

// getAtt returns a name that says what it stands for: nothing local has attributes.
func (r *resolver) getAtt(attribute string) (string, error) {
	id, _, found := strings.Cut(attribute, ".")
	if !found || !r.resources[id] {
		return "", fmt.Errorf("there is no resource with the attribute %q", attribute)
	}
	return "local:" + attribute, nil
}

var substitution = regexp.MustCompile(`\$\{([^}]*)\}`)

func (r *resolver) sub(argument *yaml.Node) (string, error) {
	if argument.Kind != yaml.ScalarNode {
		return "", fmt.Errorf("a Sub with variables of its own is not understood locally")
	}
	var failure error
	text := substitution.ReplaceAllStringFunc(argument.Value, func(match string) string {
		name := match[2 : len(match)-1]
		var value any
		var err error
		switch {
		case strings.HasPrefix(name, "!"):
			return "${" + name[1:] + "}"
		case strings.Contains(name, "."):
			value, err = r.getAtt(name)
		default:
			value, err = r.ref(name)
		}
		if err != nil && failure == nil {
			failure = err
		}
		return fmt.Sprint(value)
	})
	return text, failure
}

func (r *resolver) choose(argument *yaml.Node) (any, error) {
	if argument.Kind != yaml.SequenceNode || len(argument.Content) != 3 {
		return nil, fmt.Errorf("an If needs a condition and two values")
	}
	holds, err := r.condition(argument.Content[0].Value)
	if err != nil {
		return nil, err
	}
	if holds {
		return r.resolve(argument.Content[1])
	}
	return r.resolve(argument.Content[2])
}

func (r *resolver) condition(name string) (bool, error) {
	n, ok := r.conditions[name]
	if !ok {
		return false, fmt.Errorf("there is no condition %q", name)
	}
	return r.test(&n)
}

// test evaluates Equals and Not, in either spelling.
func (r *resolver) test(n *yaml.Node) (bool, error) {
	name, arguments := strings.TrimPrefix(n.ShortTag(), "!"), n
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 {
		name, arguments = strings.TrimPrefix(n.Content[0].Value, "Fn::"), n.Content[1]
	}
	switch {
	case name == "Not" && len(arguments.Content) == 1:
		holds, err := r.test(arguments.Content[0])
		return !holds, err
	case name == "Equals" && len(arguments.Content) == 2:
		left, err := r.resolve(arguments.Content[0])
		if err != nil {
			return false, err
		}
		right, err := r.resolve(arguments.Content[1])
		return fmt.Sprint(left) == fmt.Sprint(right), err
	}
	return false, fmt.Errorf("line %d: the condition %s is not understood locally", n.Line, name)
}
