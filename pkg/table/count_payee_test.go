package table_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// tape is what the table's stream would say of withdrawals, told by a test.
type tape struct {
	*house

	was     map[funds.ID]table.Image
	records []count.Record
}

// tell adds a withdrawal, as it is now, to the tape.
func (p *tape) tell(t *testing.T, id funds.ID) {
	t.Helper()
	out, err := p.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(p.table), ConsistentRead: aws.Bool(true), Key: map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: "WD#" + id.Code()}, "SK": &types.AttributeValueMemberS{Value: "WD"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	record, err := table.RecordOf(p.was[id], out.Item, strconv.Itoa(len(p.records)+1))
	if err != nil {
		t.Fatal(err)
	}
	p.was[id] = out.Item
	p.records = append(p.records, record)
}

func (p *tape) project(t *testing.T, records []count.Record) {
	t.Helper()
	if err := p.store.Project(t.Context(), count.NewCalendar(policy()), "shard-0", records); err != nil {
		t.Fatal(err)
	}
}

// verified says what is wrong with what is counted of payees.
func (p *tape) verified(t *testing.T) (subjects []string) {
	t.Helper()
	found, err := p.store.VerifyPayees(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, violation := range found {
		subjects = append(subjects, violation.Subject)
	}
	slices.Sort(subjects)
	return subjects
}

func (p *tape) uses(t *testing.T, userID string, payee funds.Payee, asked, paid int64) funds.PayeeUse {
	t.Helper()
	use, err := p.store.Payee(t.Context(), userID, payee)
	if err != nil {
		t.Fatal(err)
	}
	if use.Asked.Count != asked || use.Paid.Count != paid || use.Asked.Amount != funds.Amount(asked)*5*yuan || use.Known() != (paid > 0) {
		t.Errorf("%s of %s: %+v, want %d asked for and %d paid", payee.To, userID, use, asked, paid)
	}
	return use
}

const account = "6222020200112233"

var accountPayee = payeeAt(funds.MethodBank, account)

// payeeAt spells the payee of a request by hand, to another account.
func payeeAt(method funds.Method, account string) funds.Payee {
	target := handRequest("u1", yuan).Target
	target.Account = account
	return funds.Withdrawal{Method: method, Target: target}.Payee()
}

// asked makes a withdrawal of 5.00 to an account, however it is spelled.
func (p *tape) askedTo(t *testing.T, userID, account string) funds.ID {
	t.Helper()
	request := handRequest(userID, 5*yuan)
	request.Target.Account = account
	id := p.pending(t, request)
	p.tell(t, id)
	return id
}

func payeesAreCountedOnce(t *testing.T, h *house) {
	t.Helper()
	p := &tape{house: h, was: map[funds.ID]table.Image{}}
	h.funded(t, "u1", 100*yuan)
	h.funded(t, "李四~", 100*yuan)
	p.uses(t, "u1", accountPayee, 0, 0)
	first := p.askedTo(t, "u1", account)
	second := p.askedTo(t, "u1", "6222 0202-0011 2233")
	p.askedTo(t, "u1", "6222020200112234")
	p.askedTo(t, "李四~", account)
	if _, err := h.ApproveAndPay(t.Context(), admin, first); err != nil {
		t.Fatal(err)
	}
	p.tell(t, first)
	p.project(t, p.records[:3])
	p.project(t, p.records[1:])      // in part again
	p.project(t, p.records)          // and whole
	h.clock.advance(2 * time.Minute) // so that it is not remembered that nothing was counted
	use := p.uses(t, "u1", accountPayee, 2, 1)
	made, last := h.withdrawal(t, first).CreatedAt, h.withdrawal(t, second).CreatedAt
	if !use.First.Equal(made) || !use.Last.Equal(last) {
		t.Errorf("used from %s to %s, want %s and %s", use.First, use.Last, made, last)
	}
	p.uses(t, "李四~", accountPayee, 1, 0)
	p.uses(t, "u1", payeeAt(funds.MethodBank, "6222020200112234"), 1, 0)
	p.uses(t, "u1", payeeAt(funds.MethodAlipay, account), 0, 0)
	same(t, "what is wrong", nil, p.verified(t))
	for at := range h.rows(t) {
		if strings.HasPrefix(at, "COUNT") && strings.Contains(at, account) {
			t.Errorf("%s shows an account", at)
		}
	}
	if _, err := h.Recall(t.Context(), admin, second, ""); err != nil {
		t.Fatal(err)
	}
	p.tell(t, second)
	p.project(t, p.records)
	p.uses(t, "u1", accountPayee, 2, 1) // cancelled, it was asked for all the same
	same(t, "what is wrong", nil, p.verified(t))
}

// payeesAreCountedFromARecountOn: a tree that began without them would know half of them.
func payeesAreCountedFromARecountOn(t *testing.T, h *house) {
	t.Helper()
	p := &tape{house: h, was: map[funds.ID]table.Image{}}
	h.funded(t, "u1", 100*yuan)
	calendar := count.NewCalendar(policy())
	h.half(t, calendar, 0) // a program from before has counted
	id := p.askedTo(t, "u1", account)
	p.project(t, p.records)
	p.uses(t, "u1", accountPayee, 0, 0)
	same(t, "what is wrong", nil, p.verified(t))

	recounted := make(chan error, 1)
	go func() {
		_, err := h.store.Recount(t.Context(), calendar, 10*time.Second)
		recounted <- err
	}()
	for until := time.Now().Add(10 * time.Second); h.withdrawal(t, id).Counted != 1; {
		if time.Now().After(until) {
			t.Fatal("the recount touches nothing")
		}
	}
	p.tell(t, id)
	p.project(t, p.records)
	if err := <-recounted; err != nil {
		t.Fatal(err)
	}
	h.clock.advance(2 * time.Minute) // so that nobody remembers the tree of before
	p.uses(t, "u1", accountPayee, 1, 0)
	same(t, "what is wrong", nil, p.verified(t))
}

// accountsAreCountedOverUsers, however each writes it, by whichever method, and whoever asks in their name.
func accountsAreCountedOverUsers(t *testing.T, h *house) {
	t.Helper()
	p := &tape{house: h, was: map[funds.ID]table.Image{}}
	ask := func(userID, account string, change func(*flow.WithdrawalRequest)) {
		request := handRequest(userID, 5*yuan)
		request.Target.Account = account
		change(&request)
		p.tell(t, p.pending(t, request))
	}
	for _, userID := range []string{"u1", "u2", "u3", "u4"} {
		h.funded(t, userID, 1000*yuan)
	}
	ask("u1", account, func(*flow.WithdrawalRequest) {})
	ask("u1", account, func(r *flow.WithdrawalRequest) { r.Target.Bank = "农行" })
	ask("u2", "6222-0202-0011-2233", func(r *flow.WithdrawalRequest) { r.Target.Bank = "工行" })
	ask("u3", account, func(r *flow.WithdrawalRequest) { r.Method = funds.MethodAlipay })
	ask("u4", account, func(r *flow.WithdrawalRequest) { r.Actor = funds.Actor{Role: funds.RoleService, ID: "office"} })
	p.project(t, p.records)
	uses := func(userID string, most int) funds.AccountUse {
		t.Helper()
		use, err := h.store.Account(t.Context(), userID, accountPayee, most)
		if err != nil {
			t.Fatal(err)
		}
		return use
	}
	for userID, want := range map[string]struct{ users, own int64 }{"u1": {4, 1}, "u2": {4, 0}, "u4": {4, 0}, "u9": {5, 0}} {
		if use := uses(userID, 1); use.Users != want.users || use.More || use.Own.Asked != (funds.Tally{Count: want.own, Amount: funds.Amount(want.own) * 5 * yuan}) {
			t.Errorf("%s: %+v", userID, use)
		}
	}
	if use := uses("u1", 1); use.Asked != (funds.Tally{Count: 5, Amount: 25 * yuan}) {
		t.Errorf("in all: %+v", use.Asked)
	}
	same(t, "what is wrong", nil, p.verified(t))
	for i := range 8 {
		ask("u3", account, func(r *flow.WithdrawalRequest) { r.Target.Bank = fmt.Sprint("银行", i) })
	}
	p.project(t, p.records)
	if use := uses("u1", 1); !use.More || use.Own.Asked.Count != 1 {
		t.Errorf("written in more ways than are looked through: %+v", use)
	}
	if use := uses("u1", 2); use.More || use.Users != 4 {
		t.Errorf("of more users: %+v", use)
	}
}

func plantedPayeesAreFound(t *testing.T, h *house) {
	t.Helper()
	p := &tape{house: h, was: map[funds.ID]table.Image{}}
	for _, userID := range []string{"u1", "u2", "u3"} {
		h.funded(t, userID, 100*yuan)
		p.askedTo(t, userID, account)
	}
	p.project(t, p.records[:2])
	same(t, "what is missing", []string{"u3"}, p.verified(t))
	p.project(t, p.records)
	for at, row := range h.rows(t) {
		if strings.HasPrefix(at, "COUNT#0#PAYEE#") && strings.HasSuffix(fmt.Sprint(row["SK"]), "#u2") {
			more := []count.Delta{{Sequence: "9", Key: count.Key{State: funds.StateCompleted, Method: funds.MethodBank}, Count: 1, Amount: yuan}}
			parent, _, _ := strings.Cut(strings.TrimPrefix(at, "COUNT#0#"), " ")
			if err := h.store.CountUp(t.Context(), 0, count.Node{Parent: parent, Name: row["SK"].(string)}, "planted", more); err != nil {
				t.Fatal(err)
			}
		}
	}
	same(t, "what is wrong", []string{"u2"}, p.verified(t))
}
