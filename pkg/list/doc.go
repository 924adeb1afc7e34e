// Package list holds what only reads: pages, searches, statistics, trends, exports and the audit log. Its port to the
// table has no Commit, so nothing here can move money or change a state, by type. What it may write is the audit
// record that an export or an unmasked read leaves, through a port that takes nothing else.
//
// list imports funds, count and, of other modules, what tells Unicode's normal forms. It does not know package flow,
// which acts.
package list
