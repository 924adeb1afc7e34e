package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

// putReturn keeps what came back, which nobody may have reported before, or what became of what was parked.
func (b *batch) putReturn(change *funds.Return) {
	if change == nil {
		return
	}
	row := returnItemOf(*change)
	if change.Version == 1 {
		b.putNew(row, refusedReturn)
		return
	}
	w := b.putVersion(row, change.Version-1, refusedConflict)
	w.and("st = :parked")
	w.with(":parked", stringValue(string(funds.ReturnParked)))
}

// holdReturns has the database hold again what all that is given back of a withdrawal comes to, by returns and by
// settlements: no more than its amount. It is compared with what is stored, which must be what was decided on.
func (w *write) holdReturns(change funds.Change) {
	to := change.Withdrawal.To
	if len(to.Returns) == 0 {
		return
	}
	returned, settled := to.Returned, to.Settled
	if change.Return != nil {
		returned -= change.Return.Credited()
	}
	for _, entry := range change.Entries {
		if entry.Type == funds.EntryAdjustment {
			settled -= entry.BalanceEffect()
		}
	}
	w.and("amount >= :given")
	w.with(":given", number(int64(to.Returned+to.Settled)))
	w.holdSum("ret", "returned", int64(returned))
	w.holdSum("set", "settled", int64(settled))
}

// holdSum says that a sum, which is stored where it is not 0, is what it was.
func (w *write) holdSum(attribute, alias string, was int64) {
	w.alias("#"+alias, attribute)
	if was == 0 {
		w.and("attribute_not_exists(#" + alias + ")")
		return
	}
	w.and("#" + alias + " = :" + alias)
	w.with(":"+alias, number(was))
}
