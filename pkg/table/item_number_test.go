package table

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Numbers may hold any sign, and accounts' ids none that divides keys: no two claims have one key, and a key says its claim.
func TestAClaimedNumbersKeySaysItsClaim(t *testing.T) {
	t.Parallel()
	for want, claim := range map[key]funds.NumberClaim{
		{"TXNO#N1", "TXNO"}:                         {Number: "N1"},
		{"TXNO#ICBC#N1", "TXNO"}:                    {Number: "ICBC#N1"},
		{"TXNO#N1", "TXNO#icbc"}:                    {Account: "icbc", Number: "N1"},
		{"TXNO#N1", "TXNO#icbc#2026-11-27"}:         {Account: "icbc", Number: "N1", Booked: "2026-11-27"},
		{"TXNO#N1", "TXNO#default#2026-11-27"}:      {Number: "N1", Booked: "2026-11-27"},
		{"TXNO#TXNO#X", "TXNO#icbc"}:                {Account: "icbc", Number: "TXNO#X"},
		{"TXNO#REF-9/" + "12", "TXNO#b#2026-11-27"}: {Account: "b", Number: funds.RowNumber("REF-9", 12), Booked: "2026-11-27"},
	} {
		if got := numberKey(claim); got != want || numberAt(got.pk, got.sk) != claim {
			t.Errorf("%+v is claimed at %v, which says %+v", claim, got, numberAt(got.pk, got.sk))
		}
	}
}
