// Package count says how many withdrawals there are, and of which amounts, by state and method, in a tree of
// business time: all, months, days, hours, by the moment at which each was asked for. It is pure; the table keeps
// the tree, from its stream.
//
// It imports funds and the standard library.
package count
