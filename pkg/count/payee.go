package count

import "time"

// payeeParent begins the parents of payees' nodes. They stand beside the tree: no span of time has them as children.
const payeeParent = "PAYEE#"

// PayeeNode is the node of one user's withdrawals to one account. The account is given as a keyed hash: what it was
// cannot be read from where it is counted.
func PayeeNode(hash, userID string) Node { return Node{payeeParent + hash, userID} }

// PayeeParents begins the names of all parents of payees' nodes.
func PayeeParents() string { return payeeParent }

// Used is what records add to the node of a payee, and when the first and the last of the withdrawals that they bring
// were asked for; zero where they bring none.
type Used struct {
	Deltas      []Delta
	First, Last time.Time
}

// PayeeDeltas lists what records add to the payees' nodes of one generation, in the records' order, as [Deltas] does.
// One that names no payee adds nothing.
func PayeeDeltas(generation int64, records []Record, nodeOf func(Withdrawal) Node) map[Node]Used {
	used := map[Node]Used{}
	each(generation, records, func(w Withdrawal, delta Delta) {
		if w.Payee == "" {
			return
		}
		node := nodeOf(w)
		now := used[node]
		now.Deltas = append(now.Deltas, delta)
		if delta.Count > 0 && (now.First.IsZero() || w.At.Before(now.First)) {
			now.First = w.At
		}
		if delta.Count > 0 && w.At.After(now.Last) {
			now.Last = w.At
		}
		used[node] = now
	})
	return used
}
