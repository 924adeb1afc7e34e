package table

import "sync"

// readers is how many partitions one list reads at once.
const readers = 8

// inParallel runs n jobs, a few at once, waits for all of them and gives the first error.
func inParallel(n int, job func(i int) error) error {
	failed := make([]error, n)
	slots := make(chan struct{}, readers)
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
