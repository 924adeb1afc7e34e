// Package withdrawal decides about withdrawals: who may ask for one, who approves and pays it, and what the gateway's
// word does to it. Each decision takes what was read and gives a [funds.Change], or a refusal that moves nothing.
//
// It imports funds and, to make changes with, ledger.
package withdrawal
