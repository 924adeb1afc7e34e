package app

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// TestAFunctionChecksItselfWhenItIsAskedTo: and takes everything else for what it is there for.
func TestAFunctionChecksItselfWhenItIsAskedTo(t *testing.T) {
	t.Parallel()
	source := func(err error) *secretSource[gateway.Keys] {
		keeper := newKeeper()
		keeper.err = err
		return keeper.secretSource
	}
	broken := renewing(t, &shelf{head: funds.PolicyHead{Revision: 1, Newest: 1}}, &watch{time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC)})
	none := &secretSource[identity.Secrets]{name: "NOT_ITS"}
	for name, test := range map[string]struct {
		app     *App
		mention string
	}{
		"what has no secret and no table": {&App{secrets: secretSources{gateway: &secretSource[gateway.Keys]{}, tokens: none}}, ""},
		"what has its secret":             {&App{secrets: secretSources{gateway: source(nil), tokens: none}}, ""},
		"what may not read its secret":    {&App{secrets: secretSources{gateway: source(errors.New("AccessDeniedException")), tokens: none}}, "THE_VARIABLE: AccessDeniedException"},
		"what cannot read the policy":     {&App{policy: broken, secrets: secretSources{gateway: source(nil), tokens: none}}, "policy is not whole"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handler := checked{lambda.NewHandler(func(context.Context) (string, error) { return "its work", nil }), test.app}
			answer, err := handler.Invoke(t.Context(), []byte(CheckEvent))
			var own SelfCheck
			if err != nil || json.Unmarshal(answer, &own) != nil || !own.Checked {
				t.Fatalf("it answers %s, %v", answer, err)
			}
			if said := strings.Join(own.Problems, ";"); (said == "") != (test.mention == "") || !strings.Contains(said, test.mention) {
				t.Errorf("its problems are %q, want %q", said, test.mention)
			}
			if answer, err := handler.Invoke(t.Context(), []byte(`{}`)); err != nil || string(answer) != `"its work"` {
				t.Errorf("of another event it makes %s, %v", answer, err)
			}
		})
	}
}
