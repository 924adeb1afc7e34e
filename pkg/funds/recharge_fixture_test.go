package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const rcID = funds.RechargeID("RC0123456720260301080100")

// A recharge's fixtures: asked for at claimed, sent until sendBy, accepted then; it left the open state at leftAt.
var leftAt = claimed.Add(10 * time.Minute)

// rechargeIn is a recharge of 100.00 in a state, as the gateway's words or an admin brought it there: of a
// mismatched one 80.00 came.
func rechargeIn(state funds.RechargeState) funds.Recharge {
	r := funds.Recharge{
		ID: rcID, UserID: "u1", Number: 1, Version: 2, State: funds.RechargeOpen, Amount: 100_00, Channel: "C1",
		URL: "https://pay.example/1", PlatformID: "p1", GatewayState: 1, SendBy: sendBy, AcceptedAt: claimed,
		Watch: funds.Watch{Due: gone}, NotifyInfo: "before", CommitID: "c1", CreatedAt: claimed, UpdatedAt: claimed,
		Lines: []funds.RechargeLine{
			{Version: 1, Command: funds.RechargeCreate, To: funds.RechargeOpen, Actor: user, At: claimed},
			{Version: 2, Command: funds.RechargeAccept, From: funds.RechargeOpen, To: funds.RechargeOpen, Actor: machine, At: claimed},
		},
	}
	move := func(command funds.RechargeCommand, to funds.RechargeState, gatewayState int) {
		r.Version++
		r.Lines = append(r.Lines, funds.RechargeLine{Version: r.Version, Command: command, From: r.State, To: to, Actor: machine, At: leftAt})
		r.State, r.GatewayState, r.Watch = to, gatewayState, funds.Watch{}
		if !to.Waiting() {
			r.EndedAt = leftAt
		}
	}
	park := func() {
		move(funds.RechargePark, funds.RechargeParked, funds.DepositMismatch)
		r.Received, r.NeedsAttention = 80_00, true
	}
	switch state {
	case funds.RechargeParked:
		park()
	case funds.RechargeCredited:
		move(funds.RechargeCredit, state, funds.DepositDone)
		r.Credited = r.Amount
	case funds.RechargeRefused:
		move(funds.RechargeRefuse, state, funds.DepositRefused)
		r.Watch = funds.Watch{Since: leftAt, Due: leftAt.Add(time.Hour)}
	case funds.RechargeExpired:
		move(funds.RechargeExpire, state, funds.DepositTimedOut)
		r.Watch = funds.Watch{Since: leftAt, Due: leftAt.Add(time.Hour)}
	case funds.RechargeClosed:
		park()
		move(funds.RechargeClose, state, funds.DepositMismatch)
		r.NeedsAttention = false
	case funds.RechargeNone, funds.RechargeOpen:
	}
	return r
}

// fresh is a recharge that was claimed, and of which the gateway has not spoken.
func fresh() funds.Recharge {
	r := rechargeIn(funds.RechargeOpen)
	r.Version, r.Lines, r.AcceptedAt, r.URL, r.PlatformID, r.GatewayState, r.NotifyInfo = 1, r.Lines[:1], time.Time{}, "", "", 0, ""
	return r
}

// rechargeWallet is walletOf with one recharge in a state.
func rechargeWallet(state funds.RechargeState) funds.Wallet {
	w := walletOf()
	w.Counts.Recharges = 1
	if state.Waiting() {
		w.OpenRecharges = 1
	}
	return w
}

func depositIs(state int, amount funds.Amount) funds.DepositReport {
	return funds.DepositReport{Outcome: funds.DepositKnown, State: state, PlatformID: "p1", Amount: amount, Detail: "d"}
}

// settled is what a word makes of a recharge, and of its wallet; asked and heard at one moment.
func settled(t *testing.T, w funds.Wallet, r funds.Recharge, report funds.DepositReport, at time.Time) (funds.Change, funds.Recharge, funds.Wallet) {
	t.Helper()
	change, err := funds.SettleRecharge(actOf(machine, at), w, r, report, at, testPolicy())
	change = mustDecide(t, change, err)
	return change, afterOf(r, change), walletAfter(w, change)
}

func afterOf(r funds.Recharge, change funds.Change) funds.Recharge {
	if change.Recharge == nil {
		return r
	}
	return change.Recharge.To
}

func walletAfter(w funds.Wallet, change funds.Change) funds.Wallet {
	if change.Wallet == nil {
		return w
	}
	return change.Wallet.To
}
