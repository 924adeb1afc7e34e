package table

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestWhatAWalletKeepsOfLateIsSmall: 25 hours and 31 days, each with as many withdrawals, of as much, as a busy wallet has.
func TestWhatAWalletKeepsOfLateIsSmall(t *testing.T) {
	t.Parallel()
	const most, many, limit = 1<<34 - 1, 63, 450
	full := funds.Recent{}
	for hour := range int64(25) {
		full.Hours = append(full.Hours, funds.RecentSum{Since: 493_000 + hour, Tally: funds.Tally{Count: many, Amount: most}})
	}
	for day := range int64(31) {
		full.Days = append(full.Days, funds.RecentSum{Since: 20_510 + day, Tally: funds.Tally{Count: many, Amount: most}})
	}
	for name, recent := range map[string]funds.Recent{
		"nothing": {}, "all of it": full, "days alone": {Days: full.Days}, "hours alone": {Hours: full.Hours[:1]},
	} {
		packed := recentRowOf(recent)
		if len(packed) > limit || (len(recent.Hours)+len(recent.Days) == 0) != (packed == nil) {
			t.Errorf("%s takes %d bytes", name, len(packed))
		}
		if diff := cmp.Diff(recent, recentOf(packed)); diff != "" {
			t.Errorf("%s is read as (-want +got):\n%s", name, diff)
		}
	}
	for cut := range recentRowOf(full) { // what is cut off is read as far as it goes
		if read := recentOf(recentRowOf(full)[:cut]); len(read.Hours) > len(full.Hours) || len(read.Days) >= len(full.Days) {
			t.Errorf("%d bytes are read as %d hours and %d days", cut, len(read.Hours), len(read.Days))
		}
	}
}
