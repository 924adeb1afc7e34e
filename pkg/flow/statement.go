package flow

import (
	"context"
	"errors"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/statement"
)

// Statements reads what banks say of our accounts, consistently but for the lists.
type Statements interface {
	// BankFile is funds.ErrNoStatement where nobody has uploaded a file with this hash.
	BankFile(ctx context.Context, sha256 string) (funds.BankFileKept, error)
	// BankStatement is funds.ErrNoStatement where there is none of this id. Its lines are in its blocks.
	BankStatement(ctx context.Context, id funds.BankStatementID) (funds.KeptStatement, error)
	// BankBlocks are at most so many of a statement's blocks, from one on.
	BankBlocks(ctx context.Context, id funds.BankStatementID, from, most int) ([]funds.BankBlock, error)
	// BankChain and BankSheet are empty where nothing is kept yet.
	BankChain(ctx context.Context, account string) (funds.BankChain, error)
	BankSheet(ctx context.Context, account, day string, shard int) (funds.BankSheet, error)
	BankSheets(ctx context.Context, account, day string) ([]funds.BankSheet, error)
	// BankStatementIDs lists statements of an account, latest days first. It may lag.
	BankStatementIDs(ctx context.Context, account string, limit int) ([]funds.BankStatementID, error)

	// Break is funds.ErrNoBreak where there is none of this id.
	Break(ctx context.Context, id funds.BreakID) (funds.Break, error)
	// Breaks leaves unknown ids out.
	Breaks(ctx context.Context, ids []funds.BreakID) (map[funds.BreakID]funds.Break, error)
	// BreakIDs and OpenBreakIDs may lag.
	BreakIDs(ctx context.Context, account, day string, limit int) ([]funds.BreakID, error)
	OpenBreakIDs(ctx context.Context, account string, limit int) ([]funds.BreakID, error)

	// NumberHolders says which payouts have claimed transaction numbers; those that nobody has are left out.
	NumberHolders(ctx context.Context, claims []funds.NumberClaim) (map[funds.NumberClaim]funds.ID, error)
}

// Paid lists what was paid, by our books.
type Paid interface {
	// Paid passes the payouts that were paid from one moment to another on, in the order in which they were paid, as an index
	// has them: their ids, accounts and amounts. It may lag.
	Paid(ctx context.Context, from, until time.Time, take func(funds.Withdrawal) error) error
}

// StatementFile is an uploaded file, as it was read.
type StatementFile struct {
	funds.BankFile

	Statements []statement.Read
}

// statementActor is who matches lines and ends breaks that were found.
var statementActor = funds.System("statements")

// TakeStatements keeps the statements of a file, or refuses all of them. A file that was taken before is answered as it was.
// Nothing is matched yet: see [Service.MatchStatement].
func (s *Service) TakeStatements(ctx context.Context, actor funds.Actor, file StatementFile) ([]funds.KeptStatement, error) {
	act, err := s.act(actor)
	if err != nil {
		return nil, err
	}
	file.By, file.At = actor, act.At
	if kept, err := s.takenBefore(ctx, file.SHA256); err == nil || !errors.Is(err, funds.ErrNoStatement) {
		return kept, err
	}
	taken, err := statement.Prepare(act, file.BankFile, file.Statements)
	if err != nil {
		return nil, err
	}
	if _, err := s.decideTake(ctx, act, file, taken); err != nil { // before anything is written
		return nil, err
	}
	for _, one := range taken {
		if err := s.keepBlocks(ctx, act, one.Blocks); err != nil {
			return nil, err
		}
	}
	var kept []funds.KeptStatement
	change, err := s.commit(ctx, func(ctx context.Context) (funds.Change, error) {
		var err error
		if kept, err = s.takenBefore(ctx, file.SHA256); err == nil || !errors.Is(err, funds.ErrNoStatement) {
			return funds.Change{}, err
		}
		return s.decideTake(ctx, act, file, taken)
	})
	if err != nil || change.Bank == nil {
		return kept, err
	}
	for _, one := range taken {
		kept = append(kept, one.Kept)
	}
	return kept, nil
}

// takenBefore are the statements of a file that somebody has uploaded already; [funds.ErrNoStatement] where nobody has.
func (s *Service) takenBefore(ctx context.Context, sha256 string) (kept []funds.KeptStatement, err error) {
	file, err := s.Store.BankFile(ctx, sha256)
	if err != nil {
		return nil, err
	}
	for _, id := range file.Statements {
		one, err := s.Store.BankStatement(ctx, id)
		if err != nil {
			return nil, err
		}
		kept = append(kept, one)
	}
	return kept, nil
}

// decideTake reads the chains that the statements of a file belong to, and the gaps that they may close.
func (s *Service) decideTake(ctx context.Context, act funds.Act, file StatementFile, taken []statement.Taken) (funds.Change, error) {
	chains := map[string]funds.BankChain{}
	var gaps []funds.BreakID
	for _, one := range taken {
		account := one.Kept.Account
		if _, read := chains[account]; read || one.Kept.Said.Details {
			continue
		}
		chain, err := s.Store.BankChain(ctx, account)
		if err != nil {
			return funds.Change{}, err
		}
		chains[account] = chain
		gaps = append(gaps, statement.GapsAround(chain)...)
	}
	known, err := s.Store.Breaks(ctx, gaps)
	if err != nil {
		return funds.Change{}, err
	}
	return statement.Take(act, file.BankFile, taken, chains, known)
}

// keepBlocks keeps lines, before anything refers to them. The id of their statement is made of what they say: one that is
// there already is the same.
func (s *Service) keepBlocks(ctx context.Context, act funds.Act, blocks []funds.BankBlock) error {
	for i := range blocks {
		err := s.Store.Commit(ctx, funds.Change{CommitID: act.CommitID, At: act.At, Bank: &funds.BankChange{Block: &blocks[i]}})
		if err != nil && !errors.Is(err, funds.ErrConflict) {
			return err
		}
	}
	return nil
}

// blocksAtOnce bounds how many lines are matched between two commits of a statement: some ten thousand.
const blocksAtOnce = 20

// MatchStatement looks at a statement's lines, and then at the payouts that it settles, until it is finished or the time is
// over. It may stop anywhere, and several may be at it: what was found stays, and nothing is found twice.
func (s *Service) MatchStatement(ctx context.Context, id funds.BankStatementID, until time.Time) (funds.KeptStatement, error) {
	kept, err := s.Store.BankStatement(ctx, id)
	for err == nil && !kept.Finished && s.Now().Before(until) {
		if kept.Done < kept.Blocks {
			err = s.matchBlocks(ctx, kept)
		} else {
			err = s.sweep(ctx, kept)
		}
		if err != nil && !errors.Is(err, funds.ErrConflict) { // somebody else has brought it on
			return kept, err
		}
		kept, err = s.Store.BankStatement(ctx, id)
	}
	return kept, err
}

// matchBlocks matches the next blocks of a statement.
func (s *Service) matchBlocks(ctx context.Context, kept funds.KeptStatement) error {
	blocks, err := s.Store.BankBlocks(ctx, kept.ID, kept.Done, min(blocksAtOnce, kept.Blocks-kept.Done))
	if err != nil {
		return err
	}
	var bookings []statement.Booking
	for _, block := range blocks {
		bookings = append(bookings, statement.Bookings(block)...)
	}
	found, err := s.match(ctx, kept, bookings)
	if err != nil {
		return err
	}
	act, err := s.act(statementActor)
	if err != nil {
		return err
	}
	return s.Store.Commit(ctx, statement.Advance(act, kept, len(blocks), found))
}
