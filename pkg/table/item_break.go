package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

type breakItem struct {
	PK       string `dynamodbav:"PK"`
	SK       string `dynamodbav:"SK"`
	StatusPK string `dynamodbav:"statusPK"` // by-status: an account and a day
	TimeSK   string `dynamodbav:"timeSK"`
	AttnPK   string `dynamodbav:"attnPK,omitempty"` // attention: while it is open

	ID         string      `dynamodbav:"id"`
	Version    int64       `dynamodbav:"ver"`
	Account    string      `dynamodbav:"acct"`
	Day        string      `dynamodbav:"day"`
	Kind       string      `dynamodbav:"kind"`
	State      string      `dynamodbav:"st"`
	Amount     int64       `dynamodbav:"amt"`
	Withdrawal string      `dynamodbav:"wd,omitempty"`
	Line       string      `dynamodbav:"line,omitempty"`
	Place      string      `dynamodbav:"place,omitempty"`
	Text       string      `dynamodbav:"text,omitempty"`
	Owner      string      `dynamodbav:"own,omitempty"`
	OwnerName  string      `dynamodbav:"ownName,omitempty"`
	Notes      []breakNote `dynamodbav:"notes,omitempty"`
	Offset     string      `dynamodbav:"with,omitempty"`
	Reason     string      `dynamodbav:"why,omitempty"`
	Ended      actorItem   `dynamodbav:"endBy,omitempty"`
	EndedAt    int64       `dynamodbav:"end,omitempty"`
	Commit     string      `dynamodbav:"commit"`
	Created    int64       `dynamodbav:"at"`
	Updated    int64       `dynamodbav:"upd"`
}

type breakNote struct {
	By   actorItem `dynamodbav:"by"`
	At   int64     `dynamodbav:"at"`
	Text string    `dynamodbav:"text"`
}

func breakItemOf(b funds.Break) breakItem {
	at := breakKey(b.ID)
	row := breakItem{
		PK: at.pk, SK: at.sk, StatusPK: breakDayPartition(b.Account, b.Day), TimeSK: timeKey(b.CreatedAt, string(b.ID)),
		ID: string(b.ID), Version: b.Version, Account: b.Account, Day: b.Day, Kind: string(b.Kind), State: string(b.State), Amount: int64(b.Amount),
		Withdrawal: string(b.Withdrawal), Place: b.Place, Text: b.Text, Owner: b.Owner, OwnerName: b.OwnerName, Offset: string(b.Offset), Reason: b.Reason,
		Ended: actorItemOf(b.Ended), EndedAt: millis(b.EndedAt), Commit: b.CommitID, Created: millis(b.CreatedAt), Updated: millis(b.UpdatedAt),
	}
	if b.State == funds.BreakOpen {
		row.AttnPK = breakAttention(b.Account)
	}
	if b.Line.Statement != "" {
		row.Line = b.Line.String()
	}
	for _, note := range b.Notes {
		row.Notes = append(row.Notes, breakNote{actorItemOf(note.By), millis(note.At), note.Text})
	}
	return row
}

func (i breakItem) unpacked() funds.Break {
	line, _ := funds.ParseBankLineRef(i.Line)
	b := funds.Break{
		ID: funds.BreakID(i.ID), Version: i.Version, Account: i.Account, Day: i.Day, Kind: funds.BreakKind(i.Kind), State: funds.BreakState(i.State),
		Amount: funds.Amount(i.Amount), Withdrawal: funds.ID(i.Withdrawal), Line: line, Place: i.Place, Text: i.Text, Owner: i.Owner, OwnerName: i.OwnerName,
		Offset: funds.BreakID(i.Offset), Reason: i.Reason, Ended: i.Ended.actor(), EndedAt: moment(i.EndedAt),
		CommitID: i.Commit, CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated),
	}
	for _, note := range i.Notes {
		b.Notes = append(b.Notes, funds.BreakNote{By: note.By.actor(), At: moment(note.At), Text: note.Text})
	}
	return b
}
