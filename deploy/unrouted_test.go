package deploy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestUnroutedKnowsTheRoutesThatEveryFunctionMounts: of one that it did not know, it would say that it is not there.
func TestUnroutedKnowsTheRoutesThatEveryFunctionMounts(t *testing.T) {
	t.Parallel()
	constructor := regexp.MustCompile(`(?:batchaudit|console|merchant|wallet|withdrawflow)\.[A-Za-z]*Routes`)
	mains, err := filepath.Glob("../functions/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	mounted := map[string][]string{}
	for _, main := range mains {
		source, err := os.ReadFile(main)
		if err != nil {
			t.Fatal(err)
		}
		function := filepath.Base(filepath.Dir(main))
		mounted[function] = constructor.FindAllString(string(source), -1)
	}
	for function, constructors := range mounted {
		for _, constructor := range constructors {
			if !slices.Contains(mounted["unrouted"], constructor) {
				t.Errorf("%s mounts %s, which functions/unrouted does not know", function, constructor)
			}
		}
	}
}
