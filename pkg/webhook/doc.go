// Package webhook tells other systems what became of orders: which step of one is which event, who wants to hear of it,
// when a delivery is tried again, and what an answer means. A delivery is made at least once: whoever hears the same
// event twice hears it by the same id, and its version says which of two is the later one.
//
// It knows no storage and no HTTP: both are ports. It imports funds and parallel.
package webhook
