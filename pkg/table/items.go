package table

import (
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// The stored forms. Names are short because DynamoDB charges for them; times are milliseconds since
// 1970, 0 for never; money is minor units.

type walletItem struct {
	PK       string           `dynamodbav:"PK"`
	SK       string           `dynamodbav:"SK"`
	Version  int64            `dynamodbav:"ver"`
	Status   string           `dynamodbav:"st"`
	Balance  int64            `dynamodbav:"bal"`
	Frozen   int64            `dynamodbav:"frz"`
	Recharge int64            `dynamodbav:"trc"`
	Consume  int64            `dynamodbav:"tcs"`
	Paid     int64            `dynamodbav:"twd"`
	Entries  int64            `dynamodbav:"nEnt"`
	ByType   map[string]int64 `dynamodbav:"nTyp"`
	Deposits int64            `dynamodbav:"nRec"`
	Rows     int64            `dynamodbav:"nRow"`
	Open     int64            `dynamodbav:"open"`
	OpenRec  int64            `dynamodbav:"openRec,omitempty"`
	Unsettle []string         `dynamodbav:"uns,omitempty"` // orders that an admin must settle
	AskedAt  int64            `dynamodbav:"ask,omitempty"`
	Day      string           `dynamodbav:"day,omitempty"`
	DayUsed  int64            `dynamodbav:"dayUsed"`
	Today    []int64          `dynamodbav:"today"` // counts and sums: asked, paid, cancelled, failed
	Name     string           `dynamodbav:"name,omitempty"`
	Phone    string           `dynamodbav:"phone,omitempty"` // key of by-phone
	IDCard   string           `dynamodbav:"idc,omitempty"`
	Commit   string           `dynamodbav:"commit"`
	Created  int64            `dynamodbav:"at"`
	Updated  int64            `dynamodbav:"upd"`
}

func putWallet(w funds.Wallet) walletItem {
	byType := make(map[string]int64, len(w.Counts.ByType))
	for entryType, count := range w.Counts.ByType {
		byType[string(entryType)] = count
	}
	return walletItem{
		PK: pkUser(w.UserID), SK: skWallet, Version: w.Version, Status: string(w.Status),
		Balance: int64(w.Balance), Frozen: int64(w.Frozen), Recharge: int64(w.TotalRecharge),
		Consume: int64(w.TotalConsume), Paid: int64(w.TotalWithdrawn),
		Entries: w.Counts.Entries, ByType: byType, Deposits: w.Counts.Recharges, Rows: w.Counts.FlowRows,
		Open: w.Open, OpenRec: w.OpenRecharges, Unsettle: w.Unsettled, AskedAt: millis(w.AskedAt), Day: w.Day, DayUsed: int64(w.DayUsed), Today: putToday(w.Today),
		Name: w.Profile.Name, Phone: w.Profile.Phone, IDCard: w.Profile.IDCardMasked,
		Commit: w.CommitID, Created: millis(w.CreatedAt), Updated: millis(w.UpdatedAt),
	}
}

func (i walletItem) wallet() funds.Wallet {
	byType := make(map[funds.EntryType]int64, len(i.ByType))
	for entryType, count := range i.ByType {
		byType[funds.EntryType(entryType)] = count
	}
	return funds.Wallet{
		UserID: i.PK[len(pkUser("")):], Version: i.Version, Status: funds.WalletStatus(i.Status),
		Balance: funds.Amount(i.Balance), Frozen: funds.Amount(i.Frozen), TotalRecharge: funds.Amount(i.Recharge),
		TotalConsume: funds.Amount(i.Consume), TotalWithdrawn: funds.Amount(i.Paid),
		Counts: funds.Counts{Entries: i.Entries, ByType: byType, Recharges: i.Deposits, FlowRows: i.Rows},
		Open:   i.Open, OpenRecharges: i.OpenRec, Unsettled: i.Unsettle, AskedAt: moment(i.AskedAt), Day: i.Day, DayUsed: funds.Amount(i.DayUsed), Today: today(i.Today),
		Profile:  funds.Profile{Name: i.Name, Phone: i.Phone, IDCardMasked: i.IDCard},
		CommitID: i.Commit, CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated),
	}
}

func putToday(t funds.Today) (row []int64) {
	for _, tally := range []funds.Tally{t.Asked, t.Paid, t.Cancelled, t.Failed} {
		row = append(row, tally.Count, int64(tally.Amount))
	}
	return row
}

func today(row []int64) (t funds.Today) {
	for i, tally := range []*funds.Tally{&t.Asked, &t.Paid, &t.Cancelled, &t.Failed} {
		if at := 2 * i; at+1 < len(row) {
			*tally = funds.Tally{Count: row[at], Amount: funds.Amount(row[at+1])}
		}
	}
	return t
}

type entryItem struct {
	PK          string    `dynamodbav:"PK"`
	SK          string    `dynamodbav:"SK"`
	TypeKey     string    `dynamodbav:"typeKey"`          // key of by-type
	RowKey      string    `dynamodbav:"rowKey,omitempty"` // key of by-row
	Seq         int64     `dynamodbav:"seq"`
	TypeSeq     int64     `dynamodbav:"tseq"`
	Row         int64     `dynamodbav:"row,omitempty"`
	Type        string    `dynamodbav:"type"`
	BalBefore   int64     `dynamodbav:"b0"`
	BalAfter    int64     `dynamodbav:"b1"`
	FrzBefore   int64     `dynamodbav:"f0"`
	FrzAfter    int64     `dynamodbav:"f1"`
	Description string    `dynamodbav:"desc,omitempty"`
	RelatedType string    `dynamodbav:"rtyp,omitempty"`
	RelatedID   string    `dynamodbav:"rid,omitempty"`
	Actor       actorItem `dynamodbav:"by"`
	Commit      string    `dynamodbav:"commit"`
	At          int64     `dynamodbav:"at"`
}

func putEntry(e funds.Entry) entryItem {
	item := entryItem{
		PK: pkUser(e.UserID), SK: skEntry(e.Seq), TypeKey: typeKey(e.Type, e.TypeSeq),
		Seq: e.Seq, TypeSeq: e.TypeSeq, Row: e.Row, Type: string(e.Type),
		BalBefore: int64(e.BalanceBefore), BalAfter: int64(e.BalanceAfter), FrzBefore: int64(e.FrozenBefore), FrzAfter: int64(e.FrozenAfter),
		Description: e.Description, RelatedType: e.RelatedType, RelatedID: e.RelatedID,
		Actor:  putActorID(e.Actor),
		Commit: e.CommitID, At: millis(e.At),
	}
	if e.Row > 0 {
		item.RowKey = rowKey(e.Row)
	}
	return item
}

func (i entryItem) entry() funds.Entry {
	return funds.Entry{
		UserID: i.PK[len(pkUser("")):], Seq: i.Seq, TypeSeq: i.TypeSeq, Row: i.Row, Type: funds.EntryType(i.Type),
		BalanceBefore: funds.Amount(i.BalBefore), BalanceAfter: funds.Amount(i.BalAfter),
		FrozenBefore: funds.Amount(i.FrzBefore), FrozenAfter: funds.Amount(i.FrzAfter),
		Description: i.Description, RelatedType: i.RelatedType, RelatedID: i.RelatedID,
		Actor: i.Actor.actor(), CommitID: i.Commit, At: moment(i.At),
	}
}

type actorItem struct {
	Role      string `dynamodbav:"r,omitempty"`
	ID        string `dynamodbav:"i,omitempty"`
	Name      string `dynamodbav:"n,omitempty"`
	IP        string `dynamodbav:"ip,omitempty"`
	UserAgent string `dynamodbav:"ua,omitempty"`
}

func putActor(a funds.Actor) actorItem {
	return actorItem{string(a.Role), a.ID, a.Name, a.IP, a.UserAgent}
}

// putActorID leaves out what the log and the audit have.
func putActorID(a funds.Actor) actorItem { return actorItem{Role: string(a.Role), ID: a.ID} }

func (i actorItem) actor() funds.Actor {
	return funds.Actor{Role: funds.Role(i.Role), ID: i.ID, Name: i.Name, IP: i.IP, UserAgent: i.UserAgent}
}

type claimItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Hash   string `dynamodbav:"hash"`
	Value  string `dynamodbav:"val,omitempty"`
	Result string `dynamodbav:"res"`
	Commit string `dynamodbav:"commit"`
	TTL    int64  `dynamodbav:"ttl"` // seconds since 1970
}

// twinItem is the claim of a wish that refuses duplicates.
type twinItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Result string `dynamodbav:"res"`
	Commit string `dynamodbav:"commit"`
	At     int64  `dynamodbav:"at"`
	TTL    int64  `dynamodbav:"ttl"` // seconds since 1970
}

func (i twinItem) twin() funds.Twin {
	return funds.Twin{Key: strings.TrimPrefix(i.PK, pkTwin("")), Result: i.Result, At: moment(i.At), Expires: time.Unix(i.TTL, 0).UTC()}
}

type numberItem struct {
	PK         string `dynamodbav:"PK"`
	SK         string `dynamodbav:"SK"`
	Withdrawal string `dynamodbav:"wd"`
	Commit     string `dynamodbav:"commit"`
}

type auditItem struct {
	PK         string    `dynamodbav:"PK"`
	SK         string    `dynamodbav:"SK"`
	AuditPK    string    `dynamodbav:"auditPK"`
	AuditSK    string    `dynamodbav:"auditSK"`
	ID         string    `dynamodbav:"id"`
	Module     string    `dynamodbav:"mod"`
	Action     string    `dynamodbav:"act"`
	TargetID   string    `dynamodbav:"tid,omitempty"`
	TargetType string    `dynamodbav:"tt,omitempty"`
	Detail     string    `dynamodbav:"detail,omitempty"`
	Filters    string    `dynamodbav:"filters,omitempty"`
	Actor      actorItem `dynamodbav:"by"`
	Commit     string    `dynamodbav:"commit"`
	At         int64     `dynamodbav:"at"`
}

func putAudit(r funds.AuditRecord) auditItem {
	at := padded(r.At.UnixMilli(), millisDigits) + "#" + r.ID
	return auditItem{
		PK: auditPartition(r.At, r.ID), SK: at, AuditPK: auditDay(r.At), AuditSK: at, ID: r.ID,
		Module: r.Module, Action: r.Action, TargetID: r.TargetID, TargetType: r.TargetType,
		Detail: r.Detail, Filters: r.Filters, Actor: putActor(r.Actor), Commit: r.ID, At: millis(r.At),
	}
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
