package console

import (
	"encoding/hex"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// batchView is a batch of payouts.
type batchView struct {
	ID            string     `json:"id"`
	State         string     `json:"state"`
	Account       string     `json:"account"`
	Format        string     `json:"format"`
	Count         int64      `json:"count"`
	Total         edge.Major `json:"total"`
	ContentHash   string     `json:"contentHash"`
	Tried         int64      `json:"tried"` // rows that the step under way is through with
	Claimed       int64      `json:"claimed"`
	ClaimedAmount edge.Major `json:"claimedAmount"`
	MadeBy        string     `json:"madeBy"`
	MadeByName    string     `json:"madeByName,omitempty"`
	ReleasedBy    []string   `json:"releasedBy"`
	ProposalID    string     `json:"proposalId,omitempty"`
	FileSHA256    string     `json:"fileSha256,omitempty"`
	CreatedAt     string     `json:"createdAt"`
	ReadyAt       *string    `json:"readyAt,omitempty"`
}

func batchViewOf(b funds.Batch) batchView {
	view := batchView{
		ID: string(b.ID), State: string(b.State), Account: b.Account, Format: b.Format, Count: b.Count, Total: edge.Major(b.Total),
		ContentHash: hex.EncodeToString([]byte(b.Hash)), Tried: min(b.Done*funds.BatchPartRows, b.Count), Claimed: b.Claimed, ClaimedAmount: edge.Major(b.ClaimedAmount),
		MadeBy: b.By.ID, MadeByName: b.By.Name, ReleasedBy: []string{}, ProposalID: string(b.Proposal), FileSHA256: hex.EncodeToString([]byte(b.File.SHA256)),
		CreatedAt: edge.Moment(b.CreatedAt), ReadyAt: edge.OptionalMoment(b.ReadyAt),
	}
	for _, payer := range b.Releasers {
		view.ReleasedBy = append(view.ReleasedBy, payer.Known())
	}
	return view
}

// leftView is a row that is not in a batch, or not in its file, and why.
type leftView struct {
	ID       string       `json:"id"`
	Why      string       `json:"why"`
	WhyParts *words.Parts `json:"whyParts,omitempty"`
}

func leftViewOf(row funds.BatchRow, reader words.Reader) leftView {
	return leftView{string(row.ID), reader.Message(row.Refused), words.PartsOf(row.Refused)}
}

type batchMadeView struct {
	batchView

	Left []leftView `json:"left,omitempty"`
}

type batchActedView struct {
	batchView

	PendingAction string `json:"pendingAction,omitempty"` // it waits for another person
}

// batchRowView is a row of a batch, as it is now. Its account is masked.
type batchRowView struct {
	ID            string       `json:"id"`
	Amount        edge.Major   `json:"amount"` // that is paid out
	AccountMasked string       `json:"accountMasked"`
	Status        string       `json:"status"`
	Why           string       `json:"why,omitempty"` // it was not claimed
	WhyParts      *words.Parts `json:"whyParts,omitempty"`
}

type batchDetailView struct {
	batchView

	Refused  int64            `json:"refused"`
	Statuses map[string]int64 `json:"statuses"` // how many of what was claimed are in each
	Rows     []batchRowView   `json:"rows"`
	RowTotal int64            `json:"rowTotal"`
	Page     int64            `json:"page"`
	PageSize int64            `json:"pageSize"`
}

func batchDetailOf(found list.BatchRecord, page list.Page, reader words.Reader) batchDetailView {
	view := batchDetailView{
		batchView: batchViewOf(found.Batch), Refused: found.Refused, Statuses: map[string]int64{}, Rows: []batchRowView{}, RowTotal: found.Matched,
		Page: page.Number, PageSize: page.Size,
	}
	for state, count := range found.States {
		view.Statuses[statuses[state]] += count
	}
	for _, row := range found.Rows {
		view.Rows = append(view.Rows, batchRowView{
			string(row.ID), edge.Major(row.Net), maskAccount(row.Withdrawal.Target.Account), statuses[row.Withdrawal.State],
			reader.Message(row.Refused), words.PartsOf(row.Refused),
		})
	}
	return view
}

// batchResultView is one row of a file of results, and what comes of it.
type batchResultView struct {
	Line          int64        `json:"line"`
	ID            string       `json:"id"`
	TransactionNo string       `json:"transactionNo,omitempty"`
	FailReason    string       `json:"failReason,omitempty"`
	Result        string       `json:"result"`
	Why           string       `json:"why,omitempty"`
	WhyParts      *words.Parts `json:"whyParts,omitempty"`
	ApprovedByYou bool         `json:"approvedByYou"`
	Applied       bool         `json:"applied"`
}

type batchResultsView struct {
	Confirmed bool              `json:"confirmed"`
	Counts    map[string]int64  `json:"counts"`
	Rows      []batchResultView `json:"rows"`
}

func batchResultsOf(found []flow.BatchResult, confirmed bool, reader words.Reader) batchResultsView {
	view := batchResultsView{Confirmed: confirmed, Counts: map[string]int64{}, Rows: []batchResultView{}}
	for _, one := range found {
		view.Counts[string(one.State)]++
		view.Rows = append(view.Rows, batchResultView{
			one.Line, one.ID, one.Number, one.Failed, string(one.State), reader.Message(one.Why), words.PartsOf(one.Why), one.Approved, one.Applied,
		})
	}
	return view
}
