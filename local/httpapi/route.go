package httpapi

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/local/template"
)

// route is a template's route, cut into segments.
type route struct {
	template.Route
	segments []string
}

// compile puts the routes into the order in which they are tried: fixed segments before variables
// before greedy ones, a method of its own before ANY.
func compile(routes []template.Route) ([]route, error) {
	seen := make(map[string]bool)
	compiled := make([]route, 0, len(routes))
	for _, r := range routes {
		if !strings.HasPrefix(r.Path, "/") {
			return nil, fmt.Errorf("route %s %s: the path must start with /", r.Method, r.Path)
		}
		key := r.Method + " " + shape(r.Path)
		if seen[key] {
			return nil, fmt.Errorf("route %s %s is there twice", r.Method, r.Path)
		}
		seen[key] = true
		compiled = append(compiled, route{r, strings.Split(r.Path[1:], "/")})
	}
	slices.SortStableFunc(compiled, func(a, b route) int {
		if order := strings.Compare(a.rank(), b.rank()); order != 0 {
			return order
		}
		return strings.Compare(a.methodRank(), b.methodRank())
	})
	return compiled, nil
}

// shape is the path with its variables' names left out.
func shape(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if isVariable(s) {
			segments[i] = "{}"
		}
	}
	return strings.Join(segments, "/")
}

// rank sorts before another's when the route is the more specific one.
func (r route) rank() string {
	var rank strings.Builder
	for _, s := range r.segments {
		switch {
		case isGreedy(s):
			rank.WriteByte('2')
		case isVariable(s):
			rank.WriteByte('1')
		default:
			rank.WriteByte('0')
		}
	}
	return rank.String()
}

func (r route) methodRank() string {
	if r.Method == "ANY" {
		return "1"
	}
	return "0"
}

// match finds the route of a request and the decoded values of its path variables.
func match(routes []route, method, escapedPath string) (route, map[string]string, bool) {
	segments := strings.Split(strings.TrimPrefix(escapedPath, "/"), "/")
	for _, r := range routes {
		if r.Method != method && r.Method != "ANY" {
			continue
		}
		if parameters, ok := r.parameters(segments); ok {
			return r, parameters, true
		}
	}
	return route{}, nil, false
}

// parameters matches a path's segments, still encoded: an encoded slash does not split a segment.
func (r route) parameters(path []string) (map[string]string, bool) {
	parameters := make(map[string]string)
	for i, s := range r.segments {
		if i >= len(path) {
			return nil, false
		}
		given := path[i]
		if isGreedy(s) {
			given = strings.Join(path[i:], "/")
		}
		decoded, err := url.PathUnescape(given)
		if err != nil {
			return nil, false
		}
		switch {
		case isVariable(s):
			if decoded == "" {
				return nil, false
			}
			parameters[strings.Trim(s, "{+}")] = decoded
		case s != decoded:
			return nil, false
		}
		if isGreedy(s) {
			return parameters, true
		}
	}
	return parameters, len(path) == len(r.segments)
}

func isVariable(segment string) bool {
	return strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}")
}

func isGreedy(segment string) bool { return isVariable(segment) && strings.HasSuffix(segment, "+}") }
