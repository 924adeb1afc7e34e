// Package wallet decides about wallets themselves: an admin's adjustments, also those that settle what the gateway's word
// leaves due of an order, the status, and the first access.
//
// It imports funds and, to make changes with, ledger.
package wallet
