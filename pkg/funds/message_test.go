package funds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// everything is all that sentences name.
var everything = funds.Facts{
	Balance: 1, Frozen: 2, Available: -3, Requested: 4, Used: 5, Limit: 6, Least: 7, Most: 8, Step: 100, Amount: 9, Credited: 10, Settled: -11, Due: 12,
	Minimum: 13, Maximum: 14, Count: 15, Pending: 16, Approved: 17, Processing: 18, Hours: 19, Line: 21, Gateway: 5, Wait: 20 * time.Second,
	Field: "a", Other: "b", Text: "第一行\n第二行", From: "c", To: "d", Channel: "MVola", Method: "MVola", Options: "x,y", Withdrawal: "7K3Q",
	By: "李", Scope: "all", Batch: "PB1", Until: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
}

func TestAMessageIsATextAndWhatTheMachineSaysBehindIt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		message    funds.Message
		text       string
		statements []funds.Statement
	}{
		"nothing":                              {"", "", nil},
		"a person's text":                      {"资料不符", "资料不符", nil},
		"a sentence of before":                 {"网关状态 1", "网关状态 1", nil},
		"a statement":                          {funds.Say("paid", funds.Facts{}), "", []funds.Statement{{Reason: "paid"}}},
		"one with every fact":                  {funds.Say("x", everything), "", []funds.Statement{{Reason: "x", Facts: everything}}},
		"two statements":                       {funds.Say("a", funds.Facts{Due: 1}) + funds.Say("b", funds.Facts{Field: "f"}), "", []funds.Statement{{"a", funds.Facts{Due: 1}}, {"b", funds.Facts{Field: "f"}}}},
		"a text and a statement":               {"已核实" + funds.Say("settled_by", funds.Facts{Amount: 5}), "已核实", []funds.Statement{{"settled_by", funds.Facts{Amount: 5}}}},
		"a fact that has the marks":            {funds.Say("a", funds.Facts{Text: "x\x1fy\x1ez"}), "", []funds.Statement{{"a", funds.Facts{Text: "x y z"}}}},
		"a text that has the marks":            {funds.Text("not valid for \x1fpaid\x1eg1"), "not valid for  paid g1", nil},
		"a fact that this program knows not":   {"\x1fa\x1e?1\x1eg2", "", []funds.Statement{{"a", funds.Facts{Gateway: 2}}}},
		"a fact that is no number as it ought": {"\x1fa\x1ebx\x1esx\x1ekx", "", []funds.Statement{{Reason: "a"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, statements := test.message.Parts()
			if text != test.text {
				t.Errorf("the text is %q, want %q", text, test.text)
			}
			if diff := cmp.Diff(test.statements, statements); diff != "" {
				t.Errorf("the statements (-want +got):\n%s", diff)
			}
		})
	}
}

func TestALogReadsAMessageByItsReasons(t *testing.T) {
	t.Parallel()
	message := "已核实" + funds.Say("settled_by", funds.Facts{Amount: -50_00, Wait: 3 * time.Second, Step: 100})
	const want = "已核实 settled_by step=1 amount=-50.00 seconds=3"
	if got := message.LogValue().String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The table is full of marks: none may ever be another fact's, so this text changes by additions alone.
func TestEveryFactHasItsOwnNameAndMark(t *testing.T) {
	t.Parallel()
	stored := []string{
		"\x1fx", "b1", "z2", "a-3", "r4", "u5", "l6", "n7", "m8", "p100", "A9", "C10", "S-11", "D12", "i13", "x14", "k15", "P16", "Q17", "R18", "h19", "L21", "g5", "s20",
		"fa", "ob", "t第一行\n第二行", "vc", "wd", "cMVola", "dMVola", "B李", "Oall", "HPB1", "U2026-03-01T08:00:00Z", "ex,y", "W7K3Q",
	}
	if diff := cmp.Diff(stored, strings.Split(string(funds.Say("x", everything)), "\x1e")); diff != "" {
		t.Errorf("what is stored of every fact (-want +got):\n%s", diff)
	}
	if facts := len(stored) - 1; facts != len(funds.FactNames()) {
		t.Errorf("%d facts are looked at here, of %d", facts, len(funds.FactNames()))
	}
	seen := map[string]bool{}
	for _, name := range funds.FactNames() {
		if seen[name] {
			t.Errorf("two facts are called %s", name)
		}
		seen[name] = true
	}
	if got := (funds.Facts{}).Value("nothing of the kind"); got != "" {
		t.Errorf("an unknown name gives %q", got)
	}
}
