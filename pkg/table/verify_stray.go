package table

import (
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// verifyStray checks that a kept callback has the key and the index keys that its content calls for.
func verifyStray(stored strayItem) (found []funds.Violation) {
	if want := strayItemOf(stored.stray()); stored != want {
		found = append(found, funds.Violation{Rule: RuleStray, Subject: stored.PK + " " + stored.SK, Detail: fmt.Sprintf("it is %+v, not %+v", stored, want)})
	}
	return found
}
