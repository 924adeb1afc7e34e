package table

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// fullRecent has 25 hours and 31 days, each with as many withdrawals, of as much, as a busy wallet has.
func fullRecent() (full funds.Recent) {
	const most, many = 1<<34 - 1, 63
	for hour := range int64(25) {
		full.Hours = append(full.Hours, funds.RecentSum{Since: 493_000 + hour, Tally: funds.Tally{Count: many, Amount: most}})
	}
	for day := range int64(31) {
		full.Days = append(full.Days, funds.RecentSum{Since: 20_510 + day, Tally: funds.Tally{Count: many, Amount: most}})
	}
	return full
}

func TestWhatAWalletKeepsOfLateIsSmallAndReadAsItWasPacked(t *testing.T) {
	t.Parallel()
	const limit = 450
	full := fullRecent()
	for name, recent := range map[string]funds.Recent{
		"nothing": {}, "all of it": full, "days alone": {Days: full.Days}, "hours alone": {Hours: full.Hours[:1]},
	} {
		stored, err := attributevalue.MarshalMap(walletItemOf(funds.Wallet{UserID: "u1", Recent: recent}))
		if err != nil {
			t.Fatal(err)
		}
		packed, some := stored["rcnt"].(*types.AttributeValueMemberB)
		if some != (len(recent.Hours)+len(recent.Days) > 0) || (some && len(packed.Value) > limit) {
			t.Errorf("%s is stored as %+v", name, stored["rcnt"])
		}
		read, err := decode[walletItem](stored)
		if diff := cmp.Diff(recent, read.wallet().Recent); diff != "" || err != nil {
			t.Errorf("%s is read as (-want +got):\n%s%v", name, diff, err)
		}
	}
}

// What is cut off, wherever, is not read as less: but for whole days at the end, which verify alone can miss.
func TestSumsThatAreCutOffAreNotReadAsLess(t *testing.T) {
	t.Parallel()
	full := fullRecent()
	whole := recentRowOf(full)
	var ends []int // of the days
	for days := range full.Days {
		ends = append(ends, len(recentRowOf(funds.Recent{Hours: full.Hours, Days: full.Days[:days]})))
	}
	for cut := range whole {
		read, err := recentOf(whole[:cut])
		if atADay := slices.Contains(ends, cut); atADay != (err == nil) || (err != nil && !errors.Is(err, errPacked)) {
			t.Errorf("%d of %d bytes are read as %d hours and %d days, %v", cut, len(whole), len(read.Hours), len(read.Days), err)
		}
	}
}

// sums packs numbers as they are: how many hours there are, and then a distance, an amount and a count of each.
func sums(hours uint64, numbers ...int64) []byte {
	packed := binary.AppendUvarint(nil, hours)
	for _, n := range numbers {
		packed = binary.AppendVarint(packed, n)
	}
	return packed
}

func TestSumsThatCannotHaveBeenPackedAreNotRead(t *testing.T) {
	t.Parallel()
	const hour, amount, count, most = 493_000, 5, 1, math.MaxInt64
	for name, test := range map[string]struct {
		packed []byte
		reads  bool
	}{
		"an hour and a day":                   {sums(1, hour, amount, count, 20_541, amount, count), true},
		"nothing at all":                      {[]byte{}, false},
		"a number that has no end":            {[]byte{0x80, 0x80}, false},
		"neither an hour nor a day":           {sums(0), false},
		"fewer hours than it says":            {sums(2, hour, amount, count), false},
		"many hours fewer than it says":       {sums(math.MaxUint64, hour, amount, count), false},
		"more behind its days":                {sums(1, hour, amount, count, 20_541, amount, count, 7), false},
		"two hours":                           {sums(2, hour, amount, count, 1, amount, count), true},
		"an hour twice":                       {sums(2, hour, amount, count, 0, amount, count), false},
		"an hour before the one before":       {sums(2, hour, amount, count, -1, amount, count), false},
		"an hour after the end of time":       {sums(2, hour, amount, count, most, amount, count), false},
		"an hour of nothing":                  {sums(1, hour, 0, count), true},
		"an hour of less than nothing":        {sums(1, hour, -1, count), false},
		"an hour of no withdrawal":            {sums(1, hour, amount, 0), false},
		"an hour of fewer":                    {sums(1, hour, amount, -1), false},
		"amounts that still add up":           {sums(2, hour, most-1, count, 1, 1, count), true},
		"amounts that add up to less":         {sums(2, hour, most, count, 1, 1, count), false},
		"counts that add up to less":          {sums(2, hour, amount, most, 1, amount, 1), false},
		"days whose amounts add up to less":   {sums(0, 20_541, most, count, 1, 1, count), false},
		"an hour's amount, and a day's again": {sums(1, hour, most, count, 20_541, most, count), true},
	} {
		if _, err := recentOf(test.packed); test.reads != (err == nil) || (err != nil && !errors.Is(err, errPacked)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPackedAttributeOfAnotherFormIsNotRead(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	stored := map[string]any{
		"wallet": walletItemOf(funds.Wallet{
			UserID: "u1", Recent: fullRecent(), Fillers: []funds.Filler{{Hash: "01234567", At: at}, {Hash: "abcdefgh", At: at}}, Today: funds.Today{Asked: funds.Tally{Count: 1, Amount: 1}},
		}),
		"released": releasedItemOf(funds.Released{Person: "li", Hours: fullRecent().Hours}),
		"blocked":  blockedItemOf(funds.BlockedShard{On: []funds.BlockedAccount{{ID: "b1", Mark: funds.MarkAccount("6222")}}}),
	}
	read := map[string]func(item) error{
		"wallet":   func(row item) error { _, err := decode[walletItem](row); return err },
		"released": func(row item) error { _, err := decode[releasedItem](row); return err },
		"blocked":  func(row item) error { _, err := decode[blockedItem](row); return err },
	}
	filler := func(ms uint64) []byte { return binary.BigEndian.AppendUint64([]byte("01234567"), ms) }
	list := func(numbers int) types.AttributeValue {
		row := &types.AttributeValueMemberL{}
		for range numbers {
			row.Value = append(row.Value, number(1))
		}
		return row
	}
	mark := func(value types.AttributeValue) types.AttributeValue {
		return &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberM{Value: item{"id": stringValue("b1"), "mark": value}}}}
	}
	null := &types.AttributeValueMemberNULL{Value: true}
	for name, test := range map[string]struct {
		of, attribute string
		value         types.AttributeValue
	}{
		"sums that are a number":       {"wallet", "rcnt", number(1)},
		"sums that are nothing":        {"wallet", "rcnt", null},
		"half a filler":                {"wallet", "fill", bytesValue(filler(1)[:8])},
		"a filler and a half":          {"wallet", "fill", bytesValue(append(filler(1), filler(1)[:15]...))},
		"no filler":                    {"wallet", "fill", bytesValue([]byte{})},
		"fillers that are a text":      {"wallet", "fill", stringValue("0123456701234567")},
		"a filler of 1970":             {"wallet", "fill", bytesValue(filler(0))},
		"a filler of before 1970":      {"wallet", "fill", bytesValue(filler(math.MaxUint64))},
		"a day with a sum too few":     {"wallet", "today", list(7)},
		"a day with a sum too many":    {"wallet", "today", list(9)},
		"a day without sums":           {"wallet", "today", list(0)},
		"a day that is a text":         {"wallet", "today", stringValue("1")},
		"hours that are days":          {"released", "hours", bytesValue(sums(0, 493_000, 5, 1))},
		"hours and a day":              {"released", "hours", bytesValue(sums(1, 493_000, 5, 1, 20_541, 5, 1))},
		"hours that are cut off":       {"released", "hours", bytesValue(sums(2, 493_000, 5, 1))},
		"hours that are a text":        {"released", "hours", stringValue("1")},
		"hours that are nothing":       {"released", "hours", null},
		"a mark that is cut off":       {"blocked", "on", mark(bytesValue([]byte("0123456")))},
		"a mark that is longer":        {"blocked", "on", mark(bytesValue(make([]byte, 64)))},
		"a mark that is a text":        {"blocked", "on", mark(stringValue("6222"))},
		"a wallet, as it was written":  {"wallet", "", nil},
		"releases, as they were":       {"released", "", nil},
		"what is blocked, as it was":   {"blocked", "", nil},
		"one filler, as it may be":     {"wallet", "fill", bytesValue(filler(1))},
		"a day, as it may be":          {"wallet", "today", list(8)},
		"a mark, as it may be":         {"blocked", "on", mark(bytesValue(make([]byte, len(funds.AccountMark{}))))},
		"a wallet of before any":       {"wallet", "rcnt", nil},
		"a wallet that nobody filled":  {"wallet", "fill", nil},
		"a person who released so far": {"released", "hours", bytesValue(sums(1, 493_000, 5, 1))},
	} {
		row, err := attributevalue.MarshalMap(stored[test.of])
		if err != nil {
			t.Fatal(err)
		}
		reads := test.value == nil || slices.Contains([]string{"one filler, as it may be", "a day, as it may be", "a mark, as it may be", "a person who released so far"}, name)
		switch {
		case test.value != nil:
			row[test.attribute] = test.value
		case test.attribute != "":
			delete(row, test.attribute)
		}
		if err := read[test.of](row); reads != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
