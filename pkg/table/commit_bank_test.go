package table_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

var (
	fullBankPart = funds.BankPart{
		Amount: -99_00, EndToEnd: "E1", TransactionNo: "N1", Reference: "R1", Code: "PMNT/ICDT/ESCT", Return: funds.BankReturn{Is: true, Reason: "AC04", Text: "销户"},
		Party: funds.BankParty{Name: "张三", Account: "6222"}, Text: "房租", Charge: 50,
	}
	fullBankBlock = funds.BankBlock{Statement: "ST1", Number: 1, First: 500, CommitID: "commit-b", Lines: []funds.BankLine{{
		Place: "row 501", Day: "2026-03-10", Value: "2026-03-11", BankPart: fullBankPart, Batch: "B1", Count: 2, Reversal: true, Running: 5, Runs: true,
		Parts: []funds.BankPart{fullBankPart},
	}}}
	fullBankFile = funds.BankFile{SHA256: "abc", Name: "流水.csv", Format: funds.BankCSV, By: fullActor, At: someDay, Account: "cmb"}
	fullKept     = funds.KeptStatement{
		ID: "ST1", Version: 1, Account: "cmb", File: fullBankFile, Part: 1, Lines: 501, Blocks: 2, Done: 2, Swept: "2026-03-10", Finished: true,
		Said: funds.BankStatement{
			Account: funds.BankAccount{Number: "6225", Currency: "CNY", Bank: "CMBC", Holder: "甲公司"}, ID: "S1", Number: "7", From: "2026-03-10", To: "2026-03-11",
			Balanced: true, Opening: 100_00, Closing: 1_00, Details: true, Pending: 3,
		},
		Days: []funds.BankDay{{
			Day: "2026-03-10", In: funds.Tally{Count: 1, Amount: 1}, Out: funds.Tally{Count: 2, Amount: -2},
			Outcomes: map[funds.BankOutcome]funds.Tally{funds.BankLineMatched: {Count: 3, Amount: -1}},
		}},
		CommitID: "commit-b", CreatedAt: someDay, UpdatedAt: someDay.Add(time.Second),
	}
	fullBankSheet = funds.BankSheet{
		Account: "cmb", Day: "2026-03-10", Shard: funds.BankSheetShard("0123ABCD20260331163000"), Version: 1, Commit: "commit-b",
		Entries: []funds.BankEntry{{ID: "0123ABCD20260331163000", Ref: funds.BankLineRef{Statement: "ST1", Line: 3, Part: 2}, Day: "2026-03-11", Amount: -99_00, Outcome: funds.BankLineMatched}},
	}
	fullBankChain = funds.BankChain{
		Account: "cmb", Version: 1, CommitID: "commit-b", Links: []funds.BankLink{{ID: "ST1", From: "2026-03-10", To: "2026-03-11", Balanced: true, Opening: 100_00, Closing: 1_00}},
	}
	fullBreak = funds.Break{
		ID: "BR1", Version: 1, Account: "cmb", Day: "2026-03-10", Kind: funds.BreakTwice, State: funds.BreakWrittenOff, Amount: -99_00, Withdrawal: "0123ABCD20260331163000",
		Line: funds.BankLineRef{Statement: "ST1", Line: 3}, Place: "row 4", Text: "张三", Owner: "li", OwnerName: "李", Notes: []funds.BreakNote{{By: fullActor, At: someDay, Text: "已致电"}},
		Offset: "BR2", Reason: "银行更正", Ended: fullActor, EndedAt: someDay.Add(time.Minute), CommitID: "commit-b", CreatedAt: someDay, UpdatedAt: someDay.Add(time.Second),
	}
)

// bankOf is a commit about statements.
func bankOf(commit string, bank funds.BankChange) funds.Change {
	return funds.Change{CommitID: commit, At: someDay, Bank: &bank}
}

func whatABankSaysIsKeptOnce(t *testing.T, h *house) {
	t.Helper()
	for name, value := range map[string]any{"block": fullBankBlock, "line": fullBankBlock.Lines[0], "file": fullBankFile, "chain": fullBankChain, "break": fullBreak, "entry": fullBankSheet.Entries[0]} {
		for _, field := range zeroFields(reflect.ValueOf(value), name) {
			if !strings.HasSuffix(field, ".Person") && field != "break.Line.Part" {
				t.Fatalf("this test sets no value for %s", field)
			}
		}
	}
	file := funds.BankFileKept{BankFile: fullBankFile, Statements: []funds.BankStatementID{"ST1"}, CommitID: "commit-b"}
	h.commit(t, bankOf("commit-b", funds.BankChange{Block: &fullBankBlock}), nil)
	all := funds.BankChange{
		File: &file, Statements: []funds.KeptStatementChange{{To: fullKept}}, Chains: []funds.BankChainChange{{To: fullBankChain}},
		Sheet: &funds.BankSheetChange{To: fullBankSheet}, Breaks: []funds.BreakChange{{To: fullBreak}},
	}
	h.commit(t, bankOf("commit-b", all), nil)
	h.loses(t, bankOf("commit-c", funds.BankChange{Block: &fullBankBlock}))
	h.loses(t, bankOf("commit-c", funds.BankChange{File: &file}))
	blocks, blocksErr := h.store.BankBlocks(t.Context(), "ST1", 1, 5)
	same(t, "blocks", []funds.BankBlock{fullBankBlock}, blocks)
	gotFile, fileErr := h.store.BankFile(t.Context(), "abc")
	same(t, "file", file, gotFile)
	kept, keptErr := h.store.BankStatement(t.Context(), "ST1")
	same(t, "statement", fullKept, kept)
	chain, chainErr := h.store.BankChain(t.Context(), "cmb")
	same(t, "chain", fullBankChain, chain)
	sheet, sheetErr := h.store.BankSheet(t.Context(), "cmb", "2026-03-10", fullBankSheet.Shard)
	same(t, "sheet", fullBankSheet, sheet)
	b, breakErr := h.store.Break(t.Context(), "BR1")
	same(t, "break", fullBreak, b)
	for name, err := range map[string]error{"blocks": blocksErr, "file": fileErr, "statement": keptErr, "chain": chainErr, "sheet": sheetErr, "break": breakErr} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	again := fullBreak
	again.Version, again.CommitID = 2, "commit-d"
	h.loses(t, bankOf("commit-d", funds.BankChange{Breaks: []funds.BreakChange{{From: 1, To: again}}})) // it has ended
	if _, err := h.store.Break(t.Context(), "BR9"); err == nil {
		t.Error("a break that there is not is read")
	}
}

// bankWriters write again what is kept of statements.
func (l *unknownLife) bankWriters() []writer {
	open := fullBreak
	open.State, open.Offset, open.Reason, open.EndedAt, open.Ended = funds.BreakOpen, "", "", time.Time{}, funds.Actor{}
	fits := fullKept
	fits.Days = []funds.BankDay{{Day: "2026-03-10", Out: funds.Tally{Count: 1, Amount: -99_00}, Outcomes: map[funds.BankOutcome]funds.Tally{funds.BankLineMatched: {Count: 1, Amount: -99_00}}}}
	commit := func(id string, version int64) func() error {
		kept, chain, sheet, b := fits, fullBankChain, fullBankSheet, open
		kept.Version, chain.Version, sheet.Version, b.Version = version, version, version, version
		kept.CommitID, chain.CommitID, sheet.Commit, b.CommitID = id, id, id, id
		change := funds.BankChange{
			Statements: []funds.KeptStatementChange{{From: version - 1, To: kept}}, Chains: []funds.BankChainChange{{From: version - 1, To: chain}},
			Sheet: &funds.BankSheetChange{From: version - 1, To: sheet}, Breaks: []funds.BreakChange{{From: version - 1, To: b}},
		}
		return func() error { return l.store.Commit(l.t.Context(), bankOf(id, change)) }
	}
	once := funds.BankChange{File: &funds.BankFileKept{BankFile: fullBankFile, CommitID: "bank-0"}, Block: &fullBankBlock}
	return []writer{
		{"a bank's file", func() error { return l.store.Commit(l.t.Context(), bankOf("bank-0", once)) }, []string{}, nil},
		{"a statement", commit("bank-1", 1), []string{}, nil},
		{"what becomes of it", commit("bank-2", 2), []string{"BREAK", "CHAIN", "SHEET", "STATEMENT"}, nil},
	}
}
