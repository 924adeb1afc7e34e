package withdrawal

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// Why somebody who may approve and pay otherwise does not, and why what was approved is not paid.
const (
	ReasonApprovalsShort funds.Reason = "approvals_short"  // Count more people have to approve it
	ReasonContentChanged funds.Reason = "content_changed"  // it is not any more what was approved
	ReasonContentOther   funds.Reason = "content_other"    // it is not what the request says was shown
	ReasonPayerApart     funds.Reason = "payer_apart"      // whoever approved it does not pay it by hand
	ReasonAdjusterApart  funds.Reason = "adjuster_apart"   // whoever alone put money into the wallet does neither
	ReasonMakerApart     funds.Reason = "maker_apart"      // nor does the admin who asked for it in the user's name
	ReasonNotBefore      funds.Reason = "payout_not_yet"   // it waits for Wait
	ReasonNotCounted     funds.Reason = "person_not_known" // the policy does not count this person
)

// approve is one person's word for a withdrawal. Where it takes one, pending becomes approved. Where it takes several,
// each but the last endorses, and leaves the state as it is; the last approves. An approved one that has become short,
// as the policy asks for more or an approver was dismissed, is endorsed further. Whoever has approved it already, and
// says so again, changes nothing.
func approve(d *ledger.Draft, wallet funds.Wallet, note string, policy funds.Policy) error {
	quorum := QuorumOf(wallet, *d.Withdrawal, d.Act.At, policy)
	if !quorum.Several() {
		if err := reviewable(d, funds.StatePending); err != nil {
			return err
		}
		if err := apart(d.Act, wallet, *d.Withdrawal, policy); err != nil {
			return err
		}
		return review(d, funds.CommandApprove, "note", note, "")
	}
	return countApproval(d, wallet, quorum, note, policy)
}

// countApproval adds a person to those who approved. The approvals of people who do not count any more are dropped with
// it: the log has them.
func countApproval(d *ledger.Draft, wallet funds.Wallet, quorum Quorum, note string, policy funds.Policy) error {
	w := d.Withdrawal
	if saidBefore(d.Act, *w, policy) {
		return unchanged(*w)
	}
	if err := reviewable(d, funds.StatePending, funds.StateApproved); err != nil {
		return err
	}
	if err := unchanged(*w); err != nil {
		return err
	}
	if d.Act.Actor.Role != funds.RoleAdmin {
		return quorum.refusal() // neither a service nor the machine is a person
	}
	person, err := personOf(d.Act, policy, funds.PermissionReview)
	if err != nil {
		return err
	}
	switch {
	case quorum.has(person): // as the reviewer of what took nobody else
		return nil
	case w.State == funds.StateApproved && quorum.Short() == 0:
		return funds.Illegal(w.State, funds.CommandApprove)
	}
	if err := apart(d.Act, wallet, *w, policy); err != nil {
		return err
	}
	if w.State == funds.StatePending && quorum.Short() == 1 {
		err = review(d, funds.CommandApprove, "note", note, "")
	} else if err = d.Apply(funds.CommandEndorse, funds.Text(note)); err == nil {
		err = funds.CheckProse("note", note)
	}
	if err != nil {
		return err
	}
	w.Need, w.ContentHash, w.ApprovedType = quorum.Need, w.Content(), typeOf(w.Method, policy)
	w.Approvals = append(quorum.Approvals[:len(quorum.Approvals):len(quorum.Approvals)], funds.Approval{Person: person, Version: w.Version, At: d.Act.At})
	return nil
}

// saidBefore says that whoever acts was counted among those who approved it, and that it was not given back since: they
// may say so again, as often as they like, whatever has come of it, but for a batch: that refuses everything. Their answer
// may have been lost.
func saidBefore(act funds.Act, w funds.Withdrawal, policy funds.Policy) bool {
	switch w.State {
	case funds.StateNone, funds.StateRejected, funds.StateFailed, funds.StateCancelled:
		return false
	case funds.StatePending, funds.StateApproved, funds.StateProcessing, funds.StateCompleted:
	}
	person, err := personOf(act, policy)
	return err == nil && !w.InBatch() && w.ApprovedType == typeOf(w.Method, policy) &&
		slices.ContainsFunc(w.Approvals, func(a funds.Approval) bool { return a.Person == person && a.Version > 0 })
}

// reviewable refuses what is one's own, a state that a review does not lead from, and what is on hold.
func reviewable(d *ledger.Draft, from ...funds.State) error {
	if err := funds.NotOwn(d.Act, d.Withdrawal.UserID); err != nil {
		return err
	}
	for _, state := range from {
		if d.Withdrawal.State == state {
			return unheld(*d.Withdrawal)
		}
	}
	return d.Withdrawal.Illegal(funds.CommandApprove)
}

// unheld refuses to approve or to pay what is on hold.
func unheld(w funds.Withdrawal) error {
	if w.Held() {
		return funds.Refuse(funds.CodeApproval, ReasonHeld)
	}
	return nil
}

// released refuses to pay what is on hold, what not enough people have approved, what is not what they approved, and what waits. Who pays
// is looked at too: by hand, under a policy that says so, it is none of those who approved.
func released(d *ledger.Draft, act funds.Act, wallet funds.Wallet, byHand bool, policy funds.Policy) error {
	w := d.Withdrawal
	if err := unheld(*w); err != nil {
		return err
	}
	quorum := QuorumOf(wallet, *w, d.Act.At, policy)
	if quorum.Several() {
		if err := unchanged(*w); err != nil {
			return err
		}
		if quorum.Short() > 0 {
			return quorum.refusal()
		}
		if byHand && payerMustBeApart(act, quorum, *w, policy) {
			return funds.Refuse(funds.CodeApproval, ReasonPayerApart)
		}
		if byHand && policy.Controls.PayerApart && act.Actor.Role == funds.RoleAdmin {
			d.Apart = append(d.Apart, policy.Controls.PersonOf(act.Actor))
		}
		w.Need = quorum.Need
	}
	if err := apart(act, wallet, *w, policy); err != nil {
		return err
	}
	return notYet(*w, d.Act.At)
}

// notYet refuses to pay what waits for its time.
func notYet(w funds.Withdrawal, at time.Time) error {
	if wait := w.NotBefore.Sub(at); wait > 0 {
		return funds.Refuse(funds.CodeTooEarly, ReasonNotBefore).About(funds.Facts{Wait: (wait + time.Second - time.Nanosecond).Truncate(time.Second)})
	}
	return nil
}

// endorsedOnly refuses to pay what is pending since not enough of several people have approved it: it says how many are
// missing, where the state alone would only say that it is pending.
func endorsedOnly(d *ledger.Draft, wallet funds.Wallet, policy funds.Policy) error {
	quorum := QuorumOf(wallet, *d.Withdrawal, d.Act.At, policy)
	if d.Withdrawal.State != funds.StatePending || quorum.Short() == 0 {
		return nil
	}
	return cmp.Or(unchanged(*d.Withdrawal), quorum.refusal())
}

// payerMustBeApart says that the policy keeps this payer from paying by hand what they approved, whether or not their word
// still counts.
func payerMustBeApart(act funds.Act, quorum Quorum, w funds.Withdrawal, policy funds.Policy) bool {
	person, err := personOf(act, policy)
	approved := quorum.has(person) || slices.ContainsFunc(w.Approvals, func(a funds.Approval) bool { return a.Person == person })
	return policy.Controls.PayerApart && (err != nil || approved) && act.Actor.Role == funds.RoleAdmin
}

// unchanged refuses what is not what was approved. Its hash is computed from what it is now. Where somebody was counted
// there is one to compare with.
func unchanged(w funds.Withdrawal) error {
	if w.ContentHash == w.Content() || (w.ContentHash == "" && !counted(w)) {
		return nil
	}
	return funds.Refuse(funds.CodeApproval, ReasonContentChanged)
}

// counted says that somebody's approval of several is kept with the withdrawal.
func counted(w funds.Withdrawal) bool {
	return slices.ContainsFunc(w.Approvals, func(a funds.Approval) bool { return a.Version > 0 })
}

// CheckShown refuses a decision about something else than was shown: hash is the content's, as the request carries it;
// empty where it carries none.
func CheckShown(w funds.Withdrawal, hash string) error {
	if hash == "" || hash == w.Content() {
		return nil
	}
	return funds.Refuse(funds.CodeApproval, ReasonContentOther)
}

// personOf is who acts, as a person whose word counts for what takes one of some permissions. A service is none.
func personOf(act funds.Act, policy funds.Policy, some ...funds.Permission) (string, error) {
	if act.Actor.Role != funds.RoleAdmin {
		return "", funds.ErrForbidden
	}
	person := policy.Controls.PersonOf(act.Actor)
	if !policy.Controls.Counts(person, some...) {
		return "", funds.Refuse(funds.CodeForbidden, ReasonNotCounted)
	}
	return person, nil
}

// apart says who stands apart from a wallet, and neither approves its withdrawals nor pays them: whoever alone put money
// into it, whoever owns it, and the admin who asked for this one in the owner's name, by whichever of their accounts.
// It is about people: the machine pays what they have approved.
func apart(act funds.Act, wallet funds.Wallet, withdrawal funds.Withdrawal, policy funds.Policy) error {
	if policy.Controls.OnePerson() || act.Actor.Role != funds.RoleAdmin {
		return nil
	}
	if wallet.UserID == "" {
		return funds.Internal("decide about people", errNoWallet)
	}
	if _, err := personOf(act, policy); err != nil {
		return err
	}
	switch {
	case policy.Controls.Owns(act.Actor, wallet.UserID):
		return funds.ErrForbidden
	case wallet.FilledAloneBy(policy.Controls.Names(act.Actor), act.At):
		return funds.Refuse(funds.CodeApproval, ReasonAdjusterApart)
	case policy.Controls.Owns(act.Actor, withdrawal.Maker):
		return funds.Refuse(funds.CodeApproval, ReasonMakerApart)
	}
	return nil
}

var errNoWallet = errors.New("the wallet was not read")

// byPolicyAlone says that a new withdrawal may be approved by policy: it takes nobody, nothing holds it, and nobody alone
// has put money into the wallet.
func byPolicyAlone(d *ledger.Draft, policy funds.Policy) bool {
	return d.Withdrawal.Need < several && !d.Withdrawal.Held() && (policy.Controls.OnePerson() || !d.Wallet.FilledAlone(d.Act.At))
}

// Flag asks for an admin about a withdrawal that is not what was approved. The change is empty where one is asked for
// already, and where the withdrawal is not one that an admin could still reject.
func Flag(act funds.Act, withdrawal funds.Withdrawal) (funds.Change, error) {
	words := funds.Say(ReasonContentChanged, funds.Facts{})
	waits := withdrawal.State == funds.StatePending || withdrawal.State == funds.StateApproved
	if !waits || unchanged(withdrawal) == nil || withdrawal.NeedsAttention {
		return funds.Change{}, nil
	}
	d := ledger.New(act, nil, &withdrawal)
	if err := d.Apply(funds.CommandFlag, words); err != nil {
		return funds.Change{}, err
	}
	d.Withdrawal.NeedsAttention, d.Withdrawal.NotifyInfo = true, words
	return d.Done(), nil
}
