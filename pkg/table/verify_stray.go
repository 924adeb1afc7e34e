package table

import (
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// verifyStray: a kept callback stands where its content says, and waits for somebody until it expires.
func verifyStray(stored strayItem) (found []funds.Violation) {
	if want := putStray(stored.stray()); stored != want {
		found = append(found, funds.Violation{Rule: RuleStray, Subject: stored.PK + " " + stored.SK, Detail: fmt.Sprintf("it is %+v, not %+v", stored, want)})
	}
	return found
}
