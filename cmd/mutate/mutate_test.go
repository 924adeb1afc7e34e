package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEverySeedsTextStandsOnceInItsFile(t *testing.T) {
	t.Parallel()
	for _, s := range seeds {
		if _, _, err := s.locate("../.."); err != nil {
			t.Errorf("%s: %v", s.rule, err)
		}
		if s.before == s.after || !slices.ContainsFunc(targets, func(t target) bool { return t.name == s.target }) {
			t.Errorf("%s: it changes nothing, or belongs to no target", s.rule)
		}
	}
	if len(seeds) == 0 {
		t.Error("there are no seeds")
	}
}

// TestSurvivorsAreThoseThatNoTestNotices changes a small bank, whose tests notice all but what they do not look at.
func TestSurvivorsAreThoseThatNoTestNotices(t *testing.T) {
	t.Parallel()
	bank := target{name: "bank", mutate: "./testdata/bank", tests: []string{"./testdata/bank"}}
	result, err := bank.run(t.Context(), 2, "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, survivor := range result.survivors {
		got = append(got, strings.TrimPrefix(survivor, "testdata/bank/"))
	}
	want := []string{
		"bank.go:10: bound moved: amount > balance", // what is as much as the balance is short of the fee
		"bank.go:15: left out: count++",
		"bank.go:15: sign turned: count++",
		"bank.go:17: bound moved: left < 0",
		"bank.go:20: left out: left = 0 (no test reaches it)",
		"bank.go:28: bound moved: left < -3",
		"bank.go:28: negated: left < -3",
		"bank.go:29: error dropped: return errShort (no test reaches it)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEveryTestIsRunWhateverItsName divides a slow test, some of whose parts have strokes in their names.
func TestEveryTestIsRunWhateverItsName(t *testing.T) {
	t.Parallel()
	said := `--- PASS: TestQuick (0.10s)
    --- PASS: TestQuick/a_part (0.10s)
--- PASS: TestSlow (3.00s)
    --- PASS: TestSlow/engine/late/twice (1.00s)
    --- PASS: TestSlow/engine/lost (1.00s)
    --- PASS: TestSlow/alone (1.00s)
        --- PASS: TestSlow/alone/below (1.00s)
--- PASS: TestSlowWithoutParts (3.00s)
`
	var got []string
	for _, u := range unitsOf(0, []byte(said)) {
		got = append(got, u.name)
	}
	want := []string{"TestQuick", "TestSlow/engine", "TestSlow/alone", "TestSlowWithoutParts"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
