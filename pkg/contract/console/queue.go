package console

import (
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// queuedView is a row of a list that was asked for as a queue, by `sort`: an addition, as all that is here.
type queuedView struct {
	listedView
	WaitingSince *string      `json:"waitingSince,omitempty"` // left out where nobody is waited for
	Late         bool         `json:"late,omitempty"`         // it waits for longer than the policy lets it
	Holder       funds.Holder `json:"holder,omitempty"`       // how the account's owner compares with the wallet's
}

func queuedViewOf(record list.Record, policy funds.Policy, at time.Time, sorted bool, reader words.Reader) queuedView {
	view := queuedView{listedView: listedViewOf(record, policy, at, reader)}
	if sorted {
		view.WaitingSince = edge.OptionalMoment(record.Withdrawal.WaitsSince())
		view.Late = policy.Controls.Late(record.Withdrawal, at)
		view.Holder = record.Withdrawal.Holder(record.Wallet.Profile)
	}
	return view
}

// mostHoursAgo bounds how long ago a queue's rows may have to have been asked for: ten years.
const mostHoursAgo = 87_600

// queue reads what a list takes besides the document's filters: how it is sorted, and what an admin who works through it looks
// for. sorted says that a queue is asked for.
func (f *filters) queue(filter funds.Filter, now time.Time) (_ funds.Filter, sorted bool) {
	sort := f.oneOf("sort", "newest", string(funds.OldestFirst), string(funds.LargestFirst))
	if sort == string(funds.OldestFirst) || sort == string(funds.LargestFirst) {
		filter.Sort = funds.Sort(sort)
	}
	filter.Holder = funds.Holder(f.oneOf("holder", string(funds.HolderSame), string(funds.HolderDiffers), string(funds.HolderUnknown)))
	if payee := f.oneOf("payee", "new", "known"); payee != "" {
		filter.NewPayee = new(payee == "new")
	}
	if text := f.text("olderThanHours"); text != "" {
		hours, err := strconv.ParseInt(text, 10, 64)
		if err != nil || hours < 1 || hours > mostHoursAgo || strconv.FormatInt(hours, 10) != text { // in one spelling
			f.in.Fail(funds.Invalid("olderThanHours", edge.ReasonNoWhole).About(funds.Facts{Minimum: 1, Maximum: mostHoursAgo}))
			return filter, false
		}
		if until := now.Add(-time.Duration(hours) * time.Hour); filter.Until.IsZero() || until.Before(filter.Until) {
			filter.Until = until
		}
	}
	return filter, sort != ""
}

// oneOf is one parameter that has one of some words; empty where it is not given.
func (f *filters) oneOf(name string, allowed ...string) string {
	word := f.text(name)
	for _, known := range allowed {
		if word == known {
			return word
		}
	}
	if word != "" {
		f.in.Fail(funds.NotOneOf(name, allowed...))
	}
	return ""
}
