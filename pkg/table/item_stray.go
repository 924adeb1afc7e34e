package table

import (
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// strayItem is a callback about an order that was never sent. Its key is its content, so each is kept once.
type strayItem struct {
	PK         string `dynamodbav:"PK"`
	SK         string `dynamodbav:"SK"`
	AttnPK     string `dynamodbav:"attnPK"` // attention: for as long as it is there
	TimeSK     string `dynamodbav:"timeSK"`
	Kind       string `dynamodbav:"kind"`
	State      int    `dynamodbav:"gs"`
	Amount     int64  `dynamodbav:"amount"`
	PlatformID string `dynamodbav:"pid"`
	Commit     string `dynamodbav:"commit"`
	At         int64  `dynamodbav:"at"`
	TTL        int64  `dynamodbav:"ttl"` // seconds since 1970
}

func strayItemOf(s funds.Stray) strayItem {
	at := strayKey(s)
	return strayItem{
		PK: at.pk, SK: at.sk, AttnPK: pkStrayAttention, TimeSK: timeKey(s.At, s.Serial),
		Kind: string(s.Kind), State: s.State, Amount: int64(s.Amount), PlatformID: s.PlatformID,
		Commit: s.CommitID, At: millis(s.At), TTL: s.At.Add(funds.StrayLife).Unix(),
	}
}

func (i strayItem) stray() funds.Stray {
	return funds.Stray{
		Kind: funds.StrayKind(i.Kind), Serial: strings.TrimPrefix(i.PK, strayPrefix), State: i.State, Amount: funds.Amount(i.Amount),
		PlatformID: i.PlatformID, CommitID: i.Commit, At: moment(i.At),
	}
}
