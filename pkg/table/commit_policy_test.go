package table_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

var (
	fullPolicyVersion = funds.PolicyVersion{
		Number: 1, Revision: 1, Kind: funds.PolicyLoosen, Text: `{"zone":"UTC"}`, Base: 7, Tightens: []string{"minimum"}, Loosens: []string{"people"}, Reason: "因为", Need: 2,
		By: fullActor, At: someDay, EffectiveAt: someDay.Add(time.Second), LapsesAt: someDay.Add(time.Minute),
		Approvals: []funds.PolicyApproval{{Person: "li", By: fullActor, At: someDay}, {Person: "wang", By: fullActor, At: someDay}},
		Withdrawn: fullActor, WithdrawnAt: someDay.Add(time.Hour), CommitID: "commit-1",
	}
	fullPolicyHead = funds.PolicyHead{
		Revision: 1, Newest: 1, Current: 1, Before: 3, ForcedAt: someDay, CommitID: "commit-1",
		Spans: []funds.PolicySpan{{Number: 1, From: someDay, Until: someDay.Add(time.Hour)}},
	}
)

// thePolicyIsOneRowOfVersions: each survives a round trip, of two writers one wins, and none is left out or written anew.
func thePolicyIsOneRowOfVersions(t *testing.T, h *house) {
	t.Helper()
	for name, value := range map[string]any{"version": fullPolicyVersion, "head": fullPolicyHead} {
		zero := zeroFields(reflect.ValueOf(value), name)
		for _, field := range zero {
			if !strings.HasSuffix(field, "Actor.Person") && !strings.HasSuffix(field, "By.Person") && !strings.HasSuffix(field, "Withdrawn.Person") {
				t.Fatalf("this test sets no value for %s", field)
			}
		}
	}
	if head, err := h.store.PolicyHead(t.Context()); err != nil || head.Newest != 0 {
		t.Fatalf("of an empty table: %+v, %v", head, err)
	}
	first := funds.PolicyChange{Head: fullPolicyHead, Version: fullPolicyVersion}
	h.commit(t, funds.Change{CommitID: "commit-1", At: someDay, Policy: &first}, nil)
	head, headErr := h.store.PolicyHead(t.Context())
	same(t, "head", fullPolicyHead, head)
	version, versionErr := h.store.PolicyVersion(t.Context(), 1)
	same(t, "version", fullPolicyVersion, version)
	if err := errors.Join(headErr, versionErr); err != nil {
		t.Fatal(err)
	}
	for number, want := range map[int64]error{0: funds.ErrNotFound, 2: funds.ErrNotFound, -1: funds.ErrNotFound} {
		if _, err := h.store.PolicyVersion(t.Context(), number); !errors.Is(err, want) {
			t.Errorf("version %d: %v", number, err)
		}
	}
	h.loses(t, funds.Change{CommitID: "commit-2", At: someDay, Policy: &first}) // another's first version

	second := first
	second.FromHead, second.Head.Revision, second.Head.Newest, second.Head.CommitID = 1, 2, 2, "commit-3"
	second.Version.Number, second.Version.CommitID, second.Version.LapsesAt = 2, "commit-3", time.Time{}
	h.commit(t, funds.Change{CommitID: "commit-3", At: someDay, Policy: &second}, nil)
	h.loses(t, funds.Change{CommitID: "commit-4", At: someDay, Policy: &second}) // decided on the head before

	lapses := second
	lapses.FromHead, lapses.Head.Revision, lapses.From, lapses.Version.Revision = 2, 3, 1, 2
	lapses.Version.EffectiveAt, lapses.Version.WithdrawnAt, lapses.Version.Withdrawn = time.Time{}, time.Time{}, funds.Actor{}
	h.commit(t, funds.Change{CommitID: "commit-5", At: someDay, Policy: &lapses}, nil)
	version, err := h.store.PolicyVersion(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "what became of it", lapses.Version, version)
	h.wantPolicy(t, "")

	gap := lapses
	gap.FromHead, gap.Head.Revision, gap.Head.Newest, gap.From, gap.Version.Number, gap.Version.Revision = 3, 4, 4, 0, 4, 1
	h.commit(t, funds.Change{CommitID: "commit-6", At: someDay, Policy: &gap}, nil)
	h.wantPolicy(t, "version 3")
}

// loses fails the test where a change is written though something has moved.
func (h *house) loses(t *testing.T, change funds.Change) {
	t.Helper()
	if err := h.store.Commit(t.Context(), change); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("%s: %v, want a lost race", change.CommitID, err)
	}
}

// wantPolicy verifies the table: the policy breaks no rule, or it breaks one about a subject.
func (h *house) wantPolicy(t *testing.T, subject string) {
	t.Helper()
	verified, err := h.store.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var broken []string
	for _, violation := range verified.Violations {
		if violation.Rule == invariant.RulePolicy {
			broken = append(broken, violation.Subject)
		}
	}
	if strings.Join(broken, ", ") != subject {
		t.Errorf("broken: %v, want %q", broken, subject)
	}
}
