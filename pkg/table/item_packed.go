package table

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// An attribute that packs many facts has a type of its own, which reads it while its item is decoded. What does not read to
// its end, or cannot have been written, is an error there, as an attribute of another kind is: read as far as it goes it
// would say less than there is, and a limit or a rule would let through more. Whoever decides on the item is refused
// ([funds.CodeInternal]), and [Store.Verify] names it.

// errPacked is what every packed attribute that was not written here comes to.
var errPacked = errors.New("what is packed does not read as it was written")

// packedIn are the bytes of a packed attribute.
func packedIn(stored types.AttributeValue) ([]byte, error) {
	packed, ok := stored.(*types.AttributeValueMemberB)
	if !ok {
		return nil, fmt.Errorf("%w: it is %T", errPacked, stored)
	}
	return packed.Value, nil
}

// packedRecent is what a wallet's withdrawals of late come to: the hours, and the days. Nothing is nil, which is not stored.
type packedRecent [][]funds.RecentSum

func packedRecentOf(recent funds.Recent) packedRecent {
	if len(recent.Hours)+len(recent.Days) == 0 {
		return nil
	}
	return packedRecent{recent.Hours, recent.Days}
}

func (p packedRecent) recent() funds.Recent {
	if p == nil {
		return funds.Recent{}
	}
	return funds.Recent{Hours: p[0], Days: p[1]}
}

// MarshalDynamoDBAttributeValue packs the sums.
func (p packedRecent) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return bytesValue(recentRowOf(p.recent())), nil
}

// UnmarshalDynamoDBAttributeValue reads what was packed, all of it.
func (p *packedRecent) UnmarshalDynamoDBAttributeValue(stored types.AttributeValue) error {
	packed, err := packedIn(stored)
	if err != nil {
		return err
	}
	recent, err := recentOf(packed)
	*p = packedRecentOf(recent)
	return err
}

// packedHours are sums by the hour, packed as a wallet's are.
type packedHours []funds.RecentSum

// MarshalDynamoDBAttributeValue packs the sums.
func (p packedHours) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return bytesValue(recentRowOf(funds.Recent{Hours: p})), nil
}

// UnmarshalDynamoDBAttributeValue reads what was packed, all of it.
func (p *packedHours) UnmarshalDynamoDBAttributeValue(stored types.AttributeValue) error {
	packed, err := packedIn(stored)
	if err != nil {
		return err
	}
	recent, err := recentOf(packed)
	if err == nil && len(recent.Days) > 0 {
		err = fmt.Errorf("%w: there are %d days", errPacked, len(recent.Days))
	}
	*p = recent.Hours
	return err
}

// recentRowOf packs the number of hours, the hours, and the days, each as the distance from the one before, its amount and
// its count. As long as no hour and no day has more than 2^34 in minor units and 63 withdrawals, that is at most 398 bytes.
func recentRowOf(recent funds.Recent) (packed []byte) {
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

// recentOf reads what recentRowOf has packed. The form does not say how many days there are: of days that were cut off
// between two of them, only [Store.Verify] can tell.
func recentOf(packed []byte) (recent funds.Recent, err error) {
	hours, n := binary.Uvarint(packed)
	if n <= 0 {
		return funds.Recent{}, fmt.Errorf("%w: it has no number of hours", errPacked)
	}
	rest := packed[n:]
	if recent.Hours, rest, err = sumsOf(rest, hours); err != nil {
		return funds.Recent{}, fmt.Errorf("hours: %w", err)
	}
	if recent.Days, _, err = sumsOf(rest, math.MaxUint64); err != nil {
		return funds.Recent{}, fmt.Errorf("days: %w", err)
	}
	if uint64(len(recent.Hours)) < hours || len(recent.Hours)+len(recent.Days) == 0 {
		return funds.Recent{}, fmt.Errorf("%w: it has %d hours of %d", errPacked, len(recent.Hours), hours)
	}
	return recent, nil
}

// sumsOf reads at most so many sums, each later than the one before, whose amounts and counts can be added up.
func sumsOf(packed []byte, most uint64) (sums []funds.RecentSum, rest []byte, err error) {
	since, total := int64(0), funds.Tally{}
	for len(packed) > 0 && uint64(len(sums)) < most {
		var read [3]int64
		for i := range read {
			value, n := binary.Varint(packed)
			if n <= 0 {
				return nil, nil, fmt.Errorf("%w: the sum at %d is cut off", errPacked, len(sums))
			}
			read[i], packed = value, packed[n:]
		}
		sum := funds.Tally{Amount: funds.Amount(read[1]), Count: read[2]}
		later := len(sums) == 0 || (read[0] > 0 && read[0] <= math.MaxInt64-since)
		if !later || sum.Amount < 0 || sum.Amount > math.MaxInt64-total.Amount || sum.Count <= 0 || sum.Count > math.MaxInt64-total.Count {
			return nil, nil, fmt.Errorf("%w: the sum at %d is none: %v", errPacked, len(sums), read)
		}
		since += read[0]
		total.Amount, total.Count = total.Amount+sum.Amount, total.Count+sum.Count
		sums = append(sums, funds.RecentSum{Since: since, Tally: sum})
	}
	return sums, packed, nil
}

// packedFillers are those who alone put money into a wallet: of each a hash and a time in milliseconds since 1970.
type packedFillers []funds.Filler

const (
	fillerHashBytes = 8
	fillerBytes     = fillerHashBytes + 8
)

// MarshalDynamoDBAttributeValue packs the hashes and times.
func (p packedFillers) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	var packed []byte
	for _, filler := range p {
		packed = binary.BigEndian.AppendUint64(append(packed, filler.Hash...), uint64(millis(filler.At))) //nolint:gosec // read back the same way
	}
	return bytesValue(packed), nil
}

// UnmarshalDynamoDBAttributeValue reads what was packed, all of it. A time before 1970 would be one long ago.
func (p *packedFillers) UnmarshalDynamoDBAttributeValue(stored types.AttributeValue) error {
	packed, err := packedIn(stored)
	if err != nil {
		return err
	}
	if len(packed) == 0 || len(packed)%fillerBytes != 0 {
		return fmt.Errorf("%w: %d bytes are no whole fillers", errPacked, len(packed))
	}
	*p = nil
	for ; len(packed) > 0; packed = packed[fillerBytes:] {
		at := int64(binary.BigEndian.Uint64(packed[fillerHashBytes:fillerBytes])) //nolint:gosec // written the same way
		if at <= 0 {
			return fmt.Errorf("%w: a filler of the time %d", errPacked, at)
		}
		*p = append(*p, funds.Filler{Hash: string(packed[:fillerHashBytes]), At: moment(at)})
	}
	return nil
}

// packedToday is what became of a day's withdrawals: counts and sums, of what was asked for, paid, cancelled and failed.
type packedToday funds.Today

// tallies are all of a day's, in the order in which they are stored.
func (p *packedToday) tallies() []*funds.Tally {
	return []*funds.Tally{&p.Asked, &p.Paid, &p.Cancelled, &p.Failed}
}

// MarshalDynamoDBAttributeValue lists the counts and sums.
func (p packedToday) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	var row []int64
	for _, tally := range p.tallies() {
		row = append(row, tally.Count, int64(tally.Amount))
	}
	return attributevalue.Marshal(row)
}

// UnmarshalDynamoDBAttributeValue reads the list, all of it.
func (p *packedToday) UnmarshalDynamoDBAttributeValue(stored types.AttributeValue) error {
	var row []int64
	if err := attributevalue.Unmarshal(stored, &row); err != nil {
		return err
	}
	tallies := p.tallies()
	if len(row) != 2*len(tallies) {
		return fmt.Errorf("%w: a day of %d counts and sums", errPacked, len(row))
	}
	for i, tally := range tallies {
		*tally = funds.Tally{Count: row[2*i], Amount: funds.Amount(row[2*i+1])}
	}
	return nil
}

// packedMark is an [funds.AccountMark].
type packedMark funds.AccountMark

// MarshalDynamoDBAttributeValue is the mark's bytes.
func (m packedMark) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return bytesValue(m[:]), nil
}

// UnmarshalDynamoDBAttributeValue reads a mark, all of it: part of one is that of another account.
func (m *packedMark) UnmarshalDynamoDBAttributeValue(stored types.AttributeValue) error {
	packed, err := packedIn(stored)
	if err != nil {
		return err
	}
	if len(packed) != len(m) {
		return fmt.Errorf("%w: a mark of %d bytes", errPacked, len(packed))
	}
	*m = packedMark(packed)
	return nil
}
