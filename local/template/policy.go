package template

import "encoding/json"

// policy is one of a function's own; SAM's policy templates, which grant nothing on the table, are empty ones.
type policy struct {
	Statement []struct {
		Action, Resource oneOrMore
	}
}

// grants are a policy's, one action on one resource each. The template denies nothing.
func (p policy) grants() (all []string) {
	for _, statement := range p.Statement {
		for _, action := range statement.Action {
			for _, resource := range statement.Resource {
				all = append(all, action+" on "+resource)
			}
		}
	}
	return all
}

// oneOrMore is a list that may be written as its only element.
type oneOrMore []string

// UnmarshalJSON reads both spellings.
func (o *oneOrMore) UnmarshalJSON(text []byte) error {
	if text[0] != '"' {
		return json.Unmarshal(text, (*[]string)(o))
	}
	*o = make(oneOrMore, 1)
	return json.Unmarshal(text, &(*o)[0])
}
