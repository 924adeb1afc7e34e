package table

import (
	"errors"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// putBank adds what a decision writes about statements. A file and a block are put once; all else is written where it is as
// it was read. A break that has ended is never written again.
func (b *batch) putBank(change *funds.BankChange) {
	if change == nil {
		return
	}
	if change.Block != nil {
		row, err := bankBlockItemOf(*change.Block)
		b.err = errors.Join(b.err, err)
		b.putImmutable(row)
	}
	if change.File != nil {
		b.putImmutable(bankFileItemOf(*change.File))
	}
	for _, statement := range change.Statements {
		row, err := bankStatementItemOf(statement.To)
		b.err = errors.Join(b.err, err)
		b.putVersion(row, statement.From, refusedConflict)
	}
	for _, chain := range change.Chains {
		row, err := bankChainItemOf(chain.To)
		b.err = errors.Join(b.err, err)
		b.putVersion(row, chain.From, refusedConflict)
	}
	if change.Sheet != nil {
		row, err := bankSheetItemOf(change.Sheet.To)
		b.err = errors.Join(b.err, err)
		b.putVersion(row, change.Sheet.From, refusedConflict)
	}
	for _, one := range change.Breaks {
		w := b.putVersion(breakItemOf(one.To), one.From, refusedConflict)
		if one.From > 0 {
			w.and("st = :open")
			w.with(":open", stringValue(string(funds.BreakOpen)))
		}
	}
}
