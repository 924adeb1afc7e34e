package table

import (
	"context"
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RuleBank is broken where a bank's lines are not what they were found to be: a payout that has two lines and no break, a day
// whose lines and their outcomes come to different sums, or a break that ended without a reason for it.
const RuleBank = "every line of a statement is accounted for, once"

// bankContents is what a scan has read of statements.
type bankContents struct {
	sheets []funds.BankSheet
	breaks map[funds.BreakID]funds.Break
}

// addBank sorts an item that is about statements.
func (w *contents) addBank(pk, sk string, row item) error {
	broken := func(format string, args ...any) {
		w.broken = append(w.broken, invariant.Violation{Rule: RuleBank, Subject: pk + " " + sk, Detail: fmt.Sprintf(format, args...)})
	}
	switch {
	case sk == skBankFile:
		_, err := decode[bankFileItem](row)
		return err
	case sk == skBankStatement:
		stored, err := decode[bankStatementItem](row)
		if err != nil {
			return err
		}
		kept, err := stored.statement()
		if err == nil {
			verifyStatement(broken, kept, stored)
		}
		return err
	case sk == skBankChain:
		stored, err := decode[bankChainItem](row)
		if err != nil {
			return err
		}
		_, err = stored.chain()
		return err
	case sk == skBreak:
		stored, err := decode[breakItem](row)
		if err == nil {
			w.seeBreak(broken, stored)
		}
		return err
	case pk == pkBankStatement(funds.BankStatementID(pk[min(len(pkBankStatement("")), len(pk)):])):
		stored, err := decode[bankBlockItem](row)
		if err != nil {
			return err
		}
		_, err = stored.block("")
		return err
	}
	stored, err := decode[bankSheetItem](row)
	if err != nil {
		return err
	}
	sheet, err := stored.sheet()
	if err == nil {
		w.bank.sheets = append(w.bank.sheets, sheet)
		verifySheet(broken, sheet, stored)
	}
	return err
}

func verifyStatement(broken func(string, ...any), kept funds.KeptStatement, stored bankStatementItem) {
	want, err := bankStatementItemOf(kept)
	if err != nil {
		broken("%v", err)
	}
	compareKeys(broken, []indexKey{{"PK", stored.PK, want.PK}, {"timePK", stored.TimePK, want.TimePK}, {"timeSK", stored.TimeSK, want.TimeSK}})
	if kept.Done > kept.Blocks || (kept.Finished && kept.Done < kept.Blocks) {
		broken("%d of %d blocks are matched, finished %t", kept.Done, kept.Blocks, kept.Finished)
	}
	if kept.Done < kept.Blocks {
		return
	}
	for _, day := range kept.Days {
		var found funds.Amount
		for _, tally := range day.Outcomes {
			found += tally.Amount
		}
		if booked := day.In.Amount + day.Out.Amount; found != booked {
			broken("%s: lines of %s were found to be %s", day.Day, booked.Fixed(), found.Fixed())
		}
	}
}

func verifySheet(broken func(string, ...any), sheet funds.BankSheet, stored bankSheetItem) {
	at := bankSheetKey(sheet.Account, sheet.Day, sheet.Shard)
	compareKeys(broken, []indexKey{{"PK", stored.PK, at.pk}, {"SK", stored.SK, at.sk}})
	has := map[funds.ID]bool{}
	for _, entry := range sheet.Entries {
		if funds.BankSheetShard(entry.ID) != sheet.Shard {
			broken("%s belongs on another sheet", entry.ID)
		}
		if has[entry.ID] != (entry.Outcome == funds.BankLineTwice) {
			broken("%s: line %s is %s", entry.ID, entry.Ref, entry.Outcome)
		}
		has[entry.ID] = true
	}
}

// seeBreak checks a break by itself, and keeps it for what others say of it.
func (w *contents) seeBreak(broken func(string, ...any), stored breakItem) {
	b := stored.unpacked()
	want := breakItemOf(b)
	compareKeys(broken, []indexKey{
		{"PK", stored.PK, want.PK}, {"statusPK", stored.StatusPK, want.StatusPK}, {"timeSK", stored.TimeSK, want.TimeSK}, {"attnPK", stored.AttnPK, want.AttnPK},
	})
	switch {
	case !slices.Contains(funds.BreakStates(), b.State) || !slices.Contains(funds.BreakKinds(), b.Kind):
		broken("it is %q of %q", b.State, b.Kind)
	case (b.State == funds.BreakOpen) != b.EndedAt.IsZero():
		broken("it is %s, and ended at %s", b.State, b.EndedAt)
	case b.State == funds.BreakWrittenOff && b.Reason == "":
		broken("it is written off for no reason")
	case (b.State == funds.BreakOffset) != (b.Offset != ""):
		broken("it is %s, by %q", b.State, b.Offset)
	}
	if w.bank.breaks == nil {
		w.bank.breaks = map[funds.BreakID]funds.Break{}
	}
	w.bank.breaks[b.ID] = b
}

// verifyBank checks what sheets and breaks say of each other. Both are written in one transaction, but a scan sees one
// before the other: what it has not seen is read.
func (s *Store) verifyBank(ctx context.Context, whole contents) (found []invariant.Violation, err error) {
	broken := func(subject, detail string) {
		found = append(found, invariant.Violation{Rule: RuleBank, Subject: subject, Detail: detail})
	}
	var wanted []funds.BreakID
	for _, sheet := range whole.bank.sheets {
		for _, entry := range sheet.Entries {
			wanted = append(wanted, breaksOfEntry(sheet.Account, entry)...)
		}
	}
	wanted = slices.DeleteFunc(wanted, func(id funds.BreakID) bool { _, seen := whole.bank.breaks[id]; return seen })
	read, err := s.Breaks(ctx, wanted)
	if err != nil {
		return nil, err
	}
	known := func(id funds.BreakID) bool {
		_, seen := whole.bank.breaks[id]
		_, there := read[id]
		return seen || there
	}
	for _, sheet := range whole.bank.sheets {
		for _, entry := range sheet.Entries {
			if ids := breaksOfEntry(sheet.Account, entry); len(ids) > 0 && !slices.ContainsFunc(ids, known) {
				broken(entry.Ref.String(), fmt.Sprintf("it is %s of %s, and no break says so", entry.Outcome, entry.ID))
			}
		}
	}
	for _, b := range whole.bank.breaks {
		if b.Offset == "" {
			continue
		}
		other, err := s.Break(ctx, b.Offset)
		if err := ignoreMissing(err); err != nil {
			return found, err
		}
		if other.Offset != b.ID || other.Amount+b.Amount != 0 {
			broken(string(b.ID), fmt.Sprintf("%s takes back %s, and has %s", b.Offset, b.Amount.Fixed(), other.Amount.Fixed()))
		}
	}
	return found, nil
}

// breaksOfEntry are the ids of which one has to be there for an entry; none for what is matched. A line that books a batch
// has breaks of its single payouts.
func breaksOfEntry(account string, entry funds.BankEntry) []funds.BreakID {
	kind := funds.BreakAmount
	switch entry.Outcome {
	case funds.BankLineMatched:
		return nil
	case funds.BankLineTwice:
		kind = funds.BreakTwice
	default:
	}
	line := entry.Ref.String()
	return []funds.BreakID{funds.NewBreakID(account, kind, line), funds.NewBreakID(account, kind, line+" "+string(entry.ID))}
}
