package withdrawflow_test

import (
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAConfirmationIsNobodysApproval(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(99_00))
	h.Fund("u1", 1000_00)
	big := requests(h.User("u1"), "u1", "100.00")
	h.Unchanged(func() {
		for _, by := range []*flowtest.Person{h.Admin(), h.Service()} {
			by.Post(confirmWithdraw, named(big)).OK().Has("code", "409", "message", "还需 2 位管理员审核", "reason", "approvals_short")
		}
	})
	if said := h.Log.String(); strings.Count(said, "level=ERROR") != 2 || !strings.Contains(said, string(idOf(t, big))) {
		t.Errorf("the log: %s", said)
	}
	approve := func(person string) {
		if _, err := h.Flow.Approve(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: person}, idOf(t, big), ""); err != nil {
			t.Fatal(err)
		}
	}
	approve("admin2")
	h.Admin().Post(confirmWithdraw, named(big)).OK().Has("code", "409", "message", "还需 1 位管理员审核")
	h.Service().Post(confirmWithdraw, named(big)).OK().Has("code", "409", "message", "还需 1 位管理员审核")
	approve("admin3")
	h.Admin().Post(confirmWithdraw, strings.Replace(named(big), "{", `{"contentHash":"`+strings.Repeat("ab", 32)+`",`, 1)).OK().Has("code", "409", "reason", "content_other")
	accepted(h.Service().Post(confirmWithdraw, named(big)))
	h.Is(idOf(t, big), funds.StateCompleted)

	h.Clock.Advance(funds.FilledAloneFor) // so that a service may be the only one to say so
	small := requests(h.User("u1"), "u1", "50.00")
	accepted(h.Service().Post(confirmWithdraw, named(small)))
}

// A service is no person: what it asks for counts as to a new payee.
func TestWhatAServiceAsksForIsToANewPayee(t *testing.T) {
	t.Parallel()
	h := open(t, flowtest.TwoAbove(1000_00), func(p *funds.Policy) {
		p.Controls.Rules = append(p.Controls.Rules, funds.ApprovalRule{Act: funds.ActPayout, NewPayee: true, Need: 2})
	})
	h.Fund("u1", 1000_00)
	number := requests(h.Service(), "u1", "10.00")
	if w := h.Stored(idOf(t, number)); w.Need != 2 || w.KnownPayee {
		t.Errorf("it takes %d, of a known payee: %t", w.Need, w.KnownPayee)
	}
	accepted(h.Admin().Post(cancelWithdraw, named(number))) // one takes it back
}
