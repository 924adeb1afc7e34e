package table

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestWhatTakesOnePersonIsWrittenAsBefore: neither is anything stored about people, nor does its condition say anything
// of them, whatever is done.
func TestWhatTakesOnePersonIsWrittenAsBefore(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)
	for _, command := range funds.Commands() {
		for need := range int64(several) {
			change := funds.Change{CommitID: "c", At: at, Lines: []funds.Line{{Version: 2, Command: command}}}
			change.Withdrawal = &funds.WithdrawalChange{From: 1, To: funds.Withdrawal{ID: "0123ABCD20260331163000", Version: 2, Need: need, CreatedAt: at}, Apart: []string{"li"}}
			writes, err := writesOf(change, oneShard, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range writes {
				if w.key.sk == skWithdrawal && w.condition != "ver = :from" {
					t.Errorf("%s is written if %s", command, w.condition)
				}
			}
		}
	}
	stored, err := wholeOf(withdrawalItemOf(funds.Withdrawal{ID: "0123ABCD20260331163000", Version: 1, CreatedAt: at}, oneShard), absentCondition)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"need", "apv", "apa", "apt", "hash", "kp", "pv", "nb"} {
		if value, has := stored.item[name]; has {
			t.Errorf("%s is stored: %v", name, value)
		}
	}
	wallet, err := wholeOf(walletItemOf(funds.Wallet{UserID: "u1"}), absentCondition)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"rcnt", "fill"} {
		if value, has := wallet.item[name]; has {
			t.Errorf("%s is stored: %v", name, value)
		}
	}
}

// TestAnUpdateNamesEveryAttributeOfItsType, each once, to be set or to be removed, and no key.
func TestAnUpdateNamesEveryAttributeOfItsType(t *testing.T) {
	t.Parallel()
	update, err := attributesOf(numberItem{PK: "TXNO#1", SK: skNumber, Withdrawal: "w"}, "wd = :wd")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("SET #2=:2,#3=:3", update.update); diff != "" {
		t.Errorf("expression (-want +got):\n%s", diff)
	}
	update, err = attributesOf(answerItem{PK: pkAnswers, SK: "BALANCE"}, "#next = :was")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("SET #4=:4 REMOVE #2,#3", update.update); diff != "" {
		t.Errorf("expression (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"#2": "val", "#3": "at", "#4": "next"}, update.names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}
