package console

import (
	"cmp"
	"strings"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

// byPayoutOf reads whose days an export goes by, and keeps it for the audit.
func byPayoutOf(in *edge.Input, given map[string]string) bool {
	word, named := in.Query("by")
	switch word {
	case "", "created":
	case "paid":
	default:
		in.Fail(funds.NotOneOf("by", "created", "paid"))
	}
	if named {
		given["by"] = word
	}
	return word == "paid"
}

// bookTable writes what was paid as the document's rows, with what the books need behind each.
type bookTable struct{ recordTable }

// bookColumns are behind the document's.
func bookColumns() []string {
	return []string{"完整单号", "收款银行", "交易号", "打款方式", "付款账户", "付款银行", "审核人", "打款人"}
}

// Row writes one withdrawal.
func (t bookTable) Row(record list.Record) error {
	return t.ExportTable.Row(append(exportRow(record, t.policy, t.reader), bookCells(record.Withdrawal, t.policy)...))
}

func bookCells(w funds.Withdrawal, policy funds.Policy) []any {
	way, payer := "人工", whoIs(list.Payer(w), policy)
	if w.Payout.Kind == funds.PayoutChannel {
		way, payer = "通道", ""
	}
	account, _ := policy.Account(w.Payout.PaidFrom())
	return []any{
		string(w.ID), w.Target.Bank, w.Payout.TransactionNo, way, w.Payout.PaidFrom(), account.Bank, strings.Join(reviewersOf(w, policy), "、"), payer,
	}
}

// reviewersOf are those who approved it: all of them, where several did.
func reviewersOf(w funds.Withdrawal, policy funds.Policy) (names []string) {
	for _, approval := range w.Approvals {
		names = append(names, cmp.Or(policy.Controls.Named(approval.Person), approval.Person))
	}
	if len(names) == 0 && w.Review.By != "" {
		names = append(names, whoIs(funds.Actor{ID: w.Review.By}, policy))
	}
	return names
}

// whoIs is a person as the policy calls them, else their account.
func whoIs(actor funds.Actor, policy funds.Policy) string {
	person := policy.Controls.PersonOf(actor)
	return cmp.Or(policy.Controls.Named(person), person)
}
