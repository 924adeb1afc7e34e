package flow

import (
	"context"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Bounds of what is shown of an account's days.
const (
	MaxReconciledDays = 31
	statementsMost    = 400
	breaksMost        = 500 // of a day
	paidMost          = 10_000
)

// ReconciledDay is one booking day of an account: what we say was paid, what the bank says, and what lies between.
type ReconciledDay struct {
	Day     string
	Known   bool                              // a statement covers it
	Matched bool                              // and all of its lines were looked at
	In, Out funds.Tally                       // what the bank booked
	Lines   map[funds.BankOutcome]funds.Tally // what its lines turned out to be

	Ours      funds.Tally // net, as our books have it as paid on the day
	InTransit funds.Tally // of ours, what is on no statement, and is not missing yet
	OtherDays funds.Tally // of ours, what the bank booked on another day
	AtLeast   bool        // ours are only the first of more

	Open, Ended funds.Tally // breaks of the day
}

// Difference is what the bank's books have more than ours.
func (d ReconciledDay) Difference() funds.Amount { return d.In.Amount + d.Out.Amount + d.Ours.Amount }

// ReconciledDays shows an account's days from one to another, both included.
func (s *Service) ReconciledDays(ctx context.Context, account, from, to string) ([]ReconciledDay, error) {
	days, err := daysBetween(from, to)
	if err != nil {
		return nil, err
	}
	at := map[string]*ReconciledDay{}
	shown := make([]ReconciledDay, len(days))
	for i, day := range days {
		shown[i] = ReconciledDay{Day: day, Matched: true, Lines: map[funds.BankOutcome]funds.Tally{}}
		at[day] = &shown[i]
	}
	statements, err := s.StatementsOf(ctx, account)
	if err != nil {
		return nil, err
	}
	for _, kept := range statements {
		addStatement(at, kept)
	}
	for i := range shown {
		if err := s.addOurs(ctx, account, &shown[i]); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

// daysBetween are the days from one to another; too many, or none, are a fault of the request.
func daysBetween(from, to string) (days []string, err error) {
	first, fromErr := time.Parse(time.DateOnly, from)
	last, toErr := time.Parse(time.DateOnly, to)
	switch {
	case fromErr != nil:
		return nil, funds.Missing("from")
	case toErr != nil:
		return nil, funds.Missing("to")
	}
	for day := first; !day.After(last) && len(days) <= MaxReconciledDays; day = day.AddDate(0, 0, 1) {
		days = append(days, day.Format(time.DateOnly))
	}
	if len(days) == 0 || len(days) > MaxReconciledDays {
		return nil, funds.Invalid("to", ReasonDaysTooMany).About(funds.Facts{Maximum: MaxReconciledDays})
	}
	return days, nil
}

// ReasonDaysTooMany says that more than Maximum days were asked for, or none.
const ReasonDaysTooMany funds.Reason = "days_too_many"

// StatementsOf are an account's statements, latest days first.
func (s *Service) StatementsOf(ctx context.Context, account string) (found []funds.KeptStatement, err error) {
	ids, err := s.Store.BankStatementIDs(ctx, account, statementsMost)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		kept, err := s.Store.BankStatement(ctx, id)
		if err != nil {
			return nil, err
		}
		found = append(found, kept)
	}
	return found, nil
}

func addStatement(at map[string]*ReconciledDay, kept funds.KeptStatement) {
	if kept.Said.Details {
		return
	}
	for day, shown := range at {
		if kept.Said.From <= day && day <= kept.Said.To {
			shown.Known = true
			shown.Matched = shown.Matched && kept.Finished
		}
	}
	for _, day := range kept.Days {
		shown, asked := at[day.Day]
		if !asked {
			continue
		}
		shown.In, shown.Out = shown.In.Plus(day.In), shown.Out.Plus(day.Out)
		for outcome, tally := range day.Outcomes {
			shown.Lines[outcome] = shown.Lines[outcome].Plus(tally)
		}
	}
}

// addOurs adds what our books have of a day, and its breaks.
func (s *Service) addOurs(ctx context.Context, account string, day *ReconciledDay) error {
	day.Matched = day.Matched && day.Known
	breaks, err := s.BreaksOf(ctx, account, day.Day)
	if err != nil {
		return err
	}
	missing := map[funds.ID]bool{}
	for _, b := range breaks {
		if b.State == funds.BreakOpen {
			day.Open.Add(b.Amount)
		} else {
			day.Ended.Add(b.Amount)
		}
		missing[b.Withdrawal] = missing[b.Withdrawal] || b.Kind == funds.BreakMissing
	}
	booked := map[funds.ID]string{}
	sheets, err := s.Store.BankSheets(ctx, account, day.Day)
	if err != nil {
		return err
	}
	for _, sheet := range sheets {
		for _, entry := range sheet.Entries {
			booked[entry.ID] = entry.Day
		}
	}
	ids, err := s.paidOn(ctx, account, day.Day)
	if err != nil {
		return err
	}
	day.AtLeast = len(ids) > paidMost
	ours, err := s.Store.Withdrawals(ctx, ids[:min(len(ids), paidMost)])
	for _, w := range ours {
		day.Ours.Add(w.Net())
		switch on, has := booked[w.ID]; {
		case !has && !missing[w.ID]:
			day.InTransit.Add(w.Net())
		case has && on != day.Day:
			day.OtherDays.Add(w.Net())
		}
	}
	return err
}

// BreaksOf are the breaks of an account's day, in the order in which they were found; without a day the open ones of the
// account, newest first. There may be more than the first of them.
func (s *Service) BreaksOf(ctx context.Context, account, day string) (found []funds.Break, err error) {
	var ids []funds.BreakID
	if day == "" {
		ids, err = s.Store.OpenBreakIDs(ctx, account, breaksMost)
	} else {
		ids, err = s.Store.BreakIDs(ctx, account, day, breaksMost)
	}
	if err != nil {
		return nil, err
	}
	breaks, err := s.Store.Breaks(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if b, there := breaks[id]; there && (day != "" || b.State == funds.BreakOpen) {
			found = append(found, b)
		}
	}
	return found, nil
}
