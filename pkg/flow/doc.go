// Package flow holds the use cases: load → decide → commit, and, where the gateway is part of it,
// → gateway → commit. It owns the ports through which it reaches the table and the gateway.
//
// Nothing remote happens inside a decision or a retry: the gateway is called between two commits,
// never within one. Ids, the time and the commit id are chosen once per request, outside every
// retry. flow imports funds, count and, of other modules, what tells Unicode's normal forms.
package flow
