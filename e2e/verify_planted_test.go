package e2e_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/table"
)

// verifyCommand runs `outflow verify` on the stack's table.
func (w *world) verifyCommand() (exitCode int, said string) {
	w.t.Helper()
	return w.command([]string{"OUTFLOW_DYNAMODB=" + w.DynamoDB(), "OUTFLOW_TABLE=" + w.Table()}, "verify")
}

// command runs the program outflow, and gives all that it says.
func (w *world) command(environment []string, arguments ...string) (exitCode int, said string) {
	w.t.Helper()
	program, err := filepath.Abs("../.build/outflow")
	if err != nil {
		w.t.Fatal(err)
	}
	command := exec.CommandContext(w.t.Context(), program, arguments...)
	command.Env = append(os.Environ(), environment...)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	err = command.Run()
	var exited *exec.ExitError
	if err != nil && !errors.As(err, &exited) {
		w.t.Fatalf("outflow %v: %v", arguments, err)
	}
	return command.ProcessState.ExitCode(), out.String()
}

type storedItem = map[string]types.AttributeValue

// plant is a lie that is written into the table behind the write door.
type plant struct {
	pk, sk string
	change func(storedItem) // what is stored instead; nil where the item is deleted
	rule   string           // that finds it
}

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func words(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// more adds to a number.
func more(name string, by int64) func(storedItem) {
	return func(item storedItem) {
		was := int64(0)
		if old, ok := item[name].(*types.AttributeValueMemberN); ok {
			was, _ = strconv.ParseInt(old.Value, 10, 64)
		}
		item[name] = number(was + by)
	}
}

func becomes(name, text string) func(storedItem) {
	return func(item storedItem) { item[name] = words(text) }
}

// inShard has another shard of the same month.
func inShard(n int) func(storedItem) {
	return func(item storedItem) {
		partition := item["timePK"].(*types.AttributeValueMemberS).Value
		item["timePK"] = words(partition[:strings.LastIndexByte(partition, '#')+1] + strconv.Itoa(n))
	}
}

// lacks removes attributes.
func lacks(names ...string) func(storedItem) {
	return func(item storedItem) {
		for _, name := range names {
			delete(item, name)
		}
	}
}

// books are a table's items that plants speak of: of a user with an open, a failed and two paid withdrawals, and one
// that failed and that the gateway paid, of which an admin settled a part.
type books struct{ user, open, failed, paid, alsoPaid, settled string }

func (b books) plants() map[string]plant {
	code := func(id string) string { return "WD#" + id[:8] }
	user := "USER#" + b.user
	entry := func(n int) string { return "ENTRY#" + strings.Repeat("0", 11) + strconv.Itoa(n) }
	const log, wallet, wd = "LOG#", "WALLET", "WD"
	return map[string]plant{
		"a balance that grew":                        {user, wallet, more("bal", 1), invariant.RuleBalance},
		"a balance below what is frozen":             {user, wallet, more("bal", -90_000), invariant.RuleBounds},
		"frozen money without a withdrawal":          {user, wallet, more("frz", 1), invariant.RuleFrozen},
		"money that is no longer frozen":             {user, wallet, more("frz", -1), invariant.RuleFrozen},
		"frozen money below zero":                    {user, wallet, more("frz", -100_000), invariant.RuleBounds},
		"a count of unfinished ones":                 {user, wallet, more("open", 1), invariant.RuleOpen},
		"a total of what was withdrawn":              {user, wallet, more("twd", 1), invariant.RuleTotals},
		"a total of what was recharged":              {user, wallet, more("trc", 1), invariant.RuleTotals},
		"a day that was used less":                   {user, wallet, more("dayUsed", -1), invariant.RuleDay},
		"a count of entries":                         {user, wallet, more("nEnt", 1), invariant.RuleSequence},
		"a count of rows":                            {user, wallet, more("nRow", 1), invariant.RuleSequence},
		"a wallet that is gone":                      {user, wallet, nil, table.RuleOwner},
		"a status of nobody's":                       {user, wallet, becomes("st", "actve"), invariant.RuleStatus},
		"a wallet closed with money in it":           {user, wallet, becomes("st", "closed"), invariant.RuleStatus},
		"a wallet that cannot be read":               {user, wallet, becomes("bal", "much"), table.RuleItem},
		"a withdrawal that cannot be read":           {code(b.open), wd, becomes("amount", "much"), table.RuleItem},
		"one that the machine has forgotten":         {code(b.open), wd, lacks("duePK", "dueSK"), table.RuleIndex},
		"one that no list shows":                     {code(b.paid), wd, lacks("timePK"), table.RuleIndex},
		"one in a shard that no list reads":          {code(b.paid), wd, inShard(9), table.RuleIndex},
		"an act that the audit does not show":        {code(b.paid), log, lacks("auditPK", "auditSK"), table.RuleAudit},
		"an act that stands on another day":          {code(b.paid), log, becomes("auditPK", "AUDIT#19700101"), table.RuleAudit},
		"one that stands under another status":       {code(b.paid), wd, becomes("statusPK", "ST#pending#202601#0"), table.RuleIndex},
		"an entry that is gone from the middle":      {user, entry(3), nil, invariant.RuleSequence},
		"the first entry, gone":                      {user, entry(1), nil, invariant.RuleSequence},
		"an entry that ends at another balance":      {user, entry(3), more("b1", 1), invariant.RuleChain},
		"an entry that began at another balance":     {user, entry(3), more("b0", 1), invariant.RuleChain},
		"an entry that ends with more frozen":        {user, entry(2), more("f1", 1), invariant.RuleChain},
		"an entry of another type":                   {user, entry(3), becomes("type", "adjustment"), invariant.RuleMoneyMoves},
		"an entry of a withdrawal that is not":       {user, entry(2), becomes("rid", unknownID), invariant.RuleMoneyMoves},
		"an entry of another withdrawal":             {user, entry(2), becomes("rid", b.open), invariant.RuleMoneyMoves},
		"an entry of nobody":                         {"USER#nobody", entry(1), nobodysEntry, table.RuleOwner},
		"a withdrawal of nobody":                     {code(b.open), wd, becomes("uid", "nobody"), table.RuleOwner},
		"a withdrawal that is gone, but for its log": {code(b.paid), wd, nil, invariant.RuleMoneyMoves},
		"a failed one that is completed":             {code(b.failed), wd, becomes("st", "completed"), invariant.RuleReplay},
		"a paid one that has failed":                 {code(b.paid), wd, becomes("st", "failed"), invariant.RuleMoneyMoves},
		"an open one that is cancelled":              {code(b.open), wd, becomes("st", "cancelled"), invariant.RuleFrozen},
		"an amount that grew":                        {code(b.open), wd, more("amount", 100), invariant.RuleMoneyMoves},
		"an amount of a paid one":                    {code(b.paid), wd, more("amount", 100), invariant.RuleMoneyMoves},
		"a fee that nobody took":                     {code(b.paid), wd, more("fee", 100), invariant.RuleTotals},
		"a fee below zero":                           {code(b.open), wd, more("fee", -1), invariant.RuleMoneyMoves},
		"a settlement of more than was adjusted":     {code(b.settled), wd, more("set", -1), invariant.RuleSettled},
		"a settlement that nobody made":              {code(b.failed), wd, more("set", -1), invariant.RuleSettled},
		"a settlement that is forgotten":             {code(b.settled), wd, lacks("set"), invariant.RuleSettled},
		"an order that waits, and is not listed":     {code(b.settled), wd, waitsForAdmin, invariant.RuleUnsettled},
		"an order that is listed, and waits not":     {user, wallet, lists(b.paid), invariant.RuleUnsettled},
		"a log that is gone":                         {code(b.paid), log, nil, invariant.RuleReplay},
		"a version before the log's":                 {code(b.paid), wd, func(item storedItem) { item["ver"] = number(1) }, invariant.RuleReplay},
		"a transaction number of nobody":             {"TXNO#forged", "TXNO", becomes("wd", unknownID), table.RuleNumber},
		"a transaction number of one without it":     {"TXNO#forged", "TXNO", becomes("wd", b.failed), table.RuleNumber},
		"a transaction number of another":            {"TXNO#NO-1", "TXNO", becomes("wd", b.alsoPaid), table.RuleNumber},
		"a transaction number that is gone":          {"TXNO#NO-1", "TXNO", nil, table.RuleNumber},
		"a transaction number that two have": {code(b.alsoPaid), wd, func(item storedItem) {
			item["pay"].(*types.AttributeValueMemberM).Value["no"] = words("NO-1")
		}, table.RuleNumber},
	}
}

func waitsForAdmin(item storedItem) {
	item["attn"], item["attnPK"] = &types.AttributeValueMemberBOOL{Value: true}, words("ATTENTION")
}

// lists names an order on a wallet as unsettled.
func lists(id string) func(storedItem) {
	return func(item storedItem) {
		item["uns"] = &types.AttributeValueMemberL{Value: []types.AttributeValue{words(id)}}
	}
}

func nobodysEntry(item storedItem) {
	maps.Copy(item, storedItem{
		"typeKey": words("adjustment#1"), "type": words("adjustment"),
		"seq": number(1), "tseq": number(1), "row": number(1),
		"b0": number(0), "b1": number(100), "f0": number(0), "f1": number(0),
	})
}

func TestVerifyFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	u := w.user("1000")
	b := books{user: u.sub}
	b.paid = u.paidByHandWith("NO-1")
	b.failed = u.withdrawal(funds.StateFailed)
	b.alsoPaid = u.paidByHandWith("NO-2")
	b.settled = u.settledInPart()
	b.open = u.withdrawal(funds.StateProcessing)
	if code, said := w.verifyCommand(); code != 0 || !strings.Contains(said, "no violation") {
		t.Fatalf("before anything is planted: exit %d: %s", code, said)
	}
	u.findsEach(b.plants())
}

// findsEach plants one lie after the other: verify finds it by its rule, and nothing once all was put back.
func (p *person) findsEach(plants map[string]plant) {
	p.t.Helper()
	for name, lie := range plants {
		p.t.Run(name, func(t *testing.T) {
			w := p.in(t).world
			sk := lie.sk
			if sk == "LOG#" {
				sk = w.lastLog(lie.pk)
			}
			restore := w.plant(lie.pk, sk, lie.change)
			defer restore()
			if code, said := w.verifyCommand(); code != 1 || !strings.Contains(said, lie.rule+": ") {
				t.Errorf("exit %d, without %q:\n%s", code, lie.rule, said)
			}
		})
	}
	if code, said := p.verifyCommand(); code != 0 {
		p.t.Errorf("after all was put back: exit %d: %s", code, said)
	}
}

func (p *person) paidByHandWith(transactionNo string) (id string) {
	p.t.Helper()
	id = p.approved("100", "0387222126")
	p.admin().pay(id, transactionNo).want(200)
	return id
}

// plant replaces or deletes one item, and gives what puts it back.
func (w *world) plant(pk, sk string, change func(storedItem)) (restore func()) {
	w.t.Helper()
	key := storedItem{"PK": words(pk), "SK": words(sk)}
	read := func() storedItem {
		w.t.Helper()
		got, err := w.Client().GetItem(w.t.Context(), &dynamodb.GetItemInput{TableName: aws.String(w.Table()), Key: key, ConsistentRead: aws.Bool(true)})
		if err != nil {
			w.t.Fatal(err)
		}
		return got.Item
	}
	put := func(item storedItem) {
		w.t.Helper()
		if _, err := w.Client().PutItem(w.t.Context(), &dynamodb.PutItemInput{TableName: aws.String(w.Table()), Item: item}); err != nil {
			w.t.Fatal(err)
		}
	}
	remove := func() {
		w.t.Helper()
		if _, err := w.Client().DeleteItem(w.t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String(w.Table()), Key: key}); err != nil {
			w.t.Fatal(err)
		}
	}
	before := read()
	switch {
	case change != nil:
		lie := read()
		if lie == nil {
			lie = maps.Clone(key)
		}
		change(lie)
		put(lie)
	case before == nil:
		w.t.Fatalf("there is no %s %s to delete", pk, sk)
	default:
		remove()
	}
	if before == nil {
		return remove
	}
	return func() { put(before) }
}

// lastLog is the sort key of a withdrawal's last log item.
func (w *world) lastLog(pk string) string {
	w.t.Helper()
	got, err := w.Client().Query(w.t.Context(), &dynamodb.QueryInput{
		TableName: aws.String(w.Table()), ScanIndexForward: aws.Bool(false), Limit: aws.Int32(1),
		KeyConditionExpression:    aws.String("PK = :pk AND begins_with(SK, :log)"),
		ExpressionAttributeValues: storedItem{":pk": words(pk), ":log": words("LOG#")},
	})
	if err != nil || len(got.Items) == 0 {
		w.t.Fatalf("no log of %s: %v", pk, err)
	}
	return got.Items[0]["SK"].(*types.AttributeValueMemberS).Value
}
