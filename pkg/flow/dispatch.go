package flow

import (
	"cmp"
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// firstQuestion bounds the question before a first dispatch: somebody waits, and the call itself is yet to come.
const firstQuestion = 5 * time.Second

// payout is one of the core's ways to claim a withdrawal for the gateway, for the first time.
type payout = func(funds.Act, funds.Wallet, funds.Withdrawal, funds.Report, funds.Policy) (funds.Change, error)

// dispatch is every first dispatch but the one of a create: it claims the withdrawal for the gateway by one of the
// core's ways, and sends it. What was made a while ago is asked about first, outside of every retry; an order
// that the gateway has is adopted, and nothing is sent. A way that only adds an approval claims nothing, and asks nothing.
func (s *Service) dispatch(ctx context.Context, actor funds.Actor, known list.Record, way payout) (funds.Withdrawal, error) {
	act, err := s.act(actor)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	order := known.Withdrawal
	wallet, err := s.walletsBeside(ctx, actor, known.Wallet)(order.UserID)
	if err != nil {
		return funds.Withdrawal{}, err
	}
	// Decided only to be checked: what is illegal whatever the gateway says needs no question.
	dry, err := way(act, wallet, order, funds.Report{Outcome: funds.OutcomeAbsent}, s.Policy)
	if err = cmp.Or(withdrawal.CheckShown(order, s.shown), err); err != nil {
		return funds.Withdrawal{}, s.suspected(ctx, order, err)
	}
	var word answer
	if withdrawal.Claims(dry) {
		l := payoutLane(order.Method)
		if _, err := s.mayClaim(ctx, l, funds.CodePaused); err != nil {
			return funds.Withdrawal{}, err
		}
		if word = s.askFirst(ctx, act, order, firstQuestion); word.report.Known() {
			return s.adopt(ctx, actor, order, word.report)
		}
		if known, open := s.open(l); open && word.isNone() { // the probe has failed, or the channel has just fallen silent
			return funds.Withdrawal{}, s.silent(l, funds.CodePaused, known.Wait(s.Now()))
		}
		asked, err := s.floatCovers(ctx, actor, order)
		if err != nil {
			return funds.Withdrawal{}, err
		}
		if asked || word.to != (withdrawal.Question{}) {
			known.Wallet = funds.Wallet{} // it is never carried across a question to the gateway
		}
	}
	return s.claim(ctx, actor, known, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return way(act, wallet, order, word.about(act, order, s.Policy.Timing.SendGrace), s.Policy)
	})
}

// claim commits a decision that claims a withdrawal for the gateway, and sends it: only whoever has committed the claim
// does. A decision that only adds an approval sends nothing, and neither does one that finds the withdrawal claimed.
func (s *Service) claim(ctx context.Context, actor funds.Actor, known list.Record, decide decision) (funds.Withdrawal, error) {
	mine := false // of the decision that was committed, which is the last one
	claimed, err := s.updateBeside(ctx, actor, known, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		change, err := decide(act, wallet, order)
		mine = withdrawal.Claims(change)
		return change, err
	})
	if err != nil || !mine {
		return claimed, err
	}
	channel, _ := s.Policy.Channel(claimed.Method) // the decision has found it
	return s.send(ctx, claimed, channel)
}

// askFirst asks the gateway about an order that may have been sent before the table was put back to an earlier moment.
// The answer is the zero one where there is no need to ask.
func (s *Service) askFirst(ctx context.Context, act funds.Act, order funds.Withdrawal, within time.Duration) answer {
	if !withdrawal.AskFirst(act, order) {
		return answer{}
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	word := s.ask(ctx, order)
	s.Log.InfoContext(ctx, "asked about what was never sent from here", "withdrawal", order.ID, "outcome", word.report.Outcome.String(), "detail", word.report.Detail)
	return word
}

// adopt takes over an order that the gateway has and that was never sent from here, with what became of it.
func (s *Service) adopt(ctx context.Context, actor funds.Actor, known funds.Withdrawal, word funds.Report) (funds.Withdrawal, error) {
	adopted, err := s.updateWithWallet(ctx, actor, list.Record{Withdrawal: known}, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return withdrawal.Adopt(act, wallet, order, word, s.Policy)
	})
	if err == nil {
		s.Log.ErrorContext(ctx, "the gateway had an order that was never sent from here: nothing was sent", "withdrawal", known.ID, "state", adopted.State, "detail", word.Detail)
	}
	return adopted, err
}
