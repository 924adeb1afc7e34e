package table

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	strayPrefix      = "STRAY#"
	pkStrayAttention = "ATTENTION#STRAY"
)

// strayItem is a kept callback. Its key is its content, so that it is kept once.
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

func strayKey(s funds.Stray) key {
	return key{strayPrefix + s.Serial, fmt.Sprintf("%s#%d#%d#%s", s.Kind, s.State, s.Amount, s.PlatformID)}
}

func putStray(s funds.Stray) strayItem {
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

// HasStray says whether a callback of this content is kept.
func (s *Store) HasStray(ctx context.Context, stray funds.Stray) (bool, error) {
	var kept strayItem
	err := s.get(ctx, strayKey(stray), &kept)
	if errors.Is(err, funds.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Strays lists up to limit serials of kept callbacks, newest first; it may lag.
func (s *Store) Strays(ctx context.Context, limit int) ([]string, error) {
	keys, err := s.attention(ctx, pkStrayAttention, limit)
	serials := make([]string, 0, len(keys))
	for _, k := range keys {
		_, serial, _ := strings.Cut(k, "#")
		serials = append(serials, serial)
	}
	return serials, err
}

// verifyStray: a kept callback stands where its content says, and waits for somebody until it expires.
func verifyStray(stored strayItem) (found []funds.Violation) {
	if want := putStray(stored.stray()); stored != want {
		found = append(found, funds.Violation{Rule: RuleStray, Subject: stored.PK + " " + stored.SK, Detail: fmt.Sprintf("it is %+v, not %+v", stored, want)})
	}
	return found
}
