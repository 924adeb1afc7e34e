package table

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

type withdrawalItem struct {
	PK       string `dynamodbav:"PK"`
	SK       string `dynamodbav:"SK"`
	TimePK   string `dynamodbav:"timePK"` // by-time: never moves
	TimeSK   string `dynamodbav:"timeSK"` // by-time and by-status
	StatusPK string `dynamodbav:"statusPK"`
	DuePK    string `dynamodbav:"duePK,omitempty"` // due: what waits for the machine
	DueSK    string `dynamodbav:"dueSK,omitempty"`
	AttnPK   string `dynamodbav:"attnPK,omitempty"` // attention: what waits for an admin, by timeSK

	UserID   string `dynamodbav:"uid"`
	Version  int64  `dynamodbav:"ver,omitempty"` // of what takes one person, or none: see setVersion
	VersionN int64  `dynamodbav:"vn,omitempty"`  // of what takes several
	VersionH int64  `dynamodbav:"vh,omitempty"`  // of what is on hold, or has ended so
	VersionB int64  `dynamodbav:"vb,omitempty"`  // of what a batch has claimed, while it is processing
	VersionR int64  `dynamodbav:"vr,omitempty"`  // of what the bank sent money back of
	State    string `dynamodbav:"st"`
	Amount   int64  `dynamodbav:"amount"`
	Fee      int64  `dynamodbav:"fee,omitempty"`
	Method   string `dynamodbav:"method"`

	Account string `dynamodbav:"acct,omitempty"`
	Owner   string `dynamodbav:"ownr,omitempty"`
	Bank    string `dynamodbav:"bank,omitempty"`
	Remark  string `dynamodbav:"rmk,omitempty"`
	Note    string `dynamodbav:"note,omitempty"`

	Origin originItem `dynamodbav:"dev,omitempty"`

	BalBefore int64  `dynamodbav:"b0"`
	FrzBefore int64  `dynamodbav:"f0"`
	Day       string `dynamodbav:"day"`

	ReviewBy   string `dynamodbav:"rvBy,omitempty"`
	ReviewNote string `dynamodbav:"rvNote,omitempty"`
	ReviewAt   int64  `dynamodbav:"rvAt,omitempty"`

	Payout payoutItem `dynamodbav:"pay,omitempty"`
	Batch  string     `dynamodbav:"bt,omitempty"`    // whose file pays, or paid, it
	Watch  *watchItem `dynamodbav:"watch,omitempty"` // none is left out, of which no program minds the want
	// PaidFrom and Booked are the payout's, and stand outside pay: programs that do not know them keep them here.
	PaidFrom string `dynamodbav:"pf,omitempty"`
	Booked   string `dynamodbav:"bd,omitempty"`

	Need          int64            `dynamodbav:"need,omitempty"`
	Approvals     map[string]int64 `dynamodbav:"apv,omitempty"` // each person's, and the version after it
	ApprovedAt    []byte           `dynamodbav:"apa,omitempty"` // in their order: see approvedAtOf
	ApprovedType  string           `dynamodbav:"apt,omitempty"`
	ContentHash   []byte           `dynamodbav:"hash,omitempty"` // of what they approved
	KnownPayee    bool             `dynamodbav:"kp,omitempty"`
	Rolls         bool             `dynamodbav:"rl,omitempty"`
	PolicyVersion int64            `dynamodbav:"pv,omitempty"`
	NotBefore     int64            `dynamodbav:"nb,omitempty"`
	AskedBy       string           `dynamodbav:"askd,omitempty"`
	Maker         string           `dynamodbav:"mkr,omitempty"`
	HoldKind      string           `dynamodbav:"hk,omitempty"`
	HoldReason    string           `dynamodbav:"hr,omitempty"`
	HoldUntil     int64            `dynamodbav:"hu,omitempty"`
	HoldEnd       string           `dynamodbav:"ho,omitempty"`

	FailReason string     `dynamodbav:"fail,omitempty"`
	Attention  bool       `dynamodbav:"attn,omitempty"` // parked, or contradicted after the end
	Look       bool       `dynamodbav:"look,omitempty"` // an admin is asked for in any other state: see setAttention
	Settled    int64      `dynamodbav:"set,omitempty"`
	SettledAt  int64      `dynamodbav:"setAt,omitempty"`
	Returned   int64      `dynamodbav:"ret,omitempty"`
	Returns    string     `dynamodbav:"rets,omitempty"` // see packedReturns
	NotifyInfo string     `dynamodbav:"info,omitempty"`
	Actor      actorItem  `dynamodbav:"by,omitempty"`
	Lines      []lineItem `dynamodbav:"lines,omitempty"`
	Commit     string     `dynamodbav:"commit"`
	Created    int64      `dynamodbav:"at"`
	Updated    int64      `dynamodbav:"upd"`
	Ended      int64      `dynamodbav:"end,omitempty"`
	Paid       int64      `dynamodbav:"paid,omitempty"` // paid: the day of the payout, which is the end; see paidPartition
	Generation int64      `dynamodbav:"gen,omitempty"`  // of the counters
}

type originItem struct {
	IP         string `dynamodbav:"ip,omitempty"`
	DeviceID   string `dynamodbav:"d,omitempty"`
	Platform   string `dynamodbav:"p,omitempty"`
	Model      string `dynamodbav:"m,omitempty"`
	Brand      string `dynamodbav:"b,omitempty"`
	OSVersion  string `dynamodbav:"o,omitempty"`
	AppVersion string `dynamodbav:"a,omitempty"`
}

type payoutItem struct {
	Kind         string `dynamodbav:"k,omitempty"`
	Number       string `dynamodbav:"no,omitempty"`
	Attempt      int64  `dynamodbav:"n,omitempty"`
	SendBy       int64  `dynamodbav:"by,omitempty"`
	AcceptedAt   int64  `dynamodbav:"acc,omitempty"`
	PlatformID   string `dynamodbav:"pid,omitempty"`
	GatewayState int    `dynamodbav:"gs,omitempty"`
	PaidAt       int64  `dynamodbav:"paid,omitempty"`
	WordAt       int64  `dynamodbav:"wa,omitempty"`
	Code         int64  `dynamodbav:"gc,omitempty"` // the gateway's last error
	Message      string `dynamodbav:"gm,omitempty"`
	Seen         bool   `dynamodbav:"seen,omitempty"`
}

type lineItem struct {
	Version int64     `dynamodbav:"v"`
	Command string    `dynamodbav:"c"`
	From    string    `dynamodbav:"f,omitempty"` // left out where the line before ends in it
	To      string    `dynamodbav:"t"`
	Actor   actorItem `dynamodbav:"by"`
	Message string    `dynamodbav:"m,omitempty"`
	Number  string    `dynamodbav:"no,omitempty"`
	At      int64     `dynamodbav:"at"`
}

// logItem is the log of one commit: its lines, and its place in the audit if an admin or a service acted.
type logItem struct {
	PK      string     `dynamodbav:"PK"`
	SK      string     `dynamodbav:"SK"`
	ID      string     `dynamodbav:"id"` // the withdrawal's
	Lines   []lineItem `dynamodbav:"lines"`
	Commit  string     `dynamodbav:"commit"`
	AuditPK string     `dynamodbav:"auditPK,omitempty"`
	AuditSK string     `dynamodbav:"auditSK,omitempty"`
}

func withdrawalItemOf(w funds.Withdrawal, in monthConfig) withdrawalItem {
	stamp := monthOf(w.CreatedAt)
	shard := shardOf(string(w.ID), in.shardsAt(w.CreatedAt))
	item := withdrawalItem{
		PK: pkWithdrawal(w.ID), SK: skWithdrawal,
		TimePK: timePartition(stamp, shard), TimeSK: timeKey(w.CreatedAt, string(w.ID)), StatusPK: statusPartition(w.State, stamp, shard),
		UserID: w.UserID, State: string(w.State),
		Amount: int64(w.Amount), Fee: int64(w.Fee), Method: string(w.Method),
		Account: w.Target.Account, Owner: w.Target.Owner, Bank: w.Target.Bank, Remark: w.Target.Remark, Note: w.Note,
		Origin:    originItem(w.Origin),
		BalBefore: int64(w.Before.Balance), FrzBefore: int64(w.Before.Frozen), Day: w.Day,
		ReviewBy: w.Review.By, ReviewNote: string(w.Review.Note), ReviewAt: millis(w.Review.At),
		Batch: string(w.Payout.Batch),
		Payout: payoutItem{
			string(w.Payout.Kind), w.Payout.TransactionNo, w.Payout.Attempt, millis(w.Payout.SendBy), millis(w.Payout.AcceptedAt),
			w.Payout.PlatformID, w.Payout.GatewayState, millis(w.Payout.PaidAt), millis(w.Payout.WordAt),
			w.Payout.Answer.Code, w.Payout.Answer.Message, w.Payout.Seen,
		},
		PaidFrom: w.Payout.Account, Booked: w.Payout.Booked,
		Watch: someWatch(w.Watch),
		Need:  w.Need, Approvals: approvalsRowOf(w.Approvals), ApprovedAt: approvedAtOf(w), ApprovedType: w.ApprovedType, KnownPayee: w.KnownPayee, Rolls: w.Rolls, ContentHash: contentRowOf(w.ContentHash), PolicyVersion: w.PolicyVersion, NotBefore: millis(w.NotBefore), AskedBy: string(w.AskedBy), Maker: w.Maker,
		HoldKind: string(w.Hold.Kind), HoldReason: string(w.Hold.Reason), HoldUntil: millis(w.Hold.Until), HoldEnd: string(w.Hold.OnExpiry),
		FailReason: string(w.FailReason), Settled: int64(w.Settled), SettledAt: millis(w.SettledAt), Returned: int64(w.Returned), Returns: packedReturns(w.Returns), NotifyInfo: string(w.NotifyInfo),
		Actor: bareActorItemOf(w.Actor), Lines: lineItemsOf(w.Lines), Commit: w.CommitID,
		Created: millis(w.CreatedAt), Updated: millis(w.UpdatedAt), Ended: millis(w.EndedAt), Generation: max(w.Counted, in.generation),
	}
	if !w.Watch.Due.IsZero() {
		item.DuePK, item.DueSK = duePartition(shardOf(string(w.ID), DueShards)), dueKey(w.Watch.Due, string(w.ID))
	}
	if w.State == funds.StateCompleted {
		item.Paid = paidPartition(w.EndedAt, shardOf(string(w.ID), max(in.paid, 1)))
	}
	item.setVersion(w)
	item.setAttention(w)
	return item
}

// several is where people are counted: what takes one person, or none, has neither approvals nor a content hash, and is
// stored and written as before people were counted.
const several = 2

// setVersion stores the version of what takes several people under a name of its own. Programs of before people were
// counted write whole items, and would pay it: they read no version there, take it for an item that does not exist, and
// fail on the condition that it must not. It never goes back to the other name, as a need never falls.
//
// What is on hold has its version under a third name: programs of before holds know neither. Released, it has that of before
// again, with a later version. What is in a batch has a fourth one, for the same reason: they would ask the gateway about it.
//
// What the bank sent money back of has its version under a fifth: programs of before would settle as much of it once more as the
// gateway's word makes due. It keeps that name.
func (i *withdrawalItem) setVersion(w funds.Withdrawal) {
	switch {
	case len(w.Returns) > 0:
		i.VersionR = w.Version
	case w.InBatch():
		i.VersionB = w.Version
	case w.Hold.On():
		i.VersionH = w.Version
	case w.Need >= several:
		i.VersionN = w.Version
	default:
		i.Version = w.Version
	}
}

// isVersion is the condition that a withdrawal has the version :from that a change was decided on. One that begins to take
// several people, or of which money begins to come back, has the other name still.
func isVersion(change funds.WithdrawalChange) string {
	if len(change.To.Returns) > 0 {
		before := change
		before.To.Returns = nil
		return "(vr = :from OR attribute_not_exists(vr) AND " + isVersion(before) + ")"
	}
	switch {
	case change.Batch != "":
		return "vb = :from"
	case change.Held:
		return "vh = :from"
	case change.To.Need >= several:
		return "(vn = :from OR attribute_not_exists(vn) AND ver = :from)"
	}
	return "ver = :from"
}

// setAttention stores whether an admin is asked for. A withdrawal under way once needed attention only if it was
// parked, and programs of that time read attn as parked: they send such a withdrawal again, or fail it. So attn keeps
// that meaning, and a withdrawal that needs attention without being parked has the attribute look, which those programs
// ignore.
func (i *withdrawalItem) setAttention(w funds.Withdrawal) {
	i.Attention = w.NeedsAttention && (w.Parked || w.State.Final())
	i.Look = w.NeedsAttention && !i.Attention
	if w.NeedsAttention {
		i.AttnPK = pkAttention
	}
}

// attentionOf reads what setAttention has stored.
func attentionOf(state funds.State, attn, look bool) (needs, parked bool) {
	return attn || look, attn && state == funds.StateProcessing
}

func (i withdrawalItem) withdrawal() funds.Withdrawal {
	needs, parked := attentionOf(funds.State(i.State), i.Attention, i.Look)
	return funds.Withdrawal{
		ID: i.id(), UserID: i.UserID, Version: max(i.Version, i.VersionN, i.VersionH, i.VersionB, i.VersionR), State: funds.State(i.State),
		Amount: funds.Amount(i.Amount), Fee: funds.Amount(i.Fee), Method: funds.Method(i.Method),
		Target: funds.Target{Account: i.Account, Owner: i.Owner, Bank: i.Bank, Remark: i.Remark}, Note: i.Note,
		Origin: funds.Origin(i.Origin),
		Before: funds.Balances{Balance: funds.Amount(i.BalBefore), Frozen: funds.Amount(i.FrzBefore)}, Day: i.Day,
		Review: funds.Review{By: i.ReviewBy, Note: funds.Message(i.ReviewNote), At: moment(i.ReviewAt)},
		Payout: funds.Payout{
			Kind: funds.PayoutKind(i.Payout.Kind), Batch: funds.BatchID(i.Batch), Account: i.PaidFrom, TransactionNo: i.Payout.Number, Booked: i.Booked, Attempt: i.Payout.Attempt,
			SendBy: moment(i.Payout.SendBy), AcceptedAt: moment(i.Payout.AcceptedAt),
			PlatformID: i.Payout.PlatformID, GatewayState: i.Payout.GatewayState, PaidAt: moment(i.Payout.PaidAt),
			WordAt: moment(i.Payout.WordAt),
			Answer: funds.Answer{Code: i.Payout.Code, Message: i.Payout.Message}, Seen: i.Payout.Seen,
		},
		Watch: watchOf(i.Watch),
		Need:  i.Need, Approvals: approvalsOf(i), ApprovedType: i.ApprovedType, KnownPayee: i.KnownPayee, Rolls: i.Rolls, ContentHash: string(i.ContentHash), PolicyVersion: i.PolicyVersion, NotBefore: moment(i.NotBefore), AskedBy: funds.Role(i.AskedBy), Maker: i.Maker,
		Hold:       funds.Hold{Kind: funds.HoldKind(i.HoldKind), Reason: funds.Message(i.HoldReason), Until: moment(i.HoldUntil), OnExpiry: funds.HoldEnd(i.HoldEnd)},
		FailReason: funds.Message(i.FailReason), NeedsAttention: needs, Parked: parked, Settled: funds.Amount(i.Settled), SettledAt: moment(i.SettledAt), Returned: funds.Amount(i.Returned), Returns: unpackedReturns(i.Returns), NotifyInfo: funds.Message(i.NotifyInfo),
		Actor: i.Actor.actor(), Lines: linesOf(i.Lines), CommitID: i.Commit,
		CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated), EndedAt: moment(i.Ended), Counted: i.Generation,
	}
}

// approvalsRowOf is nil where there are none: an empty map would be stored as one.
func approvalsRowOf(all []funds.Approval) (row map[string]int64) {
	for _, approval := range all {
		if row == nil {
			row = make(map[string]int64, len(all))
		}
		row[approval.Person] = approval.Version
	}
	return row
}

func contentRowOf(hash string) []byte {
	if hash == "" {
		return nil
	}
	return []byte(hash)
}

// approvedAtOf packs when each was given, as milliseconds after the creation: a withdrawal has little room.
func approvedAtOf(w funds.Withdrawal) (packed []byte) {
	for _, approval := range w.Approvals {
		packed = binary.AppendVarint(packed, millis(approval.At)-millis(w.CreatedAt))
	}
	return packed
}

// approvalsOf puts them in their order: each has a version of its own. When each was given is left out where that does
// not say of each.
func approvalsOf(i withdrawalItem) (all []funds.Approval) {
	for person, version := range i.Approvals {
		all = append(all, funds.Approval{Person: person, Version: version})
	}
	slices.SortFunc(all, func(a, b funds.Approval) int { return cmp.Compare(a.Version, b.Version) })
	packed := i.ApprovedAt
	for at := range all {
		after, n := binary.Varint(packed)
		if n <= 0 {
			break
		}
		all[at].At, packed = moment(i.Created+after), packed[n:]
	}
	return all
}

func lineItemsOf(all []funds.Line) []lineItem {
	items := make([]lineItem, 0, len(all))
	for i, l := range all {
		row := lineItem{l.Version, string(l.Command), string(l.From), string(l.To), actorItemOf(l.Actor), string(l.Message), l.Number, millis(l.At)}
		if i > 0 && l.From == all[i-1].To {
			row.From = ""
		}
		items = append(items, row)
	}
	return items
}

func linesOf(items []lineItem) []funds.Line {
	all := make([]funds.Line, 0, len(items))
	for n, i := range items {
		line := funds.Line{
			Version: i.Version, Command: funds.Command(i.Command), From: funds.State(i.From), To: funds.State(i.To),
			Actor: i.Actor.actor(), Message: funds.Message(i.Message), Number: i.Number, At: moment(i.At),
		}
		if n > 0 && i.From == "" {
			line.From = all[n-1].To
		}
		all = append(all, line)
	}
	return all
}

// id is the last part of timeSK, so the item does not repeat it.
func (i withdrawalItem) id() funds.ID {
	_, id, _ := strings.Cut(i.TimeSK, "#")
	return funds.ID(id)
}

// logItemOf is the log item of a change whose lines are not kept on the withdrawal itself.
func logItemOf(change funds.Change, auditShards int) logItem {
	id := change.Withdrawal.To.ID
	item := logItem{
		PK: pkWithdrawal(id), SK: skLog(change.Lines[0].Version), ID: string(id), Lines: lineItemsOf(change.Lines), Commit: change.CommitID,
	}
	if slices.ContainsFunc(change.Lines, funds.Line.Audited) {
		item.AuditPK = auditDay(change.At, shardOf(string(id), auditShards))
		item.AuditSK = padded(change.At.UnixMilli(), millisDigits) + "#" + string(id)
	}
	return item
}

func sortLines(all []funds.Line) []funds.Line {
	sort.Slice(all, func(i, j int) bool { return all[i].Version < all[j].Version })
	return all
}
