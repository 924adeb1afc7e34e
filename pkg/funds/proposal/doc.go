// Package proposal decides about acts that wait for other people: who may propose and approve them, when they are enough,
// and what is written of it. What the act itself writes is for the other decisions, which are made twice: once to see
// that it would be legal, and once more with the last approval.
//
// It imports funds and, to make changes with, ledger.
package proposal
