package console

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// factsPart is what whoever decides about a withdrawal should know besides it, left out where nobody decides any more.
type factsPart struct {
	Payee *payeeView `json:"payee,omitempty"`
	Speed *speedView `json:"speed,omitempty"`
}

// payeeView is what is known of the account. What is not known is left out: it is neither no nor 0.
type payeeView struct {
	Holder      funds.Holder `json:"holder"`
	FirstTime   *bool        `json:"firstTime,omitempty"`
	FirstUsedAt *string      `json:"firstUsedAt,omitempty"`
	PaidCount   *int64       `json:"paidCount,omitempty"`
	PaidAmount  *edge.Major  `json:"paidAmount,omitempty"`
	// Wallets use the account, this one with them, by whichever method and bank.
	Wallets        int64 `json:"wallets,omitempty"`
	WalletsAtLeast bool  `json:"walletsAtLeast,omitempty"`
	Blocked        bool  `json:"blocked,omitempty"` // nothing is paid to the account
}

// speedView is what the user has asked for of late, this withdrawal included.
type speedView struct {
	Today speedOfView `json:"today"`
	Day   speedOfView `json:"day"`
	Month speedOfView `json:"month"`
}

type speedOfView struct {
	Count   int64      `json:"count"`
	Amount  edge.Major `json:"amount"`
	AtLeast bool       `json:"atLeast,omitempty"`
}

// judged is a withdrawal with what is known about it besides.
type judged struct {
	list.Record

	facts factsPart
}

// factsOf reads what is known about a withdrawal besides it.
func factsOf(ctx context.Context, lists *list.Service, record list.Record) (judged, error) {
	facts, found, err := lists.Facts(ctx, record)
	if err != nil || !found {
		return judged{Record: record}, err
	}
	payee := payeeView{Holder: record.Withdrawal.Holder(record.Wallet.Profile), Blocked: facts.Blocked}
	if account := facts.Account; account.Asked.Count > 0 && record.Withdrawal.Payee().Account.Some() {
		payee.Wallets, payee.WalletsAtLeast = account.Users, account.More
	}
	if use := facts.Account.Own; use.Asked.Count > 0 {
		first, paid := !use.Known(), edge.Major(use.Paid.Amount)
		payee.FirstTime, payee.FirstUsedAt, payee.PaidCount, payee.PaidAmount = &first, edge.OptionalMoment(use.First), &use.Paid.Count, &paid
	}
	return judged{record, factsPart{&payee, &speedView{speedViewOf(facts.Today), speedViewOf(facts.Day), speedViewOf(facts.Month)}}}, nil
}

func speedViewOf(speed list.Speed) speedOfView {
	return speedOfView{speed.Count, edge.Major(speed.Amount), speed.AtLeast}
}
