package table

import (
	"strconv"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// returnItem is money that came back, as it was reported first, and what became of it.
type returnItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	AttnPK string `dynamodbav:"attnPK,omitempty"` // attention: while it is parked
	TimeSK string `dynamodbav:"timeSK"`           // of the withdrawal, which it names

	Withdrawal string    `dynamodbav:"wd"`
	UserID     string    `dynamodbav:"uid"`
	Version    int64     `dynamodbav:"ver"`
	Account    string    `dynamodbav:"acc"`
	Reference  string    `dynamodbav:"ref"`
	Reason     string    `dynamodbav:"rsn"`
	Amount     int64     `dynamodbav:"amount"`
	Fee        int64     `dynamodbav:"fee,omitempty"`
	State      string    `dynamodbav:"st"`
	Disputed   bool      `dynamodbav:"dsp,omitempty"`
	Source     string    `dynamodbav:"src"`
	By         actorItem `dynamodbav:"by"`
	Why        string    `dynamodbav:"why,omitempty"`
	Commit     string    `dynamodbav:"commit"`
	At         int64     `dynamodbav:"at"`
	Created    int64     `dynamodbav:"made"`
	Updated    int64     `dynamodbav:"upd"`
}

func returnItemOf(r funds.Return) returnItem {
	item := returnItem{
		PK: pkReturn(r.Account, r.Reference), SK: skReturn, TimeSK: timeKey(r.CreatedAt, string(r.Withdrawal)),
		Withdrawal: string(r.Withdrawal), UserID: r.UserID, Version: r.Version, Account: r.Account, Reference: r.Reference, Reason: r.Reason,
		Amount: int64(r.Amount), Fee: int64(r.Fee), State: string(r.State), Disputed: r.Disputed, Source: string(r.Source), By: bareActorItemOf(r.By),
		Why: string(r.Why), Commit: r.CommitID, At: millis(r.At), Created: millis(r.CreatedAt), Updated: millis(r.UpdatedAt),
	}
	if r.State == funds.ReturnParked {
		item.AttnPK = pkReturnAttention
	}
	return item
}

func (i returnItem) toReturn() funds.Return {
	return funds.Return{
		Returned: funds.Returned{
			Account: i.Account, Reference: i.Reference, Reason: i.Reason, Amount: funds.Amount(i.Amount), Fee: funds.Amount(i.Fee),
			State: funds.ReturnState(i.State), Disputed: i.Disputed, At: moment(i.At),
		},
		Withdrawal: funds.ID(i.Withdrawal), UserID: i.UserID, Source: funds.ReturnSource(i.Source), By: i.By.actor(), Why: funds.Message(i.Why),
		Version: i.Version, CommitID: i.Commit, CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated),
	}
}

// The parts of a packed return, one behind the other. A later version may add some behind them.
const (
	packedAccount = iota
	packedReference
	packedReason
	packedAmount
	packedFee
	packedState
	packedDisputed
	packedAt
	packedParts
)

// What stands between the parts, and between returns: neither may be in a text.
const partMark, returnMark = "\x1e", "\x1f"

// stateLetters of returns are stored, so a letter never gets another meaning.
var returnLetters = map[funds.ReturnState]string{funds.ReturnCredited: "R", funds.ReturnParked: "P", funds.ReturnClosed: "C"}

var letterReturns = func() map[string]funds.ReturnState {
	states := map[string]funds.ReturnState{}
	for state, letter := range returnLetters {
		states[letter] = state
	}
	return states
}()

// packedReturns are a withdrawal's returns in one text: a stream record has texts and numbers alone, and a withdrawal has
// little room.
func packedReturns(all []funds.Returned) string {
	packed := make([]string, 0, len(all))
	for _, r := range all {
		disputed := ""
		if r.Disputed {
			disputed = "d"
		}
		var parts [packedParts]string
		parts[packedAccount], parts[packedReference], parts[packedReason] = r.Account, r.Reference, r.Reason
		parts[packedAmount], parts[packedFee] = decimal(int64(r.Amount)), decimal(int64(r.Fee))
		parts[packedState], parts[packedDisputed], parts[packedAt] = returnLetters[r.State], disputed, decimal(millis(r.At))
		packed = append(packed, strings.Join(parts[:], partMark))
	}
	return strings.Join(packed, returnMark)
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// unpackedReturns reads what packedReturns has written. What is not whole is left out, which verify finds.
func unpackedReturns(packed string) (all []funds.Returned) {
	if packed == "" {
		return nil
	}
	for one := range strings.SplitSeq(packed, returnMark) {
		parts := strings.Split(one, partMark)
		if len(parts) < packedParts {
			continue
		}
		all = append(all, funds.Returned{
			Account: parts[packedAccount], Reference: parts[packedReference], Reason: parts[packedReason],
			Amount: funds.Amount(wholeNumber(parts[packedAmount])), Fee: funds.Amount(wholeNumber(parts[packedFee])),
			State: letterReturns[parts[packedState]], Disputed: parts[packedDisputed] != "", At: moment(wholeNumber(parts[packedAt])),
		})
	}
	return all
}

func wholeNumber(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
