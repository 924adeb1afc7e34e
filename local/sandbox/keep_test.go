package sandbox

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrdersOutliveTheProcess(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sandbox.json")
	begin := func() *Sandbox {
		s := New()
		t.Cleanup(s.Close)
		if err := s.Keep(file); err != nil {
			t.Fatal(err)
		}
		return s
	}
	change := func(s *Sandbox, serial, body string) {
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/sandbox/orders/"+serial, strings.NewReader(body)))
		if answer.Code != http.StatusOK {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
	}
	first := begin()
	for _, one := range []*order{
		{Order: Order{Kind: Withdrawal, MerchantSerial: "W1"}, amount: 5000},
		{Order: Order{Kind: Withdrawal, MerchantSerial: "W2"}, amount: 7000},
		{Order: Order{Kind: Deposit, MerchantSerial: "D1"}, amount: 20000},
	} {
		first.tally(one.Kind, one.MerchantSerial).requests++
		first.add(one)
	}
	change(first, "W1", `{"state":1}`)
	change(first, "W2", `{"hidden":true}`)
	change(first, "D1", `{"state":2,"received":150.5}`)

	second := begin()
	if diff := cmp.Diff(first.list(), second.list()); diff != "" {
		t.Errorf("what was (-) and what is known (+) differ:\n%s", diff)
	}
	change(second, "W2", `{"hidden":false,"state":2}`)
	third := begin().list()
	if third.WithdrawalBalance != "999950" || third.WithdrawalFrozen != "0" || third.DepositBalance != "150.5" {
		t.Errorf("the balances are %s, %s and %s", third.WithdrawalBalance, third.WithdrawalFrozen, third.DepositBalance)
	}
}

func TestOrdersThatCannotBeReadAreNotForgotten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sandbox.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := New()
	t.Cleanup(s.Close)
	if err := s.Keep(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v, want an error that names the file", err)
	}
}
