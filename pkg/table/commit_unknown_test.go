package table_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// unknown is an attribute of a newer program, of which this one knows nothing.
const unknown = "ofANewerProgram"

// writer is something that writes items that are there already: the kinds of those that it changes, and of those that
// it begins anew.
type writer struct {
	name    string
	do      func() error
	changes []string
	anew    []string
}

// unknownAttributesAreKept: every item that is written again keeps what a newer program has stored with it. Only a
// claim that takes the place of an expired one does not.
func unknownAttributesAreKept(t *testing.T, h *house) {
	t.Helper()
	h.Policy.Refusals = funds.DefaultRefusals()
	h.Policy.Refusals.Free = 1
	h.funded(t, "u1", 1000*yuan)
	l := &unknownLife{house: h, t: t}
	again := map[string]bool{} // the kinds that were written again
	for _, w := range slices.Concat(l.walletWriters(), l.rechargeWriters(), l.withdrawalWriters(), l.returnWriters(), l.batchWriters(), l.counterWriters(), l.boundWriters(), l.claimWriters(), l.pauseWriters(),
		l.proposalWriters(), l.policyWriters(), l.jobWriters(), l.bankWriters()) {
		before := h.planted(t)
		if err := w.do(); err != nil {
			t.Fatalf("%s: %v", w.name, err)
		}
		changed, lost := map[string]bool{}, map[string]bool{}
		for at, row := range h.rows(t) {
			was, known := before[at]
			if !known || reflect.DeepEqual(was, row) {
				continue
			}
			changed[kindOfRow(at)] = true
			if row[unknown] == nil {
				lost[kindOfRow(at)] = true
			}
		}
		maps.Copy(again, changed)
		same(t, w.name+" changes", slices.Sorted(slices.Values(w.changes)), slices.Sorted(maps.Keys(changed)))
		same(t, w.name+" begins anew", slices.Sorted(slices.Values(w.anew)), slices.Sorted(maps.Keys(lost)))
	}
	everyKindIsWritten(t, again, h.rows(t))
	h.invariantsHold(t)
}

// planted is everything that is stored, after each item was given an attribute that nobody knows.
func (h *house) planted(t *testing.T) map[string]map[string]any {
	t.Helper()
	for at, row := range h.rows(t) {
		if row[unknown] != nil {
			continue
		}
		pk, sk := fmt.Sprint(row["PK"]), fmt.Sprint(row["SK"])
		_, err := h.client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
			TableName: aws.String(h.table), UpdateExpression: aws.String("SET " + unknown + " = :it"),
			Key: map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: pk}, "SK": &types.AttributeValueMemberS{Value: sk}},
			ExpressionAttributeValues: map[string]types.AttributeValue{":it": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
				"of": &types.AttributeValueMemberS{Value: at},
			}}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return h.rows(t)
}

// unknownLife has whatever is written twice in a life.
type unknownLife struct {
	*house

	t        *testing.T
	id       funds.ID
	recharge funds.RechargeID
}

func (l *unknownLife) walletWriters() []writer {
	return []writer{
		{"a profile that changes", func() error {
			_, err := l.Wallet(l.t.Context(), "u1", &funds.Profile{Name: "张三", Phone: "13812348888"})
			return err
		}, []string{"WALLET"}, nil},
		{"an adjustment", func() error { l.funded(l.t, "u1", yuan); return nil }, []string{"WALLET"}, nil},
		{"a wallet that is frozen", func() error { return l.status(funds.WalletFrozen) }, []string{"WALLET"}, nil},
		{"a wallet that is opened", func() error { return l.status(funds.WalletActive) }, []string{"WALLET"}, nil},
	}
}

func (l *unknownLife) status(status funds.WalletStatus) error {
	_, err := l.SetStatus(l.t.Context(), admin, "u1", status, "风控")
	return err
}

func (l *unknownLife) rechargeWriters() []writer {
	return []writer{
		{"a recharge that is made", func() error { l.recharge = l.asked(l.t, "u1", 200*yuan); return nil }, []string{"WALLET"}, nil},
		{"a recharge that is parked", func() error {
			l.moveRecharge(l.t, l.recharge, funds.GatewayDepositMismatch, "199")
			_, err := l.CheckRecharge(l.t.Context(), "u1", l.recharge)
			return err
		}, []string{"RC"}, nil},
		{"a recharge that is resolved", func() error {
			_, err := l.ResolveRecharge(l.t.Context(), admin, l.recharge, "credit", "到账")
			return err
		}, []string{"RC", "WALLET"}, nil},
		{"a recount", func() error { // of no withdrawal yet
			_, err := l.store.Recount(l.t.Context(), count.NewCalendar(policy()), time.Second)
			return err
		}, []string{"MONTHS"}, nil},
		{"another recount", func() error {
			_, err := l.store.Recount(l.t.Context(), count.NewCalendar(policy()), time.Second)
			return err
		}, []string{"GENERATIONS", "MONTHS"}, nil},
	}
}

func (l *unknownLife) withdrawalWriters() []writer {
	withdrawn := func(request flow.WithdrawalRequest) func() error {
		return func() error { l.id = l.pending(l.t, request); return nil }
	}
	approve := func() error { _, err := l.Approve(l.t.Context(), admin, l.id, ""); return err }
	correct := func(number string) func() error {
		return func() error { _, err := l.CorrectNumber(l.t.Context(), admin, l.id, number, "抄错"); return err }
	}
	return []writer{
		{"a withdrawal that is made", withdrawn(handRequest("u1", 5*yuan)), []string{"WALLET"}, nil},
		{"one that is rejected", func() error { _, err := l.Reject(l.t.Context(), admin, l.id, "资料不符"); return err }, []string{"WALLET", "WD"}, nil},
		{"one for a payout by hand", withdrawn(handRequest("u1", 6*yuan)), []string{"WALLET"}, nil},
		{"one that is approved", approve, []string{"WD"}, nil},
		{"one that is paid by hand", func() error {
			_, err := l.PayManually(l.t.Context(), admin, l.id, funds.Transfer{Number: "TX1"})
			return err
		}, []string{"WALLET", "WD"}, nil},
		{"a number that is corrected", correct("TX2"), []string{"WD"}, nil},
		{"one that comes back", correct("TX1"), []string{"TXNO", "WD"}, nil},
		{"one for the channel", withdrawn(channelRequest("u1", 7*yuan)), []string{"WALLET"}, nil},
		{"one that is approved for it", approve, []string{"WD"}, nil},
		{"one that is sent", func() error { _, err := l.PayByChannel(l.t.Context(), admin, l.id); return err }, []string{"WD"}, nil},
		{"one that the gateway says is paid", func() error {
			l.settle(l.t, l.id, funds.GatewayWithdrawalPaid)
			return l.later(func() error {
				return l.ReceiveCallback(l.t.Context(), l.callback(l.t, l.id, funds.GatewayWithdrawalPaid))
			})
		}, []string{"WALLET", "WD"}, nil},
		{"one that a recount touches", func() error { return l.store.Touch(l.t.Context(), l.id, 9) }, []string{"WD"}, nil},
	}
}

func (l *unknownLife) counterWriters() []writer {
	records := func(sequence string) []count.Record {
		made := count.Withdrawal{
			Returned: []count.Returned{{At: someDay, Amount: yuan}},
			At:       someDay, State: funds.StatePending, Method: channel, Amount: yuan, Generation: 9, UserID: "u1", Payee: funds.Payee{To: "MVola 0340000000"},
		}
		return []count.Record{{ID: l.id, Sequence: sequence, New: &made}}
	}
	project := func(sequence string) func() error {
		return func() error {
			return l.store.Project(l.t.Context(), count.NewCalendar(policy()), "shard-0", records(sequence))
		}
	}
	poison := func() error { return l.store.Poison(l.t.Context(), "shard-0", "3", "{}", "it says nothing") }
	return []writer{
		{"what is counted first", project("1"), []string{"GENERATIONS"}, nil},
		{"what is counted then", project("2"), []string{"COUNT", "PAYEE", "RETURNS", "SHARD"}, nil},
		{"what cannot be counted", poison, nil, nil},
		{"and comes again", poison, nil, nil},
	}
}

func (l *unknownLife) boundWriters() []writer {
	refused := func() error {
		l.clock.advance(time.Minute)
		l.control(l.t, http.MethodPut, "/sandbox/faults", `{"api":"withdrawal/create","mode":"refuse","count":1}`)
		_, err := l.CreateAndPay(l.t.Context(), channelRequest("u1", 5*yuan))
		return err
	}
	return []writer{
		{"an order that the gateway refuses", refused, []string{"RATE", "WALLET"}, nil},
		{"and another", refused, []string{"GATEWAY", "RATE", "WALLET"}, nil},
	}
}

// claimWriters are those that take the place of a claim.
func (l *unknownLife) claimWriters() []writer {
	request := unrepeated("u1")
	request.Idempotency = &flow.Idempotency{Caller: "u1", Key: "key", Print: funds.Print{Bytes: "hash"}}
	create := func() error { _, err := l.Create(l.t.Context(), request); return err }
	return []writer{
		{"what claims a key and a likeness", create, []string{"WALLET"}, nil},
		{"what finds both taken", func() error {
			other := request
			other.Idempotency = nil
			if _, err := l.Create(l.t.Context(), other); funds.CodeOf(err) != funds.CodeDuplicate {
				return errors.Join(errors.New("it is no duplicate"), err)
			}
			return create()
		}, nil, nil},
		{"what finds both expired", func() error {
			l.clock.advance(funds.ClaimLife + time.Hour)
			return create()
		}, []string{"IDEMP", "TWIN", "WALLET"}, []string{"IDEMP", "TWIN"}},
	}
}
