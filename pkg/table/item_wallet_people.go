package table

import (
	"encoding/binary"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// recentRowOf packs the hours of a wallet: for each its number and its sum, as varints.
func recentRowOf(hours []funds.HourSum) (packed []byte) {
	for _, hour := range hours {
		packed = binary.AppendVarint(binary.AppendVarint(packed, hour.Hour), int64(hour.Amount))
	}
	return packed
}

// recentOf reads what recentRowOf has packed, as far as it reads.
func recentOf(packed []byte) (hours []funds.HourSum) {
	for len(packed) > 0 {
		hour, n := binary.Varint(packed)
		amount, m := binary.Varint(packed[max(n, 0):])
		if n <= 0 || m <= 0 {
			return hours
		}
		hours = append(hours, funds.HourSum{Hour: hour, Amount: funds.Amount(amount)})
		packed = packed[n+m:]
	}
	return hours
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
