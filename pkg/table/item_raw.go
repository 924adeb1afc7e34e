package table

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Raw is an item as it is stored. Those who fill a table with a crowd, to measure or to test, write such; where there
// is money, [Store.Commit] alone does.
type Raw = map[string]types.AttributeValue

// RawWithdrawal is a withdrawal's item, in a month with so many shards.
func RawWithdrawal(withdrawal funds.Withdrawal, shards int) (Raw, error) {
	return attributevalue.MarshalMap(putWithdrawal(withdrawal, monthConfig{shards: shards}))
}

// RawWallet is a wallet's item.
func RawWallet(wallet funds.Wallet) (Raw, error) { return attributevalue.MarshalMap(putWallet(wallet)) }

// RawEntry is an entry's item.
func RawEntry(entry funds.Entry) (Raw, error) { return attributevalue.MarshalMap(putEntry(entry)) }

// RawMonth is the item that says how many shards a moment's month has.
func RawMonth(at time.Time, shards int) (Raw, error) {
	return attributevalue.MarshalMap(monthItem{PK: pkMonths, SK: month(at), Shards: shards})
}
