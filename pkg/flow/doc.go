// Package flow holds the acts: load → decide → commit, and, where the gateway is part of it,
// → gateway → commit. It owns the ports through which it reaches the table and the gateway. What only reads is
// package list's.
//
// Nothing remote happens inside a decision or a retry: the gateway is called between two commits,
// never within one. Ids, the time and the commit id are chosen once per request, outside every
// retry. flow imports funds, withdrawal, recharge, wallet, pause, proposal, policy, batch, statement, list and logline.
package flow
