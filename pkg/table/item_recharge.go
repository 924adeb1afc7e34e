package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

type rechargeItem struct {
	PK       string `dynamodbav:"PK"`
	SK       string `dynamodbav:"SK"`
	TimePK   string `dynamodbav:"timePK"` // by-time: never moves
	TimeSK   string `dynamodbav:"timeSK"` // by-time and by-status
	StatusPK string `dynamodbav:"statusPK"`
	DuePK    string `dynamodbav:"duePK,omitempty"` // due: what waits for the machine
	DueSK    string `dynamodbav:"dueSK,omitempty"`
	AttnPK   string `dynamodbav:"attnPK,omitempty"` // attention: what waits for an admin, by timeSK

	ID       string `dynamodbav:"id"`
	UserID   string `dynamodbav:"uid"`
	Number   int64  `dynamodbav:"n"`
	Version  int64  `dynamodbav:"ver"`
	State    string `dynamodbav:"st"`
	Amount   int64  `dynamodbav:"amount"`
	Received int64  `dynamodbav:"recv,omitempty"`
	Credited int64  `dynamodbav:"cred,omitempty"`
	Channel  string `dynamodbav:"method"` // as by-time has it

	URL          string    `dynamodbav:"url,omitempty"`
	PlatformID   string    `dynamodbav:"pid,omitempty"`
	GatewayState int       `dynamodbav:"gs,omitempty"`
	WordAt       int64     `dynamodbav:"wa,omitempty"`
	Settled      int64     `dynamodbav:"set,omitempty"`
	SendBy       int64     `dynamodbav:"by"`
	AcceptedAt   int64     `dynamodbav:"acc,omitempty"`
	Watch        watchItem `dynamodbav:"watch,omitempty"`

	Attention   bool               `dynamodbav:"attn,omitempty"`
	NotifyInfo  string             `dynamodbav:"info,omitempty"`
	ResolveBy   string             `dynamodbav:"rvBy,omitempty"`
	ResolveNote string             `dynamodbav:"rvNote,omitempty"`
	ResolveAt   int64              `dynamodbav:"rvAt,omitempty"`
	Lines       []rechargeLineItem `dynamodbav:"lines,omitempty"`
	Commit      string             `dynamodbav:"commit"`
	Created     int64              `dynamodbav:"at"`
	Updated     int64              `dynamodbav:"upd"`
	Ended       int64              `dynamodbav:"end,omitempty"`
}

type rechargeLineItem struct {
	Version int64     `dynamodbav:"v"`
	Command string    `dynamodbav:"c"`
	From    string    `dynamodbav:"f,omitempty"`
	To      string    `dynamodbav:"t"`
	Actor   actorItem `dynamodbav:"by"`
	Message string    `dynamodbav:"m,omitempty"`
	At      int64     `dynamodbav:"at"`
}

// rechargePointer puts a recharge into the numbered list of its user. It is written once, with the recharge.
type rechargePointer struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	ID     string `dynamodbav:"id"`
	Commit string `dynamodbav:"commit"`
}

func rechargePointerOf(r funds.Recharge) rechargePointer {
	return rechargePointer{PK: pkUser(r.UserID), SK: skRechargeNumber(r.Number), ID: string(r.ID), Commit: r.CommitID}
}

func rechargeItemOf(r funds.Recharge, in monthConfig) rechargeItem {
	stamp := monthOf(r.CreatedAt)
	shard := shardOf(string(r.ID), in.shardsAt(r.CreatedAt))
	item := rechargeItem{
		PK: pkRecharge(r.ID), SK: skRecharge,
		TimePK: rechargePartition(stamp, shard), TimeSK: timeKey(r.CreatedAt, string(r.ID)), StatusPK: rechargeStatusPartition(r.PublicState(), stamp, shard),
		ID: string(r.ID), UserID: r.UserID, Number: r.Number, Version: r.Version, State: string(r.State),
		Amount: int64(r.Amount), Received: int64(r.Received), Credited: int64(r.Credited), Channel: r.Channel,
		URL: r.URL, PlatformID: r.PlatformID, GatewayState: r.GatewayState, WordAt: millis(r.WordAt), Settled: int64(r.Settled), SendBy: millis(r.SendBy), AcceptedAt: millis(r.AcceptedAt),
		Watch: watchItemOf(r.Watch), Attention: r.NeedsAttention, NotifyInfo: string(r.NotifyInfo),
		ResolveBy: r.Resolution.By, ResolveNote: string(r.Resolution.Note), ResolveAt: millis(r.Resolution.At),
		Commit: r.CommitID, Created: millis(r.CreatedAt), Updated: millis(r.UpdatedAt), Ended: millis(r.EndedAt),
	}
	for _, l := range r.Lines {
		item.Lines = append(item.Lines, rechargeLineItem{l.Version, string(l.Command), string(l.From), string(l.To), actorItemOf(l.Actor), string(l.Message), millis(l.At)})
	}
	if !r.Watch.Due.IsZero() {
		item.DuePK, item.DueSK = duePartition(shardOf(string(r.ID), DueShards)), dueKey(r.Watch.Due, string(r.ID))
	}
	if r.NeedsAttention {
		item.AttnPK = pkRechargeAttention
	}
	return item
}

func (i rechargeItem) recharge() funds.Recharge {
	r := funds.Recharge{
		ID: funds.RechargeID(i.ID), UserID: i.UserID, Number: i.Number, Version: i.Version, State: funds.RechargeState(i.State),
		Amount: funds.Amount(i.Amount), Received: funds.Amount(i.Received), Credited: funds.Amount(i.Credited), Channel: i.Channel,
		URL: i.URL, PlatformID: i.PlatformID, GatewayState: i.GatewayState, WordAt: moment(i.WordAt), Settled: funds.Amount(i.Settled), SendBy: moment(i.SendBy), AcceptedAt: moment(i.AcceptedAt),
		Watch: i.Watch.watch(), NeedsAttention: i.Attention, NotifyInfo: funds.Message(i.NotifyInfo),
		Resolution: funds.Review{By: i.ResolveBy, Note: funds.Message(i.ResolveNote), At: moment(i.ResolveAt)},
		CommitID:   i.Commit, CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated), EndedAt: moment(i.Ended),
	}
	for _, l := range i.Lines {
		r.Lines = append(r.Lines, funds.RechargeLine{
			Version: l.Version, Command: funds.RechargeCommand(l.Command), From: funds.RechargeState(l.From), To: funds.RechargeState(l.To),
			Actor: l.Actor.actor(), Message: funds.Message(l.Message), At: moment(l.At),
		})
	}
	return r
}
