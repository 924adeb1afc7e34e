package statement_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
)

const (
	one   funds.ID = "0000000120260310080000"
	two   funds.ID = "0000000220260310080000"
	three funds.ID = "0000000320260310080000" // not paid
	four  funds.ID = "0000000420260310080000" // paid from another account
)

// ours knows four payouts of 99.00 each.
func ours() statement.Ours {
	known := map[funds.ID]funds.Withdrawal{}
	for _, id := range []funds.ID{one, two, three, four} {
		known[id] = funds.Withdrawal{ID: id, State: funds.StateCompleted, Amount: 100_00, Fee: 1_00, Payout: funds.Payout{TransactionNo: "N" + string(id[:8])}}
	}
	unpaid := known[three]
	unpaid.State = funds.StateProcessing
	known[three] = unpaid
	return statement.Ours{
		Account: "cmb", Withdrawals: known, Numbers: map[funds.NumberClaim]funds.ID{
			{Account: "cmb", Number: "N1"}: one, {Account: "cmb", Number: "N2"}: two, {Account: "cmb", Number: "N2", Booked: tomorrow}: one,
			{Account: "cmb", Number: "GONE"}: "0000000920260310080000", {Account: "other", Number: "N3"}: one,
		},
		Batches: map[string][]funds.ID{"B1": {one, two, three}},
		Rules:   funds.BankRules{Rules: []funds.BankRule{{Is: funds.BankLineCharge, Code: "CHRG", Most: 5_00}, {Is: funds.BankLineTopUp, Text: "TOPUP"}, {Is: funds.BankLineInterest}}},
		Day:     func(funds.Withdrawal) string { return today },
		From: func(w funds.Withdrawal) string {
			if w.ID == four {
				return "other"
			}
			return "cmb"
		},
	}
}

func bookingOf(part funds.BankPart) statement.Booking {
	return statement.Booking{BankPart: part, Ref: funds.BankLineRef{Statement: "ST1", Line: 4}, Day: tomorrow, Place: "row 5"}
}

func TestALineIsMatchedByAnExactKeyAlone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		part  funds.BankPart
		id    funds.ID // of the payout whose sheet it is for
		other funds.BankOutcome
	}{
		"our id as EndToEndId":                    {part: funds.BankPart{Amount: -99_00, EndToEnd: string(one)}, id: one},
		"in lower case, with spaces":              {part: funds.BankPart{Amount: -99_00, EndToEnd: " " + "0000000120260310080000 "}, id: one},
		"as the wallet's document spells it":      {part: funds.BankPart{Amount: -99_00, EndToEnd: one.WalletNo()}, id: one},
		"a claimed number":                        {part: funds.BankPart{Amount: -99_00, TransactionNo: "n1"}, id: one},
		"another account's number":                {part: funds.BankPart{Amount: -99_00, TransactionNo: "N3"}, other: funds.BankLineUnknown},
		"a number of the line's own day":          {part: funds.BankPart{Amount: -99_00, TransactionNo: "N2"}, id: one},
		"both, the same":                          {part: funds.BankPart{Amount: -99_00, EndToEnd: string(one), TransactionNo: "N1"}, id: one},
		"both, two payouts":                       {part: funds.BankPart{Amount: -99_00, EndToEnd: string(two), TransactionNo: "N1"}, other: funds.BankLineUnknown},
		"a number of one that is not there":       {part: funds.BankPart{Amount: -99_00, TransactionNo: "GONE"}, other: funds.BankLineUnknown},
		"an id that differs by a character":       {part: funds.BankPart{Amount: -99_00, EndToEnd: "0000000120260310080001"}, other: funds.BankLineUnknown},
		"everything else alike":                   {part: funds.BankPart{Amount: -99_00, Party: funds.BankParty{Name: "张三"}, Text: string(one)}, other: funds.BankLineUnknown},
		"another amount":                          {part: funds.BankPart{Amount: -99_01, EndToEnd: string(one)}, id: one},
		"one that is not paid":                    {part: funds.BankPart{Amount: -99_00, EndToEnd: string(three)}, other: funds.BankLineUnpaid},
		"one from another account":                {part: funds.BankPart{Amount: -99_00, EndToEnd: string(four)}, other: funds.BankLineUnpaid},
		"money in, under our id":                  {part: funds.BankPart{Amount: 99_00, EndToEnd: string(one)}, other: funds.BankLineUnknown},
		"money in, as a return":                   {part: funds.BankPart{Amount: 99_00, EndToEnd: string(one), Return: funds.BankReturn{Is: true, Reason: "AC04"}}, other: funds.BankLineReturned},
		"a charge by a rule":                      {part: funds.BankPart{Amount: -5_00, Code: "CHRG"}, other: funds.BankLineCharge},
		"a charge above what the rule takes":      {part: funds.BankPart{Amount: -5_01, Code: "CHRG"}, other: funds.BankLineUnknown},
		"a charge under our id":                   {part: funds.BankPart{Amount: -5_00, Code: "CHRG", EndToEnd: string(one)}, id: one},
		"a top-up by a rule":                      {part: funds.BankPart{Amount: 5000_00, Text: "TOPUP 1"}, other: funds.BankLineTopUp},
		"a top-up that takes money":               {part: funds.BankPart{Amount: -5000_00, Text: "TOPUP 1"}, other: funds.BankLineUnknown},
		"nothing that a rule without words names": {part: funds.BankPart{Amount: 1}, other: funds.BankLineUnknown},
	} {
		found := ours().Find(bookingOf(test.part))
		if len(found) != 1 || found[0].OnSheet() != (test.id != "") || (test.id != "" && found[0].Withdrawal != test.id) || found[0].Outcome != test.other {
			t.Errorf("%s: %+v", name, found)
		}
	}
	reversal := bookingOf(funds.BankPart{Amount: 99_00, EndToEnd: string(one)})
	reversal.Reversal = true
	if found := ours().Find(reversal); len(found) != 1 || found[0].Outcome != funds.BankLineReversal || found[0].Off != 99_00 || found[0].Withdrawal != one {
		t.Errorf("the bank's own correction is %+v", found)
	}
}

func TestABatchIsMatchedByItsIdAndItsSum(t *testing.T) {
	t.Parallel()
	batch := bookingOf(funds.BankPart{Amount: -198_00})
	batch.Batch = "B1"
	found := ours().Find(batch)
	if len(found) != 2 || found[0].Withdrawal != one || found[1].Withdrawal != two || found[0].Amount != -99_00 {
		t.Errorf("%+v", found)
	}
	batch.Amount = -198_01
	if found = ours().Find(batch); len(found) != 3 || found[2].Outcome != funds.BankLineAmount || found[2].Off != -1 || found[2].OnSheet() {
		t.Errorf("of another sum: %+v", found)
	}
	batch.Batch = "B2"
	if found = ours().Find(batch); len(found) != 1 || found[0].Outcome != funds.BankLineUnknown {
		t.Errorf("of no batch of ours: %+v", found)
	}
}

func TestTheFirstLineOfAPayoutCountsAndEachOneAfterItIsTwice(t *testing.T) {
	t.Parallel()
	known := ours()
	line := func(n int64, amount funds.Amount) statement.Finding {
		b := bookingOf(funds.BankPart{Amount: amount, EndToEnd: string(one)})
		b.Ref.Line = n
		return known.Find(b)[0]
	}
	sheet := funds.BankSheet{Account: "cmb", Day: today}
	change, found, err := statement.Post(act("c1"), "cmb", sheet, []statement.Finding{line(1, -99_01), line(2, -99_00), line(2, -99_00)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []funds.BankOutcome
	for _, f := range found {
		outcomes = append(outcomes, f.Outcome)
	}
	fixture.Same(t, outcomes, []funds.BankOutcome{funds.BankLineAmount, funds.BankLineTwice, funds.BankLineTwice})
	after := change.Bank.Sheet.To
	if len(after.Entries) != 2 || after.Version != 1 || change.Bank.Sheet.From != 0 {
		t.Errorf("the sheet is %+v", after)
	}
	off := map[funds.BreakKind]funds.Amount{}
	known2 := map[funds.BreakID]funds.Break{}
	for _, b := range change.Bank.Breaks {
		off[b.To.Kind] += b.To.Amount
		known2[b.To.ID] = b.To
	}
	if off[funds.BreakAmount] != -1 || off[funds.BreakTwice] != -99_00 {
		t.Errorf("the breaks are %v", off)
	}
	again, found, err := statement.Post(act("c2"), "cmb", after, []statement.Finding{line(1, -99_01), line(2, -99_00)}, known2)
	if err != nil || !again.Empty() || found[0].Outcome != funds.BankLineAmount || found[1].Outcome != funds.BankLineTwice {
		t.Errorf("the same lines again: %+v, %+v, %v", again, found, err)
	}
}
