package parallel_test

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/outflow-pay/outflow/pkg/parallel"
)

var errThird, errFifth = errors.New("the third"), errors.New("the fifth")

func TestTheFirstErrorByTheJobsOrderIsGivenAndAllAreDone(t *testing.T) {
	t.Parallel()
	var done, running, most atomic.Int64
	fifthFailed := make(chan struct{})
	err := parallel.Do(10, 3, func(i int) error {
		defer running.Add(-1)
		for now := running.Add(1); ; {
			if before := most.Load(); now <= before || most.CompareAndSwap(before, now) {
				break
			}
		}
		done.Add(1)
		switch i {
		case 3:
			<-fifthFailed
			return errThird
		case 5:
			close(fifthFailed)
			return errFifth
		}
		return nil
	})
	if !errors.Is(err, errThird) || done.Load() != 10 || most.Load() > 3 {
		t.Errorf("%v; %d done, %d at once", err, done.Load(), most.Load())
	}
	if err := parallel.Do(0, 1, nil); err != nil {
		t.Error(err)
	}
}
