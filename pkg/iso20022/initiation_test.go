package iso20022_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/iso20022"
)

var update = flag.Bool("update", false, "write the golden files anew")

// validate has xmllint check a file against its published schema.
func validate(t *testing.T, schema string, file []byte) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("xmllint is not installed: tools/prerequisites, as root on Debian, installs it")
	}
	command := exec.Command("xmllint", "--nonet", "--noout", "--schema", filepath.Join("testdata/schema", schema+".xsd"), "-")
	command.Stdin = bytes.NewReader(file)
	if said, err := command.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", schema, err, said)
	}
}

func order() iso20022.Initiation {
	return iso20022.Initiation{
		ID: "PB-20241212-0001", At: time.Date(2024, time.December, 12, 3, 4, 5, 6, time.UTC), Day: "2024-12-12",
		Holder: "示例商贸有限公司", Account: iso20022.Account{Number: "6222 0000 1111", Bank: iso20022.Bank{CNAPS: "308584000013", Name: "招商银行"}}, Currency: "CNY",
		Payments: []iso20022.Payment{
			{ID: "ABCD234520241212030405", Amount: 10, Holder: "张三", To: iso20022.Account{Number: "6222021234567890123", Bank: iso20022.Bank{CNAPS: "102100099996", Name: "工商银行"}}, Note: "提现 <1> & more"},
			{ID: "ABCD234620241212030405", Amount: 99_99, Holder: "Ann O'Neil", To: iso20022.Account{Number: "de89 3704 0044 0532 0130 00", Bank: iso20022.Bank{BIC: "COBADEFFXXX"}}},
			{ID: "ABCD234720241212030405", Amount: funds.MaxAmount - 100_09, Holder: "𠮷田", To: iso20022.Account{Number: "GB01WRONG"}},
		},
	}
}

func written(t *testing.T, order iso20022.Initiation) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := order.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestAnInitiationIsValidAndTheSameEachTime(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*iso20022.Initiation){
		"initiation.xml":       func(*iso20022.Initiation) {},
		"initiation-whole.xml": func(o *iso20022.Initiation) { o.Whole, o.Charges, o.Account.Bank = true, "SLEV", iso20022.Bank{} },
	} {
		order := order()
		change(&order)
		file := written(t, order)
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if diff := cmp.Diff(string(want), string(file)); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
		validate(t, "pain.001.001.09", file)
	}
}

func TestAmountsOfAnInitiationAreLiterals(t *testing.T) {
	t.Parallel()
	file := string(written(t, order()))
	for _, want := range []string{
		`<InstdAmt Ccy="CNY">0.10</InstdAmt>`, `<InstdAmt Ccy="CNY">99.99</InstdAmt>`, `<InstdAmt Ccy="CNY">9999999999899.91</InstdAmt>`, `<CtrlSum>10000000000000.00</CtrlSum>`,
		`<IBAN>DE89370400440532013000</IBAN>`, `<Id>GB01WRONG</Id>`, `<NbOfTxs>3</NbOfTxs>`, `提现 &lt;1&gt; &amp; more`,
	} {
		if !strings.Contains(file, want) {
			t.Errorf("%s is not there:\n%s", want, file)
		}
	}
}

func TestWhatAnInitiationCannotCarryIsNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*iso20022.Initiation)
		field  string
		reason funds.Reason
	}{
		"nothing to pay":        {func(o *iso20022.Initiation) { o.Payments = nil }, "ids", iso20022.ReasonNoPayments},
		"an id that is long":    {func(o *iso20022.Initiation) { o.Payments[0].ID = strings.Repeat("x", 36) }, "id", funds.ReasonTextTooLong},
		"no holder":             {func(o *iso20022.Initiation) { o.Payments[1].Holder = " " }, "holder", funds.ReasonFieldMissing},
		"a long holder":         {func(o *iso20022.Initiation) { o.Payments[1].Holder = strings.Repeat("张", 141) }, "holder", funds.ReasonTextTooLong},
		"no account":            {func(o *iso20022.Initiation) { o.Payments[1].To.Number = "" }, "account", funds.ReasonFieldMissing},
		"a long account":        {func(o *iso20022.Initiation) { o.Payments[1].To.Number = strings.Repeat("1", 35) }, "account", funds.ReasonTextTooLong},
		"an account with a tab": {func(o *iso20022.Initiation) { o.Payments[1].To.Number = "1\t2" }, "account", iso20022.ReasonNotXML},
		"a note with a zero":    {func(o *iso20022.Initiation) { o.Payments[1].Note = "\x00" }, "note", iso20022.ReasonNotXML},
		"what was lost before":  {func(o *iso20022.Initiation) { o.Payments[1].Holder = "张\ufffd" }, "holder", iso20022.ReasonNotXML},
		"no UTF-8":              {func(o *iso20022.Initiation) { o.Payments[1].Holder = "\xd5\xc5" }, "holder", iso20022.ReasonNotXML},
		"nothing of an amount":  {func(o *iso20022.Initiation) { o.Payments[1].Amount = 0 }, "amount", funds.ReasonAmountForm},
		"less than nothing":     {func(o *iso20022.Initiation) { o.Payments[1].Amount = -1 }, "amount", funds.ReasonAmountForm},
		"all together too much": {func(o *iso20022.Initiation) { o.Payments[1].Amount = funds.MaxAmount }, "amount", iso20022.ReasonTotalTooBig},
		"a batch without an id": {func(o *iso20022.Initiation) { o.ID = "" }, "batch", funds.ReasonFieldMissing},
		"an account of nobody":  {func(o *iso20022.Initiation) { o.Holder = "" }, "accounts.holder", funds.ReasonFieldMissing},
		"an account unnumbered": {func(o *iso20022.Initiation) { o.Account.Number = "" }, "accounts.number", funds.ReasonFieldMissing},
	} {
		order := order()
		test.change(&order)
		var file bytes.Buffer
		err := order.Write(&file)
		var fault *funds.Error
		if !errors.As(err, &fault) || fault.Field != test.field || fault.Reason != test.reason || file.Len() != 0 {
			t.Errorf("%s: %v, want %s of %s; %d bytes", name, err, test.reason, test.field, file.Len())
		}
	}
}

func TestAnInitiationThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	for left := range 3 {
		if err := order().Write(&full{left * 500}); funds.CodeOf(err) != funds.CodeInternal {
			t.Errorf("after %d bytes: %v", left*500, err)
		}
	}
}

// full takes so many bytes.
type full struct{ left int }

func (f *full) Write(bytes []byte) (int, error) {
	if f.left -= len(bytes); f.left < 0 {
		return 0, errors.New("no space left")
	}
	return len(bytes), nil
}

func TestIdentifiersAreToldApart(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"DE89370400440532013000": true, "GB82WEST12345698765432": true, "FR1420041010050500013M02606": true, "NO9386011117947": true,
		"DE88370400440532013000": false, "GB01WRONG": false, "6222021234567890123": false, "": false, "DE8937040044053201300": false,
	} {
		if got := iso20022.IsIBAN(number); got != want {
			t.Errorf("%q: %t", number, got)
		}
	}
	for text, want := range map[string]iso20022.Bank{
		"DEUTDEFF": {BIC: "DEUTDEFF"}, "COBADEFFXXX": {BIC: "COBADEFFXXX"}, "308584000013": {CNAPS: "308584000013"}, "3085 8400 0013": {CNAPS: "308584000013"},
		" 招商银行 ": {Name: "招商银行"}, "Barclays": {Name: "Barclays"}, "": {},
	} {
		if got := iso20022.BankOf(text); got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}
