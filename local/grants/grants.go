// Package grants stands between the functions and the DynamoDB engine, and refuses what the template does not grant a
// function, as IAM would: a right that is missing is missed here, not on AWS. It notes which rights are used.
//
// It imports template, and knows nothing else of local/.
package grants

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/outflow-pay/outflow/local/template"
)

// Guard is an [http.Handler] in front of one engine. A function reaches it under a path of its own, see [Guard.Path].
// It is safe for concurrent use.
type Guard struct {
	engine  *httputil.ReverseProxy
	granted map[string][]string // by function
	tables  map[string]string   // logical ids by names

	mu   sync.Mutex
	used map[string]map[string]bool // by function
}

// New guards the engine at a base URL with the functions' grants, on tables whose logical ids are given by their names.
func New(engine string, functions []template.Function, tables map[string]string) (*Guard, error) {
	address, err := url.Parse(engine)
	if err != nil {
		return nil, fmt.Errorf("grants: %w", err)
	}
	g := &Guard{
		engine: &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(address)
				r.Out.URL.Path, r.Out.Host = "/", address.Host
			},
			// A connection that breaks is passed on as one.
			ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		},
		tables: tables, granted: map[string][]string{}, used: map[string]map[string]bool{},
	}
	for _, f := range functions {
		g.granted[f.Name] = f.Grants
	}
	return g, nil
}

// Path is where a function, by its folder's name, reaches the engine.
func (g *Guard) Path(function string) string { return "/" + function }

// Used lists which grants a function has used, in order.
func (g *Guard) Used(function string) []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Sorted(maps.Keys(g.used[function]))
}

func (g *Guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the client is gone
	}
	function := strings.Trim(r.URL.Path, "/")
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	for _, need := range g.needs(operation, body) {
		if !slices.Contains(g.granted[function], need) {
			deny(w, function, need)
			return
		}
		g.note(function, need)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	g.engine.ServeHTTP(w, r)
}

func (g *Guard) note(function, need string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.used[function] == nil {
		g.used[function] = map[string]bool{}
	}
	g.used[function][need] = true
}

// moneyTable is what a request is about that names no table.
const moneyTable = "Table"

// request is what is asked of the engine, as far as IAM looks at it.
type request struct {
	TableName     string
	IndexName     string
	RequestItems  map[string]json.RawMessage // of a batch, by table
	TransactItems []map[string]struct{ TableName string }
}

// needs are what IAM asks for: a transaction and a batch need the actions on all of their tables, and a query of an index is
// on that index.
func (g *Guard) needs(operation string, body []byte) (all []string) {
	var asked request
	if json.Unmarshal(body, &asked) != nil {
		return nil // the engine refuses it
	}
	add := func(action, table, index string) {
		if table != "" {
			table = cmp.Or(g.tables[table], table)
		}
		need := "dynamodb:" + action + " on local:" + cmp.Or(table, moneyTable) + ".Arn" + index
		if !slices.Contains(all, need) {
			all = append(all, need)
		}
	}
	for _, one := range asked.TransactItems {
		for kind, of := range one {
			add(kind+"Item", of.TableName, "") // Put, Update, Delete, ConditionCheck
		}
	}
	for table := range asked.RequestItems {
		add(operation, table, "")
	}
	switch {
	case operation == "Query" && asked.IndexName != "":
		add(operation, asked.TableName, "/index/"+asked.IndexName)
	case len(all) == 0:
		add(operation, asked.TableName, "")
	}
	return all
}

// deny answers as DynamoDB does to who may not.
func deny(w http.ResponseWriter, function, need string) {
	action, resource, _ := strings.Cut(need, " on ")
	body, err := json.Marshal(map[string]string{
		"__type":  "com.amazon.coral.service#AccessDeniedException",
		"Message": fmt.Sprintf("%s is not granted %s on %s by the template", function, action, resource),
	})
	if err != nil {
		panic(fmt.Sprintf("an error of strings does not marshal: %v", err))
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write(body) // a client that is gone will not miss it
}
