// Package invariant says what must hold of one user's money, whatever has happened to it, and finds what does not. It
// knows no decision: it goes by the entries, the lines and the states alone. Its tests play random lives against a
// gateway that loses, delays and repeats everything, and check every invariant after each step.
//
// It imports funds.
package invariant
