package contract_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/flowtest"
)

// mostBytes keeps a wallet and a withdrawal within one write unit, which is 1 KB, with room for what tells whether they
// were tampered with.
const mostBytes = 950

// TestAWalletAndAWithdrawalStayWithinOneWriteUnit, with all that approvals add, as they are after each step of lives that
// take two people. Ids are UUIDs, names and texts as long as real ones, and the wallet has paid for a month.
func TestAWalletAndAWithdrawalStayWithinOneWriteUnit(t *testing.T) {
	t.Parallel()
	l := newLives(t)
	const days = 10
	l.takesTwo()
	l.order()
	for _, s := range l.byTwo()[1:] {
		l.costs(s)
		l.within(t, "ordered: "+s.name)
	}
	for range days {
		for _, s := range l.byTwo() {
			l.costs(s)
			l.within(t, s.name)
		}
		l.house.Clock.Advance(3 * 24 * time.Hour)
	}
	for range days {
		l.create(flowtest.Channel)()
		l.house.Clock.Advance(2 * time.Hour)
	}
	l.within(t, "many within a day")
}

func (l *lives) within(t *testing.T, step string) {
	t.Helper()
	largest := map[string]int{}
	for key, row := range l.house.Rows() {
		kind := key[strings.LastIndex(key, " ")+1:]
		largest[kind] = max(largest[kind], itemBytes(row))
	}
	for _, kind := range []string{"WALLET", "WD"} {
		if size := largest[kind]; size > mostBytes || size == 0 {
			t.Errorf("after %s the largest %s has %d bytes, of at most %d", step, kind, size, mostBytes)
		}
	}
	t.Logf("%s: wallet %d, withdrawal %d bytes", step, largest["WALLET"], largest["WD"])
}

// itemBytes is an item's size by the rules of the DynamoDB developer guide, "Item sizes and formats".
func itemBytes(row map[string]any) (size int) {
	for name, value := range row {
		size += len(name) + valueBytes(value)
	}
	return size
}

func valueBytes(value any) int {
	const container, element = 3, 1
	switch v := value.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	case float64: // two digits a byte, without zeros at either end, and one more
		return (len(strings.Trim(strconv.FormatFloat(v, 'f', -1, 64), "0"))+1)/2 + 1
	case []any:
		size := container
		for _, one := range v {
			size += element + valueBytes(one)
		}
		return size
	case map[string]any:
		return container + element*len(v) + itemBytes(v)
	default:
		return 1
	}
}
