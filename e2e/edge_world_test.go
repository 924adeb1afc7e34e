package e2e_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	records = "/admin/escorts/withdraw-records/"

	// helper is the admin who puts things into the state that a test starts from.
	helper = "admin-helper"

	// unknownID could be a withdrawal's and is nobody's.
	unknownID = "0000000020250120103000"
)

// in is the same person in another test, whose failures are then that test's.
func (p *person) in(t *testing.T) *person {
	t.Helper()
	inner := *p.world
	inner.t = t
	return &person{&inner, p.sub, p.token}
}

// owner is a named user with a wallet that holds so much, in major units.
func (w *world) owner(sub, balance string) *person {
	w.t.Helper()
	w.person(helper, funds.RoleAdmin).post("/api/admin/wallet/adjust",
		map[string]any{"userId": sub, "amount": json.Number(balance), "reason": "test"}).want(http.StatusOK)
	p := w.person(sub, funds.RoleUser)
	p.get("/api/wallet").want(http.StatusOK)
	return p
}

// ask makes a withdrawal of 100 that waits for its review, by a method that can be paid by hand and by channel.
func (p *person) ask() (id string) {
	p.t.Helper()
	return p.post("/api/wallet/withdraw", map[string]any{"amount": 100, "method": "MVola", "account": "0387222126"}).want(http.StatusOK).text("data.id")
}

// pendingByHand is a withdrawal that waits for its review, by a method that is paid by hand alone: services confirm
// no other.
const pendingByHand funds.State = "pending, by hand"

// pausedScope is no withdrawal's state: something is paused that nobody else here uses.
const (
	pausedScope funds.State = "a pause"
	scopeToLift string      = "method:bank"
)

// blockedAccount is no withdrawal's state: an account is blocked that nobody else here uses.
const blockedAccount funds.State = "a blocked account"

// parkedReturn is no withdrawal's state: more than it paid came back of one, and is parked.
const parkedReturn funds.State = "a parked return"

// returnParked is a withdrawal of which too much came back, under its own id as the reference.
func (p *person) returnParked() (id string) {
	p.t.Helper()
	id = p.withdrawal(funds.StateCompleted)
	p.person(helper, funds.RoleAdmin).post(records+id+"/return", map[string]any{
		"amount": 1000, "reason": "AC04", "reference": id, "operatorConfirmText": "CONFIRM",
	}).want(http.StatusOK)
	return id
}

// webhookEndpoint is no withdrawal's state: an endpoint that events are delivered to. There is one for all, since there may not
// be many.
const webhookEndpoint funds.State = "a webhook endpoint"

// endpoint finds it, or makes it.
func (p *person) endpoint() (id string) {
	p.t.Helper()
	admin := p.world.as("hooks")
	if id = admin.get("/admin/webhooks").want(http.StatusOK).text("data.endpoints.0.id"); id != "" {
		return id
	}
	return admin.post("/admin/webhooks", map[string]any{"url": "https://hooks.example.com/outflow"}).want(http.StatusOK).text("data.id")
}

// askByHand is ask by a method without a channel.
func (p *person) askByHand() (id string) {
	p.t.Helper()
	return p.post("/api/wallet/withdraw", map[string]any{"amount": 100, "method": "wechat", "account": "13800001111"}).want(http.StatusOK).text("data.id")
}

// withdrawal makes one of the person's and drives it to a state; or a recharge, where the state is one of
// theirs.
func (p *person) withdrawal(state funds.State) (id string) {
	p.t.Helper()
	if state == openRecharge || state == parkedRecharge {
		return p.rechargeIn(state)
	}
	if state == openBatch || state == readyBatch || state == approvedAtBank {
		return p.batched(state)
	}
	if state == openProposal {
		return p.proposed()
	}
	if state == runningJob || state == doneJob {
		return p.job(state)
	}
	if state == openBreak {
		return p.breakIn()
	}
	if state == pendingByHand {
		return p.askByHand()
	}
	if state == webhookEndpoint {
		return p.endpoint()
	}
	if state == blockedAccount {
		other := map[string]any{"account": "9" + strings.ToLower(p.sub), "reason": "盗刷"}
		return p.person(helper, funds.RoleAdmin).post("/admin/blocked-accounts", other).want(http.StatusOK).text("data.id")
	}
	if state == pausedScope {
		p.person(helper, funds.RoleAdmin).post("/admin/pauses", map[string]any{"scope": scopeToLift, "hours": 1, "reason": "疑似盗号"}).want(http.StatusOK)
		return unknownID
	}
	if state == parkedReturn {
		return p.returnParked()
	}
	id = p.ask()
	admin := p.person(helper, funds.RoleAdmin)
	act := func(what string, body map[string]any) { admin.post(records+id+"/"+what, body).want(http.StatusOK) }
	approve := func() { act("review", map[string]any{"action": "approve"}) }
	pay := func(kind string) {
		act("payout", map[string]any{"payoutMethod": kind, "operatorConfirmText": "CONFIRM"})
	}
	switch state {
	case funds.StatePending:
	case funds.StateApproved:
		approve()
	case funds.StateProcessing:
		approve()
		pay("channel")
	case funds.StateCompleted:
		approve()
		pay("manual")
	case funds.StateRejected:
		act("review", map[string]any{"action": "reject", "rejectReason": "资料不符"})
	case funds.StateFailed:
		approve()
		act("fail", map[string]any{"reason": "收款账户已注销"})
	case funds.StateCancelled:
		office := p.person("office", funds.RoleService)
		withdrawflow.accepts(office.post("/api/wallet/cancel-withdraw", map[string]string{"transaction_no": id, "reason": "不提了"}))
	default:
		p.t.Fatalf("no way leads to %q", state)
	}
	return id
}

// dump is every item of the table, by its key, to compare the table with itself later.
func (w *world) dump() map[string]string {
	w.t.Helper()
	w.drain() // the counters follow what was there before
	items := map[string]string{}
	pages := dynamodb.NewScanPaginator(w.Client(), &dynamodb.ScanInput{TableName: aws.String(w.Table()), ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(w.t.Context())
		if err != nil {
			w.t.Fatalf("dump the table: %v", err)
		}
		for _, item := range page.Items {
			at := fmt.Sprint(plain(item["PK"]), " ", plain(item["SK"]))
			if strings.HasPrefix(at, "GATEWAY ") || strings.HasPrefix(at, "RATE#") {
				continue // bounds, which are no money and no state
			}
			items[at] = fmt.Sprint(plain(&types.AttributeValueMemberM{Value: item}))
		}
	}
	return items
}

// apart takes the kept callbacks out of a dump, and gives their number.
func apart(items map[string]string) (rest map[string]string, strays int) {
	rest = map[string]string{}
	for at, item := range items {
		if strings.HasPrefix(at, "STRAY#") {
			strays++
		} else {
			rest[at] = item
		}
	}
	return rest, strays
}

// plain is an attribute's value without the SDK's types.
func plain(attribute types.AttributeValue) any {
	switch a := attribute.(type) {
	case *types.AttributeValueMemberS:
		return a.Value
	case *types.AttributeValueMemberN:
		return json.Number(a.Value)
	case *types.AttributeValueMemberBOOL:
		return a.Value
	case *types.AttributeValueMemberM:
		fields := map[string]any{}
		for name, value := range a.Value {
			fields[name] = plain(value)
		}
		return fields
	case *types.AttributeValueMemberL:
		var values []any
		for _, value := range a.Value {
			values = append(values, plain(value))
		}
		return values
	default:
		return fmt.Sprintf("%#v", attribute)
	}
}

// quiet fails the test where a function has panicked or called a fault its own.
func (w *world) quiet() {
	w.t.Helper()
	for line := range strings.Lines(w.log.String()) {
		alarm := strings.Contains(line, `"msg":"`+flow.AttentionLine+`"`) || // what it is for
			strings.Contains(line, `"msg":"a callback about an order that was never sent"`)
		if strings.Contains(line, `"msg":"panic`) || (strings.Contains(line, `"level":"ERROR"`) && !alarm) {
			w.t.Errorf("a function says: %s", line)
		}
	}
}

// withLegacy adds to the console's routes, or their events, their old paths: they are alike. What is ours, and younger than the new
// paths, has none.
func withLegacy[V any](all map[string]V) map[string]V {
	old := strings.NewReplacer("/admin/escorts/withdraw-records", "/admin/withdrawals", "-admin-escorts-withdraw-records", "-admin-withdrawals")
	both := maps.Clone(all)
	for name, value := range all {
		if !strings.Contains(name, "id}/return") && !strings.Contains(name, "-id-return") {
			both[old.Replace(name)] = value
		}
	}
	return both
}
