package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

func TestWhatAnAdminMayDoIsSaidByThePolicyInForce(t *testing.T) {
	t.Parallel()
	service := &flow.Service{}
	door := admission{everybody{}, service}
	before, err := door.Verify(t.Context(), "any")
	if err != nil || !before.Permissions.Has(funds.PermissionPay) || before.Person != "a1" {
		t.Errorf("where nobody is listed: %+v, %v", before, err)
	}
	service.Policy.Controls.People = []funds.Person{{ID: "zhang", Subs: []string{"b1"}}}
	after, err := door.Verify(t.Context(), "any")
	if funds.CodeOf(err) != funds.CodeForbidden {
		t.Errorf("where another is listed: %+v, %v", after, err)
	}
	if diff := cmp.Diff(identity.Caller{Sub: "a1", Role: funds.RoleAdmin}, after); diff != "" {
		t.Errorf("the log does not know whom it was: %s", diff)
	}
}
