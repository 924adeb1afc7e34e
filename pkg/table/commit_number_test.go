package table_test

import (
	"errors"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// aNumberIsAnAccountsOwn: two banks give the same number, and each account's is claimed once. A refusal names who has it.
func aNumberIsAnAccountsOwn(t *testing.T, h *house) {
	t.Helper()
	h.clock.run(slow)
	h.Policy.Accounts = []funds.PayingAccount{
		{ID: funds.DefaultAccount, Number: "1", Kind: funds.AccountBank}, {ID: "icbc", Number: "2", Kind: funds.AccountBank}, {ID: "boc", Number: "3", Kind: funds.AccountBank},
	}
	user := h.funded(t, "u1", 100*yuan)
	approved := func() funds.ID { return h.approved(t, handRequest(user, 5*yuan)) }
	pays := func(id funds.ID, account, booked string) error {
		_, err := h.PayManually(t.Context(), admin, id, funds.Transfer{Account: account, Number: "n1", Booked: booked})
		return err
	}
	var paid []funds.ID
	for _, of := range [][2]string{{"", ""}, {"icbc", ""}, {"icbc", "2026-11-26"}, {"icbc", "2026-11-27"}, {funds.DefaultAccount, "2026-11-27"}} {
		id := approved()
		if err := pays(id, of[0], of[1]); err != nil {
			t.Fatalf("from %v: %v", of, err)
		}
		before := h.rows(t)
		second := approved()
		var taken *funds.Error
		if err := pays(second, of[0], of[1]); !errors.As(err, &taken) || taken.Code != funds.CodeDuplicateNumber || taken.Facts.Withdrawal != string(id) {
			t.Errorf("from %v, again: %v, want the number to be that of %s", of, err, id)
		}
		if _, again := before["TXNO#N1 TXNO"]; !again {
			t.Errorf("the default account's claim is not where it always was")
		}
		paid = append(paid, id)
	}
	if _, err := h.CorrectNumber(t.Context(), admin, paid[1], "n2", "抄错"); err != nil {
		t.Fatal(err)
	}
	boc := approved()
	if _, err := h.PayManually(t.Context(), admin, boc, funds.Transfer{Account: "boc", Number: "n2"}); err != nil {
		t.Errorf("another account's number is taken: %v", err)
	}
	if id, err := h.store.NumberClaimedBy(t.Context(), funds.NumberClaim{Account: "icbc", Number: "N1"}); err != nil || id != paid[1] {
		t.Errorf("a corrected number is %q's: %v", id, err)
	}
	if _, err := h.store.NumberClaimedBy(t.Context(), funds.NumberClaim{Account: "boc", Number: "N1"}); !errors.Is(err, funds.ErrNotFound) {
		t.Errorf("a number that nobody has: %v", err)
	}
	found, err := h.lists.Records(t.Context(), funds.Filter{Keyword: "N1"}, list.Page{Number: 1, Size: 10})
	if err != nil || len(found.Records) != len(paid)-1 { // the corrected one has another now
		t.Errorf("%d withdrawals have the number, of %d: %v", len(found.Records), len(paid)-1, err)
	}
	h.invariantsHold(t)
}
