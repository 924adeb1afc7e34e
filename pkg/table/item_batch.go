package table

import (
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// batchItem is a batch of payouts; its rows are in parts.
type batchItem struct {
	PK       string `dynamodbav:"PK"`
	SK       string `dynamodbav:"SK"`
	StatusPK string `dynamodbav:"statusPK"` // by-status: a month of batches, whatever their state
	TimeSK   string `dynamodbav:"timeSK"`

	Version   int64       `dynamodbav:"ver"`
	State     string      `dynamodbav:"st"`
	Account   string      `dynamodbav:"acc"`
	Format    string      `dynamodbav:"fmt"`
	Count     int64       `dynamodbav:"cnt"`
	Total     int64       `dynamodbav:"sum"`
	Hash      []byte      `dynamodbav:"ch"`
	Claimed   int64       `dynamodbav:"has,omitempty"`
	ClaimedBy int64       `dynamodbav:"hasSum,omitempty"` // their sum
	Done      int64       `dynamodbav:"done,omitempty"`
	FileHash  []byte      `dynamodbav:"fh,omitempty"`
	FileBytes int64       `dynamodbav:"fb,omitempty"`
	Releasers []actorItem `dynamodbav:"rel,omitempty"`
	People    []string    `dynamodbav:"relP,omitempty"` // the same, as the policy calls them
	Proposal  string      `dynamodbav:"prop,omitempty"`
	By        actorItem   `dynamodbav:"by"`
	Commit    string      `dynamodbav:"commit"`
	Created   int64       `dynamodbav:"at"`
	Updated   int64       `dynamodbav:"upd"`
	Ready     int64       `dynamodbav:"rdy,omitempty"`
}

func batchItemOf(b funds.Batch) batchItem {
	row := batchItem{
		PK: pkBatch(b.ID), SK: skBatch, StatusPK: batchPartition(monthOf(b.CreatedAt)), TimeSK: timeKey(b.CreatedAt, string(b.ID)),
		Version: b.Version, State: string(b.State), Account: b.Account, Format: b.Format, Count: b.Count, Total: int64(b.Total), Hash: []byte(b.Hash),
		Claimed: b.Claimed, ClaimedBy: int64(b.ClaimedAmount), Done: b.Done, FileHash: contentRowOf(b.File.SHA256), FileBytes: b.File.Bytes,
		Proposal: string(b.Proposal), By: actorItemOf(b.By), Commit: b.CommitID,
		Created: millis(b.CreatedAt), Updated: millis(b.UpdatedAt), Ready: millis(b.ReadyAt),
	}
	for _, payer := range b.Releasers {
		row.Releasers, row.People = append(row.Releasers, actorItemOf(payer)), append(row.People, payer.Person)
	}
	return row
}

func (i batchItem) batch() funds.Batch {
	b := funds.Batch{
		ID: funds.BatchID(strings.TrimPrefix(i.PK, pkBatch(""))), Version: i.Version, State: funds.BatchState(i.State),
		Account: i.Account, Format: i.Format, Count: i.Count, Total: funds.Amount(i.Total), Hash: string(i.Hash),
		Claimed: i.Claimed, ClaimedAmount: funds.Amount(i.ClaimedBy), Done: i.Done, File: funds.FilePrint{SHA256: string(i.FileHash), Bytes: i.FileBytes},
		Proposal: funds.ProposalID(i.Proposal), By: i.By.actor(), CommitID: i.Commit,
		CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated), ReadyAt: moment(i.Ready),
	}
	for n, payer := range i.Releasers {
		actor := payer.actor()
		if n < len(i.People) {
			actor.Person = i.People[n]
		}
		b.Releasers = append(b.Releasers, actor)
	}
	return b
}

// batchPartItem is some rows of a batch.
type batchPartItem struct {
	PK      string         `dynamodbav:"PK"`
	SK      string         `dynamodbav:"SK"`
	Version int64          `dynamodbav:"ver"`
	Number  int64          `dynamodbav:"n"`
	Rows    []batchRowItem `dynamodbav:"rows"`
	Commit  string         `dynamodbav:"commit"`
}

type batchRowItem struct {
	ID      string `dynamodbav:"id"`
	Net     int64  `dynamodbav:"net"`
	Hash    []byte `dynamodbav:"h"`
	Refused string `dynamodbav:"why,omitempty"`
}

func batchPartItemOf(p funds.BatchPart) batchPartItem {
	row := batchPartItem{PK: pkBatch(p.Batch), SK: skBatchPart(p.Number), Version: p.Version, Number: p.Number, Commit: p.CommitID}
	for _, one := range p.Rows {
		row.Rows = append(row.Rows, batchRowItem{string(one.ID), int64(one.Net), []byte(one.Hash), string(one.Refused)})
	}
	return row
}

func (i batchPartItem) part() funds.BatchPart {
	p := funds.BatchPart{Batch: funds.BatchID(strings.TrimPrefix(i.PK, pkBatch(""))), Number: i.Number, Version: i.Version, CommitID: i.Commit}
	for _, row := range i.Rows {
		p.Rows = append(p.Rows, funds.BatchRow{ID: funds.ID(row.ID), Net: funds.Amount(row.Net), Hash: string(row.Hash), Refused: funds.Message(row.Refused)})
	}
	return p
}
