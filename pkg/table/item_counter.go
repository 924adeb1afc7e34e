package table

import (
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// A node of the counters' tree is one item, COUNT#<generation>#<parent> / <name>. Its attributes:
//
//	c<state's letter>#<method>  how many withdrawals there are
//	a<state's letter>#<method>  the sum of their amounts, in minor units
//	m#<stream shard>            the shard's mark: the last of its records that is counted; dropped once the shard's own
//	                            mark says so, and the shard is quiet
//	e                           how often marks were dropped
//	t#<stream shard>            when a program from before has set the mark, in seconds since 1970
//
// The names are short because they make up most of a node, and finding a late page of a list reads some sixty nodes.
const (
	countKind    = 'c'
	amountKind   = 'a'
	markPrefix   = "m#"
	markedPrefix = "t#"
	epochName    = "e"
)

// stateLetters stand for the states in a node. They are stored, so a letter never gets another meaning.
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

func counterName(kind byte, counter count.Key) string {
	return string([]byte{kind, stateLetters[counter.State], '#'}) + string(counter.Method)
}

func counterOf(attribute string) (kind byte, counter count.Key, ok bool) {
	head, method, cut := strings.Cut(attribute, "#")
	if !cut || len(head) != len("cP") || head[0] != countKind && head[0] != amountKind {
		return 0, count.Key{}, false
	}
	state, known := letterStates[head[1]]
	return head[0], count.Key{State: state, Method: funds.Method(method)}, known
}

func countsOf(row item) count.Counts {
	counts := count.Counts{}
	for name, value := range row {
		kind, counter, ok := counterOf(name)
		n, isNumber := value.(*types.AttributeValueMemberN)
		if !ok || !isNumber {
			continue
		}
		number, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			continue
		}
		if kind == countKind {
			counts.Add(counter, number, 0)
		} else {
			counts.Add(counter, 0, funds.Amount(number))
		}
	}
	return counts
}

// shardItem is a shard's own mark.
type shardItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Passed string `dynamodbav:"passed"`
	At     int64  `dynamodbav:"at"`
	TTL    int64  `dynamodbav:"ttl"` // seconds since 1970
}

// quietAfter is how long a shard has passed nothing when its marks in the nodes are dropped. It is the longest that a
// function can run: one from before shards had marks of their own, which knows no epochs, holds no older view.
const quietAfter = 15 * time.Minute

// quietBehind says that all nodes have counted the shard up to a node's mark of it, and that it is quiet.
func (i shardItem) quietBehind(mark string, now time.Time) bool {
	return i.Passed != "" && !now.Before(moment(i.At).Add(quietAfter)) && !count.Later(mark, i.Passed)
}
