package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/outflow-pay/outflow/local/stack"
)

const exportFunction = "export-withdrawals"

// processorTime is the processor time, of its own and of the system for it, that a process has used so far.
func processorTime(pid int) (used time.Duration, err error) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(threads) == 0 {
		return 0, fmt.Errorf("the processor time of process %d, which Linux tells: %w", pid, err)
	}
	for _, thread := range threads {
		text, err := os.ReadFile(thread) //nolint:gosec // one of Linux's own
		if err != nil {
			return 0, err
		}
		var nanoseconds int64
		if _, err := fmt.Sscan(string(text), &nanoseconds); err != nil {
			return 0, fmt.Errorf("%s: %w", thread, err)
		}
		used += time.Duration(nanoseconds)
	}
	return used, nil
}

// exportTime is the processor time that the exporting function's processes have used.
func exportTime(s *stack.Stack) (used time.Duration) {
	for _, pid := range s.Processes(exportFunction) {
		if one, err := processorTime(pid); err == nil { // or it has ended
			used += one
		}
	}
	return used
}

// mostMemory is the most memory that one of them ever had, in kB.
func mostMemory(s *stack.Stack) (most int) {
	for _, pid := range s.Processes(exportFunction) {
		var kB int
		if _, err := fmt.Sscanf(field(fmt.Sprintf("/proc/%d/status", pid), "VmHWM"), "%d kB", &kB); err == nil {
			most = max(most, kB)
		}
	}
	return most
}
