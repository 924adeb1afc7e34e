package statement

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Why a statement is refused as a whole. Text is where in the file.
const (
	ReasonNoLines  funds.Reason = "statement_empty"    // it has neither lines nor balances
	ReasonDays     funds.Reason = "statement_days"     // a day is none, or lies outside of the statement's own
	ReasonSum      funds.Reason = "statement_sum"      // opening and lines do not come to the closing balance: From and To
	ReasonRunning  funds.Reason = "statement_running"  // the balance on a line is not the one before and the line: From and To
	ReasonParts    funds.Reason = "statement_parts"    // the payments of a batch booking do not come to its amount: From and To
	ReasonRefLong  funds.Reason = "statement_ref_long" // a reference has more than Maximum bytes
	ReasonTooLarge funds.Reason = "statement_large"    // more than Maximum lines or days, or an amount beyond all bounds
)

// Bounds of one statement.
const (
	MaxLines = 500_000
	MaxDays  = 400
)

const fieldFile = "file"

// Check refuses a statement that contradicts itself, naming the line: nothing of it is then believed.
func Check(s funds.BankStatement) error {
	if err := checkDays(s); err != nil {
		return err
	}
	sum := s.Opening
	for i, line := range s.Lines {
		if err := checkLine(s, line); err != nil {
			return err
		}
		sum += line.Amount
		if !within(sum) {
			return refuseAt(line.Place, ReasonTooLarge, funds.Facts{Maximum: MaxLines})
		}
		if before := s.Lines[max(i-1, 0)]; line.Runs && i > 0 && before.Runs && before.Running+line.Amount != line.Running {
			return refuseAt(line.Place, ReasonRunning, funds.Facts{From: (before.Running + line.Amount).Fixed(), To: line.Running.Fixed()})
		}
		if s.Balanced && line.Runs && line.Running != sum {
			return refuseAt(line.Place, ReasonRunning, funds.Facts{From: sum.Fixed(), To: line.Running.Fixed()})
		}
	}
	if s.Balanced && sum != s.Closing {
		return refuseAt(last(s), ReasonSum, funds.Facts{From: sum.Fixed(), To: s.Closing.Fixed()})
	}
	return nil
}

// last names the end of a statement: its last line, or itself where it has none.
func last(s funds.BankStatement) string {
	if len(s.Lines) == 0 {
		return s.ID
	}
	return s.Lines[len(s.Lines)-1].Place
}

func checkDays(s funds.BankStatement) error {
	from, fromErr := time.Parse(time.DateOnly, s.From)
	to, toErr := time.Parse(time.DateOnly, s.To)
	switch {
	case fromErr != nil || toErr != nil || to.Before(from):
		return refuseAt(s.ID, ReasonDays, funds.Facts{From: s.From, To: s.To})
	case len(s.Lines) > MaxLines:
		return refuseAt(s.ID, ReasonTooLarge, funds.Facts{Maximum: MaxLines})
	case to.Sub(from) >= MaxDays*24*time.Hour:
		return refuseAt(s.ID, ReasonTooLarge, funds.Facts{Maximum: MaxDays})
	case len(s.Lines) == 0 && !s.Balanced:
		return refuseAt(s.ID, ReasonNoLines, funds.Facts{})
	case !within(s.Opening) || !within(s.Closing):
		return refuseAt(s.ID, ReasonTooLarge, funds.Facts{Maximum: MaxLines})
	}
	return nil
}

func checkLine(s funds.BankStatement, line funds.BankLine) error {
	if _, err := time.Parse(time.DateOnly, line.Day); err != nil || line.Day < s.From || line.Day > s.To {
		return refuseAt(line.Place, ReasonDays, funds.Facts{From: s.From, To: s.To})
	}
	if !within(line.Amount) || line.Amount == 0 || (line.Runs && !within(line.Running)) {
		return refuseAt(line.Place, ReasonTooLarge, funds.Facts{Maximum: MaxLines})
	}
	var sum funds.Amount
	for _, part := range append([]funds.BankPart{line.BankPart}, line.Parts...) {
		for _, reference := range []string{part.EndToEnd, part.TransactionNo, part.Reference, line.Batch} {
			if len(reference) > funds.MaxBankReference {
				return refuseAt(line.Place, ReasonRefLong, funds.Facts{Maximum: funds.MaxBankReference})
			}
		}
		if !within(part.Amount) {
			return refuseAt(line.Place, ReasonTooLarge, funds.Facts{Maximum: MaxLines})
		}
		sum += part.Amount
		if !within(sum) {
			return refuseAt(line.Place, ReasonTooLarge, funds.Facts{Maximum: MaxLines})
		}
	}
	if sum -= line.Amount; len(line.Parts) > 0 && sum != line.Amount {
		return refuseAt(line.Place, ReasonParts, funds.Facts{From: sum.Fixed(), To: line.Amount.Fixed()})
	}
	return nil
}

// within says that an amount, of either sign, is one that can be calculated with.
func within(a funds.Amount) bool { return a <= funds.MaxAmount && a >= -funds.MaxAmount }

func refuseAt(place string, reason funds.Reason, facts funds.Facts) error {
	facts.Text = place
	return funds.Invalid(fieldFile, reason).About(facts)
}
