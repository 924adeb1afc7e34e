// Package ledger is what all decisions are made with. A [Draft] takes copies of what was read, applies commands to
// them (state, money, line), and gives the [funds.Change] that comes of it. Beside it are the moves of a
// [funds.Watch]: when the machine looks at an order next; and what tells which of two words of the gateway is the newer.
//
// Only the decisions in the packages beside it import it: nobody else can make a change by hand. It imports funds alone.
package ledger
