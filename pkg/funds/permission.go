package funds

import (
	"slices"
	"strings"
)

// Permission is one thing that an admin may be allowed to do. What stops money and what releases it are different ones.
type Permission string

// The permissions. Reading needs none, but for what leaves the system and for the audit log.
const (
	PermissionReview  Permission = "review"  // endorse, approve and reject withdrawals
	PermissionPay     Permission = "pay"     // pay by hand, send, fail, ask
	PermissionAdjust  Permission = "adjust"  // change a balance
	PermissionWallet  Permission = "wallet"  // freeze, open and close wallets
	PermissionResolve Permission = "resolve" // settle what the gateway contradicts
	PermissionExport  Permission = "export"  // take records out
	PermissionPolicy  Permission = "policy"  // change the policy, and who is who
	PermissionAudit   Permission = "audit"   // read the audit log
)

// Permissions are what somebody may do; none is nothing.
type Permissions []Permission

// AllPermissions are all that there are.
func AllPermissions() Permissions {
	return Permissions{
		PermissionReview, PermissionPay, PermissionAdjust, PermissionWallet,
		PermissionResolve, PermissionExport, PermissionPolicy, PermissionAudit,
	}
}

// Joined are the permissions as one text, with a separator between.
func (p Permissions) Joined(separator string) string {
	words := make([]string, 0, len(p))
	for _, permission := range p {
		words = append(words, string(permission))
	}
	return strings.Join(words, separator)
}

// Has says whether the permission is one of them.
func (p Permissions) Has(permission Permission) bool { return slices.Contains(p, permission) }
