package table_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/table"
)

// cameBack is what a statement says of a withdrawal.
func cameBack(id funds.ID, reference string, amount funds.Amount) flow.ReturnReport {
	return flow.ReturnReport{Withdrawal: id, Told: withdrawal.Told{Source: funds.ReturnByStatement, Reference: reference, Reason: "AC04", Amount: amount}}
}

// completed is a withdrawal that was paid by hand.
func (h *house) completed(t *testing.T, request flow.WithdrawalRequest) funds.ID {
	t.Helper()
	id := h.approved(t, request)
	if _, err := h.PayManually(t.Context(), admin, id, funds.Transfer{}); err != nil {
		t.Fatal(err)
	}
	return id
}

// oneReportWins: of any number of reports under one reference, by whoever and of two withdrawals, one gives money; and as many
// under references of their own give no more than was paid.
func oneReportWins(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	h.funded(t, "u1", 100*yuan)
	ids := []funds.ID{h.completed(t, handRequest("u1", 6*yuan)), h.completed(t, handRequest("u1", 6*yuan))} // 5 of it are paid
	codes := race(20, func(i int) error {
		report := cameBack(ids[i%2], "FT1", 5*yuan)
		if i%4 == 0 {
			report.Source = funds.ReturnByAdmin
		}
		_, err := h.Return(t.Context(), admin, report)
		return err
	})
	if codes[""] == 0 || codes[""]+codes[funds.CodeDuplicateNumber] != 20 {
		t.Errorf("twenty reports: %v", codes)
	}
	back := func() funds.Amount {
		return h.withdrawal(t, ids[0]).Returned + h.withdrawal(t, ids[1]).Returned
	}
	same(t, "given back of one reference", 5*yuan, back())
	race(10, func(i int) error {
		_, err := h.Return(t.Context(), admin, cameBack(ids[i%2], fmt.Sprint("R", i), 2*yuan))
		return err
	})
	same(t, "given back of ten more, of 2 each", 9*yuan, back()) // 5, and twice 2
	h.invariantsHold(t)
}

// theDatabaseHoldsWhatComesBack: something else is written that keeps the version, or a decision is wrong; then nothing is
// given. Programs from before write nothing once something came back.
func theDatabaseHoldsWhatComesBack(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 100*yuan)
	id := h.completed(t, handRequest("u1", 6*yuan))
	decide := func(reference string, amount funds.Amount) funds.Change {
		told := cameBack(id, reference, amount).Told
		told.Account = funds.DefaultAccount
		change, err := withdrawal.Return(h.act(admin), h.wallet(t, "u1"), h.withdrawal(t, id), told, h.Policy)
		if err != nil {
			t.Fatal(err)
		}
		return change
	}
	for _, reference := range []string{"FT1", "FT2"} {
		for _, other := range []tampering{
			{"another sum came back", "SET ret = :v", map[string]types.AttributeValue{":v": whole(1)}},
			{"something was settled", "SET #hash = :v", map[string]types.AttributeValue{":v": whole(1)}},
			{"it is of a smaller amount", "SET amount = :v", map[string]types.AttributeValue{":v": whole(1)}},
		} {
			change, was := decide(reference, 2*yuan), h.item(t, id)
			if strings.Contains(other.expression, "#hash") {
				was["set"] = whole(1)
				h.put(t, was)
				delete(was, "set")
			} else {
				h.tamper(t, id, other)
			}
			h.refuses(t, other.name, change)
			h.put(t, was)
		}
		wrong := decide(reference, 2*yuan)
		wrong.Withdrawal.To.Settled = 5 * yuan
		h.refuses(t, "more than its amount", wrong)
		h.commit(t, decide(reference, 2*yuan), nil)
		h.wantVersion(t, id, "vr", "ver")
		h.refusesOlder(t, id)
	}
	late := decide("FT3", 1*yuan)
	adjusted, err := wallet.Adjust(h.act(admin), h.wallet(t, "u1"), yuan, "补偿", nil)
	h.commit(t, adjusted, err)
	h.refuses(t, "what was decided on another wallet", late)
	if _, err := h.CorrectNumber(t.Context(), admin, id, "TX9", "当时没有填"); err != nil {
		t.Error(err)
	}
	h.invariantsHold(t)
}

// plantedReturnsAreFound: whatever is changed of a return behind the write door is found.
func plantedReturnsAreFound(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", 100*yuan)
	id, other := h.completed(t, handRequest("u1", 5*yuan)), h.completed(t, handRequest("u1", 6*yuan))
	for reference, amount := range map[string]funds.Amount{"FT1": 2 * yuan, "FT2": 9 * yuan} {
		if _, err := h.Return(t.Context(), admin, cameBack(id, reference, amount)); err != nil {
			t.Fatal(err)
		}
	}
	h.invariantsHold(t)
	code, user, kept := "WD#"+id.Code(), "USER#u1", h.item(t, id)["rets"]
	first, second := "RETURN#default#FT1", "RETURN#default#FT2"
	entry := fmt.Sprintf("ENTRY#%012d", h.wallet(t, "u1").Counts.Entries)
	for name, planted := range map[string]lie{
		"a sum that nobody gave":              {code, "WD", sets("ret", number(1)), invariant.RuleReturned},
		"a sum that is forgotten":             {code, "WD", lacks("ret"), invariant.RuleReturned},
		"returns that are forgotten":          {code, "WD", lacks("rets"), invariant.RuleReturned},
		"another's returns":                   {"WD#" + other.Code(), "WD", sets("rets", kept), invariant.RuleReturned},
		"a return of another amount":          {first, "RETURN", sets("amount", number(1)), table.RuleReturn},
		"a reference that may come again":     {first, "RETURN", nil, table.RuleReturn},
		"a return of another withdrawal":      {first, "RETURN", sets("wd", words(string(other))), table.RuleReturn},
		"a parked one that no admin sees":     {second, "RETURN", lacks("attnPK"), table.RuleReturn},
		"a parked one that is closed":         {second, "RETURN", sets("st", words("closed")), table.RuleReturn},
		"a reference of nobody's":             {"RETURN#default#FT9", "RETURN", sets("wd", words(string(id))), table.RuleReturn},
		"an entry that is gone":               {user, entry, nil, invariant.RuleReturned},
		"an entry that gives more":            {user, entry, sets("b1", number(9_999_00)), invariant.RuleReturned},
		"what is settled besides":             {code, "WD", func(item storedItem) { item["set"], item["setAt"] = number(4_00), number(1) }, invariant.RuleReturned},
		"what is said to be pending again":    {code, "WD", sets("st", words("pending")), invariant.RuleReturned},
		"a return that cannot be read":        {first, "RETURN", sets("amount", words("much")), table.RuleItem},
		"a row that the wallet does not have": {user, "WALLET", func(item storedItem) { delete(item, "nRow") }, invariant.RuleSequence},
	} {
		restore := h.plant(t, planted)
		verified, err := h.store.Verify(t.Context())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if said := fmt.Sprint(verified.Violations); !strings.Contains(said, planted.rule+": ") {
			t.Errorf("%s is not found as %q, but: %s", name, planted.rule, said)
		}
		restore()
	}
	h.invariantsHold(t)
}

// returnWriters write what came back, and what becomes of it.
func (l *unknownLife) returnWriters() []writer {
	return []writer{
		{"more than was paid, which comes back", func() error {
			_, err := l.Return(l.t.Context(), admin, cameBack(l.id, "FT1", 8*yuan))
			return err
		}, []string{"WD"}, nil},
		{"and is closed", func() error {
			_, err := l.ResolveReturn(l.t.Context(), admin, flow.ReturnDecision{Withdrawal: l.id, Reference: "FT1", Action: withdrawal.ReturnClose, Reason: "另一笔"})
			return err
		}, []string{"RETURN", "WD"}, nil},
		{"and what was paid", func() error {
			_, err := l.Return(l.t.Context(), admin, cameBack(l.id, "FT2", 6*yuan))
			return err
		}, []string{"WALLET", "WD"}, nil},
	}
}
