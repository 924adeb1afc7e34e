package config

import (
	"fmt"
	"strconv"
)

const maxLogReads = 10_000

// LogReads is of how many reads that went well one has its line in the log; 1 where nobody has chosen.
func LogReads(getenv func(string) string) (int, error) {
	text := getenv(envLogReads)
	if text == "" {
		return 1, nil
	}
	every, err := strconv.Atoi(text)
	if err != nil || every < 1 || every > maxLogReads {
		return 0, fmt.Errorf("%s: want 1 to %d", envLogReads, maxLogReads)
	}
	return every, nil
}
