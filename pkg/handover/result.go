package handover

import (
	"bytes"
	"cmp"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/iso20022"
	"github.com/outflow-pay/outflow/pkg/payfile"
	"github.com/outflow-pay/outflow/pkg/sheet"
)

// Results are what a file of results says, row by row: a table, or a bank's report (pain.002).
func Results(content []byte, id funds.BatchID, rows []funds.ID) ([]flow.BankWord, error) {
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\ufeff"))), []byte("<")) {
		return reported(content, id, rows)
	}
	table, err := sheet.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err //nolint:wrapcheck // it refuses the file as it is
	}
	results, err := payfile.ReadResults(table)
	if err != nil {
		return nil, err //nolint:wrapcheck // likewise
	}
	said := make([]flow.BankWord, 0, len(results))
	for _, r := range results {
		word := flow.BankWord{Line: int64(r.Line), ID: r.ID, Number: r.TransactionNo, Booked: r.Day, Wrong: r.Err}
		if r.Amount != 0 {
			word.Amount = r.Amount.Fixed()
		}
		switch r.Outcome {
		case payfile.OutcomeFailed:
			word.Failed = cmp.Or(r.Reason, "RJCT")
		case payfile.OutcomeNone:
			word.Open = true
		case payfile.OutcomePaid:
		}
		said = append(said, word)
	}
	return said, nil
}

// ReasonOtherBatch says that a report is about another initiation: Text.
const ReasonOtherBatch funds.Reason = "other_batch"

// reported are the words of a report about each of a batch's rows.
func reported(content []byte, id funds.BatchID, rows []funds.ID) ([]flow.BankWord, error) {
	status, err := iso20022.ReadStatus(bytes.NewReader(content))
	if err != nil {
		return nil, err //nolint:wrapcheck // it refuses the file as it is
	}
	if status.Original != string(id) {
		return nil, funds.Invalid("file", ReasonOtherBatch).About(funds.Facts{Text: status.Original})
	}
	said := make([]flow.BankWord, 0, len(rows))
	for _, row := range rows {
		of := status.Of(string(id), string(row))
		word := flow.BankWord{Line: max(int64(of.Line), 1), ID: string(row), Number: of.Reference}
		if of.Amount != 0 {
			word.Amount = of.Amount.Fixed()
		}
		switch of.Outcome {
		case iso20022.OutcomeRefused:
			word.Failed, word.Number = cmp.Or(of.Reason, "RJCT"), ""
		case iso20022.OutcomeOther:
			word.Open = true
		case iso20022.OutcomeDone:
		}
		said = append(said, word)
	}
	return said, nil
}
