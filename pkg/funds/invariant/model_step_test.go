package invariant_test

import (
	"fmt"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// pick draws what happens next.
func (m *model) pick() (string, func() error) {
	steps := []struct {
		weight int
		name   string
		step   func() error
	}{
		{12, "create", m.create},
		{14, "somebody decides", m.somebodyDecides},
		{8, "send", m.send},
		{8, "an answer arrives", m.hearWord},
		{5, "a late commit", m.commitLate},
		{4, "an answer about an end arrives", m.hearAnswer},
		{9, "the gateway changes its mind", m.changeMind},
		{7, "an admin settles", m.settleAny},
		{8, "reconcile", m.reconcile},
		{8, "reconcile when something is due", m.reconcileNext},
		{8, "the gateway acts", m.gatewayActs},
		{4, "check", m.ask},
		{3, "the table is put back", m.putBack},
		{2, "adjust", func() error { return m.adjust(m.anyUser(), funds.Amount(m.random.IntN(2000_00)-1000_00)) }},
		{2, "wallet status", m.setStatus},
		{8, "time passes", m.passTime},
	}
	switch {
	case m.ruled && m.random.IntN(10) == 0:
		return "a proposal", m.propose
	case m.ruled && m.random.IntN(12) == 0 && m.random.IntN(4) == 0:
		return "a payee is changed", m.changePayee
	case m.ruled && m.random.IntN(16) == 0:
		return "the policy changes", m.changePolicy
	}
	switch {
	case m.holds && m.policy.Controls.PendingLife > 0 && m.random.IntN(40) == 0:
		return "what is too old", m.endPending
	case m.holds && m.random.IntN(10) == 0:
		return "a hold", m.holdOrRelease
	case m.batches && m.random.IntN(3) == 0:
		return "a batch", m.batch
	case m.sent != nil && m.random.IntN(5) == 0:
		return "money comes back", m.comesBack
	case m.brakes && m.random.IntN(6) == 0:
		return "the brake", m.brake
	}
	switch urgent := m.random.IntN(2) == 0; { // what is quick mostly comes soon
	case urgent && len(m.claims) > 0:
		return "send", m.send
	case urgent && len(m.words) > 0:
		return "an answer arrives", m.hearWord
	case urgent && len(m.rechargeClaims) > 0:
		return "send a recharge", m.sendRecharge
	}
	total := 0
	for _, s := range steps {
		total += s.weight
	}
	if m.recharges && m.random.IntN(4) > 0 {
		return m.pickRecharge()
	}
	at := m.random.IntN(total)
	for _, s := range steps {
		if at -= s.weight; at < 0 {
			return s.name, s.step
		}
	}
	panic("the weights do not add up")
}

func (m *model) anyUser() string { return m.users[m.random.IntN(len(m.users))] }

// anyWithdrawal draws one, and mostly draws again where that one has ended.
func (m *model) anyWithdrawal() (w funds.Withdrawal, ok bool) {
	for range 1 + m.random.IntN(4) {
		if len(m.store.Order) == 0 {
			return funds.Withdrawal{}, false
		}
		w = m.store.Withdrawals[m.store.Order[m.random.IntN(len(m.store.Order))]]
		if !w.State.Final() {
			break
		}
	}
	return w, true
}

// take removes and returns one of a list, at random.
func take[T any](m *model, list *[]T) (one T, ok bool) {
	if len(*list) == 0 {
		return one, false
	}
	i := m.random.IntN(len(*list))
	one = (*list)[i]
	*list = append((*list)[:i:i], (*list)[i+1:]...)
	return one, true
}

func (m *model) create() error {
	user := m.anyUser()
	method := []funds.Method{fixture.Channel, fixture.Channel, fixture.Channel, funds.MethodBank, funds.MethodBank, "cash"}[m.random.IntN(6)]
	var code [funds.CodeBytes]byte
	for i := range code {
		code[i] = byte(m.random.Uint32())
	}
	act := m.act(funds.Actor{Role: funds.RoleUser, ID: user})
	request := withdrawal.Request{
		ID: funds.NewID(code, act.At), Amount: funds.Amount(m.random.IntN(18)) * 100_00, Method: method,
		Target: funds.Target{Account: fixture.Account}, AutoPay: method == fixture.Channel && m.random.IntN(2) == 0,
	}
	if m.holds {
		request.Wallets = 1 + int64(m.random.IntN(3))
	}
	if m.ruled {
		request.KnownPayee = m.random.IntN(2) == 0
	}
	if m.policy.Controls.Cooling > 0 && m.random.IntN(3) == 0 {
		m.seen["its payee was known before"]++
		request.PayeeSince = m.now.Add(-time.Duration(m.random.IntN(90)) * time.Minute)
	}
	if m.policy.Fee.Fixed > 0 && m.random.IntN(4) == 0 {
		request.Amount += 50
	}
	if used, ok := m.anyWithdrawal(); ok && m.random.IntN(20) == 0 {
		request.ID = used.ID // a code that is taken
	}
	if m.random.IntN(2) == 0 {
		request.Claim = &funds.Claim{Caller: user, Key: user + strconv.Itoa(m.random.IntN(5))}
	}
	if request.Paused = m.brakes && request.AutoPay && m.stopped(act.At); request.Paused {
		m.seen["made while it is paused"]++
	}
	change, err := withdrawal.Create(act, m.store.Wallets[user], request, m.policy)
	return m.decide(change, err, false)
}

// somebodyDecides lets anybody try anything with any withdrawal.
func (m *model) somebodyDecides() error {
	w, ok := m.anyWithdrawal()
	if !ok {
		return nil
	}
	actor := m.admin()
	if m.random.IntN(10) == 0 {
		actor = funds.Actor{Role: funds.RoleAdmin, ID: w.UserID}
	}
	act, held := m.act(actor), m.store.Wallets[w.UserID]
	if m.gateway.orders[w.ID] != nil && w.Payout.Attempt == 0 && w.State == funds.StateApproved {
		return m.payByChannel(act, w) // it was put back: whoever else decides about it is refused by the use case
	}
	var change funds.Change
	var err error
	draw := m.random.IntN(14)
	switch { // mostly what makes sense
	case m.random.IntN(3) == 0:
	case w.NeedsAttention && w.State.Final():
		draw = 10
	case w.Parked:
		draw = []int{7, 7, 7, 9}[m.random.IntN(4)] // a resend needs the gateway to have forgotten the order
	case w.State == funds.StateProcessing:
		draw = 9
	case w.State == funds.StateCompleted && w.Payout.Kind == funds.PayoutManual:
		draw = 14
	case m.ruled && (w.State == funds.StatePending || (w.State == funds.StateApproved && m.random.IntN(3) == 0)):
		draw = []int{0, 0, 6, 8, 11}[m.random.IntN(5)]
	case w.State == funds.StateApproved && w.Method != fixture.Channel:
		draw = 5
	case w.State == funds.StateApproved:
		draw = 7
	}
	switch draw {
	case 0, 1:
		change, err = withdrawal.Approve(act, held, w, "", m.policy)
	case 2:
		change, err = withdrawal.Reject(act, held, w, "r")
	case 3:
		change, err = withdrawal.Recall(act, held, w, "")
	case 4:
		act = m.act(funds.Actor{Role: funds.RoleUser, ID: w.UserID})
		change, err = withdrawal.Cancel(act, held, w)
	case 5:
		change, err = withdrawal.PayManually(act, held, w, funds.Transfer{Account: m.paysFrom(), Number: []string{"", "T1", "T1", "T1"}[m.random.IntN(4)]}, m.policy)
	case 6:
		change, err = withdrawal.ApproveAndPay(act, held, w, m.policy)
	case 7:
		return m.payByChannel(act, w)
	case 8:
		return m.firstByChannel(act, w, withdrawal.ApproveAndDispatch)
	case 9:
		return m.fail(act, w)
	case 10:
		amounts := []funds.Amount{w.Due(), w.Due(), w.Due() / 2, 0, -w.Amount, w.Amount}
		change, err = wallet.AdjustWithdrawal(act, held, w, amounts[m.random.IntN(len(amounts))], "r", nil)
	case 11:
		change, err = withdrawal.AuditApprove(act, held, w, "r", m.policy)
	case 12:
		change, err = withdrawal.AuditReject(act, held, w, "")
	case 13:
		change, err = withdrawal.Confirm(act, held, w, m.policy)
	case 14:
		change, err = withdrawal.CorrectNumber(act, w, []string{"T1", "t2", "T2"}[m.random.IntN(3)], "r")
	}
	return m.decideAsAdmin(act, w, change, err)
}

func (m *model) decideAsAdmin(act funds.Act, w funds.Withdrawal, change funds.Change, err error) error {
	if act.Actor.Role == funds.RoleAdmin && act.Actor.ID == w.UserID {
		m.seen["own"]++
		if err == nil {
			return fmt.Errorf("an admin decided about their own %s", w.ID)
		}
	}
	if w.InBatch() && err == nil && !change.Empty() {
		return fmt.Errorf("%s is in a batch, and somebody else decided about it: %v", w.ID, change.Lines)
	}
	return m.decide(change, err, false)
}

// payByChannel is a dispatch, or the resend of a parked one, of which the gateway is asked first.
func (m *model) payByChannel(act funds.Act, w funds.Withdrawal) error {
	if w.State != funds.StateProcessing {
		return m.firstByChannel(act, w, withdrawal.Dispatch)
	}
	change, err := withdrawal.Resend(act, m.store.Wallets[w.UserID], w, m.policy)
	if err != nil {
		return m.decideAsAdmin(act, w, change, err)
	}
	if report := m.gateway.get(w.ID); report.Outcome != funds.OutcomeAbsent {
		return m.settle(w.ID, report)
	}
	return m.decideAsAdmin(act, w, change, err)
}

func (m *model) fail(act funds.Act, w funds.Withdrawal) error {
	var report funds.Report
	if w.State == funds.StateProcessing {
		report = m.gateway.get(w.ID)
	}
	change, err := withdrawal.Fail(act, m.store.Wallets[w.UserID], w, "r", m.random.IntN(2) == 0, report, m.policy)
	if err == nil && report.Answered {
		m.seen["failed without the gateway's word"]++
	}
	if err := m.decideAsAdmin(act, w, change, err); err != nil {
		return err
	}
	if err != nil && report.Outcome == funds.OutcomePaid {
		return m.settle(w.ID, report)
	}
	return nil
}

// settle applies a word of the gateway's to what is there now.
func (m *model) settle(id funds.ID, report funds.Report) error {
	w := m.store.Withdrawals[id]
	change, err := withdrawal.Settle(m.act(fixture.Machine), m.store.Wallets[w.UserID], w, report, m.policy)
	return m.decide(change, err, report.Outcome == funds.OutcomePaid)
}

// send is the sender of a claim: it may have died, or come too late by its own clock.
func (m *model) send() error {
	c, ok := take(m, &m.claims)
	if !ok || m.gateway.oneIn(10) || !m.act(fixture.Machine).At.Before(c.sendBy) {
		return nil
	}
	report := m.gateway.create(c.id, c.net)
	if report.Outcome == funds.OutcomeDeclined && c.attempt > 1 {
		report.NothingThere = m.gateway.get(c.id).Outcome == funds.OutcomeAbsent
	}
	m.words = append(m.words, word{c, report})
	return nil
}

// hearWord takes an answer to a create; the one who asked may have died.
func (m *model) hearWord() error {
	heard, ok := take(m, &m.words)
	if !ok || m.gateway.oneIn(8) {
		return nil
	}
	if heard.report.Outcome == funds.OutcomeDeclined && m.store.Withdrawals[heard.claim.id].Payout.Attempt != heard.claim.attempt {
		heard.report = funds.Report{} // a refusal speaks of its own claim alone
	}
	return m.settle(heard.claim.id, heard.report)
}

func (m *model) commitLate() error {
	d, ok := take(m, &m.delayed)
	if !ok {
		return nil
	}
	return m.commit(d)
}

func (m *model) gatewayActs() error {
	id, callback := m.gateway.act()
	if !callback {
		return nil
	}
	if m.gateway.orders[id].state == 1 {
		m.seen["paid by the gateway"]++
	}
	return m.callback(id)
}

// callback hears a notification: get confirms it, or its receipt is recorded.
func (m *model) callback(id funds.ID) error {
	w := m.store.Withdrawals[id]
	paid := m.gateway.orders[id].state == 1
	if w.Payout.Attempt == 0 {
		return m.keepStray(w, m.gateway.orders[id])
	}
	if w.Knows(m.gateway.orders[id].state) {
		return nil
	}
	stale := m.gateway.oneIn(8)
	report := m.gateway.get(id)
	if !stale && ((report.Outcome == funds.OutcomePaid && paid) || (report.Outcome == funds.OutcomeRefused && !paid)) {
		return m.settle(id, report)
	}
	change, err := withdrawal.Receive(m.act(fixture.Machine), w, m.gateway.orders[id].state, m.policy)
	return m.decide(change, err, false)
}

// ask is a user's check.
func (m *model) ask() error {
	w, ok := m.anyWithdrawal()
	if !ok {
		return nil
	}
	change, ok, err := withdrawal.Ask(m.act(funds.System("check")), m.store.Wallets[w.UserID], w, m.policy)
	if err != nil || !ok {
		return err
	}
	if err := m.decide(change, nil, false); err != nil {
		return err
	}
	return m.askAboutLate(w.ID)
}

// askAboutLate asks about a withdrawal; where it has ended, the answer may be on its way for a while, and is heard as
// of when it was asked for.
func (m *model) askAboutLate(id funds.ID) error {
	asked, report := m.act(fixture.Machine).At, m.gateway.get(id)
	if ended := m.store.Withdrawals[id].EndedAt; ended.IsZero() || asked.Before(ended.Add(m.policy.Timing.SendGrace)) || !m.gateway.oneIn(3) {
		return m.settle(id, report)
	}
	report.Asked = asked
	m.answers = append(m.answers, answer{id, report})
	return nil
}

// hearAnswer hears one of them.
func (m *model) hearAnswer() error {
	heard, ok := take(m, &m.answers)
	if !ok {
		return nil
	}
	if heard.report.Asked.Before(m.store.Withdrawals[heard.id].Payout.WordAt) {
		m.seen["an older answer"]++
	}
	return m.settle(heard.id, heard.report)
}

func (m *model) adjust(user string, amount funds.Amount) error {
	act := m.act(m.admin())
	change, err := wallet.Adjust(act, m.store.Wallets[user], amount, "r", nil)
	if err == nil && m.ruled {
		change, err = m.weigh(act, change, user, amount)
	}
	return m.decide(change, err, false)
}

func (m *model) setStatus() error {
	statuses := []funds.WalletStatus{funds.WalletActive, funds.WalletActive, funds.WalletFrozen, funds.WalletClosed}
	change, err := wallet.SetStatus(m.act(fixture.Admin), m.store.Wallets[m.anyUser()], statuses[m.random.IntN(len(statuses))], "r")
	return m.decide(change, err, false)
}

// paysFrom is an account of the policy, or none.
func (m *model) paysFrom() string {
	if len(m.policy.Accounts) == 0 {
		return ""
	}
	return []string{"", "cmb", "icbc", "gw"}[m.random.IntN(4)]
}
