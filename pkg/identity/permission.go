package identity

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Why somebody whose role may call a route is refused all the same.
const (
	ReasonNotListed funds.Reason = "person_not_listed" // the policy lists people, and this is none of them
	ReasonDismissed funds.Reason = "person_dismissed"  // the policy's person may do nothing any more
)

// permissions is the claim perms: an array of the known words, or such words in one text with spaces between, as OAuth
// writes scopes. What is there and is not understood whole permits nothing.
type permissions struct {
	said  bool
	words funds.Permissions
}

// UnmarshalJSON never fails.
func (p *permissions) UnmarshalJSON(raw []byte) error {
	p.said = true
	var words []string
	var text string
	if json.Unmarshal(raw, &text) == nil {
		words = strings.Split(text, " ")
	} else if json.Unmarshal(raw, &words) != nil {
		return nil //nolint:nilerr // what is neither permits nothing
	}
	var read funds.Permissions
	for _, word := range words {
		permission := funds.Permission(word)
		if !funds.AllPermissions().Has(permission) {
			return nil
		}
		read = append(read, permission)
	}
	p.words = read
	return nil
}

// Under is an admin's caller under the controls of a policy: who they are, and what they may do, which is what both their
// token and the policy permit. Where the policy lists people, a token without perms permits nothing; where it lists
// nobody, such a token permits all but the policy itself. For any other role it is the caller without permissions.
//
// The error is [funds.CodeForbidden], beside a caller who may do nothing: for an admin who is none of the policy's
// people, and for one who is dismissed.
func (c Caller) Under(controls funds.Controls) (Caller, error) {
	permitted := c.Permissions
	c.Person, c.Permissions = "", nil
	if c.Role != funds.RoleAdmin {
		return c, nil
	}
	person, listed := controls.Person(c.Sub)
	switch {
	case !listed:
		return c, funds.Refuse(funds.CodeForbidden, ReasonNotListed)
	case person.Dismissed:
		return c, funds.Refuse(funds.CodeForbidden, ReasonDismissed)
	}
	c.Person = person.ID
	for _, permission := range person.Permissions {
		unsaid := !c.HasPerms && len(controls.People) == 0 && permission != funds.PermissionPolicy
		if unsaid || slices.Contains(permitted, permission) {
			c.Permissions = append(c.Permissions, permission)
		}
	}
	return c, nil
}
