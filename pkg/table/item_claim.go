package table

import (
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

type claimItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Hash   string `dynamodbav:"hash"`
	Value  string `dynamodbav:"val,omitempty"`
	Result string `dynamodbav:"res"`
	Commit string `dynamodbav:"commit"`
	TTL    int64  `dynamodbav:"ttl"` // seconds since 1970
}

func (i claimItem) claim() funds.Claim {
	return funds.Claim{
		Caller: strings.TrimPrefix(i.PK, pkClaim("")), Key: i.SK, Print: funds.Print{Bytes: i.Hash, Value: i.Value}, Result: i.Result,
		Expires: time.Unix(i.TTL, 0).UTC(),
	}
}

// twinItem is the claim of a request that refuses duplicates.
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
