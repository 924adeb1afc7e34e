package e2e_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// failedAsCancelled is a payout that the gateway's merchant cancelled there: its state 3.
const failedAsCancelled funds.State = "failed, as the gateway's 3"

// makers make a withdrawal of 100 through each contract that can, all by a method that has a channel.
func makers() map[string]func(u *person) funds.ID {
	return map[string]func(u *person) funds.ID{
		"wallet": func(u *person) funds.ID { return funds.ID(u.ask()) },
		"withdraw-flow": func(u *person) funds.ID {
			made := withdrawflow.accepts(u.post("/api/wallet/request-withdraw", map[string]any{"uid": u.sub, "amount": 100, "bank_card_info": "招商银行 6225****1234 张三"}))
			id, err := funds.ParseID(made.text("data.transaction_no"))
			if err != nil {
				u.t.Fatal(err)
			}
			return id
		},
		"merchant": func(u *person) funds.ID {
			return funds.ID(u.post("/api/withdrawal", map[string]any{"type": "MVola", "targetAccount": "0387222126", "amount": 100}).want(ok).text("data.id"))
		},
	}
}

// drive brings a pending withdrawal to a state, through whichever contract leads there; why is the reason that it
// then has.
func (w *world) drive(id funds.ID, to funds.State) (why string) {
	w.t.Helper()
	admin := w.person(helper, funds.RoleAdmin)
	console := func(what string, body map[string]any) { admin.post(records+string(id)+"/"+what, body).want(ok) }
	batch := func(status int, remark string) {
		batchaudit.accepts(admin.post("/withdraw/audit", map[string]any{"withdrawIDs": []string{id.FlowNo()}, "status": status, "auditRemark": remark}))
	}
	channel := map[string]any{"payoutMethod": "channel", "operatorConfirmText": "CONFIRM"}
	switch to {
	case funds.StateApproved:
		batch(2, "")
	case funds.StateProcessing:
		batch(2, "")
		console("payout", channel)
	case funds.StateCompleted:
		withdrawflow.accepts(admin.post("/api/wallet/confirm-withdraw", map[string]string{"transaction_no": id.WalletNo()}))
	case funds.StateRejected:
		admin.post("/api/admin/withdrawals/"+id.FlowNo()+"/review", map[string]any{"approved": false, "rejectReason": "资料不符"}).want(ok)
		return "资料不符"
	case funds.StateCancelled:
		withdrawflow.accepts(w.office().post("/api/wallet/cancel-withdraw", map[string]string{"transaction_no": string(id), "reason": "不提了"}))
		return "不提了"
	case funds.StateFailed:
		batch(2, "")
		console("fail", map[string]any{"reason": "收款账户已注销"})
		return "收款账户已注销"
	case funds.StateNone, funds.StatePending:
	case failedAsCancelled:
		batch(2, "")
		console("payout", channel)
		w.gatewaySays(string(id), map[string]any{"state": 3, "callback": true})
		w.calledBack(string(id), 1)
		return "网关订单已被商户取消"
	}
	return ""
}

// told is what one contract says of a withdrawal: its status, its amount and the reason, as they are spelled.
type told struct{ Status, Amount, Reason string }

// TestTheFiveContractsTellTheSameOfOneWithdrawal makes one through each creating contract, brings it to each state,
// and reads it through all of them, by every number that it has.
func TestTheFiveContractsTellTheSameOfOneWithdrawal(t *testing.T) { //nolint:tparallel // one at a time is enough, and quick
	t.Parallel()
	w := start(t, map[string]any{"channels": []any{
		map[string]any{"method": "MVola", "type": "MVola", "name": "MVola"}, map[string]any{"method": "bank", "type": "BANK", "name": "银行代付"},
	}})
	for by, ask := range makers() {
		for _, state := range append(funds.States(), failedAsCancelled) {
			t.Run(by+", "+string(state), func(t *testing.T) {
				u := w.user("1000").in(t)
				id := ask(u)
				why := u.drive(id, state)
				spelled := spellings[state]
				if state == failedAsCancelled {
					spelled = spellings[funds.StateFailed]
					spelled.merchant = "3"
				}
				audited := why // a failure's reason is no audit's remark
				if spelled.console == "failed" {
					audited = ""
				}
				number, text, fixed, cents := "100", "100.00", "100.00", "10000"
				want := map[string]told{}
				for _, at := range []string{"console detail", "console list"} {
					want[at] = told{spelled.console, number, why}
				}
				for _, at := range []string{"wallet list", "wallet admin list", "wallet admin detail"} {
					want[at] = told{spelled.wallet, text, why}
				}
				want["withdraw-flow row"] = told{spelled.flow, fixed, why}
				for _, at := range []string{"batch get", "batch list", "batch user_list"} {
					want[at] = told{spelled.batch, cents, audited}
				}
				for _, at := range []string{"merchant detail", "merchant list", "merchant check"} {
					want[at] = told{spelled.merchant + " " + spelled.text, number, why}
				}
				if diff := cmp.Diff(want, u.tellings(id, spelled)); diff != "" {
					t.Errorf("what they tell (-want +got):\n%s", diff)
				}
			})
		}
	}
	w.agree()
}

// tellings reads a withdrawal, which is its user's only one, through every contract, each by another spelling of its id.
func (p *person) tellings(id funds.ID, spelled spelling) map[string]told {
	p.t.Helper()
	admin := p.person(helper, funds.RoleAdmin)
	const page = `"pagination":{"pageNumber":1,"showNumber":100}`
	found := map[string]told{}
	read := func(name string, object map[string]any, status, amount string, reasons ...string) {
		tell := told{Status: plainText(object[status]), Amount: plainText(object[amount])}
		for _, reason := range reasons {
			if text := plainText(object[reason]); text != "" {
				tell.Reason = text
			}
		}
		found[name] = tell
	}
	object := func(a answer, path string) map[string]any {
		p.t.Helper()
		value, _ := a.want(ok).at(path).(map[string]any)
		return value
	}
	row := func(a answer, path, key, value string) map[string]any {
		p.t.Helper()
		rows, _ := a.want(ok).at(path).([]any)
		for _, one := range rows {
			if one := one.(map[string]any); one[key] == value {
				return one
			}
		}
		p.t.Errorf("%s: no row of %s in %s", a.what, value, path)
		return nil
	}
	detail := object(admin.get(records+id.WalletNo()), "data")
	read("console detail", detail, "status", "amount", "reviewNote", "failReason")
	listed := row(admin.get(records[:len(records)-1]+"?keyword="+p.sub), "data.data", "id", string(id))
	if listed != nil {
		listed["reviewNote"] = detail["reviewNote"] // the document's list has none
	}
	read("console list", listed, "status", "amount", "reviewNote", "failReason")
	read("wallet list", row(p.get("/api/wallet/withdrawals"), "data.withdrawals", "withdrawalNo", id.WalletNo()), "status", "amount", "rejectReason")
	read("wallet admin list", row(admin.get("/api/admin/withdrawals?pageSize=100&status="+spelled.wallet), "data.withdrawals", "id", string(id)), "status", "amount", "rejectReason")
	read("wallet admin detail", object(admin.get("/api/admin/withdrawals/"+id.FlowNo()), "data"), "status", "amount", "rejectReason")
	flowRow := row(p.get("/api/wallet/transactions?uid="+p.sub), "data.transactions", "transaction_no", id.FlowNo())
	if spelled.flow == "pending" || spelled.flow == "success" {
		delete(flowRow, "remark") // the card
	}
	read("withdraw-flow row", flowRow, "status", "amount", "remark")
	read("batch get", object(admin.post("/withdraw/get", `{"withdrawID":"`+id.FlowNo()+`"}`), "data.withdraw"), "status", "amount", "auditRemark")
	read("batch list", row(admin.post("/withdraw/list", `{"status":`+spelled.batch+`,`+page+`}`), "data.list", "id", string(id)), "status", "amount", "auditRemark")
	read("batch user_list", row(admin.post("/withdraw/user_list", `{"userID":"`+p.sub+`",`+page+`}`), "data.list", "id", string(id)), "status", "amount", "auditRemark")
	for name, order := range map[string]map[string]any{
		"merchant detail": object(p.get("/api/withdrawal/"+id.WalletNo()), "data"),
		"merchant list":   row(p.get("/api/withdrawal"), "data.orders", "id", string(id)),
		"merchant check":  object(p.post("/api/withdrawal/check", map[string]string{"id": id.FlowNo()}), "data"),
	} {
		if order != nil {
			order["said"] = fmt.Sprint(order["state"], " ", order["stateText"])
			if spelled.merchant == "1" {
				delete(order, "notifyInfo") // the gateway's last word
			}
		}
		read(name, order, "said", "amount", "notifyInfo")
	}
	return found
}

// plainText is a JSON value as it was written, without quotes; empty for null and what is missing.
func plainText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	default:
		return ""
	}
}
