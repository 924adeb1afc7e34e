// Package statement decides about what banks say of our accounts: whether a statement agrees with itself and with the one
// before it, which of its lines are payouts of ours, and what becomes of each difference, which is a break.
//
// A line is matched by an exact key alone: the id that was sent as EndToEndId, a transaction number that one of our payouts
// has claimed, or the id of a batch with exactly its sum. Nothing is matched because it looks alike: a name or an amount that
// happens to fit would hide the difference that a statement is read for.
//
// Nothing here moves money. It imports funds and ledger.
package statement
