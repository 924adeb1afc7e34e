package flow

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAJitteredPauseIsHalfToOneAndAHalf(t *testing.T) {
	t.Parallel()
	const pause = 100 * time.Millisecond
	least, most := time.Hour, time.Duration(0)
	for range 10_000 {
		one := jitter(pause)
		least, most = min(least, one), max(most, one)
	}
	if least < pause/2 || least > pause*6/10 || most >= pause*3/2 || most < pause*14/10 {
		t.Errorf("pauses are %s to %s", least, most)
	}
}

// contended is a store whose every commit loses its race.
type contended struct {
	Store

	lost int
}

func (c *contended) Commit(context.Context, funds.Change) error {
	c.lost++
	return funds.ErrConflict
}

// TestALostRaceIsTriedAgainAtOnceAndThenMoreAndMoreSeldom, for three seconds: some twenty tries, of which the first are soon.
func TestALostRaceIsTriedAgainAtOnceAndThenMoreAndMoreSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &contended{}
		s := (&stub{}).service()
		s.Store, s.Now = store, time.Now
		began := time.Now()
		var soon int
		_, err := s.commit(t.Context(), func(context.Context) (funds.Change, error) {
			if time.Since(began) < longestPause {
				soon++
			}
			return funds.Change{}, nil
		})
		took := time.Since(began)
		if !errors.Is(err, funds.ErrBusy) || took > conflictBound || took < conflictBound-2*longestPause {
			t.Errorf("%v, after %s", err, took)
		}
		if store.lost < 15 || store.lost > 30 || soon < 4 || soon > 10 {
			t.Errorf("tried %d times, %d of them within %s", store.lost, soon, longestPause)
		}
	})
}
