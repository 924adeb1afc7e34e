package table

import (
	"errors"
	"fmt"
	"slices"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// Image is an item as a stream record holds it.
type Image = item

// RecordOf reads a stream record about the item of a withdrawal: its images before (nil if it was new) and after (nil if
// it was deleted), and its sequence number within the shard.
func RecordOf(before, after Image, sequence string) (count.Record, error) {
	record := count.Record{Sequence: sequence}
	for _, side := range []struct {
		image      Image
		withdrawal **count.Withdrawal
	}{{before, &record.Old}, {after, &record.New}} {
		if len(side.image) == 0 {
			continue
		}
		stored, err := decode[countedItem](side.image)
		if err != nil {
			return record, fmt.Errorf("decode a stream record: %w", err)
		}
		withdrawal := count.WithdrawalOf(stored.withdrawal(), funds.State(stored.State))
		if !slices.Contains(funds.States(), withdrawal.State) || withdrawal.At.IsZero() || withdrawal.Method == "" || withdrawal.Amount <= 0 {
			return record, fmt.Errorf("a stream record without what is counted: %+v", *withdrawal)
		}
		*side.withdrawal = withdrawal
		record.ID = withdrawalItem{TimeSK: stored.TimeSK}.id()
	}
	if record.Old == nil && record.New == nil {
		return record, errors.New("a stream record without images")
	}
	return record, nil
}

// countedItem is the part of a withdrawal that is counted.
type countedItem struct {
	TimeSK     string `dynamodbav:"timeSK"`
	State      string `dynamodbav:"st"`
	Method     string `dynamodbav:"method"`
	Amount     int64  `dynamodbav:"amount"`
	Created    int64  `dynamodbav:"at"`
	Generation int64  `dynamodbav:"gen"`
	UserID     string `dynamodbav:"uid"`
	Account    string `dynamodbav:"acct"`
	Bank       string `dynamodbav:"bank"`
	Remark     string `dynamodbav:"rmk"`
	AskedBy    string `dynamodbav:"askd"`
	Returns    string `dynamodbav:"rets"`
}

func (i countedItem) withdrawal() funds.Withdrawal {
	return funds.Withdrawal{
		UserID: i.UserID, Amount: funds.Amount(i.Amount), Method: funds.Method(i.Method), AskedBy: funds.Role(i.AskedBy),
		Target: funds.Target{Account: i.Account, Bank: i.Bank, Remark: i.Remark}, CreatedAt: moment(i.Created), Counted: i.Generation, Returns: unpackedReturns(i.Returns),
	}
}

// maxPoison bounds how much of a record is kept, in bytes; DynamoDB limits an item to 400 KB.
const maxPoison = 300_000

type poisonItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Why    string `dynamodbav:"why"`
	Record string `dynamodbav:"record"`
	At     int64  `dynamodbav:"at"`
}
