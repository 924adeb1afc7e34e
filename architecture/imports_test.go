package architecture_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// listed is what `go list -json` tells of a package, as far as it is wanted here.
type listed struct {
	ImportPath string
	Export     string // the file of what the compiler wrote about its types
	Imports    []string
	Module     *struct{ Path string }
}

func TestEveryPackageImportsOnlyWhatItsRuleAllows(t *testing.T) {
	t.Parallel()
	module, packages := listModule(t)
	standard := standardPackages(t)
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		r, found := ruleFor(name)
		if !found {
			t.Errorf("%s has no rule in rules_test.go: decide its place in the house first", name)
			continue
		}
		for _, imported := range p.Imports {
			if !standard[imported] && !r.allows(module, imported) {
				t.Errorf("%s imports %s, which its rule forbids: %s", name, imported, r.why)
			}
		}
	}
}

func TestRulesRefuseWhatTheHouseForbids(t *testing.T) {
	t.Parallel()
	const module = "example.com/m"
	tests := map[string]struct {
		from, imported string
		allowed        bool
	}{
		"the core imports no use case":            {"pkg/funds", module + "/pkg/flow", false},
		"the core imports no library":             {"pkg/funds", "github.com/google/go-cmp/cmp", false},
		"the core's data imports no decision":     {"pkg/funds", module + "/pkg/funds/withdrawal", false},
		"a decision imports the data":             {"pkg/funds/withdrawal", module + "/pkg/funds", true},
		"a decision imports no other decision":    {"pkg/funds/wallet", module + "/pkg/funds/withdrawal", false},
		"a decision imports no use case":          {"pkg/funds/recharge", module + "/pkg/flow", false},
		"the ledger imports no decision":          {"pkg/funds/internal/ledger", module + "/pkg/funds/recharge", false},
		"the invariants import no decision":       {"pkg/funds/invariant", module + "/pkg/funds/withdrawal", false},
		"the invariants import no ledger":         {"pkg/funds/invariant", module + "/pkg/funds/internal/ledger", false},
		"the table decides nothing":               {"pkg/table", module + "/pkg/funds/withdrawal", false},
		"what reads decides nothing":              {"pkg/list", module + "/pkg/funds/withdrawal", false},
		"a contract decides nothing":              {"pkg/contract/wallet", module + "/pkg/funds/withdrawal", false},
		"a use case imports the core":             {"pkg/flow", module + "/pkg/funds", true},
		"a use case imports no adapter":           {"pkg/flow", module + "/pkg/table", false},
		"what acts may read":                      {"pkg/flow", module + "/pkg/list", true},
		"what reads does not act":                 {"pkg/list", module + "/pkg/flow", false},
		"what reads imports no adapter":           {"pkg/list", module + "/pkg/table", false},
		"a contract imports a use case":           {"pkg/contract/wallet", module + "/pkg/flow", true},
		"a contract imports no other contract":    {"pkg/contract/wallet", module + "/pkg/contract/console", false},
		"a contract imports no AWS":               {"pkg/contract/wallet", awsSDK + "/service/dynamodb", false},
		"a contract imports no gateway":           {"pkg/contract/wallet", module + "/pkg/gateway", false},
		"merchant alone reads the gateway's":      {"pkg/contract/merchant", module + "/pkg/gateway", true},
		"the table imports the AWS SDK":           {"pkg/table", awsSDK + "/service/dynamodb", true},
		"a module's name is matched as a whole":   {"pkg/table", awsSDK + "-fork/service/dynamodb", false},
		"a function imports no table":             {"functions/wallet", module + "/pkg/table", false},
		"what is deployed imports no local stack": {"pkg/app", module + "/local/stack", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, found := ruleFor(test.from)
			if !found {
				t.Fatalf("no rule for %s", test.from)
			}
			if got := r.allows(module, test.imported); got != test.allowed {
				t.Errorf("%s imports %s: allowed is %v, want %v", test.from, test.imported, got, test.allowed)
			}
		})
	}
	if _, found := ruleFor("pkg/elsewhere"); found {
		t.Error("a package that no rule names has a rule")
	}
}

func TestEveryRuleGivesAReason(t *testing.T) {
	t.Parallel()
	for _, r := range rules {
		if r.why == "" {
			t.Errorf("the rule for %s gives no reason", r.packages)
		}
	}
}

func ruleFor(name string) (rule, bool) {
	i := slices.IndexFunc(rules, func(r rule) bool { return matches(r.packages, name) })
	if i < 0 {
		return rule{}, false
	}
	return rules[i], true
}

// matches tells whether a pattern of the rules names a package. "pkg/*" names everything below pkg,
// at any depth.
func matches(pattern, name string) bool {
	folder, all := strings.CutSuffix(pattern, "/*")
	if all {
		return strings.HasPrefix(name, folder+"/")
	}
	return name == pattern
}

func (r rule) allows(module, imported string) bool {
	if inside, ours := strings.CutPrefix(imported, module+"/"); ours {
		return slices.ContainsFunc(r.module, func(pattern string) bool { return matches(pattern, inside) })
	}
	return slices.ContainsFunc(r.outside, func(prefix string) bool {
		return imported == prefix || strings.HasPrefix(imported, prefix+"/")
	})
}

// listModule returns the module's path and its packages, without their tests: a test may use what
// it likes to prove its point.
func listModule(t *testing.T) (module string, packages []listed) {
	t.Helper()
	packages = goList(t, "./...")
	for _, p := range packages {
		module = p.Module.Path
	}
	if module == "" {
		t.Fatal("go list names no package")
	}
	return module, packages
}

func standardPackages(t *testing.T) map[string]bool {
	t.Helper()
	standard := map[string]bool{"C": true}
	for _, p := range goList(t, "std") {
		standard[p.ImportPath] = true
	}
	return standard
}

func goList(t *testing.T, arguments ...string) []listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Export,Imports,Module"}, arguments...)...)
	command.Dir = ".."
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list %s: %v\n%s", arguments, err, stderr.Bytes())
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
