package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

type walletItem struct {
	PK        string           `dynamodbav:"PK"`
	SK        string           `dynamodbav:"SK"`
	Version   int64            `dynamodbav:"ver"`
	Status    string           `dynamodbav:"st"`
	Balance   int64            `dynamodbav:"bal"`
	Frozen    int64            `dynamodbav:"frz"`
	Recharge  int64            `dynamodbav:"trc"`
	Consume   int64            `dynamodbav:"tcs"`
	Paid      int64            `dynamodbav:"twd"`
	Entries   int64            `dynamodbav:"nEnt"`
	ByType    map[string]int64 `dynamodbav:"nTyp"`
	Recharges int64            `dynamodbav:"nRec"`
	Rows      int64            `dynamodbav:"nRow"`
	Open      int64            `dynamodbav:"open"`
	OpenRec   int64            `dynamodbav:"openRec,omitempty"`
	Unsettle  []string         `dynamodbav:"uns,omitempty"` // orders that an admin must settle
	AskedAt   int64            `dynamodbav:"ask,omitempty"`
	Day       string           `dynamodbav:"day,omitempty"`
	DayUsed   int64            `dynamodbav:"dayUsed"`
	Today     packedToday      `dynamodbav:"today"`
	Recent    packedRecent     `dynamodbav:"rcnt,omitempty"`
	Fillers   packedFillers    `dynamodbav:"fill,omitempty"`
	Name      string           `dynamodbav:"name,omitempty"`
	Phone     string           `dynamodbav:"phone,omitempty"` // key of by-phone
	IDCard    string           `dynamodbav:"idc,omitempty"`
	Commit    string           `dynamodbav:"commit"`
	Created   int64            `dynamodbav:"at"`
	Updated   int64            `dynamodbav:"upd"`
}

func walletItemOf(w funds.Wallet) walletItem {
	byType := make(map[string]int64, len(w.Counts.ByType))
	for entryType, count := range w.Counts.ByType {
		byType[string(entryType)] = count
	}
	return walletItem{
		PK: pkUser(w.UserID), SK: skWallet, Version: w.Version, Status: string(w.Status),
		Balance: int64(w.Balance), Frozen: int64(w.Frozen), Recharge: int64(w.TotalRecharge),
		Consume: int64(w.TotalConsume), Paid: int64(w.TotalWithdrawn),
		Entries: w.Counts.Entries, ByType: byType, Recharges: w.Counts.Recharges, Rows: w.Counts.FlowRows,
		Open: w.Open, OpenRec: w.OpenRecharges, Unsettle: w.Unsettled, AskedAt: millis(w.AskedAt), Day: w.Day, DayUsed: int64(w.DayUsed), Today: packedToday(w.Today),
		Recent: packedRecentOf(w.Recent), Fillers: append(packedFillers(nil), w.Fillers...),
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
		Counts: funds.Counts{Entries: i.Entries, ByType: byType, Recharges: i.Recharges, FlowRows: i.Rows},
		Open:   i.Open, OpenRecharges: i.OpenRec, Unsettled: i.Unsettle, AskedAt: moment(i.AskedAt), Day: i.Day, DayUsed: funds.Amount(i.DayUsed), Today: funds.Today(i.Today),
		Recent: i.Recent.recent(), Fillers: i.Fillers,
		Profile:  funds.Profile{Name: i.Name, Phone: i.Phone, IDCardMasked: i.IDCard},
		CommitID: i.Commit, CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated),
	}
}
