package withdrawal

import (
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// KeepStray records a stray callback. The withdrawal that it names and that was never sent, where there is one, then
// waits for an admin; one that has ended is also asked about soon, since its money may have left all the same.
func KeepStray(act funds.Act, s funds.Stray, withdrawal *funds.Withdrawal, policy funds.Policy) (funds.Change, error) {
	d := ledger.New(act, nil, withdrawal)
	s.CommitID, s.At = act.CommitID, act.At
	d.Change.Stray = &s
	if withdrawal == nil {
		return d.Done(), nil
	}
	command := funds.CommandFlag
	if withdrawal.State.Final() {
		command = funds.CommandContradict
	}
	words := funds.Say(funds.ReasonStrayCallback, funds.Facts{Gateway: int64(s.State)})
	if err := d.Apply(command, words); err != nil {
		return funds.Change{}, err
	}
	w := d.Withdrawal
	w.NeedsAttention, w.NotifyInfo, w.Payout.Seen = true, words, true
	if w.State.Final() {
		w.Watch.Since, w.Watch.Rechecks = act.At, 0
		ledger.LookSoon(&w.Watch, act.At, policy.Timing)
	}
	return d.Done(), nil
}
