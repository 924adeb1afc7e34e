package table

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// A node of the counters' tree is one item, COUNT#<generation>#<parent> / <name>. Its attributes:
//
//	c<state's letter>#<method>  how many
//	a<state's letter>#<method>  of which amounts together, minor units
//	m#<stream shard>            the last record of the shard that is in it
//	t#<stream shard>            when that was, in seconds since 1970
//
// Names are most of a node's bytes, and a deep page reads some sixty nodes: so they are short.
const (
	countKind    = 'c'
	amountKind   = 'a'
	markPrefix   = "m#"
	markedPrefix = "t#"
)

// stateLetters name states in a node. They are stored: a letter never gets another meaning.
var stateLetters = map[funds.State]byte{
	funds.StatePending: 'P', funds.StateApproved: 'A', funds.StateProcessing: 'S', funds.StateCompleted: 'C',
	funds.StateRejected: 'R', funds.StateFailed: 'F', funds.StateCancelled: 'X',
}

var letterStates = func() map[byte]funds.State {
	states := map[byte]funds.State{}
	for state, letter := range stateLetters {
		states[letter] = state
	}
	return states
}()

func cellName(kind byte, cell count.Cell) string {
	return string([]byte{kind, stateLetters[cell.State], '#'}) + string(cell.Method)
}

func cellOf(attribute string) (kind byte, cell count.Cell, ok bool) {
	head, method, cut := strings.Cut(attribute, "#")
	if !cut || len(head) != len("cP") || head[0] != countKind && head[0] != amountKind {
		return 0, count.Cell{}, false
	}
	state, known := letterStates[head[1]]
	return head[0], count.Cell{State: state, Method: funds.Method(method)}, known
}

func countsOf(row item) count.Counts {
	counts := count.Counts{}
	for name, value := range row {
		kind, cell, ok := cellOf(name)
		n, isNumber := value.(*types.AttributeValueMemberN)
		if !ok || !isNumber {
			continue
		}
		number, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			continue
		}
		if kind == countKind {
			counts.Add(cell, number, 0)
		} else {
			counts.Add(cell, 0, funds.Amount(number))
		}
	}
	return counts
}
