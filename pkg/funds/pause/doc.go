// Package pause decides what stops money: who may stop what, for how long, and how many it takes to let it go on.
//
// It imports funds and, to make audit records with, ledger.
package pause
