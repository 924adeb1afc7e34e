package table_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/table"
)

type storedItem = map[string]types.AttributeValue

// lie replaces or deletes one item behind the back of the write door, and names the rule that must find it.
type lie struct {
	pk, sk string
	change func(storedItem) // nil where the item is deleted
	rule   string
}

func words(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int) types.AttributeValue { return &types.AttributeValueMemberN{Value: fmt.Sprint(n)} }

func sets(name string, value types.AttributeValue) func(storedItem) {
	return func(item storedItem) { item[name] = value }
}

func lacks(names ...string) func(storedItem) {
	return func(item storedItem) {
		for _, name := range names {
			delete(item, name)
		}
	}
}

// rechargeBooks are the recharges of a user, in the order of their numbers: open, credited, parked, refused.
type rechargeBooks struct{ open, credited, parked, refused funds.RechargeID }

func (b rechargeBooks) lies() map[string]lie {
	code := func(id funds.RechargeID) string { return "RC#" + id.Code() }
	pointer := func(n int) string { return fmt.Sprintf("RECHARGE#%012d", n) }
	const rc, user, wallet, entry = "RC", "USER#u1", "WALLET", "ENTRY#000000000001"
	const index = table.RuleIndex
	return map[string]lie{
		"a pointer that is gone":                     {user, pointer(2), nil, table.RulePointer},
		"a pointer to another":                       {user, pointer(2), sets("id", words(string(b.refused))), table.RulePointer},
		"a pointer to none":                          {user, pointer(2), sets("id", words("RCZZZZZZZZ20260301080000")), table.RulePointer},
		"a pointer too many":                         {user, pointer(9), sets("id", words(string(b.open))), table.RulePointer},
		"another's pointer":                          {"USER#u2", pointer(1), sets("id", words(string(b.open))), table.RulePointer},
		"an open one that the machine has forgotten": {code(b.open), rc, lacks("duePK", "dueSK"), index},
		"an open one that is never due": {code(b.open), rc, func(item storedItem) {
			lacks("duePK", "dueSK", "watch")(item)
		}, index},
		"one due at another time":              {code(b.open), rc, sets("dueSK", words("0000000000001#"+string(b.open))), index},
		"one that no list shows":               {code(b.refused), rc, lacks("timePK"), index},
		"one at another place in the list":     {code(b.refused), rc, sets("timeSK", words("0000000000001#"+string(b.refused))), index},
		"one that stands under another state":  {code(b.refused), rc, sets("statusPK", words("RCST#2#202601#0")), index},
		"a parked one that no admin sees":      {code(b.parked), rc, lacks("attnPK"), index},
		"a parked one that needs nobody":       {code(b.parked), rc, lacks("attn", "attnPK"), index},
		"one that calls an admin for nothing":  {code(b.refused), rc, sets("attnPK", words("ATTENTION#RC")), index},
		"one that is gone":                     {code(b.refused), rc, nil, invariant.RuleRecharges},
		"the credited one, gone":               {code(b.credited), rc, nil, invariant.RuleOneCredit},
		"one that cannot be read":              {code(b.refused), rc, sets("amount", words("much")), table.RuleItem},
		"one of nobody's":                      {code(b.refused), rc, sets("uid", words("nobody")), table.RuleOwner},
		"a number that another has":            {code(b.refused), rc, sets("n", number(1)), invariant.RuleRecharges},
		"a credit without an entry":            {code(b.parked), rc, sets("cred", number(100)), invariant.RuleOneCredit},
		"a credit of another amount":           {code(b.credited), rc, sets("cred", number(1)), invariant.RuleOneCredit},
		"an entry that is gone":                {user, entry, nil, invariant.RuleOneCredit},
		"an entry of another recharge":         {user, entry, sets("rid", words(string(b.refused))), invariant.RuleOneCredit},
		"a state that the lines do not say":    {code(b.refused), rc, sets("st", words("expired")), invariant.RuleRechargeReplay},
		"a recharge without its lines":         {code(b.refused), rc, lacks("lines"), invariant.RuleRechargeReplay},
		"a version before the lines'":          {code(b.refused), rc, sets("ver", number(1)), invariant.RuleRechargeReplay},
		"a count of recharges":                 {user, wallet, sets("nRec", number(9)), invariant.RuleRecharges},
		"a count of recharges that wait":       {user, wallet, sets("openRec", number(1)), invariant.RuleRecharges},
		"a wallet that is gone":                {user, wallet, nil, table.RuleOwner},
		"a total that recharges do not add to": {user, wallet, sets("trc", number(1)), invariant.RuleTotals},
	}
}

func plantedRechargesAreFound(t *testing.T, h *house) {
	t.Helper()
	b := rechargeBooks{}
	b.open = h.asked(t, "u1", 200*yuan)
	b.credited = h.asked(t, "u1", 300*yuan)
	b.parked = h.parkedRecharge(t, "u1", "150")
	b.refused = h.asked(t, "u1", 400*yuan)
	for id, state := range map[funds.RechargeID]int{b.credited: funds.GatewayDepositDone, b.refused: funds.GatewayDepositRefused} {
		h.moveRecharge(t, id, state, "")
		if err := h.notifyRecharge(t, id, state); err != nil {
			t.Fatal(err)
		}
	}
	h.invariantsHold(t)
	for name, planted := range b.lies() {
		restore := h.plant(t, planted)
		verified, err := h.store.Verify(t.Context())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var said strings.Builder
		for _, violation := range verified.Violations {
			fmt.Fprintln(&said, violation)
		}
		if !strings.Contains(said.String(), planted.rule+": ") {
			t.Errorf("%s is not found as %q, but:\n%s", name, planted.rule, said.String())
		}
		restore()
	}
	h.invariantsHold(t)
}

// plant writes a lie into the table, and returns a function that takes it back.
func (h *house) plant(t *testing.T, l lie) (restore func()) {
	t.Helper()
	at := storedItem{"PK": words(l.pk), "SK": words(l.sk)}
	get := func() storedItem {
		out, err := h.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(h.table), Key: at, ConsistentRead: aws.Bool(true)})
		if err != nil {
			t.Fatal(err)
		}
		return out.Item
	}
	put := func(item storedItem) {
		if _, err := h.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(h.table), Item: item}); err != nil {
			t.Fatal(err)
		}
	}
	remove := func() {
		if _, err := h.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String(h.table), Key: at}); err != nil {
			t.Fatal(err)
		}
	}
	before, told := get(), get()
	switch {
	case l.change == nil && before == nil:
		t.Fatalf("there is no %s %s to delete", l.pk, l.sk)
	case l.change == nil:
		remove()
	case before == nil:
		told = storedItem{"PK": at["PK"], "SK": at["SK"]}
		l.change(told)
		put(told)
		return remove
	default:
		l.change(told)
		put(told)
	}
	return func() { put(before) }
}
