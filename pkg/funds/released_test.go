package funds_test

import (
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestWhatSomebodyReleasedAloneAddsUpForADay(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	released := funds.Released{Person: "li"}
	add := func(at time.Time, amount funds.Amount) {
		change := released.Plus(funds.Act{CommitID: "c", At: at}, amount)
		if change.From != released.Version || change.To.Version != released.Version+1 || change.To.CommitID != "c" || change.To.Person != "li" {
			t.Fatalf("it writes %+v", change)
		}
		released = change.To
	}
	add(noon, 100)
	add(noon.Add(time.Minute), -20) // what is taken counts as what is given
	add(noon.Add(time.Hour), 3)
	add(noon, 1000) // by a clock that is behind
	for after, want := range map[time.Duration]funds.Amount{
		time.Hour: 1123, 24 * time.Hour: 1123, 25*time.Hour - 1: 1123, 25 * time.Hour: 3, 26 * time.Hour: 0,
	} {
		if got := released.Within(noon.Add(after)); got != want {
			t.Errorf("%s later it is %d, want %d", after, got, want)
		}
	}
	for hour := range 200 {
		add(noon.Add(time.Duration(hour)*time.Hour), 1)
	}
	if got := released.Within(noon.Add(199 * time.Hour)); got != 25 || len(released.Hours) != 25 {
		t.Errorf("after many hours it is %d, in %d hours", got, len(released.Hours))
	}
}
