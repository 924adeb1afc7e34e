package table_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
)

// people is a policy under which each payout takes two people.
func people(apart bool) funds.Controls {
	controls := funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}, PayerApart: apart}
	for _, id := range []string{"li", "wang", "zhao"} {
		controls.People = append(controls.People, funds.Person{ID: id, Subs: []string{id + "-1", id + "-2"}, Permissions: funds.AllPermissions()})
	}
	return controls
}

// of is an admin, as a person's first account.
func of(person string) funds.Actor {
	return funds.Actor{Role: funds.RoleAdmin, ID: person + "-1", Person: person}
}

// tampering is what somebody writes who cares neither for versions nor for what was approved.
type tampering struct {
	name       string
	expression string
	values     map[string]types.AttributeValue
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func whole(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

var (
	otherHash  = tampering{"another hash", "SET #hash = :v", map[string]types.AttributeValue{":v": &types.AttributeValueMemberB{Value: make([]byte, 32)}}}
	otherState = tampering{"another state", "SET st = :v", map[string]types.AttributeValue{":v": text("rejected")}}
	noHash     = tampering{"no hash", "REMOVE #hash", nil}
	noMap      = tampering{"no map, as an old item", "REMOVE apv", nil}
	emptied    = tampering{"an approval less", "SET apv = :v", map[string]types.AttributeValue{":v": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}}}}
)

// has puts somebody's approval in the place of another's.
func has(person, gone string) tampering {
	return tampering{person + " among them", "SET apv." + person + " = :v REMOVE apv." + gone, map[string]types.AttributeValue{":v": whole(2)}}
}

// theDatabaseHoldsWhatPeopleDecide: each step is decided on what was there; then something else is written that keeps the
// version. The decision writes nothing, and reaches its end where nothing was written between.
func theDatabaseHoldsWhatPeopleDecide(t *testing.T, h *house) {
	t.Helper()
	h.Policy.Controls = people(true)
	h.funded(t, "u1", 10_000*yuan)
	for name, test := range map[string]struct {
		endorsed   []string // by whom, before
		channel    bool
		decide     func(before funds.Withdrawal, wallet funds.Wallet) (funds.Change, error)
		tamperings []tampering
	}{
		"the first endorses": {nil, false, h.approves("li"), []tampering{otherHash, otherState, {"is among them already", "SET apv = :v", map[string]types.AttributeValue{
			":v": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"li": whole(1)}},
		}}}},
		"the last approves": {[]string{"li"}, false, h.approves("wang"), []tampering{otherHash, noHash, otherState, noMap, emptied, has("wang", "li")}},
		"the last approves and claims": {[]string{"li"}, true, func(before funds.Withdrawal, wallet funds.Wallet) (funds.Change, error) {
			return withdrawal.ApproveAndDispatch(h.act(of("wang")), wallet, before, funds.Report{}, h.Policy)
		}, []tampering{otherHash, noHash, otherState, noMap, emptied, has("wang", "li")}},
		"it is claimed": {[]string{"li", "wang"}, true, func(before funds.Withdrawal, wallet funds.Wallet) (funds.Change, error) {
			return withdrawal.Dispatch(h.act(machine), wallet, before, funds.Report{}, h.Policy)
		}, []tampering{otherHash, noHash, otherState, noMap, emptied, {"one of two", "REMOVE apv.li", nil}}},
		"it is paid by hand": {[]string{"li", "wang"}, false, func(before funds.Withdrawal, wallet funds.Wallet) (funds.Change, error) {
			return withdrawal.PayManually(h.act(of("zhao")), wallet, before, funds.Transfer{}, h.Policy)
		}, []tampering{otherHash, noHash, otherState, noMap, emptied, {"one of two", "REMOVE apv.li", nil}, has("zhao", "li")}},
	} {
		t.Run(name, func(t *testing.T) {
			request := handRequest("u1", 5*yuan)
			if test.channel {
				request = channelRequest("u1", 5*yuan)
			}
			id := h.endorsed(t, h.pending(t, request), test.endorsed...)
			decide := func() funds.Change {
				change, err := test.decide(h.withdrawal(t, id), h.wallet(t, "u1"))
				if err != nil {
					t.Fatal(err)
				}
				return change
			}
			for _, tampering := range test.tamperings {
				change, was := decide(), h.item(t, id)
				h.tamper(t, id, tampering)
				h.refuses(t, tampering.name, change)
				h.put(t, was)
			}
			change := decide()
			change.Withdrawal.To.Target.Account += "0"
			if len(test.endorsed) > 0 {
				h.refuses(t, "what is paid to another account", change)
			}
			h.commit(t, decide(), nil)
		})
	}
	h.invariantsHold(t)
}

func (h *house) approves(person string) func(funds.Withdrawal, funds.Wallet) (funds.Change, error) {
	return func(before funds.Withdrawal, wallet funds.Wallet) (funds.Change, error) {
		return withdrawal.Approve(h.act(of(person)), wallet, before, "", h.Policy)
	}
}

// endorsed has people approve a withdrawal, one after the other.
func (h *house) endorsed(t *testing.T, id funds.ID, by ...string) funds.ID {
	t.Helper()
	for _, person := range by {
		change, err := h.approves(person)(h.withdrawal(t, id), h.wallet(t, "u1"))
		h.commit(t, change, err)
	}
	return id
}

func (h *house) refuses(t *testing.T, why string, change funds.Change) {
	t.Helper()
	before := h.rows(t)
	if err := h.store.Commit(t.Context(), change); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("%s: the door says %v", why, err)
	}
	sameRows(t, before, h.rows(t))
}

func keyOfWithdrawal(id funds.ID) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"PK": text("WD#" + id.Code()), "SK": text("WD")}
}

func (h *house) item(t *testing.T, id funds.ID) map[string]types.AttributeValue {
	t.Helper()
	out, err := h.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(h.table), Key: keyOfWithdrawal(id), ConsistentRead: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	return out.Item
}

func (h *house) put(t *testing.T, row map[string]types.AttributeValue) {
	t.Helper()
	if _, err := h.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(h.table), Item: row}); err != nil {
		t.Fatal(err)
	}
}

func (h *house) tamper(t *testing.T, id funds.ID, tampering tampering) {
	t.Helper()
	input := &dynamodb.UpdateItemInput{
		TableName: aws.String(h.table), Key: keyOfWithdrawal(id), UpdateExpression: aws.String(tampering.expression), ExpressionAttributeValues: tampering.values,
	}
	if slices.Contains([]string{otherHash.name, noHash.name}, tampering.name) {
		input.ExpressionAttributeNames = map[string]string{"#hash": "hash"}
	}
	if _, err := h.client.UpdateItem(t.Context(), input); err != nil {
		t.Fatalf("%s: %v", tampering.name, err)
	}
}

// whatWaitsIsNotClaimedSooner: a time before which nothing is sent holds whoever decides, and however many it takes.
func whatWaitsIsNotClaimedSooner(t *testing.T, h *house) {
	t.Helper()
	id := h.approved(t, channelRequest(h.funded(t, "u1", 100*yuan), 5*yuan))
	later := tampering{"it waits", "SET nb = :v", map[string]types.AttributeValue{":v": whole(h.clock.now().Add(10 * time.Second).UnixMilli())}}
	before := h.withdrawal(t, id)
	before.NotBefore = h.clock.now().Add(-time.Hour) // as if it had waited
	change, err := withdrawal.Dispatch(h.act(admin), h.wallet(t, "u1"), before, funds.Report{}, h.Policy)
	if err != nil {
		t.Fatal(err)
	}
	h.tamper(t, id, later)
	h.refuses(t, later.name, change)
	h.clock.advance(20 * time.Second)
	if change, err = withdrawal.Dispatch(h.act(admin), h.wallet(t, "u1"), before, funds.Report{}, h.Policy); err != nil {
		t.Fatal(err)
	}
	h.commit(t, change, nil)
	h.invariantsHold(t)
}

// twoOfTenApprove: of ten people at once, each with both of their accounts, as many approve as it takes.
func twoOfTenApprove(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	h.Policy.Controls = funds.Controls{Rules: []funds.ApprovalRule{{Act: funds.ActPayout, Need: 2}}}
	for i := range 10 {
		id := userOf(i)
		h.Policy.Controls.People = append(h.Policy.Controls.People, funds.Person{ID: id, Subs: []string{id + "-1", id + "-2"}, Permissions: funds.AllPermissions()})
	}
	id := h.pending(t, handRequest(h.funded(t, "u1", 100*yuan), 5*yuan))
	codes := race(20, func(i int) error {
		person := userOf(i / 2)
		_, err := h.Approve(t.Context(), funds.Actor{Role: funds.RoleAdmin, ID: person + "-" + strconv.Itoa(i%2+1), Person: person}, id, "")
		return err
	})
	stored := h.withdrawal(t, id)
	if stored.State != funds.StateApproved || len(stored.Approvals) != 2 || stored.Approvals[0].Person == stored.Approvals[1].Person {
		t.Errorf("it is %s, approved by %+v; they end as %v", stored.State, stored.Approvals, codes)
	}
	if granted := codes[""]; granted < 2 || granted > 4 || granted+codes[funds.CodeIllegal] != 20 { // the same person again is told so
		t.Errorf("they end as %v", codes)
	}
	if n := h.steps(t, id, funds.CommandEndorse) + h.steps(t, id, funds.CommandApprove); n != 2 {
		t.Errorf("the log has %d approvals", n)
	}
	h.invariantsHold(t)
}

// approvalsBeginAnew where the channel is of another type since: whoever approved it for the old one may approve it again.
func approvalsBeginAnew(t *testing.T, h *house) {
	t.Helper()
	h.Policy.Controls = people(false)
	id := h.endorsed(t, h.pending(t, channelRequest(h.funded(t, "u1", 100*yuan), 5*yuan)), "li")
	h.Policy.Channels = []funds.Channel{{Method: channel, Type: "another", Name: "MVola", Step: yuan}}
	h.endorsed(t, id, "li")
	if stored := h.withdrawal(t, id); stored.State != funds.StatePending || len(stored.Approvals) != 1 {
		t.Errorf("it is %s, approved by %+v", stored.State, stored.Approvals)
	}
	h.endorsed(t, id, "wang")
	if stored := h.withdrawal(t, id); stored.State != funds.StateApproved || len(stored.Approvals) != 2 {
		t.Errorf("it is %s, approved by %+v", stored.State, stored.Approvals)
	}
	h.invariantsHold(t)
}
