package table

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Raw is an item as it is stored. Only programs that fill a table with generated data, to measure or to test, write
// such items; real money goes through [Store.Commit] alone.
type Raw = map[string]types.AttributeValue

// RawWithdrawal is the item of a withdrawal, in a month that has a given number of shards.
func RawWithdrawal(withdrawal funds.Withdrawal, shards int) (Raw, error) {
	return attributevalue.MarshalMap(withdrawalItemOf(withdrawal, monthConfig{shards: shards}))
}

// RawWallet is the item of a wallet.
func RawWallet(wallet funds.Wallet) (Raw, error) {
	return attributevalue.MarshalMap(walletItemOf(wallet))
}

// RawEntry is the item of an entry.
func RawEntry(entry funds.Entry) (Raw, error) { return attributevalue.MarshalMap(entryItemOf(entry)) }

// RawMonth is the item that gives a month, named by a moment in it, its number of shards.
func RawMonth(at time.Time, shards int) (Raw, error) {
	return attributevalue.MarshalMap(monthItem{PK: pkMonths, SK: monthOf(at), Shards: shards})
}
