// Package funds is the pure core's data: what money, wallets, withdrawals and recharges are, what the gateway may say of
// them, which transitions are legal, and what one decision writes.
//
// The packages below it decide: withdrawal, recharge and wallet. A decision takes the present state and a command and
// returns a [Change]: everything that it writes, with the versions that it was decided on. The one write door (package
// table) applies it whole or not at all. Package invariant says what must hold of all that was written.
//
// Nothing here or below reads a clock, draws a random number, or talks to anything; time, ids and the gateway's word
// are passed in. funds imports the standard library alone. No storage or wire format is known here.
package funds
