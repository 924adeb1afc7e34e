package webhook

import "sync"

// inParallel runs n jobs, so many at a time, waits for all of them, and returns the first error by the jobs' order.
func inParallel(n, atOnce int, job func(i int) error) error {
	failed := make([]error, n)
	slots := make(chan struct{}, atOnce)
	var jobs sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		jobs.Go(func() {
			defer func() { <-slots }()
			failed[i] = job(i)
		})
	}
	jobs.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}
