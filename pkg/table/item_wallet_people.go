package table

import (
	"encoding/binary"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// recentRowOf packs what a wallet's withdrawals of late come to: the number of hours, the hours, and the days, each as the
// distance from the one before, its amount and its count. As long as no hour and no day has more than 2^34 in minor units
// and 63 withdrawals, that is at most 398 bytes.
func recentRowOf(recent funds.Recent) (packed []byte) {
	if len(recent.Hours)+len(recent.Days) == 0 {
		return nil
	}
	packed = binary.AppendUvarint(nil, uint64(len(recent.Hours)))
	for _, sums := range [][]funds.RecentSum{recent.Hours, recent.Days} {
		before := int64(0)
		for _, sum := range sums {
			for _, n := range []int64{sum.Since - before, int64(sum.Tally.Amount), sum.Tally.Count} {
				packed = binary.AppendVarint(packed, n)
			}
			before = sum.Since
		}
	}
	return packed
}

// recentOf reads what recentRowOf has packed, as far as it reads.
func recentOf(packed []byte) (recent funds.Recent) {
	hours, n := binary.Uvarint(packed)
	if n <= 0 {
		return recent
	}
	packed = packed[n:]
	before := int64(0)
	for len(packed) > 0 {
		var read [3]int64
		for i := range read {
			value, n := binary.Varint(packed)
			if n <= 0 {
				return recent
			}
			read[i], packed = value, packed[n:]
		}
		sums := &recent.Hours
		if uint64(len(recent.Hours)) >= hours {
			if sums = &recent.Days; len(recent.Days) == 0 {
				before = 0
			}
		}
		before += read[0]
		*sums = append(*sums, funds.RecentSum{Since: before, Tally: funds.Tally{Amount: funds.Amount(read[1]), Count: read[2]}})
	}
	return recent
}

// A packed filler is a hash and a time in milliseconds since 1970.
const (
	fillerHashBytes = 8
	fillerBytes     = fillerHashBytes + 8
)

func fillersRowOf(fillers []funds.Filler) (packed []byte) {
	for _, filler := range fillers {
		packed = binary.BigEndian.AppendUint64(append(packed, filler.Hash...), uint64(millis(filler.At))) //nolint:gosec // read back the same way
	}
	return packed
}

func fillersOf(packed []byte) (fillers []funds.Filler) {
	for ; len(packed) >= fillerBytes; packed = packed[fillerBytes:] {
		at := int64(binary.BigEndian.Uint64(packed[fillerHashBytes:fillerBytes])) //nolint:gosec // written the same way
		fillers = append(fillers, funds.Filler{Hash: string(packed[:fillerHashBytes]), At: moment(at)})
	}
	return fillers
}
