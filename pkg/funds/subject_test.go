package funds_test

import (
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestASubjectIsWhatCanBeSeenAndToldFromOthers(t *testing.T) {
	t.Parallel()
	for subject, want := range map[string]bool{
		"u1": true, "u": true, "王小明": true, "a b": true, strings.Repeat("x", 128): true,
		"": false, strings.Repeat("x", 129): false, "a#b": false, " u1": false, "u1 ": false, "u1\u3000": false,
		"u\n1": false, "u1\u200b": false, "\u202eu1": false, "\ufffd": false, "\xff": false,
	} {
		if funds.ValidSub(subject) != want {
			t.Errorf("%q: want %v", subject, want)
		}
	}
}
