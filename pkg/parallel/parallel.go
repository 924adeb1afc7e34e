// Package parallel does several things at once that can fail. It imports the standard library alone.
package parallel

import "sync"

// Do runs n jobs, some of them at once, waits for all of them, and returns the first error by the jobs' order: which one it
// is does not depend on who was quicker.
func Do(n, atOnce int, job func(i int) error) error {
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
