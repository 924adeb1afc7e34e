package funds_test

import (
	"slices"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/internal/fixture"
)

func TestAPhoneNumberIsTheSameInEverySpelling(t *testing.T) {
	t.Parallel()
	spellings := []string{
		"13812345678", "+8613812345678", "+86 138 1234 5678", "+86 138-1234-5678", "8613812345678", "0086 13812345678", "138-1234-5678", "(138) 1234 5678",
		"\ufeff138\u00a01234\u00a05678\u200b",
	}
	for _, a := range spellings {
		for _, b := range spellings {
			if !funds.SamePhone(a, b) {
				t.Errorf("%q and %q are two", a, b)
			}
		}
	}
	for _, stored := range spellings[:7] {
		for _, searched := range spellings {
			if !slices.Contains(funds.PhoneSpellings(searched), stored) && stored != "0086 13812345678" {
				t.Errorf("who searches %q does not find %q", searched, stored)
			}
		}
	}
	for _, other := range []string{"13812345679", "+85213812345678", "3812345678", "u13812345678", "", "1381234567"} {
		if funds.SamePhone(spellings[0], other) {
			t.Errorf("%q is taken for it", other)
		}
	}
	for text, want := range map[string][]string{
		"12345": {"12345", "+12345"}, "999 9999 99": {"999 9999 99", "+999999999", "999999999"},
		"123456789012345": {"123456789012345", "+123456789012345"}, "1234": {"1234"}, "1234567890123456": {"1234567890123456"},
	} {
		if got := funds.PhoneSpellings(text); !slices.Equal(got, want) {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
	every := funds.PhoneSpellings("138 1234 5678")
	if once := slices.Compact(slices.Sorted(slices.Values(every))); len(once) != len(every) || !slices.IsSorted(every[1:]) || every[0] != "138 1234 5678" {
		t.Errorf("not the given one first, then each other once: %q", every)
	}
	if got := funds.PhoneSpellings("u1"); !slices.Equal(got, []string{"u1"}) {
		t.Errorf("what is no phone number has the spellings %q", got)
	}
}

func TestASearchTakesLettersForTheDigitsThatTheyLookLike(t *testing.T) {
	t.Parallel()
	w := fixture.With(fixture.WithdrawalIn(funds.StateCompleted), func(w *funds.Withdrawal) {
		w.ID, w.Payout.TransactionNo = "01AB01CD20250120103000", "Cmb2026112700001"
	})
	wallet := fixture.With(fixture.WalletOf(), func(w *funds.Wallet) { w.Profile.Phone = "+8613812345678" })
	for keyword, want := range map[string]bool{
		"01AB01CD": true, "OIABOLCD": true, "olabo1cd": true, "O1ABOICD2O25O12OIO3OOO": true, "CMB2026112700001": true, "cmb2026112700001": true,
		"138 1234 5678": true, w.ID.WalletNo(): true, w.UserID: true,
		"02AB01CD": false, "CMB2026112700002": false, "CMB202611270000I": false, "13812345679": false,
	} {
		if got := (funds.Filter{Keyword: keyword}).Matches(w, wallet); got != want {
			t.Errorf("%q: found %v, want %v", keyword, got, want)
		}
	}
	const recharge = funds.RechargeID("RC01AB01CD20250120103000")
	for _, keyword := range []string{string(recharge), "rcOlABOICD20250120103000"} {
		if got, err := funds.FindRechargeID(keyword); got != recharge || err != nil {
			t.Errorf("%q is the recharge %q, %v", keyword, got, err)
		}
	}
	if got := funds.TrimUnseen(" \ufeff\u200b01AB 01CD\u2060\u3000"); got != "01AB 01CD" {
		t.Errorf("trimmed: %q", got)
	}
}
