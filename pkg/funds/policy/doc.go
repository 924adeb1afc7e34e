// Package policy decides how the policy changes: which fields of a next one tighten and which loosen, how many people that
// takes, from when it holds, and which version is in force at a moment. Versions never change; what becomes of them does.
//
// It is pure: it imports funds and ledger.
package policy

import "github.com/outflow-pay/outflow/pkg/funds"

// Decided is all that one policy decides.
type Decided struct {
	Policy funds.Policy
	// Rest is what is decided for others than the core, by field, as canonical text: equal where it decides the same.
	Rest map[string]string
	// Text is the whole policy as canonical JSON: equal where all is the same, the order of lists included.
	Text string
}
