package console

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// filters reads the list's filters (section 2).
type filters struct {
	in      *edge.Input
	policy  funds.Policy
	counted func() ([]funds.Method, error) // the methods that rows have, of policies before this one too
	given   map[string]string              // what was given, by name
}

// filterOf reads the filters of a list or an export. given are those that were given, as they were.
func filterOf(in *edge.Input, lists *list.Service) (filter funds.Filter, given map[string]string) {
	return listFiltersOf(in, lists).filter()
}

func listFiltersOf(in *edge.Input, lists *list.Service) *filters {
	f := filtersOf(in, lists.Policy)
	f.counted = func() ([]funds.Method, error) { return lists.Methods(in.HTTP.Context()) }
	return f
}

func filtersOf(in *edge.Input, policy funds.Policy) *filters {
	return &filters{in: in, policy: policy, given: map[string]string{}}
}

func (f *filters) filter() (filter funds.Filter, given map[string]string) {
	filter = funds.Filter{States: f.states(), Methods: f.methods(), Keyword: f.keyword(), Attention: f.attention()}
	filter.From, filter.Until = f.days()
	filter.Min, filter.Max = f.amounts()
	return filter, f.given
}

// text is one parameter; empty where it is not given.
func (f *filters) text(name string) string {
	text, given := f.in.Query(name)
	if given {
		f.given[name] = text
	}
	return text
}

// What is wrong with a filter.
const (
	ReasonBlank           funds.Reason = "field_blank"
	ReasonMethodNotListed funds.Reason = "method_not_listed" // it is none that rows show
	ReasonNoDate          funds.Reason = "field_no_date"
	ReasonAfter           funds.Reason = "field_after" // it is after Other
	ReasonAbove           funds.Reason = "field_above" // it is above Other
	ReasonBoundNoAmount   funds.Reason = "bound_no_amount"
)

// keyword is without the space around it. One of space alone would match everything.
func (f *filters) keyword() string {
	keyword, given := f.in.Keyword("keyword")
	switch {
	case given && keyword == "":
		f.in.Fail(funds.Invalid("keyword", ReasonBlank))
	case given:
		f.given["keyword"] = keyword
	}
	return keyword
}

func (f *filters) states() []funds.State {
	status := f.text("status")
	if status == "" {
		return nil
	}
	states := statuses.States(status)
	if len(states) == 0 {
		f.in.Fail(funds.NotOneOf("status", "pending", "approved", "processing", "completed", "failed", "rejected"))
	}
	return states
}

// methods are those of a name, or that the console prints so: two channels may have one name. What rows show is
// taken, also where its channel is gone; only for such a name are the counters read.
func (f *filters) methods() (methods []funds.Method) {
	name := f.text("method")
	if name == "" {
		return nil
	}
	if methods = f.named(name, f.policy.Methods()); len(methods) > 0 {
		return methods
	}
	if f.in.Err() != nil {
		return nil // it is refused anyway: nothing is read for it
	}
	counted, err := f.counted()
	if err != nil {
		f.in.Fail(err)
		return nil
	}
	if methods = f.named(name, counted); len(methods) == 0 {
		f.in.Fail(funds.Invalid("method", ReasonMethodNotListed))
	}
	return methods
}

func (f *filters) named(name string, among []funds.Method) (methods []funds.Method) {
	for _, method := range among {
		if name == string(method) || name == methodOf(method, f.policy) {
			methods = append(methods, method)
		}
	}
	return methods
}

// attention: false is what does not wait for an admin.
func (f *filters) attention() *bool {
	needs := f.flag("needsAttention")
	if f.given["needsAttention"] == "" {
		return nil
	}
	return &needs
}

// flag is one parameter that is true or false; false where it is not given.
func (f *filters) flag(name string) bool {
	word := f.text(name)
	if word != "" && word != "true" && word != "false" {
		f.in.Fail(funds.Invalid(name, edge.ReasonNoFlag))
	}
	return word == "true"
}

// days are the whole business days from startAt to endAt, both included, as moments.
func (f *filters) days() (from, until time.Time) {
	first, hasFirst := f.day("startAt")
	last, hasLast := f.day("endAt")
	if hasFirst {
		from = f.policy.Begin(first.Date())
	}
	if hasLast {
		until = f.policy.Begin(last.AddDate(0, 0, 1).Date())
	}
	if hasFirst && hasLast && first.After(last) {
		f.in.Fail(startAfterEnd())
	}
	return from, until
}

func startAfterEnd() error {
	return funds.Invalid("startAt", ReasonAfter).About(funds.Facts{Other: "endAt"})
}

func (f *filters) day(name string) (day time.Time, given bool) {
	text := f.text(name)
	if text == "" {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		f.in.Fail(funds.Invalid(name, ReasonNoDate))
	}
	return day, err == nil
}

func (f *filters) amounts() (least funds.Amount, most *funds.Amount) {
	if amount, given := f.amount("minAmount"); given {
		least = amount
	}
	if amount, given := f.amount("maxAmount"); given {
		most = &amount
	}
	if most != nil && least > *most {
		f.in.Fail(funds.Invalid("minAmount", ReasonAbove).About(funds.Facts{Other: "maxAmount"}))
	}
	return least, most
}

func (f *filters) amount(name string) (amount funds.Amount, given bool) {
	literal := f.text(name)
	if literal == "" {
		return 0, false
	}
	amount, err := funds.ParseAmount(literal)
	if err != nil || amount < 0 {
		f.in.Fail(funds.Invalid(name, ReasonBoundNoAmount))
	}
	return amount, true
}
