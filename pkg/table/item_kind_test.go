package table_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

// kindOfRow is what an item is: the first part of its partition key or, where a partition has several kinds, of its sort key.
func kindOfRow(at string) string {
	pk, sk, _ := strings.Cut(at, " ")
	first := func(key string) string {
		kind, _, _ := strings.Cut(key, "#")
		return kind
	}
	switch {
	case first(pk) == "STATEMENT" || first(pk) == "BANK":
		return first(sk)
	case first(pk) == "USER" || first(sk) == "LOG" || pk == "COUNT" || pk == "POLICY" || pk == "PAUSE" || first(pk) == "BATCH":
		return first(sk)
	case first(pk) == "COUNT": // and the generation, before the node's parent
		_, node, _ := strings.Cut(strings.TrimPrefix(pk, "COUNT#"), "#")
		switch kind := first(node); kind {
		case "PAYEE", "SHARD":
			return kind
		case "RETURN":
			return "RETURNS" // what is counted of them
		}
	}
	return first(pk)
}

// Kinds of items by the types that they are written as. A new type belongs in one of these, and one that is written again
// also among the writers of unknownAttributesAreKept.
var (
	writtenAgain = map[string]string{
		"batchItem": "BATCH", "batchPartItem": "PART", "answerItem": "GATEWAY", "rateItem": "RATE", "blockedItem": "BLOCKED", "claimItem": "IDEMP", "twinItem": "TWIN", "numberItem": "TXNO", "monthItem": "MONTHS",
		"pausesItem": "CONTROL", "policyHeadItem": "HEAD", "policyVersionItem": "V", "proposalItem": "PROPOSAL", "jobItem": "JOB", "releasedItem": "ADMIN", "rechargeItem": "RC", "returnItem": "RETURN",
		"bankStatementItem": "STATEMENT", "bankChainItem": "CHAIN", "bankSheetItem": "SHEET", "breakItem": "BREAK", "shardItem": "SHARD", "walletItem": "WALLET", "withdrawalItem": "WD",
	}
	writtenOnce = map[string]string{
		"auditItem": "AUDIT", "entryItem": "ENTRY", "rechargePointer": "RECHARGE", "strayItem": "STRAY", "poisonItem": "POISON", "logItem": "LOG", "payeeKeyItem": "PAYEES",
		"bankFileItem": "BANKFILE", "bankBlockItem": "LINES",
	}
	// writtenByAttribute are those that no type has: each write names the attributes that it is about.
	writtenByAttribute = []string{"COUNT", "GENERATIONS", "PAUSE", "PAYEE", "RETURNS"}
)

// everyKindIsWritten holds the types in the package's code, the kinds that were written again and the kinds that are stored
// against the lists above.
func everyKindIsWritten(t *testing.T, again map[string]bool, rows map[string]map[string]any) {
	t.Helper()
	listed := slices.Sorted(maps.Keys(writtenAgain))
	same(t, "types that are written as items", typesOfItems(t), slices.Sorted(slices.Values(slices.AppendSeq(listed, maps.Keys(writtenOnce)))))
	rewritten := slices.AppendSeq(slices.Clone(writtenByAttribute), maps.Values(writtenAgain))
	same(t, "kinds that are written again", slices.Sorted(slices.Values(rewritten)), slices.Sorted(maps.Keys(again)))
	stored := map[string]bool{}
	for at := range rows {
		stored[kindOfRow(at)] = true
	}
	same(t, "kinds that are stored", slices.Sorted(slices.Values(slices.AppendSeq(rewritten, maps.Values(writtenOnce)))), slices.Sorted(maps.Keys(stored)))
}

// typesOfItems are the package's types that have a partition key.
func typesOfItems(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "hook_") { // those stand in a table of their own
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			named, is := node.(*ast.TypeSpec)
			if !is {
				return true
			}
			if row, is := named.Type.(*ast.StructType); is && slices.ContainsFunc(row.Fields.List, func(field *ast.Field) bool {
				return field.Tag != nil && strings.Contains(field.Tag.Value, `dynamodbav:"PK`)
			}) {
				names = append(names, named.Name.Name)
			}
			return true
		})
	}
	slices.Sort(names)
	return names
}

// pauseWriters write again what is paused and what is blocked, with their copies; and what no pause keeps from calling back.
func (l *unknownLife) pauseWriters() []writer {
	paused := func(scope funds.PauseScope) func() error {
		return func() error {
			_, err := l.Pause(l.t.Context(), admin, pause.Request{Scope: scope, Hours: 2, Reason: "疑似盗号"})
			return err
		}
	}
	var block flow.Blocked
	var unsent funds.ID
	blocked := func() (err error) {
		block, err = l.Block(l.t.Context(), admin, pause.BlockRequest{Account: "0340000000", Reason: "盗刷"})
		return err
	}
	return []writer{
		{"a first pause", paused(funds.PauseMethod(funds.MethodBank)), []string{}, nil},
		{"another one", paused(funds.PauseRecharge), []string{"CONTROL", "PAUSE"}, nil},
		{"one that is lifted", func() error { _, _, err := l.Lift(l.t.Context(), admin, funds.PauseRecharge, ""); return err }, []string{"CONTROL", "PAUSE"}, nil},
		{"an account that is blocked", blocked, []string{"PAUSE"}, nil},
		{"and is not any more", func() error { _, _, err := l.Unblock(l.t.Context(), admin, block.ID, ""); return err }, []string{"BLOCKED", "PAUSE"}, nil},
		{"one that is never sent", func() error { unsent = l.pending(l.t, channelRequest("u1", 8*yuan)); return nil }, []string{"WALLET"}, nil},
		{"a callback about it", func() error {
			call := l.callback(l.t, unsent, funds.GatewayWithdrawalPaid)
			call.PlatformID = "P1"
			if err := l.ReceiveCallback(l.t.Context(), call); !errors.Is(err, funds.ErrNotFound) {
				return fmt.Errorf("it is answered as if there were an order: %w", err)
			}
			return nil
		}, []string{"WD"}, nil},
	}
}

// policyWriters write a version, and what becomes of it, each with the head.
func (l *unknownLife) policyWriters() []writer {
	first := funds.PolicyChange{Head: fullPolicyHead, Version: fullPolicyVersion}
	then := first
	then.FromHead, then.Head.Revision, then.From, then.Version.Revision = 1, 2, 1, 2
	commit := func(id string, change funds.PolicyChange) func() error {
		change.Head.CommitID, change.Version.CommitID = id, id
		return func() error {
			return l.store.Commit(l.t.Context(), funds.Change{CommitID: id, At: someDay, Policy: &change})
		}
	}
	return []writer{
		{"a version of the policy", commit("policy-1", first), []string{}, nil},
		{"what becomes of it", commit("policy-2", then), []string{"HEAD", "V"}, nil},
	}
}
