package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/local/stack"
)

const exportFunction = "export-withdrawals"

// clockTick is Linux's unit of processor time.
const clockTick = 10 * time.Millisecond

// processorTime is the processor time that the exporting function's processes have used.
func processorTime(s *stack.Stack) (used time.Duration) {
	for _, pid := range s.Processes(exportFunction) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		_, fields, _ := strings.Cut(string(stat), ") ")
		var user, system int64
		numbers := strings.Fields(fields)
		const userTime, systemTime = 11, 12 // of the fields behind the name
		if len(numbers) <= systemTime {
			continue
		}
		if _, err := fmt.Sscan(numbers[userTime]+" "+numbers[systemTime], &user, &system); err == nil {
			used += time.Duration(user+system) * clockTick
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
