package funds_test

import (
	"encoding/hex"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestNoTwoListsOfFieldsHashAlike(t *testing.T) {
	t.Parallel()
	seen := map[string][]string{}
	for _, texts := range [][]string{{"d"}, {"d", ""}, {"d", "", ""}, {"d", "a", "b"}, {"d", "ab"}, {"d", "ab", ""}, {"d", "b", "a"}, {"da", "b"}, {"e", "a", "b"}} {
		sum := funds.ContentHash(texts[0], texts[1:]...)
		if len(sum) != 32 || seen[sum] != nil {
			t.Errorf("%q hashes to %x, as %q does", texts, sum, seen[sum])
		}
		seen[sum] = texts
	}
	// It is stored: another program computes the same.
	if got := hex.EncodeToString([]byte(funds.ContentHash("d", "a", "b"))); got != "c0fd66b81f65bd8b85b1491075e4ce25418ce8928a006c963100475e537f8fce" {
		t.Errorf("it is %s", got)
	}
}
