// Package metricfilter evaluates CloudWatch's filter patterns for JSON log lines, so that tests can hold the
// template's metric filters against the lines that functions write.
//
// It knows the part of the syntax that template.yaml uses, and refuses the rest:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
// It imports the standard library alone.
package metricfilter

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Filter is a pattern that was understood.
type Filter struct{ matches condition }

type condition func(line map[string]any) bool

// Parse reads a pattern, as { ($.level = "ERROR") && ($.status != 503) }.
func Parse(pattern string) (Filter, error) {
	p := &parser{tokens: tokens.FindAllString(pattern, -1)}
	if strings.Join(p.tokens, "") != withoutSpace(pattern) {
		return Filter{}, fmt.Errorf("pattern %q: something in it is not known here", pattern)
	}
	p.want("{")
	matches := p.any()
	p.want("}")
	if p.err == nil && len(p.tokens) > 0 {
		p.err = fmt.Errorf("%q follows it", p.tokens[0])
	}
	if p.err != nil {
		return Filter{}, fmt.Errorf("pattern %q: %w", pattern, p.err)
	}
	return Filter{matches}, nil
}

// Matches says that a log line is counted. A line that is no JSON object never is, and a comparison with a field that
// the line does not have is false.
func (f Filter) Matches(line string) bool {
	var fields map[string]any
	return json.Unmarshal([]byte(line), &fields) == nil && fields != nil && f.matches(fields)
}

var tokens = regexp.MustCompile(`"[^"]*"|\$(\.[A-Za-z0-9_]+)+|&&|\|\||[!<>]=|[{}()=<>]|-?[0-9]+`)

// withoutSpace is the pattern without the white space between its tokens.
func withoutSpace(pattern string) string {
	parts := strings.Split(pattern, `"`)
	for i := 0; i < len(parts); i += 2 { // the others are quoted
		parts[i] = strings.Join(strings.Fields(parts[i]), "")
	}
	return strings.Join(parts, `"`)
}

type parser struct {
	tokens []string
	err    error
}

func (p *parser) next() string {
	if len(p.tokens) == 0 {
		p.fail(errors.New("it ends too early"))
		return ""
	}
	token := p.tokens[0]
	p.tokens = p.tokens[1:]
	return token
}

func (p *parser) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *parser) want(token string) {
	if got := p.next(); got != token {
		p.fail(fmt.Errorf("%q stands where %q should", got, token))
	}
}

func (p *parser) is(token string) bool {
	if len(p.tokens) == 0 || p.tokens[0] != token {
		return false
	}
	p.next()
	return true
}

// any is one or more terms of which one must hold.
func (p *parser) any() condition {
	terms := []condition{p.all()}
	for p.is("||") {
		terms = append(terms, p.all())
	}
	return func(line map[string]any) bool {
		for _, holds := range terms {
			if holds(line) {
				return true
			}
		}
		return false
	}
}

// all is one or more terms which must all hold.
func (p *parser) all() condition {
	terms := []condition{p.term()}
	for p.is("&&") {
		terms = append(terms, p.term())
	}
	return func(line map[string]any) bool {
		for _, holds := range terms {
			if !holds(line) {
				return false
			}
		}
		return true
	}
}

func (p *parser) term() condition {
	if p.is("(") {
		inner := p.any()
		p.want(")")
		return inner
	}
	path, operator, literal := p.next(), p.next(), p.next()
	holds := comparisons[operator]
	if !strings.HasPrefix(path, "$.") || holds == nil {
		p.fail(fmt.Errorf("%q %q %q is no comparison", path, operator, literal))
	}
	if _, err := strconv.ParseFloat(literal, 64); err != nil && operator != "=" && operator != "!=" {
		p.fail(fmt.Errorf("%q is no number, and %s compares numbers", literal, operator))
	}
	return func(line map[string]any) bool {
		value, there := field(line, strings.Split(strings.TrimPrefix(path, "$."), "."))
		return there && holds(value, literal)
	}
}

func field(line map[string]any, path []string) (value any, there bool) {
	value = line
	for _, name := range path {
		object, isObject := value.(map[string]any)
		if value, there = object[name]; !isObject || !there {
			return nil, false
		}
	}
	return value, true
}

var comparisons = map[string]func(value any, literal string) bool{
	"=":  same,
	"!=": func(value any, literal string) bool { return !same(value, literal) },
	"<":  func(value any, literal string) bool { return ordered(value, literal, -1) },
	">":  func(value any, literal string) bool { return ordered(value, literal, 1) },
	"<=": func(value any, literal string) bool { return ordered(value, literal, -1) || same(value, literal) },
	">=": func(value any, literal string) bool { return ordered(value, literal, 1) || same(value, literal) },
}

// ordered says that a value is a number, and below (-1) or above (1) the literal.
func ordered(value any, literal string, way int) bool {
	number, err := strconv.ParseFloat(literal, 64)
	v, is := value.(float64)
	return is && err == nil && cmp.Compare(v, number) == way
}

func same(value any, literal string) bool {
	switch v := value.(type) {
	case string:
		return literal == `"`+v+`"`
	case float64:
		number, err := strconv.ParseFloat(literal, 64)
		return err == nil && number == v
	default:
		return false
	}
}
