package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// scene is all that a decision looks at.
type scene struct {
	act             funds.Act
	purse           funds.Wallet
	order           funds.Withdrawal
	recharge        funds.Recharge
	request         withdrawal.Request
	rechargeRequest recharge.Request
	word            funds.Report
	said            funds.RechargeReport
	policy          funds.Policy

	amount       funds.Amount
	status       funds.WalletStatus
	reason, text string // text is a transaction number, or an account
	paidFrom     string
	action       string
	sure         bool
}

// hurdle is something that a command is refused for, and what makes it so. Two that turn the same knob cannot both be
// so at once.
type hurdle struct {
	reason funds.Reason
	knob   string
	spoil  func(*scene)
}

// ranked is a command of the core with its hurdles, in their order of precedence.
type ranked struct {
	command string
	ready   func(*scene) // on top of what every scene has: the command is granted then
	decide  func(scene) (funds.Change, error)
	hurdles []hurdle
}

var (
	asked = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	now   = asked.Add(time.Hour)
)

const payable = funds.Method("MVola")

// ready is a scene in which nothing stands in the way: a withdrawal that waits for its review, and a recharge that waits
// for an admin.
func ready() scene {
	purse := funds.NewWallet("u1", asked)
	purse.Version, purse.Balance, purse.Frozen, purse.Open, purse.Day = 1, 1000_00, 100_00, 1, "2026-03-01"
	return scene{
		act: funds.Act{CommitID: "c1", At: now, Actor: funds.Actor{Role: funds.RoleAdmin, ID: "a1"}}, purse: purse,
		order: funds.Withdrawal{
			ID: "7K3QW9ZT20260301080000", UserID: "u1", Version: 1, State: funds.StatePending, Amount: 100_00, Method: payable,
			Target: funds.Target{Account: "0387222126"}, Day: "2026-03-01", CreatedAt: asked,
		},
		recharge: funds.Recharge{
			ID: "RC7K3QW9ZT20260301080000", UserID: "u1", Version: 1, State: funds.RechargeParked, Amount: 90_00, Received: 100_00,
			GatewayState: funds.GatewayDepositMismatch, NeedsAttention: true, CreatedAt: asked,
		},
		request:         withdrawal.Request{ID: "9QDEF1GH20260301090000", Amount: 100_00, Method: payable, Target: funds.Target{Account: "0387222126"}},
		rechargeRequest: recharge.Request{ID: "RC9QDEF1GH20260301090000", Amount: 100_00, Channel: funds.RechargeChannel{Code: "C1", Min: 1, Max: 1000_00}},
		word:            funds.Report{Outcome: funds.OutcomeAbsent}, said: funds.RechargeReport{Outcome: funds.RechargeKnown, State: funds.GatewayDepositDone, Amount: 100_00},
		policy: funds.Policy{
			Zone: time.UTC, Single: 10_000_00, Daily: 10_000_00, Minimum: 1, MaxOpen: 10, RepeatedSerialRefused: true,
			Channels: []funds.Channel{{Method: payable, Type: "1", Name: "MVola"}}, Timing: funds.DefaultTiming(),
		},
		amount: 50_00, status: funds.WalletFrozen, reason: "核对", text: "T1", action: recharge.ResolveCredit, sure: true,
	}
}

func in(state funds.State) func(*scene) { return func(s *scene) { s.order.State = state } }

// atGateway is a withdrawal whose order was sent long ago.
func atGateway(s *scene) {
	s.order.State = funds.StateProcessing
	s.order.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, SendBy: asked.Add(-100 * time.Hour)}
}

func parked(s *scene) {
	atGateway(s)
	s.order.NeedsAttention, s.order.Parked = true, true
}

// contradicted is one that was given back, and that the gateway has paid.
func contradicted(s *scene) {
	s.order.State, s.order.NeedsAttention, s.order.EndedAt = funds.StateFailed, true, asked
	s.order.Payout = funds.Payout{Kind: funds.PayoutChannel, Attempt: 1, GatewayState: funds.GatewayWithdrawalPaid, WordAt: now}
	s.amount = -50_00
}

func paidByHand(s *scene) {
	s.order.State = funds.StateCompleted
	s.order.Payout = funds.Payout{Kind: funds.PayoutManual, TransactionNo: "T0"}
}

// The hurdles that several commands have.
var (
	own          = hurdle{funds.ReasonForbidden, "actor", func(s *scene) { s.act.Actor.ID = "u1" }}
	another      = hurdle{funds.ReasonNotFound, "actor", func(s *scene) { s.act.Actor.ID = "another" }}
	wrongState   = hurdle{funds.ReasonIllegal, "state", in(funds.StateCancelled)}
	inactive     = hurdle{funds.ReasonWalletInactive, "wallet", func(s *scene) { s.purse.Status = funds.WalletFrozen }}
	closed       = hurdle{recharge.ReasonWalletClosed, "wallet", func(s *scene) { s.purse.Status = funds.WalletClosed }}
	notOurs      = hurdle{funds.ReasonNotOneOf, "paid from", func(s *scene) { s.paidFrom = "another" }}
	badNumber    = hurdle{withdrawal.ReasonTransactionNoForm, "number", func(s *scene) { s.text = "T 1" }}
	longReason   = hurdle{funds.ReasonTextTooLong, "reason", func(s *scene) { s.reason = strings.Repeat("长", funds.MaxTextRunes+1) }}
	paidByNobody = hurdle{funds.ReasonMethodPaidByNobody, "method", func(s *scene) { s.order.Method = "gone" }}
	noChannel    = hurdle{funds.ReasonNoChannel, "method", func(s *scene) { s.order.Method = funds.MethodBank }}
	cannotPay    = hurdle{funds.ReasonChannelCannotPay, "channel", func(s *scene) { s.policy.Channels[0].Min = 1000_00 }}
	silent       = hurdle{withdrawal.ReasonNeverSentDoubt, "word", func(s *scene) { s.word = funds.Report{} }}
	senderAtWork = hurdle{withdrawal.ReasonSenderAtWork, "sender", func(s *scene) { s.order.Payout.SendBy = now }}
	askedLately  = hurdle{funds.ReasonAskedLately, "asked", func(s *scene) { s.order.Watch.AskedAt, s.recharge.Watch.AskedAt = now, now }}
	noReason     = func(reason funds.Reason) hurdle { return hurdle{reason, "reason", func(s *scene) { s.reason = "" }} }
)

func byHand(s *scene) { s.order.Method = funds.MethodBank }

func all(edits ...func(*scene)) func(*scene) {
	return func(s *scene) {
		for _, edit := range edits {
			edit(s)
		}
	}
}

func commands() []ranked {
	return slices.Concat(withdrawalCommands(), holdCommands(), peopleCommands(), payoutCommands(), walletCommands())
}

func withdrawalCommands() []ranked {
	once := funds.Recent{}.Take(funds.Withdrawal{Amount: 1, CreatedAt: asked})
	return []ranked{
		{"create a withdrawal", nil, func(s scene) (funds.Change, error) { return withdrawal.Create(s.act, s.purse, s.request, s.policy) }, []hurdle{
			{withdrawal.ReasonAmountPositive, "amount", func(s *scene) { s.request.Amount = 0 }},
			{funds.ReasonMethodUnknown, "method", func(s *scene) { s.request.Method = "gone" }},
			inactive,
			{funds.ReasonInsufficient, "balance", func(s *scene) { s.purse.Balance = s.purse.Frozen }},
			{withdrawal.ReasonSingleLimit, "single", func(s *scene) { s.policy.Single = 99_99 }},
			{withdrawal.ReasonDailyLimit, "daily", func(s *scene) { s.policy.Daily = 99_99 }},
			{withdrawal.ReasonMinimum, "minimum", func(s *scene) { s.policy.Minimum = 100_01 }},
			{withdrawal.ReasonTooManyOpen, "open", func(s *scene) { s.purse.Open = 10 }},
			{withdrawal.ReasonRolling24h, "day's sum", func(s *scene) { s.policy.Rolling24h.Amount = 99_99 }},
			{withdrawal.ReasonRolling24hCount, "day's count", func(s *scene) { s.policy.Rolling24h.Count, s.purse.Recent = 1, once }},
			{withdrawal.ReasonRolling30d, "month's sum", func(s *scene) { s.policy.Rolling30d.Amount = 99_99 }},
			{withdrawal.ReasonRolling30dCount, "month's count", func(s *scene) { s.policy.Rolling30d.Count, s.purse.Recent = 1, once }},
			{funds.ReasonTextControl, "owner", func(s *scene) { s.request.Target.Owner = "\x01" }},
			{withdrawal.ReasonNothingAfterFee, "fee", func(s *scene) { s.policy.Fee.Fixed = 100_00 }},
			{funds.ReasonNetStep, "step", func(s *scene) { s.policy.Channels[0].Step = 7 }},
			{funds.ReasonNetLeast, "least", func(s *scene) { s.policy.Channels[0].Min = 1000_00 }},
			{funds.ReasonNetMost, "most", func(s *scene) { s.policy.Channels[0].Max = 1 }},
			{funds.ReasonOrderIncomplete, "type", func(s *scene) { s.policy.Channels[0].Type = "" }},
			{funds.ReasonTextSigns, "account", func(s *scene) { s.request.Target.Account = "1&2" }},
		}},
		{"approve", nil, func(s scene) (funds.Change, error) {
			return withdrawal.Approve(s.act, funds.Wallet{}, s.order, s.reason, s.policy)
		}, []hurdle{
			own, wrongState, held, longReason,
		}},
		{"reject", nil, func(s scene) (funds.Change, error) { return withdrawal.Reject(s.act, s.purse, s.order, s.reason) }, []hurdle{
			noReason(funds.ReasonRejectionReason), own, wrongState, longReason,
		}},
		{"cancel", nil, func(s scene) (funds.Change, error) { return withdrawal.Recall(s.act, s.purse, s.order, s.reason) }, []hurdle{
			own, wrongState, longReason,
		}},
		{"cancel one's own", func(s *scene) { s.act.Actor = funds.Actor{Role: funds.RoleUser, ID: s.order.UserID} },
			func(s scene) (funds.Change, error) { return withdrawal.Cancel(s.act, s.purse, s.order) }, []hurdle{another, wrongState}},
		{"audit: approve", nil, func(s scene) (funds.Change, error) {
			return withdrawal.AuditApprove(s.act, funds.Wallet{}, s.order, s.reason, s.policy)
		}, []hurdle{own, wrongState, held, longReason}},
		{"audit: reject", nil, func(s scene) (funds.Change, error) { return withdrawal.AuditReject(s.act, s.purse, s.order, s.reason) }, []hurdle{
			own, wrongState, longReason,
		}},
		{"correct a transaction number", paidByHand, func(s scene) (funds.Change, error) { return withdrawal.CorrectNumber(s.act, s.order, s.text, s.reason) }, []hurdle{
			own, badNumber,
			{withdrawal.ReasonNotPaidByHand, "state", atGateway},
			{funds.ReasonFieldMissing, "number", func(s *scene) { s.text = "" }},
			{withdrawal.ReasonSameNumber, "number", func(s *scene) { s.order.Payout.TransactionNo = s.text }},
			noReason(withdrawal.ReasonCorrectionReason), longReason,
		}},
	}
}

func payoutCommands() []ranked {
	fail := func(s scene) (funds.Change, error) {
		return withdrawal.Fail(s.act, s.purse, s.order, s.reason, s.sure, s.word, s.policy)
	}
	return []ranked{
		{"pay by hand", in(funds.StateApproved), func(s scene) (funds.Change, error) {
			return withdrawal.PayManually(s.act, s.purse, s.order, funds.Transfer{Account: s.paidFrom, Number: s.text}, s.policy)
		}, []hurdle{
			badNumber, notOurs, own, wrongState, held, inactive,
		}},
		{"approve and pay by hand", byHand, func(s scene) (funds.Change, error) {
			return withdrawal.ApproveAndPay(s.act, s.purse, s.order, s.policy)
		}, []hurdle{
			own, wrongState, held, paidByNobody, inactive,
		}},
		{"confirm", byHand, func(s scene) (funds.Change, error) { return withdrawal.Confirm(s.act, s.purse, s.order, s.policy) }, []hurdle{
			own, wrongState, held, inactive, paidByNobody,
		}},
		{"pay through the channel", in(funds.StateApproved), func(s scene) (funds.Change, error) {
			return withdrawal.Dispatch(s.act, funds.Wallet{}, s.order, s.word, s.policy)
		}, []hurdle{
			own, wrongState, held, noChannel, cannotPay, silent,
		}},
		{"approve and pay through the channel", nil, func(s scene) (funds.Change, error) {
			return withdrawal.ApproveAndDispatch(s.act, funds.Wallet{}, s.order, s.word, s.policy)
		}, []hurdle{
			own, wrongState, held, noChannel, cannotPay, silent,
		}},
		{"send again", parked, func(s scene) (funds.Change, error) {
			return withdrawal.Resend(s.act, funds.Wallet{}, s.order, s.policy)
		}, []hurdle{
			own, wrongState, senderAtWork,
			{withdrawal.ReasonPayoutUnderWay, "parked", func(s *scene) { s.order.Parked = false }},
			{withdrawal.ReasonResendUnsafe, "gateway", func(s *scene) { s.policy.RepeatedSerialRefused = false }},
			{withdrawal.ReasonAttemptsUsedUp, "attempts", func(s *scene) { s.order.Payout.Attempt = funds.MaxAttempts }},
			noChannel, cannotPay,
		}},
		{"fail what is parked", parked, fail, []hurdle{
			own, noReason(withdrawal.ReasonFailureReason), wrongState, senderAtWork,
			{withdrawal.ReasonNotYetAbsent, "parked", func(s *scene) { s.order.Parked = false }},
			longReason,
		}},
		{"fail what the gateway does not know", all(atGateway, func(s *scene) { s.word = funds.Report{Answered: true} }), fail, []hurdle{
			own, noReason(withdrawal.ReasonFailureReason), wrongState, senderAtWork,
			{withdrawal.ReasonGatewayPaid, "outcome", func(s *scene) { s.word.Outcome = funds.OutcomePaid }},
			{withdrawal.ReasonGatewayPaying, "outcome", func(s *scene) { s.word.Outcome = funds.OutcomeOpen }},
			{withdrawal.ReasonFailureUnclear, "exists", func(s *scene) { s.word.Exists = true }},
			{withdrawal.ReasonFailsLater, "sender", func(s *scene) { s.order.Payout.SendBy = asked }},
			{withdrawal.ReasonFailNeedsConfirm, "sure", func(s *scene) { s.sure = false }},
			longReason,
		}},
		{"ask the gateway again", atGateway, func(s scene) (funds.Change, error) { return withdrawal.AskAgain(s.act, s.purse, s.order, s.policy) }, []hurdle{
			own, {withdrawal.ReasonNotAskable, "state", in(funds.StatePending)}, askedLately,
		}},
	}
}

func walletCommands() []ranked {
	adjust := func(s scene) (funds.Change, error) { return wallet.Adjust(s.act, s.purse, s.amount, s.reason, nil) }
	short := hurdle{funds.ReasonInsufficient, "amount", func(s *scene) { s.purse.Frozen, s.amount = s.purse.Balance, -50_00 }}
	shut := hurdle{funds.ReasonWalletInactive, "wallet", func(s *scene) { s.purse.Status = funds.WalletClosed }}
	return []ranked{
		{"adjust a balance", nil, adjust, []hurdle{
			own,
			{wallet.ReasonAdjustmentZero, "amount", func(s *scene) { s.amount = 0 }},
			noReason(wallet.ReasonAdjustmentReason), shut, short,
			{wallet.ReasonAdjustmentOver, "amount", func(s *scene) { s.amount = funds.MaxAmount }},
			longReason,
		}},
		{"settle a withdrawal", contradicted, func(s scene) (funds.Change, error) {
			return wallet.AdjustWithdrawal(s.act, s.purse, s.order, s.amount, s.reason, nil)
		}, []hurdle{
			{funds.ReasonNotFound, "owner", func(s *scene) { s.order.UserID = "u2" }},
			own, noReason(wallet.ReasonAdjustmentReason),
			{wallet.ReasonNothingDue, "state", in(funds.StatePending)},
			{wallet.ReasonSettlementBounds, "amount", func(s *scene) { s.amount = 1 }},
			shut,
			{funds.ReasonInsufficient, "balance", func(s *scene) { s.purse.Frozen = s.purse.Balance }},
			longReason,
		}},
		{"settle a recharge", nil, func(s scene) (funds.Change, error) {
			return wallet.AdjustRecharge(s.act, s.purse, s.recharge, s.amount, s.reason, nil)
		}, []hurdle{
			{funds.ReasonNoRecharge, "owner", func(s *scene) { s.recharge.UserID = "u2" }},
			own, noReason(wallet.ReasonAdjustmentReason),
			{wallet.ReasonRechargeWaits, "state", func(s *scene) { s.recharge.State = funds.RechargeOpen }},
			{wallet.ReasonSettlementBounds, "amount", func(s *scene) { s.amount = 1000_00 }},
			shut, longReason,
		}},
		{"freeze, close or reopen a wallet", nil, func(s scene) (funds.Change, error) { return wallet.SetStatus(s.act, s.purse, s.status, s.reason) }, []hurdle{
			own,
			{wallet.ReasonStatusUnknown, "status", func(s *scene) { s.status = "gone" }},
			noReason(funds.ReasonNoReasonGiven),
			{wallet.ReasonWalletNotEmpty, "status", func(s *scene) { s.status = funds.WalletClosed }},
			{wallet.ReasonWalletUnsettled, "status", func(s *scene) { s.status, s.purse.Unsettled = funds.WalletActive, []string{"x"} }},
			longReason,
		}},
		{"create a recharge", user, func(s scene) (funds.Change, error) {
			return recharge.Create(s.act, s.purse, s.rechargeRequest, s.policy)
		}, []hurdle{
			{recharge.ReasonRechargePositive, "amount", func(s *scene) { s.rechargeRequest.Amount = 0 }},
			closed,
			{recharge.ReasonRechargeStep, "step", func(s *scene) { s.policy.Recharge.Step = 7 }},
			{recharge.ReasonRechargeLeast, "least", func(s *scene) { s.rechargeRequest.Channel.Min = 100_01 }},
			{recharge.ReasonRechargeMost, "most", func(s *scene) { s.rechargeRequest.Channel.Max = 99_99 }},
			{recharge.ReasonBalanceOver, "balance", func(s *scene) { s.purse.Balance = funds.MaxAmount }},
			{recharge.ReasonRechargesOpen, "open", func(s *scene) { s.purse.OpenRecharges = 10 }},
		}},
		{"credit a recharge", nil, resolve, []hurdle{
			own,
			{funds.ReasonNotOneOf, "action", func(s *scene) { s.action = "gone" }},
			noReason(funds.ReasonNoReasonGiven),
			{recharge.ReasonNothingToResolve, "attention", func(s *scene) { s.recharge.NeedsAttention = false }},
			longReason,
			{funds.ReasonRechargeIllegal, "state", func(s *scene) { s.recharge.State = funds.RechargeCredited }},
			{recharge.ReasonAlreadySettled, "settled", func(s *scene) { s.recharge.Settled = 1 }},
			{recharge.ReasonRechargeUnconfirmed, "word", func(s *scene) { s.said.State = funds.GatewayDepositNew }},
			closed,
			{recharge.ReasonBalanceOver, "balance", func(s *scene) { s.purse.Balance = funds.MaxAmount }},
		}},
		{"close a recharge", func(s *scene) { s.action = recharge.ResolveClose }, resolve, []hurdle{
			own,
			{funds.ReasonNotOneOf, "action", func(s *scene) { s.action = "gone" }},
			noReason(funds.ReasonNoReasonGiven),
			{recharge.ReasonNothingToResolve, "attention", func(s *scene) { s.recharge.NeedsAttention = false }},
			longReason,
		}},
		{"ask the gateway about a recharge again", nil, func(s scene) (funds.Change, error) { return recharge.AskAgain(s.act, s.purse, s.recharge, s.policy) }, []hurdle{
			own, {recharge.ReasonRechargeNotAskable, "state", func(s *scene) { s.recharge.State = funds.RechargeCredited }}, askedLately,
		}},
	}
}

func user(s *scene) { s.act.Actor = funds.Actor{Role: funds.RoleUser, ID: "u1"} }

func resolve(s scene) (funds.Change, error) {
	return recharge.Resolve(s.act, s.purse, s.recharge, s.action, s.reason, s.said)
}

// Each hurdle refuses alone, and before all that come behind it: every two are set up at once, in both orders.
func TestTheFirstOfSeveralRefusalsIsTheOneGiven(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		t.Run(c.command, func(t *testing.T) {
			t.Parallel()
			if _, err := c.decide(c.scene()); err != nil {
				t.Fatalf("it is refused where nothing stands in its way: %v", err)
			}
			for i, first := range c.hurdles {
				c.refuses(t, first.reason, first)
				for _, second := range c.hurdles[i+1:] {
					if first.knob != second.knob {
						c.refuses(t, first.reason, first, second)
						c.refuses(t, first.reason, second, first)
					}
				}
			}
		})
	}
}

func (c ranked) scene(hurdles ...hurdle) scene {
	s := ready()
	if c.ready != nil {
		c.ready(&s)
	}
	for _, h := range hurdles {
		h.spoil(&s)
	}
	return s
}

func (c ranked) refuses(t *testing.T, want funds.Reason, hurdles ...hurdle) {
	t.Helper()
	_, err := c.decide(c.scene(hurdles...))
	var refused *funds.Error
	if !errors.As(err, &refused) || refused.Reason != want {
		reasons := []string{}
		for _, h := range hurdles {
			reasons = append(reasons, string(h.reason))
		}
		t.Errorf("%s: got %v, want %s", strings.Join(reasons, " and "), err, want)
	}
}
