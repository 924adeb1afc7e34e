// Package funds is the pure core of Outflow: what money, wallets and withdrawals are, which
// transitions are legal, and what each decision writes.
//
// A decision takes the present state and a command and returns a [Change]: everything that the
// decision writes, with the versions that it was decided on. It is applied whole or not at all by
// the one write door (package table). Nothing here reads a clock, draws a random number, or talks
// to anything; time, ids and the gateway's word are passed in.
//
// funds imports the standard library alone. No storage or wire format is known here.
package funds
