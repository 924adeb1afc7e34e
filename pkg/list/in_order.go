package list

import (
	"context"
	"iter"
	"sync"
)

// inOrder works on several inputs at once, and gives the results in the order of the inputs. The first error, of
// an input or of the work, is the last thing that it gives. Nothing of it runs on when the loop has ended.
func inOrder[In, Out any](
	ctx context.Context, width int, in iter.Seq2[In, error], work func(context.Context, In) (Out, error),
) iter.Seq2[Out, error] {
	type result struct {
		out Out
		err error
	}
	return func(yield func(Out, error) bool) {
		working, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		queue := make(chan chan result, width)
		running.Go(func() {
			defer close(queue)
			for input, err := range in {
				slot := make(chan result, 1)
				select {
				case queue <- slot:
				case <-working.Done():
					return
				}
				if err != nil {
					slot <- result{err: err}
					return
				}
				running.Go(func() {
					out, err := work(working, input)
					slot <- result{out, err}
				})
			}
		})
		for slot := range queue {
			r := <-slot
			if !yield(r.out, r.err) || r.err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			var none Out
			yield(none, err)
		}
	}
}
