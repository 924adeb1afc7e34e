package table_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// olderProgramsChangeNothing: what takes several people is not written by a program of before people were counted, which
// writes whole items on the condition of the version that it reads, or, where it reads none, of their absence.
func olderProgramsChangeNothing(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 10_000*yuan)
	old := h.pending(t, handRequest("u1", 5*yuan))
	if !h.olderWrites(t, old) {
		t.Error("an older program writes nothing at all: this test shows nothing")
	}
	h.Policy.Controls = people(false)
	h.wantVersion(t, old, "ver", "vn") // it was made before anybody was counted
	h.endorsed(t, old, "li")
	h.wantVersion(t, old, "vn", "ver")
	made := h.pending(t, handRequest("u1", 6*yuan))
	for _, id := range []funds.ID{old, made} {
		h.wantVersion(t, id, "vn", "ver")
		h.refusesOlder(t, id)
		h.endorsed(t, id, "wang", "li")
		h.refusesOlder(t, id)
		if stored := h.withdrawal(t, id); stored.State != funds.StateApproved || len(stored.Approvals) != 2 {
			t.Errorf("it is %s, approved by %+v", stored.State, stored.Approvals)
		}
		h.Policy.Controls = funds.Controls{} // one person is enough again: not for these
		if _, err := h.PayManually(t.Context(), of("zhao"), id, funds.Transfer{}); err != nil {
			t.Error(err)
		}
		h.wantVersion(t, id, "vn", "ver")
		h.refusesOlder(t, id)
		h.Policy.Controls = people(false)
	}
	h.invariantsHold(t)
}

func (h *house) refusesOlder(t *testing.T, id funds.ID) {
	t.Helper()
	before := h.rows(t)
	if h.olderWrites(t, id) {
		t.Errorf("an older program writes %s", id)
	}
	sameRows(t, before, h.rows(t))
}

// olderWrites is how a program of before people were counted writes the next version of a withdrawal, alone and in a
// transaction, and the condition under which it makes one. It says whether anything was written.
func (h *house) olderWrites(t *testing.T, id funds.ID) (written bool) {
	t.Helper()
	row := h.item(t, id)
	read, has := row["ver"].(*types.AttributeValueMemberN)
	if !has {
		read = &types.AttributeValueMemberN{Value: "0"}
	}
	next := map[string]types.AttributeValue{}
	for _, known := range []string{"PK", "SK", "timePK", "timeSK", "statusPK", "uid", "st", "amount", "fee", "method", "acct", "b0", "f0", "day", "commit", "at", "upd", "lines"} {
		if row[known] != nil {
			next[known] = row[known]
		}
	}
	next["ver"] = read
	for condition, values := range map[string]map[string]types.AttributeValue{
		"attribute_not_exists(PK)": nil, "ver = :from": {":from": read},
	} {
		put := types.Put{TableName: aws.String(h.table), Item: next, ConditionExpression: aws.String(condition), ExpressionAttributeValues: values}
		_, alone := h.client.PutItem(t.Context(), &dynamodb.PutItemInput{
			TableName: put.TableName, Item: put.Item, ConditionExpression: put.ConditionExpression, ExpressionAttributeValues: values,
		})
		_, together := h.client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: &put}}})
		var failed *types.ConditionalCheckFailedException
		var cancelled *types.TransactionCanceledException
		if alone != nil && !errors.As(alone, &failed) || together != nil && !errors.As(together, &cancelled) {
			t.Fatalf("%s: %v, %v", condition, alone, together)
		}
		written = written || alone == nil || together == nil
	}
	return written
}

// wantVersion looks under which name a withdrawal has its version.
func (h *house) wantVersion(t *testing.T, id funds.ID, has, lacks string) {
	t.Helper()
	row := h.item(t, id)
	if row[has] == nil || row[lacks] != nil {
		t.Errorf("%s has its version as %v, and as %s %v", id, row[has], lacks, row[lacks])
	}
}
