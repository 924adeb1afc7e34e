package funds

import (
	"cmp"
	"slices"
	"strings"
)

// Numbers are the transaction numbers that a withdrawal has had, as they were given, in order. The last one
// counts; all of them are claimed by it.
func Numbers(history History) (numbers []string) {
	if history.Withdrawal.Payout.Kind != PayoutManual {
		return nil
	}
	lines := slices.SortedStableFunc(slices.Values(history.Lines), func(a, b Line) int { return cmp.Compare(a.Version, b.Version) })
	for _, line := range lines {
		switch {
		case line.Command == CommandComplete && line.Message != "": // a payout by hand says its number, and no more
			numbers = append(numbers, string(line.Message))
		case line.Command == CommandCorrect:
			numbers = append(numbers, line.Number)
		}
	}
	return numbers
}

// ClaimedNumber is the form in which a transaction number is claimed: letter case makes no other number.
func ClaimedNumber(number string) string { return strings.ToUpper(number) }
