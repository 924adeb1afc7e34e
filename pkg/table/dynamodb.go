package table

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/parallel"
)

// This file is how DynamoDB is spoken to. It knows nothing of what the table holds.

// database is one table, through one client.
type database struct {
	client *dynamodb.Client
	table  *string
	now    func() time.Time // the wall clock, for time bounds
}

// item is an item, or a set of values for an expression, as the SDK has it.
type item = map[string]types.AttributeValue

const attrPK, attrSK = "PK", "SK"

// key is the primary key of an item.
type key struct{ pk, sk string }

func (k key) attributes() item {
	return item{attrPK: stringValue(k.pk), attrSK: stringValue(k.sk)}
}

func keyOf(row item) key { return key{text(row[attrPK]), text(row[attrSK])} }

func stringValue(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func bytesValue(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

// text is the value of a string attribute, or "" if there is none.
func text(value types.AttributeValue) string {
	if s, ok := value.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

// boolean is the value of a boolean attribute, or false if there is none.
func boolean(value types.AttributeValue) bool {
	stored, ok := value.(*types.AttributeValueMemberBOOL)
	return ok && stored.Value
}

// integer is the value of a number attribute, or 0 if there is none.
func integer(value types.AttributeValue) int64 {
	stored, ok := value.(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(stored.Value, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func decode[T any](row item) (stored T, err error) {
	err = attributevalue.UnmarshalMap(row, &stored)
	return stored, err
}

const (
	absentCondition = "attribute_not_exists(PK)"
	// expiredCondition also holds for an item that has expired but that DynamoDB has not deleted yet, which it does
	// only some time later. The condition needs the alias #ttl and the value :now, in seconds since 1970.
	expiredCondition = absentCondition + " OR #ttl <= :now"
)

const (
	retryBound    = 3 * time.Second // how long the same request is sent again
	requestBound  = 2 * time.Second // how long one request may take
	firstPause    = 10 * time.Millisecond
	longestPause  = 400 * time.Millisecond
	backoffFactor = 2
)

// withoutRetries switches off the SDK's own retries, and with them the token by which DynamoDB takes the same
// transaction only once: each is sent once, under a token of its own, so that it says nothing. What was written, the
// proof says. An engine that keeps all tokens of ten minutes takes the longer the more it has.
func withoutRetries(o *dynamodb.Options) {
	o.Retryer, o.IdempotencyTokenProvider = aws.NopRetryer{}, nil
}

// pause waits for between half of a time and all of it, chosen at random. It reports false, without waiting, if that
// would end after the moment until, and false if the context ends first.
func (d *database) pause(ctx context.Context, until time.Time, longest time.Duration) bool {
	jittered := longest/2 + rand.N(longest/2+1) //nolint:gosec // jitter needs no secrecy
	if d.now().Add(jittered).After(until) {
		return false
	}
	timer := time.NewTimer(jittered)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// get reads one item with strong consistency. It returns [funds.ErrNotFound] if there is none.
func (d *database) get(ctx context.Context, at key, into any) error {
	out, err := d.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: d.table, Key: at.attributes(), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return readError("read "+at.sk, err)
	}
	if len(out.Item) == 0 {
		return funds.ErrNotFound
	}
	if err := attributevalue.UnmarshalMap(out.Item, into); err != nil {
		return funds.Internal("decode "+at.sk, err)
	}
	return nil
}

// query reads all pages of a query, or as many as hold the input's limit of items, and passes each item to take.
func (d *database) query(ctx context.Context, input *dynamodb.QueryInput, take func(item) error) error {
	input.TableName = d.table
	for {
		out, err := d.client.Query(ctx, input)
		if err != nil {
			return err
		}
		for _, row := range out.Items {
			if err := take(row); err != nil {
				return funds.Internal("decode a row", err)
			}
		}
		full := input.Limit != nil && len(out.Items) >= int(*input.Limit)
		if len(out.LastEvaluatedKey) == 0 || full {
			return nil
		}
		input.ExclusiveStartKey = out.LastEvaluatedKey
	}
}

const (
	batchSize   = 100 // the most keys that BatchGetItem takes
	batchRounds = 8   // how often keys that were left unprocessed are requested
)

// projection names the attributes to read of each item; a nil projection reads all of them.
type projection struct {
	expression string
	names      map[string]string // aliases of attributes whose names are reserved words
}

// getMany reads items by their keys, in batches, with strong consistency. A key that is given twice is read once.
func (d *database) getMany(ctx context.Context, keys []key, of *projection) (map[key]item, error) {
	found := make(map[key]item, len(keys))
	seen := make(map[key]bool, len(keys))
	var pending []item
	for _, k := range keys {
		if !seen[k] {
			seen[k] = true
			pending = append(pending, k.attributes())
		}
	}
	for len(pending) > 0 {
		size := min(len(pending), batchSize)
		if err := d.getBatch(ctx, pending[:size], of, found); err != nil {
			return nil, err
		}
		pending = pending[size:]
	}
	return found, nil
}

func (d *database) getBatch(ctx context.Context, keys []item, of *projection, found map[key]item) error {
	request := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
	if of != nil {
		request.ProjectionExpression, request.ExpressionAttributeNames = aws.String(of.expression), of.names
	}
	until := d.now().Add(retryBound)
	pause := firstPause
	for range batchRounds {
		request.Keys = keys
		out, err := d.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{*d.table: request}})
		if err != nil {
			return err
		}
		for _, row := range out.Responses[*d.table] {
			found[key{text(row[attrPK]), text(row[attrSK])}] = row
		}
		keys = out.UnprocessedKeys[*d.table].Keys
		if len(keys) == 0 {
			return nil
		}
		if !d.pause(ctx, until, pause) {
			break
		}
		pause *= backoffFactor
	}
	return fmt.Errorf("%d keys stayed unprocessed", len(keys))
}

// parallelism is how many jobs inParallel runs at the same time.
const parallelism = 8

// inParallel is [parallel.Do] for requests of one reader or writer.
func inParallel(n int, job func(i int) error) error { return parallel.Do(n, parallelism, job) }

// outcome is what became of one request.
type outcome int

const (
	applied         outcome = iota
	notApplied              // throttled, or in conflict with another transaction: the same request may succeed later
	conditionFailed         // a condition does not hold
	ambiguous               // no answer, or one that does not say
	broken                  // a fault that no repetition cures
)

// transient are the codes, of single requests and of a cancelled transaction's reasons, which say that nothing was
// written and that the same request may succeed later (DynamoDB developer guide, "Error handling" and
// "TransactWriteItems").
var transient = map[string]bool{
	"TransactionConflict":                    true,
	"TransactionConflictException":           true,
	"ThrottlingError":                        true,
	"ThrottlingException":                    true,
	"ProvisionedThroughputExceeded":          true,
	"ProvisionedThroughputExceededException": true,
	"RequestLimitExceeded":                   true,
}

const (
	reasonNone      = "None"
	reasonCondition = "ConditionalCheckFailed"
)

// failure is a condition that did not hold: its item's position within the transaction, where a single write is item 0,
// and the item as it was, where the request has asked for it.
type failure struct {
	position int
	was      item
}

// outcomeOf tells by an error's code, never by its text, what became of a request, and which conditions did not hold.
func outcomeOf(err error) (result outcome, failed []failure) {
	if err == nil {
		return applied, nil
	}
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return outcomeOfReasons(cancelled.CancellationReasons)
	}
	if isConditionFailed(err) {
		return conditionFailed, []failure{{}}
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ambiguous, nil
	}
	var response *awshttp.ResponseError
	switch {
	case transient[api.ErrorCode()]:
		return notApplied, nil
	case errors.As(err, &response) && response.HTTPStatusCode() >= http.StatusInternalServerError, api.ErrorFault() == smithy.FaultServer:
		return ambiguous, nil
	}
	return broken, nil
}

func outcomeOfReasons(reasons []types.CancellationReason) (result outcome, failed []failure) {
	result = notApplied
	for i, reason := range reasons {
		switch code := aws.ToString(reason.Code); {
		case code == "" || code == reasonNone:
		case code == reasonCondition:
			result = conditionFailed
			failed = append(failed, failure{i, reason.Item})
		case transient[code]:
		default: // ValidationError, ItemCollectionSizeLimitExceeded, and whatever else may come
			return broken, nil
		}
	}
	return result, failed
}

// isConditionFailed reports whether the condition of a single write did not hold.
func isConditionFailed(err error) bool {
	var failed *types.ConditionalCheckFailedException
	return errors.As(err, &failed)
}

// readError is the error for a failed read, and for a failed write beside the write door: [funds.ErrBusy] if it may
// succeed later, [funds.CodeInternal] otherwise.
func readError(what string, err error) error {
	var ours *funds.Error
	if errors.As(err, &ours) {
		return err // the item was read, but could not be decoded
	}
	if result, _ := outcomeOf(err); result == notApplied || result == ambiguous {
		return errors.Join(funds.ErrBusy, fmt.Errorf("%s: %w", what, err))
	}
	return funds.Internal(what, err)
}
