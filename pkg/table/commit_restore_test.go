package table_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// snapshot is every item of the table, so that the table can be put back to this moment.
func (h *house) snapshot(t *testing.T) (items []storedItem) {
	t.Helper()
	pages := dynamodb.NewScanPaginator(h.client, &dynamodb.ScanInput{TableName: aws.String(h.table), ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, page.Items...)
	}
	return items
}

// putBack makes the table what it was, which takes a while.
func (h *house) putBack(t *testing.T, items []storedItem) {
	t.Helper()
	for _, item := range h.snapshot(t) {
		at := storedItem{"PK": item["PK"], "SK": item["SK"]}
		if _, err := h.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String(h.table), Key: at}); err != nil {
			t.Fatal(err)
		}
	}
	for _, item := range items {
		if _, err := h.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(h.table), Item: item}); err != nil {
			t.Fatal(err)
		}
	}
	h.clock.advance(10 * time.Minute)
}

func (h *house) control(t *testing.T, method, path, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, h.sandbox+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d", method, path, response.StatusCode)
	}
}

// decision is what an admin does about a withdrawal.
type decision = func(context.Context, *house, funds.ID) (funds.Withdrawal, error)

var byChannel = map[string]decision{
	"paid through the channel": func(ctx context.Context, h *house, id funds.ID) (funds.Withdrawal, error) {
		return h.PayByChannel(ctx, admin, id)
	},
	"approved and paid": func(ctx context.Context, h *house, id funds.ID) (funds.Withdrawal, error) {
		return h.ApproveAndPay(ctx, admin, id)
	},
}

var givesBack = map[string]decision{
	"rejected": func(ctx context.Context, h *house, id funds.ID) (funds.Withdrawal, error) {
		return h.Reject(ctx, admin, id, "资料不符")
	},
	"recalled": func(ctx context.Context, h *house, id funds.ID) (funds.Withdrawal, error) {
		return h.Recall(ctx, admin, id, "")
	},
	"marked as failed": func(ctx context.Context, h *house, id funds.ID) (funds.Withdrawal, error) {
		failed, err := h.Fail(ctx, admin, id, "退回", false)
		return failed.Withdrawal, err
	},
	"rejected with many": func(ctx context.Context, h *house, id funds.ID) (funds.Withdrawal, error) {
		audited, err := h.AuditBatch(ctx, admin, flow.BatchAudit{IDs: []string{string(id)}})
		if err == nil && audited.Succeeded == 0 {
			err = funds.Refuse(funds.CodeGatewayDisagrees, "not audited")
		}
		return funds.Withdrawal{}, err
	},
}

// paidMoneyStaysPaid puts the table back to before a payout, so that the gateway knows more than the table. This
// gateway pays whatever it is sent, however often.
func paidMoneyStaysPaid(t *testing.T, h *house) {
	t.Helper()
	h.control(t, http.MethodPut, "/sandbox/settings", `{"repeatedSerial":"accept"}`)
	h.Policy.AbsentListed = true
	userID := h.funded(t, "u1", 1000*yuan)
	ends := map[int]funds.State{0: funds.StateProcessing, 1: funds.StateCompleted, 2: funds.StateFailed}
	type lost struct {
		id    funds.ID
		state int
	}
	forgotten := map[string]lost{}
	decisions := map[string]decision{}
	for name, decide := range byChannel {
		decisions[name] = decide
	}
	for name, decide := range givesBack {
		decisions[name] = decide
	}
	for name := range decisions {
		for state := range ends {
			id := h.pending(t, channelRequest(userID, 5*yuan))
			if name == "paid through the channel" || name == "marked as failed" || name == "rejected with many" {
				if _, err := h.Approve(t.Context(), admin, id, ""); err != nil {
					t.Fatal(err)
				}
			}
			forgotten[name+", "+string(ends[state])] = lost{id, state}
		}
	}
	before := h.snapshot(t)
	for _, one := range forgotten {
		pay := h.PayByChannel
		if h.withdrawal(t, one.id).State == funds.StatePending {
			pay = h.ApproveAndPay
		}
		if _, err := pay(t.Context(), admin, one.id); err != nil {
			t.Fatal(err)
		}
		if one.state != 0 {
			h.settle(t, one.id, one.state)
		}
	}
	h.putBack(t, before)
	for name, one := range forgotten {
		decided, _, _ := strings.Cut(name, ",")
		_, back := givesBack[decided]
		_, err := decisions[decided](t.Context(), h, one.id)
		if back && funds.CodeOf(err) != funds.CodeGatewayDisagrees || !back && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := h.withdrawal(t, one.id); got.State != ends[one.state] || got.NeedsAttention {
			t.Errorf("%s: it is %s, want %s", name, got.State, ends[one.state])
		}
		if sent := h.createRequests(t)[string(one.id)]; sent != 1 {
			t.Errorf("%s: sent %d times", name, sent)
		}
	}
	h.invariantsHold(t)
}

// unansweredQuestionsSendNothing: an old withdrawal is not sent until the gateway says that it has no such order.
func unansweredQuestionsSendNothing(t *testing.T, h *house) {
	t.Helper()
	userID := h.funded(t, "u1", 1000*yuan)
	rows := map[string]struct {
		fault  string
		listed bool
		sent   int
	}{
		"no answer":                        {"drop-before", false, 0},
		"an error, where absent is listed": {"refuse", true, 0},
		"an error, where none is":          {"refuse", false, 1},
		"no such order":                    {"", true, 1},
	}
	for name, row := range rows {
		for way, pay := range byChannel {
			h.Policy.AbsentListed = row.listed
			id := h.pending(t, channelRequest(userID, 5*yuan))
			if way == "paid through the channel" {
				if _, err := h.Approve(t.Context(), admin, id, ""); err != nil {
					t.Fatal(err)
				}
			}
			h.clock.advance(2 * time.Minute)
			if row.fault != "" {
				h.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/get","mode":"`+row.fault+`","count":1}`)
			}
			before := h.withdrawal(t, id)
			_, err := pay(t.Context(), h, id)
			h.control(t, http.MethodDelete, "/sandbox/faults", "")
			if row.sent == 0 {
				if funds.CodeOf(err) != funds.CodeGatewayDisagrees {
					t.Errorf("%s, %s: %v", name, way, err)
				}
				if after := h.withdrawal(t, id); after.Version != before.Version {
					t.Errorf("%s, %s: it is claimed: %s", name, way, after.State)
				}
			} else if err != nil {
				t.Errorf("%s, %s: %v", name, way, err)
			}
			if sent := h.createRequests(t)[string(id)]; sent != row.sent {
				t.Errorf("%s, %s: sent %d times, want %d", name, way, sent, row.sent)
			}
		}
	}
	h.invariantsHold(t)
}

// strayCallbacksAreKept: a callback about an order that is unknown, or was never sent, is kept once, and waits for an
// admin.
func strayCallbacksAreKept(t *testing.T, h *house) {
	t.Helper()
	h.Policy.AbsentListed = true
	userID := h.funded(t, "u1", 1000*yuan)
	id := h.approved(t, channelRequest(userID, 5*yuan))
	notify := func(serial string, platformID string) {
		t.Helper()
		err := h.ReceiveCallback(t.Context(), flow.Callback{Serial: serial, PlatformID: platformID, State: 1, Amount: 4 * yuan})
		if funds.CodeOf(err) != funds.CodeNotFound {
			t.Errorf("the callback about %s is answered %v", serial, err)
		}
	}
	wallet := h.wallet(t, userID)
	for range 3 {
		notify("ZZZZZZZZ20260301080000", "P1")
		notify("no id of ours", "P1")
		notify(string(id), "P1")
		if err := h.ReceiveRechargeCallback(t.Context(), flow.Callback{Serial: "RCZZZZZZZZ20260301080000", State: 2}); funds.CodeOf(err) != funds.CodeNotFound {
			t.Errorf("the recharge's callback is answered %v", err)
		}
	}
	notify(string(id), "P2") // another content
	strays, err := h.store.Strays(t.Context(), 10)
	if err != nil || len(strays) != 5 {
		t.Errorf("kept: %q, %v", strays, err)
	}
	after := h.withdrawal(t, id)
	if after.State != funds.StateApproved || !after.NeedsAttention || h.steps(t, id, funds.CommandFlag) != 2 || h.wallet(t, userID).Version != wallet.Version {
		t.Errorf("%s, needs attention %t, %d flags", after.State, after.NeedsAttention, h.steps(t, id, funds.CommandFlag))
	}
	verified, err := h.store.Verify(t.Context())
	if err != nil || verified.Strays != 5 {
		t.Errorf("verify counts %d, %v", verified.Strays, err)
	}
	h.invariantsHold(t)

	t.Run("and decides about that withdrawal by the gateway's word", func(t *testing.T) {
		h.clock.advance(2 * time.Minute)
		h.control(t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/get","mode":"drop-before","count":2}`)
		if _, err := h.Fail(t.Context(), admin, id, "退回", false); funds.CodeOf(err) != funds.CodeGatewayDisagrees {
			t.Errorf("failed without the gateway's word: %v", err)
		}
		if _, err := h.PayManually(t.Context(), admin, id, funds.Transfer{Number: "T1"}); funds.CodeOf(err) != funds.CodeGatewayDisagrees {
			t.Errorf("paid by hand without the gateway's word: %v", err)
		}
		if failed, err := h.Fail(t.Context(), admin, id, "退回", false); err != nil || failed.State != funds.StateFailed {
			t.Errorf("%s, %v", failed.State, err)
		}
	})
	t.Run("and a lie about it is found", func(t *testing.T) {
		defer h.plant(t, lie{"STRAY#" + string(id), "withdrawal#1#400#P1", sets("gs", number(2)), table.RuleStray})()
		verified, err := h.store.Verify(t.Context())
		if err != nil || len(verified.Violations) != 1 || verified.Violations[0].Rule != table.RuleStray {
			t.Errorf("%v, %v", verified.Violations, err)
		}
	})
}
