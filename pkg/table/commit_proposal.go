package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

// putProposal adds the next version of a proposal. Beside its version, a person's word is for what is open and has the
// same hash, and is that person's first; its end takes as many words as its need, this one among them.
func (b *batch) putProposal(change *funds.ProposalChange) {
	if change == nil {
		return
	}
	next, row := change.To, proposalItemOf(change.To)
	if change.From == 0 {
		b.putNew(row, refusedConflict)
		return
	}
	made, err := attributesOf(row, "ver = :from AND st = :open AND ch = :hash")
	w := b.add(made, err, refusedConflict)
	w.with(":from", number(change.From))
	w.with(":open", stringValue(string(funds.ProposalOpen)))
	w.with(":hash", bytesValue([]byte(next.Hash)))
	if next.State == funds.ProposalRejected {
		return
	}
	w.condition += " AND attribute_not_exists(ap.#me)"
	w.alias("#me", next.Approvals[len(next.Approvals)-1].Person)
	if next.State != funds.ProposalOpen {
		w.condition += " AND size(ap) >= :others"
		w.with(":others", number(next.Need-1))
	}
}

// putReleased adds what a person has released alone, this change included.
func (b *batch) putReleased(change *funds.ReleasedChange) {
	if change != nil {
		b.putVersion(releasedItemOf(change.To), change.From, refusedConflict)
	}
}
