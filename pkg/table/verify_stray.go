package table

import (
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// verifyStray checks that a kept callback has the key and the index keys that its content calls for.
func verifyStray(stored strayItem) (found []invariant.Violation) {
	if want := strayItemOf(stored.stray()); stored != want {
		found = append(found, invariant.Violation{Rule: RuleStray, Subject: stored.PK + " " + stored.SK, Detail: fmt.Sprintf("it is %+v, not %+v", stored, want)})
	}
	return found
}
