package e2e_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// ofLater is an attribute of a version that is still to come.
const ofLater = "ofALaterVersion"

// TestThePreviousVersionRunsBesideThisOne: what one of them has begun the other ends, as while a version is deployed, and
// after it is rolled back. Whoever writes an item again keeps what it knows nothing about, and the first reads what the
// other has written.
func TestThePreviousVersionRunsBesideThisOne(t *testing.T) { //nolint:tparallel // its parts use one table, in their order
	t.Parallel()
	programs := programsOf(t, previousVersion(t))
	terms := withPeople(upTo("10000"))
	today := start(t, terms)
	programs.policy = policy(t, terms)
	before := today.beside(programs)
	t.Run("rolled back", func(t *testing.T) { beginsAndEnds(today.within(t), before.within(t), "9000") })
	t.Run("deployed", func(t *testing.T) { beginsAndEnds(before.within(t), today.within(t), "8000") })
	if said, err := today.outflow("verify"); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// upTo are terms under which a payout above 1000, and an adjustment above 100000, take two people, and nobody asks for more
// than the limit at once.
func upTo(limit string) map[string]any {
	return map[string]any{"singleLimit": limit, "approvals": []any{
		map[string]any{"act": "payout", "above": "1000", "need": 2}, map[string]any{"act": "adjust", "above": "100000", "need": 2},
	}}
}

// begun is what one version leaves to the other.
type begun struct {
	user                                *person
	paid, rejected, twice, held, once   string // withdrawals
	recharge, proposal, blocked, policy string
}

const pausedBefore = "recharge"

// beginsAndEnds has one version write items of each kind, and the other write all of them again that are ever written
// again. The limit is lower than the one in force.
func beginsAndEnds(one, other *world, limit string) {
	one.t.Helper()
	b := one.begins(limit)
	planted := one.plantsLater()
	other.ends(b)
	rewritten := map[string]bool{}
	for at, row := range one.dump() {
		was, had := planted[at]
		if had && !strings.Contains(row, ofLater) {
			one.t.Errorf("%s has lost what the other version does not know: %s", at, row)
		}
		if had && was != row {
			rewritten[at[:strings.IndexAny(at, "# ")]] = true
		}
	}
	delete(rewritten, "RC") // a recharge is looked at again where the machine is slow
	same(one.t, "what the other version has written again", []string{"ADMIN", "BLOCKED", "COUNT", "PAUSE", "POLICY", "PROPOSAL", "USER", "WD"}, slices.Sorted(maps.Keys(rewritten)))
	one.finds(b)
}

// begins makes something of every kind.
func (w *world) begins(limit string) (b begun) {
	zhang, li := w.as("a1"), w.as("a2")
	b.user = w.person(strings.ReplaceAll(strings.ToLower(w.t.Name()[strings.LastIndex(w.t.Name(), "/")+1:]), "_", "-"), funds.RoleUser)
	for range 2 { // what one person gives is counted from the first
		li.post("/api/admin/wallet/adjust", map[string]any{"userId": b.user.sub, "amount": 5000, "reason": "补偿"}).want(http.StatusOK)
	}
	b.user.get("/api/wallet").want(http.StatusOK)
	b.paid, b.rejected, b.held, b.twice = b.user.byHand(), b.user.byHand(), b.user.byHand(), b.user.asksFor("2000", "wechat")
	b.once = b.user.asksOnce()
	w.as("a3").review(b.twice, "approve").want(http.StatusOK)
	zhang.post(records+b.held+"/hold", map[string]any{"reason": "等待资料", "hours": 2, "onExpiry": "escalate"}).want(http.StatusOK)
	b.recharge = b.user.recharge("200")
	b.proposal = b.user.proposed()
	zhang.pauses(pausedBefore)
	b.blocked = zhang.blocksAccount(blockedCard)
	b.policy = plainText(zhang.post("/admin/policy", proposed(w.t, upTo(limit))).want(http.StatusOK).at("data.version"))
	return b
}

// asksOnce asks for a withdrawal under a key of the user's.
func (p *person) asksOnce() (id string) {
	p.t.Helper()
	body := map[string]any{"amount": 50, "method": "wechat", "account": "13800002222"}
	return p.do(http.MethodPost, "/api/wallet/withdraw", body, http.Header{"Idempotency-Key": {"once"}}).want(http.StatusOK).text("data.id")
}

// ends does what is still to be done about all of it.
func (w *world) ends(b begun) {
	zhang, li := w.as("a1"), w.as("a2")
	user := &person{w, b.user.sub, b.user.token}
	same(w.t, "the same request again", b.once, user.asksOnce())
	w.as("a3").review(b.paid, "approve").want(http.StatusOK) // with all that is asked for, it is above what one person approves
	zhang.review(b.paid, "approve").want(http.StatusOK)
	zhang.pay(b.paid, "TX-"+b.paid).want(http.StatusOK)
	zhang.review(b.rejected, "reject").want(http.StatusOK)
	zhang.review(b.twice, "approve").want(http.StatusOK)
	zhang.post(records+b.held+"/release", map[string]any{"reason": "已电话核实"}).want(http.StatusOK)
	li.post("/admin/proposals/"+b.proposal+"/approve", nil).want(http.StatusOK)
	for _, stopped := range []string{"/admin/pauses/" + pausedBefore, "/admin/blocked-accounts/" + b.blocked} {
		same[any](w.t, "one person lifts "+stopped, false, li.do(http.MethodDelete, stopped, nil, nil).want(http.StatusOK).at("data.lifted"))
		same[any](w.t, "two people lift "+stopped, true, zhang.do(http.MethodDelete, stopped, nil, nil).want(http.StatusOK).at("data.lifted"))
	}
	li.post("/admin/policy/"+b.policy+"/confirm", nil).want(http.StatusOK)
	li.post("/api/admin/wallet/adjust", map[string]any{"userId": b.user.sub, "amount": json.Number("1"), "reason": "补偿"}).want(http.StatusOK)
	w.reconcile()
	w.drain()
}

// finds reads again what the other version has ended.
func (w *world) finds(b begun) {
	w.t.Helper()
	user := &person{w, b.user.sub, b.user.token}
	same(w.t, "the same request again", b.once, user.asksOnce())
	zhang := w.as("a1")
	for id, status := range map[string]string{b.paid: "completed", b.rejected: "rejected", b.twice: "approved", b.held: "pending", b.once: "pending"} {
		if got := zhang.get(records + id).want(http.StatusOK).text("data.status"); got != status {
			w.t.Errorf("%s is %s, want %s", id, got, status)
		}
	}
	w.gatewaySays(b.recharge, map[string]any{"state": funds.GatewayDepositDone, "callback": true})
	eventually(w.t, "the recharge to be credited", func() bool { return w.storedRecharge(b.recharge).State == funds.RechargeCredited })
}

// plantsLater gives every item an attribute that no version knows yet, and gives all that is stored then, by key.
func (w *world) plantsLater() map[string]string {
	w.t.Helper()
	for at := range w.dump() {
		pk, sk, _ := strings.Cut(at, " ")
		_, err := w.Client().UpdateItem(w.t.Context(), &dynamodb.UpdateItemInput{
			TableName: aws.String(w.Table()), UpdateExpression: aws.String("SET " + ofLater + " = :it"),
			Key:                       map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: pk}, "SK": &types.AttributeValueMemberS{Value: sk}},
			ExpressionAttributeValues: map[string]types.AttributeValue{":it": &types.AttributeValueMemberS{Value: "x"}},
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return w.dump()
}
