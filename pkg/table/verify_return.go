package table

import (
	"context"
	"errors"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
)

// RuleReturn is broken where what came back could be given twice, or to somebody else.
const RuleReturn = "what came back is kept under its reference as its withdrawal says, and waits for an admin where it is parked"

// keptReturn is what a return's item and its withdrawal must agree on.
type keptReturn struct {
	withdrawal funds.ID
	kept       funds.Returned
}

// addReturn sorts the item of a return into the contents.
func (w *contents) addReturn(row item) error {
	stored, err := decode[returnItem](row)
	if err != nil {
		return err
	}
	came := stored.toReturn()
	w.returns[came.Key()] = keptReturn{came.Withdrawal, came.Returned}
	if want := returnItemOf(came); stored.PK != want.PK || stored.AttnPK != want.AttnPK || stored.TimeSK != want.TimeSK {
		w.broken = append(w.broken, invariant.Violation{Rule: RuleReturn, Subject: came.Key(), Detail: "it stands elsewhere than its content says"})
	}
	return nil
}

// verifyReturns holds the returns that withdrawals have against the items of their references, and the other way round. A scan
// sees them at different times, so what does not match is read again.
func (s *Store) verifyReturns(ctx context.Context, read contents) (found []invariant.Violation, err error) {
	said := map[string]keptReturn{}
	for _, ledger := range read.ledgers {
		for _, history := range ledger.Withdrawals {
			for _, one := range history.Withdrawal.Returns {
				if other, twice := said[one.Key()]; twice {
					found = append(found, invariant.Violation{Rule: RuleReturn, Subject: one.Key(), Detail: fmt.Sprintf("both %s and %s have it", other.withdrawal, history.Withdrawal.ID)})
				}
				said[one.Key()] = keptReturn{history.Withdrawal.ID, one}
			}
		}
	}
	for key, one := range said {
		if read.returns[key] == one {
			continue
		}
		broken, err := s.disagree(ctx, one)
		if err != nil {
			return found, err
		}
		found = append(found, broken...)
	}
	for key, one := range read.returns {
		if _, known := said[key]; known {
			continue
		}
		broken, err := s.disagree(ctx, one)
		if err != nil {
			return found, err
		}
		found = append(found, broken...)
	}
	return found, nil
}

// disagree reads both sides of a return anew.
func (s *Store) disagree(ctx context.Context, of keptReturn) (found []invariant.Violation, err error) {
	item, failed := s.Return(ctx, of.kept.Account, of.kept.Reference)
	order, err := s.Withdrawal(ctx, of.withdrawal)
	if funds.CodeOf(failed) == funds.CodeInternal || funds.CodeOf(err) == funds.CodeInternal {
		return nil, nil // an item that cannot be decoded, which is reported already
	}
	if err := errors.Join(ignoreMissing(failed), ignoreMissing(err)); err != nil {
		return nil, err
	}
	at := order.ReturnAt(of.kept.Key())
	if at < 0 || order.Returns[at] != item.Returned || item.Withdrawal != of.withdrawal {
		found = append(found, invariant.Violation{Rule: RuleReturn, Subject: of.kept.Key(), Detail: fmt.Sprintf("%s and the reference do not say the same", of.withdrawal)})
	}
	return found, nil
}
