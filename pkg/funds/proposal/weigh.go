package proposal

import (
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Weigh gives what a legal act comes to under the policy's rules: the act's own change where one person may do it, and
// its proposal where it takes more. adds is what the act adds to what its actor releases alone, 0 for an act that does
// not add up; it is judged, and written, together with what they have released of late.
// Nobody does it to their own money, whichever of their accounts owns it ([funds.ErrForbidden]).
func Weigh(act funds.Act, change funds.Change, request Request, released funds.Released, adds funds.Amount, controls funds.Controls) (funds.Change, error) {
	if err := notTarget(act, request.Target, controls); err != nil {
		return funds.Change{}, err
	}
	if adds != 0 {
		request.Judged = slices.Clone(request.Judged) // it may be decided again
		for i := range request.Judged {
			request.Judged[i].Amount += released.Within(act.At)
		}
	}
	if request.need(controls) > 1 {
		return Propose(act, request, controls)
	}
	if adds != 0 {
		change.Released = released.Plus(act, adds)
	}
	return change, nil
}
