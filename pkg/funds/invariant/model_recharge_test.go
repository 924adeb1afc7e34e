package invariant_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
)

// rechargeWord is the gateway's word about a recharge, on its way to us, and when it was asked for.
type rechargeWord struct {
	id     funds.RechargeID
	report funds.RechargeReport
	asked  time.Time
}

// notice is a callback on its way to us.
type notice struct {
	id    funds.RechargeID
	state int
}

// pickRecharge draws what happens next to a recharge.
func (m *model) pickRecharge() (string, func() error) {
	steps := []struct {
		name string
		step func() error
	}{
		{"start a recharge", m.startRecharge}, {"start a recharge", m.startRecharge},
		{"send a recharge", m.sendRecharge},
		{"a word about a recharge", m.hearRecharge}, {"a word about a recharge", m.hearRecharge},
		{"the gateway acts on a recharge", m.gatewayActsOnRecharge}, {"the gateway acts on a recharge", m.gatewayActsOnRecharge},
		{"a recharge's callback", m.hearNotice}, {"a recharge's callback", m.hearNotice},
		{"check a recharge", m.checkByUser},
		{"resolve a recharge", m.resolveRecharge},
		{"reconcile when something is due", m.reconcileNext},
		{"close the poor one's wallet", m.closePoor},
	}
	drawn := steps[m.random.IntN(len(steps))]
	switch urgent := m.random.IntN(3) == 0; { // else it hardly comes to these
	case urgent && m.advanced() != "":
		return "pay what was given in advance", m.payAdvanced
	case urgent && m.waitsForAdmin() != "":
		return "resolve a recharge", m.resolveRecharge
	case urgent && m.store.Wallets["poor"].Status == funds.WalletClosed:
		return "pay too late", m.payTooLate
	}
	return drawn.name, drawn.step
}

func (m *model) anyRecharge() (funds.Recharge, bool) {
	if len(m.store.RechargeIDs) == 0 {
		return funds.Recharge{}, false
	}
	return m.store.Recharges[m.store.RechargeIDs[m.random.IntN(len(m.store.RechargeIDs))]], true
}

func (m *model) startRecharge() error {
	user := m.anyUser()
	if m.random.IntN(2) == 0 {
		user = "poor"
	}
	var code [funds.CodeBytes]byte
	for i := range code {
		code[i] = byte(m.random.Uint32())
	}
	act := m.act(funds.Actor{Role: funds.RoleUser, ID: user})
	request := recharge.Request{
		ID: funds.NewRechargeID(code, act.At), Amount: funds.Amount(m.random.IntN(22)) * 10_00,
		Channel: funds.RechargeChannel{Code: "C1", Min: 10_00, Max: 200_00},
	}
	if used, ok := m.anyRecharge(); ok && m.random.IntN(20) == 0 {
		request.ID = used.ID
	}
	if m.random.IntN(2) == 0 {
		request.Claim = &funds.Claim{Caller: user, Key: "r" + user + strconv.Itoa(m.random.IntN(9))}
	}
	change, err := recharge.Create(act, m.store.Wallets[user], request, m.policy)
	return m.decide(change, err, false)
}

// sendRecharge is the one sender of a claim: it may have died, or come too late by its own clock.
func (m *model) sendRecharge() error {
	claimed, ok := take(m, &m.rechargeClaims)
	asked := m.act(fixture.Machine).At
	if !ok || m.gateway.oneIn(10) || !asked.Before(claimed.SendBy) {
		return nil
	}
	m.rechargeWords = append(m.rechargeWords, rechargeWord{claimed.ID, m.gateway.createRecharge(claimed), asked})
	return nil
}

// hearRecharge takes a word that was on its way; the one who asked may have died, or hear it twice.
func (m *model) hearRecharge() error {
	heard, ok := take(m, &m.rechargeWords)
	switch {
	case !ok || m.gateway.oneIn(8):
		return nil
	case m.gateway.oneIn(8):
		m.rechargeWords = append(m.rechargeWords, heard)
	}
	return m.settleRecharge(heard)
}

// settleRecharge applies a word to what is there now.
func (m *model) settleRecharge(heard rechargeWord) error {
	r := m.store.Recharges[heard.id]
	if known := heard.report.Outcome == funds.RechargeKnown; known && r.EndedAt.After(heard.asked) && heard.report.State < funds.GatewayDepositDone {
		m.seen["overtaken"]++
	}
	change, err := recharge.Settle(m.act(fixture.Machine), m.store.Wallets[r.UserID], r, fixture.AskedAt(heard.report, heard.asked), m.policy)
	return m.decide(change, err, false)
}

// askAbout asks the gateway about a recharge. The answer is applied now, or is on its way for a while.
func (m *model) askAbout(id funds.RechargeID) error {
	heard := rechargeWord{id, m.gateway.getRecharge(id), m.act(fixture.Machine).At}
	if m.gateway.oneIn(4) {
		m.rechargeWords = append(m.rechargeWords, heard)
		return nil
	}
	return m.settleRecharge(heard)
}

func (m *model) gatewayActsOnRecharge() error {
	id, state, callback := m.gateway.actOnRecharge()
	if callback && m.random.IntN(5) > 0 {
		for range 1 + m.random.IntN(2) {
			m.notices = append(m.notices, notice{id, state})
		}
	}
	return nil
}

// hearNotice hears a callback, however late: get confirms it, or its receipt is recorded.
func (m *model) hearNotice() error {
	heard, ok := take(m, &m.notices)
	if !ok {
		return nil
	}
	return m.notified(heard)
}

func (m *model) notified(heard notice) error {
	r := m.store.Recharges[heard.id]
	if r.Knows(heard.state) {
		return nil
	}
	if stale := m.gateway.oneIn(8); !stale {
		asked := m.act(fixture.Machine).At
		report := m.gateway.getRecharge(heard.id)
		if report.Outcome == funds.RechargeKnown && report.State == heard.state {
			return m.settleRecharge(rechargeWord{heard.id, report, asked})
		}
	}
	change, err := recharge.Receive(m.act(fixture.Machine), r, heard.state, m.policy)
	return m.decide(change, err, false)
}

func (m *model) checkByUser() error {
	r, ok := m.anyRecharge()
	if !ok {
		return nil
	}
	change, ok, err := recharge.Ask(m.act(funds.System("check")), m.store.Wallets[r.UserID], r, m.policy)
	if err != nil || !ok {
		return err
	}
	if err := m.decide(change, nil, false); err != nil {
		return err
	}
	return m.askAbout(r.ID)
}

// waitsForAdmin is a recharge that does; empty where there is none.
func (m *model) waitsForAdmin() (id funds.RechargeID) {
	for _, one := range m.store.RechargeIDs {
		if m.store.Recharges[one].NeedsAttention {
			id = one
		}
	}
	return id
}

// payTooLate is money for a wallet that was closed since the recharge ended.
func (m *model) payTooLate() error {
	for _, id := range m.gateway.rechargeSerials {
		if known := m.gateway.recharges[id]; m.store.Recharges[id].UserID == "poor" && len(known.said) == 0 {
			known.state, known.hidden = funds.GatewayDepositDone, false
			m.notices = append(m.notices, notice{id, funds.GatewayDepositDone})
			return nil
		}
	}
	return nil
}

// resolveRecharge lets an admin try anything with any recharge, mostly with one that waits for an admin.
func (m *model) resolveRecharge() error {
	r, ok := m.anyRecharge()
	if !ok {
		return nil
	}
	if waits := m.waitsForAdmin(); waits != "" && m.random.IntN(4) > 0 {
		r = m.store.Recharges[waits]
	}
	if m.random.IntN(3) == 0 {
		return m.adjustRecharge(r)
	}
	actor := fixture.Admin
	if m.random.IntN(10) == 0 {
		actor = funds.Actor{Role: funds.RoleAdmin, ID: r.UserID}
	}
	action, report := recharge.ResolveClose, funds.RechargeReport{}
	if m.random.IntN(2) == 0 {
		action, report = recharge.ResolveCredit, m.gateway.getRecharge(r.ID)
	}
	change, err := recharge.Resolve(m.act(actor), m.store.Wallets[r.UserID], r, action, "r", report)
	if err == nil && actor.ID == r.UserID {
		return errors.New("an admin decided about their own recharge")
	}
	return m.decide(change, err, false)
}

// closePoor closes the wallet of the one who has nothing, where nothing is open, or opens it again.
func (m *model) closePoor() error {
	if !m.recharges {
		return nil
	}
	status := []funds.WalletStatus{funds.WalletClosed, funds.WalletClosed, funds.WalletActive}[m.random.IntN(3)]
	change, err := wallet.SetStatus(m.act(fixture.Admin), m.store.Wallets["poor"], status, "r")
	return m.decide(change, err, false)
}

func (m *model) reconcileRecharges() error {
	for _, id := range m.store.RechargeIDs {
		if due := m.store.Recharges[id].Watch.Due; due.IsZero() || due.After(m.now) {
			continue
		}
		if err := m.askAbout(id); err != nil {
			return err
		}
	}
	return nil
}

// noteRecharge notes what follows from a change of a recharge that was written, and whether it froze the wallet.
func (m *model) noteRecharge(change funds.Change, froze bool) error {
	r := change.Recharge.To
	m.seen["recharge "+string(r.State)]++
	if change.Recharge.From == 0 {
		m.rechargeClaims = append(m.rechargeClaims, r)
	}
	for _, line := range r.Lines {
		if line.Version <= change.Recharge.From {
			continue
		}
		m.seen["recharge: "+string(line.Command)]++
		switch {
		case line.Command == funds.RechargeCredit && r.Credited != r.Amount:
			m.seen["another amount is credited"]++
		case line.Command == funds.RechargePark && r.Settled != 0:
			m.seen["fenced"]++
		case line.Command == funds.RechargePark && m.store.Wallets[r.UserID].Status == funds.WalletClosed:
			m.seen["too late for a closed wallet"]++
		case line.Command == funds.RechargeContradict && froze:
			m.seen["a credit is taken back"]++
			if !m.gateway.recharges[r.ID].reversed && r.Due() >= 0 {
				return fmt.Errorf("%s froze its wallet, although the gateway never took back what it said", r.ID)
			}
		}
	}
	return nil
}

// checkRecharge: only what the gateway said came is credited, by the machine only what it called done; and
// whatever has not ended waits for the machine or for an admin.
func (m *model) checkRecharge(r funds.Recharge) error {
	known := m.gateway.recharges[r.ID]
	byAdmin := slices.ContainsFunc(r.Lines, func(l funds.RechargeLine) bool {
		return l.Command == funds.RechargeCredit && l.Actor.Role == funds.RoleAdmin
	})
	switch {
	case r.Credited != 0 && (known == nil || !known.said[r.Credited]):
		return fmt.Errorf("credited %d, which the gateway never confirmed", r.Credited)
	case r.Credited != 0 && !byAdmin && !known.done[r.Credited]:
		return fmt.Errorf("credited %d by itself, which was never done", r.Credited)
	case r.State == funds.RechargeOpen && r.Watch.Due.IsZero():
		return errors.New("nobody waits for it")
	case r.State == funds.RechargeParked && !r.NeedsAttention:
		return errors.New("no admin waits for it")
	}
	return nil
}

// lastNotices lets the gateway call back what it ended with, once more: then an admin or the wallet has it.
func (m *model) lastNotices() error {
	m.now = m.now.Add(time.Hour)
	for _, step := range []func() error{m.closePoor, m.payTooLate, m.hearNotice} {
		if err := step(); err != nil || !m.recharges {
			return err
		}
	}
	for _, id := range m.gateway.rechargeSerials {
		known := m.gateway.recharges[id]
		if known.state == funds.GatewayDepositDone || known.state == funds.GatewayDepositRefused {
			if err := m.notified(notice{id, known.state}); err != nil {
				return err
			}
		}
		r := m.store.Recharges[id]
		seen := r.NeedsAttention || (r.Resolution.By != "" && r.GatewayState == known.state)
		credited := r.State == funds.RechargeCredited
		switch {
		case known.state == funds.GatewayDepositDone && credited && r.Credited == known.received:
		case known.state == funds.GatewayDepositDone && !seen:
			return fmt.Errorf("%s (%s): %d came, and nobody knows", id, r.State, known.received)
		case known.state == funds.GatewayDepositRefused && credited && !seen:
			return fmt.Errorf("%s: what was credited was taken back, and nobody knows", id)
		}
	}
	for range m.store.RechargeIDs { // an admin ends what waits for one
		if err := m.resolveRecharge(); err != nil {
			return err
		}
	}
	return m.payAdvanced()
}
