package statement

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/ledger"
)

// ModuleStatement is the audit log's word for what is about statements and their breaks.
const ModuleStatement = "statement"

// MaxStatements is how many statements one file may hold: they are taken in one commit.
const MaxStatements = 20

// ReasonTooMany says that a file holds more than Maximum statements.
const ReasonTooMany funds.Reason = "statement_too_many"

// Bounds of a block, which is one item.
const (
	maxBlockLines = 500
	maxBlockBytes = 250_000
)

// Read is a statement of a file with the paying account that it is of.
type Read struct {
	Account string
	Said    funds.BankStatement
}

// Taken is a statement as it will be kept, with its lines.
type Taken struct {
	Kept   funds.KeptStatement
	Blocks []funds.BankBlock
}

// Prepare checks the statements of a file, and cuts their lines into blocks, which may be kept before anything refers to
// them. What one of them contradicts refuses the whole file.
func Prepare(act funds.Act, file funds.BankFile, statements []Read) ([]Taken, error) {
	switch {
	case len(statements) == 0:
		return nil, funds.Invalid(fieldFile, ReasonNoLines)
	case len(statements) > MaxStatements:
		return nil, funds.Invalid(fieldFile, ReasonTooMany).About(funds.Facts{Maximum: MaxStatements})
	}
	taken := make([]Taken, 0, len(statements))
	for part, read := range statements {
		if err := Check(read.Said); err != nil {
			return nil, err
		}
		taken = append(taken, prepare(act, file, part, read))
	}
	return taken, nil
}

func prepare(act funds.Act, file funds.BankFile, part int, read Read) Taken {
	said := read.Said
	lines := said.Lines
	said.Lines = nil
	digest := make([]string, 0, len(lines)+1)
	digest = append(digest, read.Account+string(jsonOf(said)))
	encoded := make([]int, 0, len(lines))
	for _, line := range lines {
		text := jsonOf(line)
		digest, encoded = append(digest, string(text)), append(encoded, len(text))
	}
	id := funds.NewBankStatementID(file.SHA256, part, funds.ContentHash("outflow statement's lines", digest...))
	blocks := cut(id, act.CommitID, lines, encoded)
	return Taken{funds.KeptStatement{
		ID: id, Version: 1, Account: read.Account, File: file, Part: part, Said: said, Lines: int64(len(lines)), Blocks: len(blocks),
		Days: daysOf(lines), CommitID: act.CommitID, CreatedAt: act.At, UpdatedAt: act.At,
	}, blocks}
}

// cut makes blocks of lines, which are so many bytes long when they are written down.
func cut(id funds.BankStatementID, commitID string, lines []funds.BankLine, encoded []int) (blocks []funds.BankBlock) {
	from, size := 0, 0
	flush := func(to int) {
		if to > from {
			blocks = append(blocks, funds.BankBlock{Statement: id, Number: len(blocks), First: int64(from), Lines: lines[from:to], CommitID: commitID})
		}
		from, size = to, 0
	}
	for i, bytes := range encoded {
		if i-from >= maxBlockLines || size+bytes > maxBlockBytes {
			flush(i)
		}
		size += bytes
	}
	flush(len(lines))
	return blocks
}

// daysOf sums lines by their days, in order.
func daysOf(lines []funds.BankLine) (days []funds.BankDay) {
	at := map[string]int{}
	for _, line := range lines {
		place, seen := at[line.Day]
		if !seen {
			place = len(days)
			at[line.Day] = place
			days = append(days, funds.BankDay{Day: line.Day})
		}
		if line.Amount > 0 {
			days[place].In.Add(line.Amount)
		} else {
			days[place].Out.Add(line.Amount)
		}
	}
	slices.SortFunc(days, func(a, b funds.BankDay) int { return cmp.Compare(a.Day, b.Day) })
	return days
}

// Take is the change that takes a file, once: its statements, their places in the chains of their accounts, and the gaps
// that these leave or end. chains are those of all accounts of the file; ended are breaks of gaps that are known, by id.
func Take(act funds.Act, file funds.BankFile, taken []Taken, chains map[string]funds.BankChain, gaps map[funds.BreakID]funds.Break) (funds.Change, error) {
	bank := funds.BankChange{File: &funds.BankFileKept{BankFile: file, CommitID: act.CommitID}}
	from := map[string]int64{}
	next := map[string]funds.BankChain{}
	breaks := map[funds.BreakID]funds.BreakChange{}
	for account, chain := range chains {
		from[account], next[account] = chain.Version, chain
	}
	for _, one := range taken {
		bank.File.Statements = append(bank.File.Statements, one.Kept.ID)
		bank.Statements = append(bank.Statements, funds.KeptStatementChange{To: one.Kept})
		if one.Kept.Said.Details {
			continue // it covers no day of its own
		}
		account := one.Kept.Account
		chain := next[account]
		links, closed, opened, err := join(chain.Links, linkOf(one.Kept))
		if err != nil {
			return funds.Change{}, err
		}
		chain.Links = links
		next[account] = chain
		for _, gap := range closed {
			closeGap(act, account, gap, gaps, breaks)
		}
		for _, gap := range opened {
			opening := gapBreak(act, account, gap)
			breaks[opening.ID] = funds.BreakChange{To: opening}
		}
	}
	for account, chain := range next {
		chain.Account, chain.Version, chain.CommitID = account, from[account]+1, act.CommitID
		bank.Chains = append(bank.Chains, funds.BankChainChange{From: from[account], To: chain})
	}
	for _, change := range breaks {
		bank.Breaks = append(bank.Breaks, change)
	}
	detail := map[string]string{"sha256": file.SHA256, "name": file.Name, "format": string(file.Format), "statements": strconv.Itoa(len(taken))}
	return funds.Change{CommitID: act.CommitID, At: act.At, Bank: &bank, Audit: ledger.AuditOf(act, ModuleStatement, "upload", file.SHA256, ModuleStatement, detail)}, nil
}

// closeGap ends the break of a gap that a statement has come into; where this change made it, it is not made.
func closeGap(act funds.Act, account string, gap seam, known map[funds.BreakID]funds.Break, breaks map[funds.BreakID]funds.BreakChange) {
	id := funds.NewBreakID(account, funds.BreakGap, gap.subject())
	if made, is := breaks[id]; is && made.From == 0 {
		delete(breaks, id)
		return
	}
	if was, is := known[id]; is && was.State == funds.BreakOpen {
		breaks[id] = end(act, was, funds.BreakFound)
	}
}

// GapsAround are the ids of the gaps in a chain, which a statement may end.
func GapsAround(chain funds.BankChain) (ids []funds.BreakID) {
	for i := 1; i < len(chain.Links); i++ {
		if s, known := between(chain.Links[i-1], chain.Links[i]); known && s.off != 0 {
			ids = append(ids, funds.NewBreakID(chain.Account, funds.BreakGap, s.subject()))
		}
	}
	return ids
}

func gapBreak(act funds.Act, account string, gap seam) funds.Break {
	return open(act, funds.Break{
		Account: account, Day: gap.after.From, Kind: funds.BreakGap, Amount: gap.off,
		Line: funds.BankLineRef{Statement: gap.after.ID}, Text: gap.before.Closing.Fixed() + " → " + gap.after.Opening.Fixed(),
	}, gap.subject())
}

func linkOf(kept funds.KeptStatement) funds.BankLink {
	said := kept.Said
	return funds.BankLink{ID: kept.ID, From: said.From, To: said.To, Balanced: said.Balanced, Opening: said.Opening, Closing: said.Closing}
}

func jsonOf(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("a line of plain fields does not marshal: %v", err))
	}
	return text
}
