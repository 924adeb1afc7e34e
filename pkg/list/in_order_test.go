package list

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func upTo(n int, then error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
		if then != nil {
			yield(0, then)
		}
	}
}

func TestResultsComeInTheOrderOfTheInputsWhateverTheWorkTakes(t *testing.T) {
	t.Parallel()
	const width, n = 4, 200
	var running, most atomic.Int64
	double := func(_ context.Context, i int) (int, error) {
		now := running.Add(1)
		for was := most.Load(); now > was && !most.CompareAndSwap(was, now); was = most.Load() {
		}
		time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond)
		running.Add(-1)
		return 2 * i, nil
	}
	var got, want []int
	for i := range n {
		want = append(want, 2*i)
	}
	for out, err := range inOrder(t.Context(), width, upTo(n, nil), double) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, out)
	}
	if !slices.Equal(want, got) {
		t.Errorf("got %v", got)
	}
	if most.Load() > width+2 { // and one that waits to be taken, and one that waits for its place
		t.Errorf("%d ran at once", most.Load())
	}
}

func TestTheFirstErrorIsTheLastResult(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	fails := func(at int) func(context.Context, int) (int, error) {
		return func(_ context.Context, i int) (int, error) {
			if i == at {
				return 0, broken
			}
			return i, nil
		}
	}
	for name, test := range map[string]struct {
		in   iter.Seq2[int, error]
		work func(context.Context, int) (int, error)
		want int // results before the error
	}{
		"of the work":    {upTo(100, nil), fails(7), 7},
		"of an input":    {upTo(9, broken), fails(-1), 9},
		"at the first":   {upTo(100, nil), fails(0), 0},
		"of no inputs":   {upTo(0, broken), fails(-1), 0},
		"of the context": {upTo(100, nil), func(ctx context.Context, i int) (int, error) { return i, errors.Join(ctx.Err(), broken) }, 0},
	} {
		results, failed := 0, 0
		for _, err := range inOrder(t.Context(), 3, test.in, test.work) {
			if err == nil {
				results++
				continue
			}
			if failed++; !errors.Is(err, broken) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if results != test.want || failed != 1 {
			t.Errorf("%s: %d results and %d errors, want %d and 1", name, results, failed, test.want)
		}
	}
}

func TestNothingRunsOnWhenTheLoopHasEnded(t *testing.T) {
	t.Parallel()
	var running atomic.Int64
	wait := func(ctx context.Context, i int) (int, error) {
		running.Add(1)
		defer running.Add(-1)
		if i > 0 {
			<-ctx.Done()
		}
		return i, ctx.Err()
	}
	for range inOrder(t.Context(), 4, upTo(100, nil), wait) {
		break
	}
	if n := running.Load(); n != 0 {
		t.Errorf("%d run on", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range inOrder(ctx, 4, upTo(100, nil), wait) {
		cancel()
		last = err
	}
	if n := running.Load(); n != 0 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d run on after %v", n, last)
	}
}
