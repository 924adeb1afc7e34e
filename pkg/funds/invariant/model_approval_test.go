package invariant_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// rulesIn is of how many sequences one has a policy with rules about people, with recharges and without.
const rulesIn = 2

// admins are the accounts of the people of such a policy: the first two are one person's.
var admins = []string{"a1", "a1-phone", "a2", "a3", "a4"}

// every is what everybody may do, to whom nothing was taken.
var every = funds.AllPermissions()

// rule gives the policy its rules: payouts above an amount take two people, and sometimes more.
func (m *model) rule() {
	m.ruled = true
	m.policy.Controls = funds.Controls{
		People: []funds.Person{
			{ID: "li", Subs: []string{"a1", "a1-phone"}, Permissions: every}, {ID: "wang", Subs: []string{"a2"}, Permissions: every},
			{ID: "zhao", Subs: []string{"a3"}, Permissions: every}, {ID: "sun", Subs: []string{"a4"}, Permissions: every},
		},
		Rules:      []funds.ApprovalRule{{Act: funds.ActPayout, Above: funds.Amount(m.random.IntN(10)) * 100_00, Need: 2 + m.random.Int64N(4)/3}},
		PayerApart: m.random.IntN(4) > 0,
	}
	m.policy.Controls.Rules = append(m.policy.Controls.Rules, funds.ApprovalRule{Act: funds.ActAdjust, Above: mostAlone, Need: 2 + m.random.Int64N(2)})
	if m.random.IntN(2) == 0 {
		m.policy.Rolling24h = funds.RollingLimit{Amount: 1200_00, Count: int64(m.random.IntN(6))}
		m.policy.Rolling30d = funds.RollingLimit{Amount: funds.Amount(m.random.IntN(4)) * 900_00}
	}
	if m.random.IntN(2) == 0 {
		m.policy.Controls.Rules = append(m.policy.Controls.Rules, funds.ApprovalRule{Act: funds.ActPayout, NewPayee: true, Need: 2})
	}
	m.eras = []era{{m.now, funds.Controls{}}, {m.now, m.policy.Controls}}
}

// era is a time from whose beginning on the policy said something about people, until the next one.
type era struct {
	from     time.Time
	controls funds.Controls
}

// policiesAt are those of which clocks that differ may have said that they are in force.
func (m *model) policiesAt(at time.Time) (known []funds.Controls) {
	const apart = 2 * time.Second
	for i, one := range m.eras {
		if last := i == len(m.eras)-1; !one.from.After(at.Add(apart)) && (last || !m.eras[i+1].from.Before(at.Add(-apart))) {
			known = append(known, one.controls)
		}
	}
	return known
}

// admin is whoever decides next.
func (m *model) admin() funds.Actor {
	if !m.ruled {
		return fixture.Admin
	}
	return funds.Actor{Role: funds.RoleAdmin, ID: admins[m.random.IntN(len(admins))]}
}

// changePolicy tightens or loosens what the policy says about people, dismisses one or takes them back, takes from one what
// they might do or gives it back, or gives the channel another type.
func (m *model) changePolicy() error {
	controls := &m.policy.Controls
	controls.Rules, controls.People = append([]funds.ApprovalRule(nil), controls.Rules...), append([]funds.Person(nil), controls.People...)
	m.policy.Channels = append([]funds.Channel(nil), m.policy.Channels...)
	one := &controls.People[m.whoseWord(controls.People)]
	switch m.random.IntN(5) {
	case 0:
		controls.Rules[0].Need = 2 + int64(m.random.IntN(2))
	case 1:
		controls.Rules[0].Above = funds.Amount(m.random.IntN(10)) * 100_00
	case 2:
		one.Dismissed = !one.Dismissed
	case 3:
		m.policy.Channels[0].Type = fmt.Sprint("type", m.random.IntN(2))
	case 4:
		one.Permissions = every
		if m.random.IntN(2) == 0 {
			one.Permissions = funds.Permissions{funds.PermissionPay}
		}
	}
	m.eras = append(m.eras, era{m.now, *controls})
	return nil
}

// whoseWord is anybody's place, and that of somebody who has approved what waits still, if there is one.
func (m *model) whoseWord(people []funds.Person) int {
	var given []int
	for _, id := range m.store.Order {
		if w := m.store.Withdrawals[id]; w.State == funds.StatePending || w.State == funds.StateApproved {
			for _, approval := range w.Approvals {
				given = append(given, slices.IndexFunc(people, func(p funds.Person) bool { return p.ID == approval.Person }))
			}
		}
	}
	if len(given) == 0 {
		return m.random.IntN(len(people))
	}
	return given[m.random.IntN(len(given))]
}

// wordsAt is how many of some people's word counts at a moment, by one of the policies that may have been in force then.
func (m *model) wordsAt(at time.Time, people []string, may funds.Permission) (most int64) {
	for _, controls := range m.policiesAt(at) {
		words := int64(0)
		for _, person := range people {
			if controls.Counts(person, may) {
				words++
			}
		}
		most = max(most, words)
	}
	return most
}

// checkWords holds that what is paid has the word of as many people as it takes, and that their words count then.
func (m *model) checkWords(change funds.Change) error {
	w := change.Withdrawal.To
	var people []string
	for _, approval := range w.Approvals {
		people = append(people, approval.Person)
	}
	for _, line := range change.Lines {
		pays := line.Command == funds.CommandDispatch || line.Command == funds.CommandResend
		if words := m.wordsAt(line.At, people, funds.PermissionReview); pays && w.Need > 1 && words < w.Need {
			return fmt.Errorf("%s: %s by the word of %d of %d", w.ID, line.Command, words, w.Need)
		}
	}
	return nil
}

// changePayee is somebody who writes the table, and cares neither for versions nor for what was approved.
func (m *model) changePayee() error {
	w, ok := m.anyWithdrawal()
	if !ok || (w.State != funds.StatePending && w.State != funds.StateApproved) {
		return nil
	}
	w.Target.Account = otherAccount
	m.store.Withdrawals[w.ID] = w
	if w.ContentHash != "" {
		m.seen["the payee was changed"]++
	}
	return nil
}

// notePeople counts what several people decided.
func (m *model) notePeople(w funds.Withdrawal) {
	paid := w.State == funds.StateProcessing || w.State == funds.StateCompleted
	switch {
	case paid && w.Need > 2:
		m.seen["paid by three"]++
	case paid && w.Need == 2:
		m.seen["paid by two"]++
	case w.State == funds.StateApproved && withdrawal.QuorumOf(funds.Wallet{}, w, m.now, m.policy).Short() > 0:
		m.seen["approved and short"]++
	}
}

// noteRefused counts what people were kept from.
func (m *model) noteRefused(err error) {
	var refused *funds.Error
	if errors.As(err, &refused) && (refused.Code == funds.CodeApproval || refused.Code == funds.CodeRollingLimit || refused.Reason == withdrawal.ReasonNotBefore || refused.Reason == funds.ReasonInBatch || refused.Reason == withdrawal.ReasonNotInBatch) {
		m.seen[string(refused.Reason)]++
		if refused.Reason == withdrawal.ReasonHeld {
			m.seen["held refused"]++
		}
	}
}

// fill is an adjustment by which somebody alone put money into a wallet.
type fill struct {
	userID, person string
	at             time.Time
}

func (m *model) noteFill(entry funds.Entry, after funds.Wallet) {
	person := m.policy.Controls.PersonOf(entry.Actor)
	if entry.BalanceEffect() > 0 && after.FilledAloneBy([]string{person}, entry.At) {
		m.fills = append(m.fills, fill{entry.UserID, person, entry.At})
	}
}

// checkApart holds that nobody approves or pays a withdrawal of a wallet that they alone had put money into before it was
// made, and that such a one is not approved by policy. Clocks differ: the last day of the time is left out.
func (m *model) checkApart(change funds.Change) error {
	w := change.Withdrawal.To
	if change.Withdrawal.From == 0 {
		m.made[w.ID] = len(m.fills)
	}
	for _, line := range change.Lines {
		switch line.Command {
		case funds.CommandEndorse, funds.CommandApprove, funds.CommandDispatch, funds.CommandResend:
		default:
			continue
		}
		byPolicy := change.Withdrawal.From == 0 && line.Actor.Role == funds.RoleSystem
		for _, before := range m.fills[:m.made[w.ID]] {
			late := line.At.Sub(before.at) > funds.FilledAloneFor-24*time.Hour
			if before.userID != w.UserID || late {
				continue
			}
			if person := m.policy.Controls.PersonOf(line.Actor); byPolicy || (line.Actor.Role == funds.RoleAdmin && person == before.person) {
				return fmt.Errorf("%s: %s by %q, of a wallet that they alone had filled", w.ID, line.Command, person)
			}
		}
	}
	return nil
}
