package count

import (
	"strings"
	"time"
)

// payeeParent begins the parents of payees' nodes. They stand beside the tree: no span of time has them as children.
const payeeParent = "PAYEE#"

// PayeeNode is the node of one user's withdrawals to one payee, beside all others of the same account. Both are given as
// keyed hashes: what they were cannot be read from where they are counted.
func PayeeNode(account, to, userID string) Node {
	return Node{payeeParent + account, to + "#" + userID}
}

// PayeeUser is whose withdrawals a payee's node counts.
func PayeeUser(name string) string {
	_, userID, _ := strings.Cut(name, "#")
	return userID
}

// PayeeParents begins the names of all parents of payees' nodes.
func PayeeParents() string { return payeeParent }

// Used is what records add to the node of a payee, and when the first and the last of the withdrawals that they bring
// were asked for; zero where they bring none.
type Used struct {
	Deltas      []Delta
	First, Last time.Time
}

// PayeeDeltas lists what records add to the payees' nodes of one generation, in the records' order, as [Deltas] does.
// One of nobody adds nothing.
func PayeeDeltas(generation int64, records []Record, nodeOf func(Withdrawal) Node) map[Node]Used {
	used := map[Node]Used{}
	each(generation, records, func(w Withdrawal, delta Delta) {
		if w.UserID == "" {
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
