package table

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// blockedItem is what is blocked of one shard: the item that is decided on.
type blockedItem struct {
	PK      string        `dynamodbav:"PK"`
	SK      string        `dynamodbav:"SK"`
	Version int64         `dynamodbav:"ver"`
	On      []blockedPart `dynamodbav:"on"`
	Forced  *forcedPart   `dynamodbav:"forced,omitempty"`
	Commit  string        `dynamodbav:"commit"`
}

type blockedPart struct {
	ID     string     `dynamodbav:"id"`
	Mark   packedMark `dynamodbav:"mark"`
	Shown  string     `dynamodbav:"acct"`
	By     actorItem  `dynamodbav:"by"`
	Person string     `dynamodbav:"person,omitempty"`
	At     int64      `dynamodbav:"at"`
	Reason string     `dynamodbav:"why,omitempty"`
	Lifts  []string   `dynamodbav:"lifts,omitempty"`
}

type forcedPart struct {
	Block  blockedPart `dynamodbav:"block"`
	Lifted bool        `dynamodbav:"lifted"`
}

func blockedItemOf(s funds.BlockedShard) blockedItem {
	at := blockedKey(s.Shard)
	row := blockedItem{PK: at.pk, SK: at.sk, Version: s.Version, Commit: s.CommitID}
	for _, block := range s.On {
		row.On = append(row.On, blockedPartOf(block))
	}
	if s.Forced.ID != "" {
		row.Forced = &forcedPart{blockedPartOf(s.Forced.BlockedAccount), s.Forced.Lifted}
	}
	return row
}

func (i blockedItem) shard() (funds.BlockedShard, error) {
	shard, err := strconv.Atoi(i.SK)
	if err != nil || shard < 0 || shard >= funds.PauseShards {
		return funds.BlockedShard{}, fmt.Errorf("%s %s is of no shard", i.PK, i.SK)
	}
	s := funds.BlockedShard{Shard: shard, Version: i.Version, CommitID: i.Commit}
	for _, part := range i.On {
		s.On = append(s.On, part.block())
	}
	if i.Forced != nil {
		s.Forced = funds.ForcedBlock{BlockedAccount: i.Forced.Block.block(), Lifted: i.Forced.Lifted}
	}
	return s, nil
}

func blockedPartOf(b funds.BlockedAccount) blockedPart {
	return blockedPart{b.ID, packedMark(b.Mark), b.Shown, actorItemOf(b.By), b.By.Person, millis(b.At), b.Reason, b.Lifts}
}

func (i blockedPart) block() funds.BlockedAccount {
	by := i.By.actor()
	by.Person = i.Person
	return funds.BlockedAccount{ID: i.ID, Mark: funds.AccountMark(i.Mark), Shown: i.Shown, By: by, At: moment(i.At), Reason: i.Reason, Lifts: i.Lifts}
}

// attrBlocked is, in a copy of the pauses, the set of the marks of what is blocked; it is not there where nothing is, as no
// set is empty.
const attrBlocked = "blocked"

// marksOf are the marks in a copy of the pauses, in order.
func marksOf(copied item) [][]byte {
	set, ok := copied[attrBlocked].(*types.AttributeValueMemberBS)
	if !ok {
		return nil
	}
	return inOrder(set.Value)
}

// marksIn are those that a shard's copy is to have.
func marksIn(s funds.BlockedShard) [][]byte {
	marks := make([][]byte, 0, len(s.On))
	for _, block := range s.On {
		marks = append(marks, block.Mark[:])
	}
	return inOrder(marks)
}

func inOrder(marks [][]byte) [][]byte {
	ordered := slices.Clone(marks)
	slices.SortFunc(ordered, bytes.Compare)
	return ordered
}

func sameMarks(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) }

// blocks says that a copy of the pauses names an account.
func blocks(copied item, mark funds.AccountMark) bool {
	return slices.ContainsFunc(marksOf(copied), func(stored []byte) bool { return bytes.Equal(stored, mark[:]) })
}
