package sandbox

import (
	"bytes"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// pagePath is where a deposit's page is, followed by the platform id.
const pagePath = "/pay/"

// channel is a deposit channel, with its bounds in whole major units.
type channel struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Min  int64  `json:"min"`
	Max  int64  `json:"max"`
}

// The channels of the document's example.
var channels = []channel{
	{Code: "MVola-100-5000", Name: "MVola小额", Min: 100, Max: 5000},
	{Code: "MVola-5000-10000", Name: "MVola大额", Min: 5000, Max: 10000},
}

func checkChannel(code string, amount funds.Amount) error {
	at := slices.IndexFunc(channels, func(c channel) bool { return c.Code == code })
	if at < 0 {
		return invalid("channelCode", "no such channel")
	}
	if c := channels[at]; amount < funds.Amount(c.Min)*funds.MinorPerMajor || amount > funds.Amount(c.Max)*funds.MinorPerMajor {
		return invalid("amount", "outside the channel's %d to %d", c.Min, c.Max)
	}
	return nil
}

// page is for a person with a browser: who opened a recharge and is to pay it.
var page = template.Must(template.New("deposit").Parse(`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>充值 {{.Amount}} - 沙箱收银台</title>
<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 26rem; margin: 2rem auto; padding: 0 1rem; }
dt { color: #555; } dd { margin: 0 0 .6rem; font-weight: 600; overflow-wrap: anywhere; }
input, button { font: inherit; padding: .5rem .8rem; margin: 0 .4rem .6rem 0; }
</style>
</head>
<body>
<h1>沙箱收银台</h1>
<p>这是开发用的支付网关，不会有真实的资金往来。</p>
<dl>
<dt>商户订单号</dt><dd>{{.MerchantSerial}}</dd>
<dt>通道</dt><dd>{{.ChannelCode}}</dd>
<dt>金额</dt><dd>{{.Amount}}</dd>
<dt>收款账号</dt><dd>0340000000</dd>
<dt>订单状态</dt><dd id="state">{{.State}}: {{.StateText}}</dd>
</dl>
{{if .Waits}}<form method="post">
<p><label>转账金额 <input name="amount" inputmode="decimal" required value="{{.Amount}}"></label></p>
<button name="action" value="pay">确认付款</button>
<button name="action" value="refuse" formnovalidate>驳回订单</button>
</form>
{{else}}<p>订单已结束，可以关闭此页面。</p>
{{end}}</body>
</html>
`))

// stateTexts are the document's words for a deposit's states.
var stateTexts = map[int]string{
	depositNew:         "新创建",
	depositOpen:        "处理中",
	depositDone:        "完成",
	depositRefused:     "驳回",
	depositTimedOut:    "超时",
	depositWrongAmount: "已收到转账,但金额不匹配",
}

// showPage is what a payer sees; opening it opens the order.
func (s *Sandbox) showPage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	o := s.findDeposit(r.PathValue("platformID"))
	if o == nil {
		s.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	s.changeState(o, depositOpen) // stays where it is, if it is past that
	view := struct {
		MerchantSerial, ChannelCode, StateText string
		Amount                                 json.Number
		State                                  int
		Waits                                  bool
	}{o.MerchantSerial, o.ChannelCode, stateTexts[o.State], o.Amount, o.State, o.waits()}
	s.mu.Unlock()

	var out bytes.Buffer
	if err := page.Execute(&out, view); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes())
}

// answerPage is the payer's word, which the sandbox believes: the money was sent, in this or another amount, or
// it will not be. An order that has ended stays as it is.
func (s *Sandbox) answerPage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.findDeposit(r.PathValue("platformID"))
	if o == nil {
		http.NotFound(w, r)
		return
	}
	state, amount := depositRefused, o.amount
	switch r.PostFormValue("action") {
	case "refuse":
	case "pay":
		sent, err := funds.ParseAmount(r.PostFormValue("amount"))
		if err != nil || sent <= 0 {
			http.Error(w, "amount: 请填写大于 0 的金额，最多两位小数", http.StatusBadRequest)
			return
		}
		state, amount = depositDone, sent
		if sent != o.amount {
			state = depositWrongAmount
		}
	default:
		http.Error(w, "action: want pay or refuse", http.StatusBadRequest)
		return
	}
	if o.waits() {
		s.endOnPage(o, state, amount)
	}
	http.Redirect(w, r, pagePath+o.PlatformID, http.StatusSeeOther)
}

// endOnPage ends a waiting order, with the sandbox locked, and calls back where the gateway does.
func (s *Sandbox) endOnPage(o *order, state int, amount funds.Amount) {
	s.receive(o, amount)
	s.changeState(o, state)
	if slices.Contains(machines[o.Kind].calledBack, state) && !s.closed {
		s.work.Go(func() { s.callBack(plan{order: o, state: state, amount: amount, times: 1}) })
	}
}

func (s *Sandbox) findDeposit(platformID string) *order {
	at := slices.IndexFunc(s.orders, func(o *order) bool { return o.Kind == Deposit && o.PlatformID == platformID })
	if at < 0 {
		return nil
	}
	return s.orders[at]
}
