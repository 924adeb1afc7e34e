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
		return funds.Invalid("channelCode", "no such channel")
	}
	if c := channels[at]; amount < funds.Amount(c.Min)*funds.MinorPerMajor || amount > funds.Amount(c.Max)*funds.MinorPerMajor {
		return funds.Invalid("amount", "outside the channel's %d to %d", c.Min, c.Max)
	}
	return nil
}

var page = template.Must(template.New("deposit").Parse(`<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>充值 {{.Amount}}</title>
<h1>沙箱收银台</h1>
<p>订单 {{.MerchantSerial}}，金额 <b>{{.Amount}}</b>，通道 {{.ChannelCode}}</p>
{{if .Open}}<p>请转账到账号 0340000000</p><form method="post"><button>我已付款</button></form>
{{else}}<p>订单状态：{{.State}}</p>{{end}}
</html>
`))

// showPage is what a payer sees; opening it opens the order.
func (s *Sandbox) showPage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	o := s.findDeposit(r.PathValue("platformID"))
	if o == nil {
		s.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	s.move(o, depositOpen) // stays where it is, if it is past that
	view := struct {
		MerchantSerial, ChannelCode string
		Amount                      json.Number
		State                       int
		Open                        bool
	}{o.MerchantSerial, o.ChannelCode, o.Amount, o.State, o.State == depositOpen}
	s.mu.Unlock()

	var out bytes.Buffer
	if err := page.Execute(&out, view); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes())
}

// payOnPage is the payer's word that the money is on its way; the sandbox believes it.
func (s *Sandbox) payOnPage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	o := s.findDeposit(r.PathValue("platformID"))
	s.mu.Unlock()
	if o == nil {
		http.NotFound(w, r)
		return
	}
	s.begin(func() { s.settleAndCallBack(o) })
	http.Redirect(w, r, pagePath+o.PlatformID, http.StatusSeeOther)
}

func (s *Sandbox) findDeposit(platformID string) *order {
	at := slices.IndexFunc(s.orders, func(o *order) bool { return o.Kind == Deposit && o.PlatformID == platformID })
	if at < 0 {
		return nil
	}
	return s.orders[at]
}
