package handover_test

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/handover"
)

// shelf keeps files in memory, by their keys.
type shelf map[string]string

func (s shelf) Keep(_ context.Context, file funds.File, content []byte) error {
	s[file.Key] = string(content)
	return nil
}

func (s shelf) Address(_ context.Context, file funds.File) (string, error) {
	if _, has := s[file.Key]; !has {
		return "", funds.ErrNotFound
	}
	return "https://files/" + file.Key, nil
}

const batch = funds.BatchID("PB0123456720260301080000")

var payout = funds.Withdrawal{
	ID: "0123456720260301080000", Amount: 100_00, Fee: 1_00, CreatedAt: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
	Target: funds.Target{Account: "6222021234567890123", Owner: "张三", Bank: "工商银行"},
}

func deskOf() (handover.Desk, shelf) {
	kept := shelf{}
	policy := funds.Policy{Zone: time.UTC, Accounts: []funds.PayingAccount{
		{ID: "cmb", Holder: "某公司", Number: "DE89370400440532013000", Bank: "COBADEFFXXX", Currency: "EUR", Kind: funds.AccountBank},
	}}
	return handover.Desk{Files: kept, Service: &flow.Service{Policy: policy, Now: func() time.Time { return payout.CreatedAt }, Log: slog.Default()}}, kept
}

func rows(all ...funds.Withdrawal) iter.Seq2[funds.Withdrawal, error] {
	return func(yield func(funds.Withdrawal, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

func TestABatchsFileIsKeptUnderItsHashAndFetched(t *testing.T) {
	t.Parallel()
	desk, kept := deskOf()
	for name, says := range map[string]string{"csv": "6222021234567890123", "pain.001": "<EndToEndId>0123456720260301080000</EndToEndId>", "xlsx": "PK"} {
		b := funds.Batch{ID: batch, Format: name, Account: "cmb", CreatedAt: payout.CreatedAt}
		first, err := desk.Write(t.Context(), b, rows(payout))
		again, againErr := desk.Write(t.Context(), b, rows(payout))
		if err := errors.Join(err, againErr); err != nil || first != again || first.Bytes == 0 {
			t.Fatalf("%s: %+v and %+v, %v", name, first, again, err)
		}
		b.File = first
		address, err := desk.Link(t.Context(), b)
		if at := strings.TrimPrefix(address, "https://files/"); err != nil || !strings.Contains(kept[at], says) || int64(len(kept[at])) != first.Bytes {
			t.Errorf("%s: %s, %v", name, address, err)
		}
	}
	broken := errors.New("broken")
	if _, err := desk.Write(t.Context(), funds.Batch{ID: batch, Format: "csv"}, func(yield func(funds.Withdrawal, error) bool) { yield(payout, broken) }); !errors.Is(err, broken) {
		t.Errorf("rows that cannot be read: %v", err)
	}
}

func TestWhatAFormDemandsIsNamed(t *testing.T) {
	t.Parallel()
	desk, _ := deskOf()
	for _, name := range handover.Forms() {
		if form, known := desk.Form(name, "cmb"); !known || form.Name != name || form.Most == 0 || form.Most > funds.MaxBatchRows {
			t.Errorf("%s is %+v, %t", name, form, known)
		}
	}
	if _, known := desk.Form("pdf", "cmb"); known {
		t.Error("pdf is a form")
	}
	csv, _ := desk.Form("csv", "cmb")
	without := payout
	without.Target.Account = ""
	if err := csv.Lack(payout); err != nil {
		t.Errorf("a whole row lacks %v", err)
	}
	if err := csv.Lack(without); funds.CodeOf(err) != funds.CodeInvalid {
		t.Errorf("a row without an account lacks %v", err)
	}
}

func TestATableAndAReportAreRead(t *testing.T) {
	t.Parallel()
	other := funds.ID("7654321020260301080000")
	table := "单号,交易号,失败原因\n0123456720260301080000,BK1,\n7654321020260301080000,,户名不符\n"
	said, err := handover.Results([]byte(table), batch, nil)
	if err != nil || len(said) != 2 || said[0].Number != "BK1" || said[0].Open || said[1].Failed != "户名不符" {
		t.Errorf("a table says %+v, %v", said, err)
	}
	report := func(about string) []byte {
		return []byte(`<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>` + about + `</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>` + about + `</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>0123456720260301080000</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>7654321020260301080000</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`)
	}
	said, err = handover.Results(report(string(batch)), batch, []funds.ID{payout.ID, other, "0000000020260301080000"})
	if err != nil || len(said) != 3 || said[0].Failed != "" || said[0].Open || said[1].Failed != "AC04" || !said[2].Open {
		t.Errorf("a report says %+v, %v", said, err)
	}
	for name, content := range map[string][]byte{"about another batch": report("PB7654321020260301080000"), "that is no report": []byte("<a/>"), "nothing": nil} {
		if said, err := handover.Results(content, batch, []funds.ID{payout.ID}); funds.CodeOf(err) != funds.CodeInvalid || said != nil {
			t.Errorf("%s: %+v, %v", name, said, err)
		}
	}
}
