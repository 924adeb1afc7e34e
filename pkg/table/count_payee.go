package table

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// Payees are counted beside the tree, by the same generations and with the same marks: a node for each account, payee and
// user, COUNT#<generation>#PAYEE#<keyed hash of the account> / <keyed hash of the payee>#<user id>, which also has when it was
// first and last used. What somebody else asked for in the user's name has no payee's hash. They are counted in the
// generations that began with them: in a table from before, after the next recount.

// RulePayees is broken if what is counted of a payee is not what its withdrawals come to.
const RulePayees = "what is counted of payees is what their withdrawals come to"

const (
	payeeKeyBytes = 32
	payeesFresh   = time.Minute // how long a process remembers which generation is read

	payeeHashBytes = 12 // of the payee's, which tells those of one account apart
	spellings      = 8  // how many payees of one account are looked through for each user that is asked about
)

type payeeKeyItem struct {
	PK  string `dynamodbav:"PK"`
	SK  string `dynamodbav:"SK"`
	Key []byte `dynamodbav:"key"`
}

// payeeKey is the table's own key, which is drawn when the first payee is counted, and never changes. It hides accounts
// from whoever sees keys of items alone, in logs and metrics, and not from whoever reads the table.
func (s *Store) payeeKey(ctx context.Context) ([]byte, error) {
	drawn := payeeKeyItem{pkGenerations, skPayees, make([]byte, payeeKeyBytes)}
	if stored, err := s.storedPayeeKey(ctx); stored != nil || err != nil {
		return stored, err
	}
	if _, err := rand.Read(drawn.Key); err != nil {
		return nil, funds.Internal("draw the payees' key", err)
	}
	made, err := wholeOf(drawn, absentCondition)
	if err != nil {
		return nil, funds.Internal("encode the payees' key", err)
	}
	if err := s.write(ctx, made); err != nil && !isConditionFailed(err) {
		return nil, readError("keep the payees' key", err)
	}
	return s.storedPayeeKey(ctx) // ours, or that of a process that was quicker
}

// storedPayeeKey is the same for who only reads: nil where none is drawn yet, and so nothing is counted.
func (s *Store) storedPayeeKey(ctx context.Context) ([]byte, error) {
	s.payees.mu.Lock()
	defer s.payees.mu.Unlock()
	if s.payees.key != nil {
		return s.payees.key, nil
	}
	var stored payeeKeyItem
	if err := s.get(ctx, key{pkGenerations, skPayees}, &stored); err != nil && !errors.Is(err, funds.ErrNotFound) {
		return nil, err
	}
	s.payees.key = stored.Key
	return stored.Key, nil
}

func payeeNode(key []byte, payee funds.Payee, userID string) count.Node {
	to := ""
	if payee.To != "" {
		to = keyed(key, payee.To, payeeHashBytes)
	}
	return count.PayeeNode(keyed(key, string(payee.Account[:]), sha256.Size), to, userID)
}

func keyed(key []byte, what string, length int) string {
	hash := hmac.New(sha256.New, key)
	_, _ = hash.Write([]byte(what)) // a hash never fails
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:length])
}

// projectPayees counts the records of one stream shard, in their order, exactly once each: see [Store.CountUp].
func (s *Store) projectPayees(ctx context.Context, generation int64, shard string, records []count.Record) error {
	key, err := s.payeeKey(ctx)
	if err != nil {
		return err
	}
	used := count.PayeeDeltas(generation, records, func(w count.Withdrawal) count.Node { return payeeNode(key, w.Payee, w.UserID) })
	nodes := make([]count.Node, 0, len(used))
	for node := range used {
		nodes = append(nodes, node)
	}
	return inParallel(len(nodes), func(i int) error {
		return s.countUp(ctx, generation, nodes[i], shard, used[nodes[i]])
	})
}

// movesOf is what changes of when a payee was first and last used: nothing where a node is no payee's.
func movesOf(row item, used count.Used) item {
	moves := item{}
	if first := millis(used.First); first != 0 && (row["first"] == nil || first < integer(row["first"])) {
		moves["first"] = number(first)
	}
	if last := millis(used.Last); last > integer(row["last"]) {
		moves["last"] = number(last)
	}
	return moves
}

// Payee is what is counted of a user's withdrawals to a payee. It may lag, and it is empty where nothing is counted, or
// nothing yet.
func (s *Store) Payee(ctx context.Context, userID string, payee funds.Payee) (funds.PayeeUse, error) {
	generation, counted, err := s.payeeGeneration(ctx)
	if err != nil || !counted {
		return funds.PayeeUse{}, err
	}
	key, err := s.storedPayeeKey(ctx)
	if key == nil || err != nil {
		return funds.PayeeUse{}, err
	}
	row, err := s.nodeItem(ctx, generation, payeeNode(key, payee, userID), false)
	if err != nil {
		return funds.PayeeUse{}, err
	}
	return payeeUseOf(row), nil
}

// PayeeUses are [Store.Payee] of some withdrawals, in their order.
func (s *Store) PayeeUses(ctx context.Context, withdrawals []funds.Withdrawal) ([]funds.PayeeUse, error) {
	uses := make([]funds.PayeeUse, len(withdrawals))
	err := inParallel(len(withdrawals), func(i int) (err error) {
		uses[i], err = s.Payee(ctx, withdrawals[i].UserID, withdrawals[i].Payee())
		return err
	})
	return uses, err
}

func payeeUseOf(row item) funds.PayeeUse {
	counts := countsOf(row)
	return funds.PayeeUse{
		First: moment(integer(row["first"])), Last: moment(integer(row["last"])), Asked: counts.Of(funds.Filter{}),
		Paid: counts.Of(funds.Filter{States: []funds.State{funds.StateCompleted}}),
	}
}

// Account is [Store.Payee] with what is counted of all users' withdrawals to the account: one query, which is enough for most
// users that write it in a few ways, and one read more where it has not found this one's own.
func (s *Store) Account(ctx context.Context, userID string, payee funds.Payee, most int) (found funds.AccountUse, err error) {
	generation, counted, err := s.payeeGeneration(ctx)
	if err != nil || !counted {
		return found, err
	}
	key, err := s.storedPayeeKey(ctx)
	if key == nil || err != nil {
		return found, err
	}
	own := payeeNode(key, payee, userID)
	seen := false
	out, err := s.client.Query(ctx, &dynamodb.QueryInput{
		TableName: s.table, KeyConditionExpression: aws.String("PK = :pk"), Limit: aws.Int32(int32(most * spellings)), //nolint:gosec // a page is small
		ExpressionAttributeValues: item{":pk": stringValue(pkNode(generation, own))},
	})
	if err != nil {
		return found, readError("read what is counted of an account", err)
	}
	users := map[string]bool{userID: true}
	for _, row := range out.Items {
		use, name := payeeUseOf(row), text(row[attrSK])
		users[count.PayeeUser(name)] = true
		found.Asked = found.Asked.Plus(use.Asked)
		if name == own.Name {
			found.Own, seen = use, true
		}
	}
	found.Users, found.More = int64(len(users)), len(out.LastEvaluatedKey) > 0
	if found.More && !seen {
		row, err := s.nodeItem(ctx, generation, own, false)
		if err != nil {
			return found, err
		}
		found.Own = payeeUseOf(row)
	}
	return found, nil
}

// payeeGeneration is the generation that is read, as it was a moment ago, and whether it counts payees. One that is read no
// more stays until the next recount, and knows fewer payees, never more.
func (s *Store) payeeGeneration(ctx context.Context) (generation int64, counted bool, err error) {
	s.payees.mu.Lock()
	defer s.payees.mu.Unlock()
	if s.now().Before(s.payees.until) {
		return s.payees.generation, s.payees.counted, nil
	}
	generations, err := s.Generations(ctx)
	if err != nil {
		return 0, false, err
	}
	s.payees.generation, s.payees.counted, s.payees.until = generations.Live, generations.countsPayees(generations.Live), s.now().Add(payeesFresh)
	return s.payees.generation, s.payees.counted, nil
}

// VerifyPayees compares what is counted of payees with the table, as [Store.VerifyCounters] does with the tree.
func (s *Store) VerifyPayees(ctx context.Context, patience time.Duration) (found []invariant.Violation, err error) {
	generations, err := s.Generations(ctx)
	if err != nil || !generations.countsPayees(generations.Live) {
		return nil, err
	}
	until := s.now().Add(patience)
	for {
		found, err := s.comparePayees(ctx, generations.Live)
		if err != nil || len(found) == 0 || !s.pause(ctx, until, comparePause) {
			return found, err
		}
	}
}

func (s *Store) comparePayees(ctx context.Context, generation int64) (found []invariant.Violation, err error) {
	key, err := s.payeeKey(ctx)
	if err != nil {
		return nil, err
	}
	want := map[count.Node]count.Counts{}
	err = s.scanWithdrawals(ctx, func(_ funds.ID, w count.Withdrawal) error {
		if w.UserID == "" {
			return nil
		}
		node := payeeNode(key, w.Payee, w.UserID)
		if want[node] == nil {
			want[node] = count.Counts{}
		}
		want[node].Add(count.Key{State: w.State, Method: w.Method}, 1, w.Amount)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.scanPayees(ctx, generation, func(node count.Node, counts count.Counts) error {
		rest := count.Counts{}
		rest.AddAll(want[node])
		for counter, tally := range counts {
			rest.Add(counter, -tally.Count, -tally.Amount)
		}
		want[node] = rest
		return nil
	})
	for node, rest := range want {
		if len(rest) > 0 {
			found = append(found, invariant.Violation{Rule: RulePayees, Subject: count.PayeeUser(node.Name), Detail: fmt.Sprintf("what is missing of %s: %v", node.Parent, rest)})
		}
	}
	return found, err
}

// scanPayees scans the table once, and passes each payee's node of a generation to take.
func (s *Store) scanPayees(ctx context.Context, generation int64, take func(count.Node, count.Counts) error) error {
	prefix := pkNode(generation, count.Node{})
	return s.scanCounted(ctx, prefix+count.PayeeParents(), func(row item) error {
		return take(count.Node{Parent: text(row[attrPK])[len(prefix):], Name: text(row[attrSK])}, countsOf(row))
	})
}
