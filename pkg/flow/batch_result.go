package flow

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/list"
)

// BankWord is what a file of results says of one payout.
type BankWord struct {
	Line   int64        // of the file, from 1
	ID     string       // as the file spells it
	Number string       // the bank's transaction number, where it was paid; may be empty
	Booked string       // the day (yyyy-mm-dd) of the bank\'s booking, where the file says; else empty
	Amount string       // that was paid, where the file says; else empty
	Failed string       // why it was not paid; empty where it was
	Open   bool         // it says neither
	Wrong  *funds.Error // why the row cannot be read
}

// ResultState is what a word comes to.
type ResultState string

// What words come to. Only the first two change anything.
const (
	ResultPays    ResultState = "pays"    // it is paid by it
	ResultRefuses ResultState = "refuses" // it waits again, or contradicts what was paid
	ResultDone    ResultState = "done"    // it says what is known
	ResultOpen    ResultState = "open"    // it says nothing that ends anything
	ResultFaulty  ResultState = "faulty"  // it changes nothing: Why
)

// BatchResult is a word about a batch, with what comes of it.
type BatchResult struct {
	BankWord

	Withdrawal funds.ID // where there is one
	State      ResultState
	Why        funds.Message
	Approved   bool // by whoever reports it
	Applied    bool // now
}

// What is wrong with a word.
const (
	ReasonResultTwice  funds.Reason = "result_twice"  // the file speaks of it before, too
	ReasonResultAmount funds.Reason = "result_amount" // Requested is what was to be paid, and Text what was
	ReasonResultNumber funds.Reason = "result_number" // the number is another's already: Other
)

// BatchResults says what the words of a bank come to, and, where they are confirmed, has them come to it: each in a commit
// of its own. What is done already stays as it is, so a file may be given again, also where the time was over before all of
// it was through; what it does not name stays, too.
func (s *Service) BatchResults(ctx context.Context, actor funds.Actor, id funds.BatchID, said []BankWord, confirmed bool) ([]BatchResult, error) {
	b, err := s.Store.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	results := make([]BatchResult, len(said))
	seen, numbers := map[funds.ID]bool{}, map[string]funds.ID{}
	var ids []funds.ID
	for i, word := range said {
		results[i] = BatchResult{BankWord: word, State: ResultFaulty}
		parsed, err := funds.ParseID(word.ID)
		switch {
		case word.Wrong != nil:
			results[i].Why = word.Wrong.Said()
		case err != nil:
			results[i].Why = funds.ErrNotFound.Said()
		case seen[parsed]:
			results[i].Withdrawal, results[i].Why = parsed, funds.Say(ReasonResultTwice, funds.Facts{})
		default:
			seen[parsed], results[i].Withdrawal, results[i].State = true, parsed, ResultOpen
			ids = append(ids, parsed)
		}
	}
	known, err := s.rowsOf(ctx, funds.BatchPart{Rows: rowsNamed(ids)})
	if err != nil {
		return nil, err
	}
	claimed, err := s.numbersOf(ctx, b, results)
	if err != nil {
		return nil, err
	}
	for i := range results {
		s.judgeWord(actor, b, &results[i], known[results[i].Withdrawal], claimed[i], numbers)
	}
	if !confirmed {
		return results, nil
	}
	err = s.each(ctx, len(results), func(ctx context.Context, i int) error {
		return s.applyWord(ctx, actor, b, &results[i], known[results[i].Withdrawal])
	})
	return results, errors.Join(err, s.recordResults(ctx, actor, id, results))
}

// recordResults leaves an audit record of what was applied; each row has its own line besides.
func (s *Service) recordResults(ctx context.Context, actor funds.Actor, id funds.BatchID, results []BatchResult) error {
	applied := int64(0)
	for _, result := range results {
		if result.Applied {
			applied++
		}
	}
	act, err := s.act(actor)
	if err != nil || applied == 0 {
		return err
	}
	record := funds.BatchReported(act, id, applied)
	return s.Store.Commit(ctx, funds.Change{CommitID: act.CommitID, At: act.At, Audit: &record})
}

// numbersOf are the withdrawals that have the numbers of the words already; empty where none has.
func (s *Service) numbersOf(ctx context.Context, b funds.Batch, results []BatchResult) ([]funds.ID, error) {
	claimed := make([]funds.ID, len(results))
	return claimed, s.each(ctx, len(results), func(ctx context.Context, i int) (err error) {
		if results[i].State == ResultFaulty || results[i].Failed != "" || results[i].Number == "" {
			return nil
		}
		if claimed[i], err = s.Store.NumberClaimedBy(ctx, numberOf(b, results[i].BankWord)); errors.Is(err, funds.ErrNotFound) {
			return nil
		}
		return err
	})
}

// numberOf is how the number of a word is claimed.
func numberOf(b funds.Batch, word BankWord) funds.NumberClaim {
	return funds.Payout{Account: funds.KeptAccount(b.Account), Booked: word.Booked}.Claim(word.Number)
}

func rowsNamed(ids []funds.ID) (rows []funds.BatchRow) {
	for _, id := range ids {
		rows = append(rows, funds.BatchRow{ID: id})
	}
	return rows
}

// judgeWord says what a word comes to, dry. numbers are those that earlier rows of the file have given.
func (s *Service) judgeWord(actor funds.Actor, b funds.Batch, result *BatchResult, order funds.Withdrawal, claimed funds.ID, numbers map[string]funds.ID) {
	if result.State == ResultFaulty {
		return
	}
	if order.ID == "" {
		result.State, result.Why = ResultFaulty, funds.ErrNotFound.Said()
		return
	}
	result.Approved = approvedBy(order, s.Policy.Controls.PersonOf(actor))
	if result.Open {
		return
	}
	if err := checkWord(*result, order, claimed, numbers); err != nil {
		result.State, result.Why = ResultFaulty, err.Said()
		return
	}
	act := funds.Act{CommitID: "dry", At: s.Now(), Actor: actor}
	change, err := hear(act, funds.Wallet{UserID: order.UserID, Status: funds.WalletActive, Balance: order.Amount, Frozen: order.Amount}, order, b, result.BankWord)
	var refused *funds.Error
	switch {
	case errors.As(err, &refused):
		result.State, result.Why = ResultFaulty, refused.Said()
	case change.Empty():
		result.State = ResultDone
	case result.Failed != "":
		result.State = ResultRefuses
	default:
		result.State = ResultPays
	}
}

// checkWord refuses a word of another amount, and one whose number is another's.
func checkWord(result BatchResult, order funds.Withdrawal, claimed funds.ID, numbers map[string]funds.ID) *funds.Error {
	if amount, err := funds.ParseAmount(result.Amount); result.Amount != "" && (err != nil || amount != order.Net()) {
		return funds.Invalid("amount", ReasonResultAmount).About(funds.Facts{Requested: order.Net(), Text: result.Amount})
	}
	if result.Failed != "" || result.Number == "" {
		return nil
	}
	number := funds.ClaimedNumber(result.Number) + " " + result.Booked
	other := cmp.Or(claimed, numbers[number], order.ID)
	numbers[number] = other
	if other == order.ID {
		return nil
	}
	return &funds.Error{Code: funds.CodeDuplicateNumber, Reason: ReasonResultNumber, Field: "transactionNo", Facts: funds.Facts{Other: string(other)}}
}

// approvedBy says that a person is among those who approved a withdrawal.
func approvedBy(order funds.Withdrawal, person string) bool {
	return order.Review.By == person || slices.ContainsFunc(order.Approvals, func(a funds.Approval) bool { return a.Person == person })
}

func hear(act funds.Act, wallet funds.Wallet, order funds.Withdrawal, b funds.Batch, word BankWord) (funds.Change, error) {
	if word.Failed != "" {
		return withdrawal.RefuseInBatch(act, wallet, order, b.ID, word.Failed)
	}
	return withdrawal.CompleteInBatch(act, wallet, order, b.ID, funds.Transfer{Number: word.Number, Booked: word.Booked})
}

// applyWord has one word come to what it comes to.
func (s *Service) applyWord(ctx context.Context, actor funds.Actor, b funds.Batch, result *BatchResult, known funds.Withdrawal) error {
	if result.State != ResultPays && result.State != ResultRefuses {
		return nil
	}
	_, err := s.updateWithWallet(ctx, actor, list.Record{Withdrawal: known}, func(act funds.Act, wallet funds.Wallet, order funds.Withdrawal) (funds.Change, error) {
		return hear(act, wallet, order, b, result.BankWord)
	})
	why, err := refusedRow(err)
	if err != nil {
		return err
	}
	result.Applied = why == ""
	if why != "" {
		result.State, result.Why = ResultFaulty, why
	}
	return nil
}
