package e2e_test

import (
	"crypto/rand"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/table"
)

// openProposal is what rows start from: an adjustment of the person's balance, which somebody else has proposed.
const openProposal funds.State = "proposal: open"

// proposed writes it as a deployment whose policy asks for two people would.
func (p *person) proposed() (id string) {
	p.t.Helper()
	var raw [funds.CommitIDBytes]byte
	_, _ = rand.Read(raw[:]) // never fails
	act := funds.NewAct(raw, time.Now(), funds.Actor{Role: funds.RoleAdmin, ID: "proposer", Name: "李四"})
	change, err := proposal.Propose(act, proposal.Request{
		Act: funds.ProposeAdjust, Target: p.sub, Body: funds.ProposalBody{funds.BodyAmount: "20000", funds.BodyReason: "活动赠送"},
		Judged: []funds.Asked{{Act: funds.ActAdjust, Amount: 200_00}},
	}, funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActAdjust, Need: 2}}})
	if err == nil {
		err = table.New(p.world.Client(), p.world.Table(), time.Now).Commit(p.t.Context(), change)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return string(change.Proposal.To.ID)
}
