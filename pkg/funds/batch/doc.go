// Package batch decides about batches of payouts: what is in one, when it is released, how far it has come in claiming its
// rows or in letting go of them, and which file it has. What becomes of a row is for package withdrawal.
//
// It imports funds and, for audit records, ledger.
package batch
