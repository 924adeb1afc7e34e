// Package recharge decides about recharges, money that comes in through the gateway: what may be asked for, and what the
// gateway's word, or an admin, does to it. A recharge is credited once, with what the gateway confirms.
//
// It imports funds and, to make changes with, ledger.
package recharge
