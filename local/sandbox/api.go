package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// The calls of the gateway's document.
const (
	apiDepositBalance    = "deposit/balance"
	apiDepositChannels   = "deposit/channels"
	apiDepositCreate     = "deposit/create"
	apiDepositGet        = "deposit/get"
	apiWithdrawalBalance = "withdrawal/balance"
	apiWithdrawalCreate  = "withdrawal/create"
	apiWithdrawalGet     = "withdrawal/get"
)

// reply is an answer of the interface.
type reply struct {
	Code int    `json:"code"`
	Msg  string `json:"msg"`
	Data any    `json:"data,omitempty"`

	created *order // by a create that worked
}

// orderData is an order as calls answer it.
type orderData struct {
	PlatformID     string      `json:"platformId"`
	MerchantSerial string      `json:"merchantSerial"`
	Amount         json.Number `json:"amount"`
	State          int         `json:"state"`
	ExtraParams    string      `json:"extraParams,omitempty"`
	URL            string      `json:"url,omitempty"` // deposit/create alone
}

func success(data any) reply { return reply{Code: CodeOK, Msg: "OK", Data: data} }

func badField(err error) reply { return reply{Code: CodeField, Msg: err.Error()} }

func describe(o *order) orderData {
	return orderData{
		PlatformID:     o.PlatformID,
		MerchantSerial: o.MerchantSerial,
		Amount:         o.Amount,
		State:          o.State,
		ExtraParams:    o.ExtraParams,
	}
}

// serveAPI verifies a call, lets a fault have its way with it, and does it.
func (s *Sandbox) serveAPI(w http.ResponseWriter, r *http.Request) {
	api := r.PathValue("group") + "/" + r.PathValue("call")
	work := s.apiWork(api, r.Host)
	if work == nil {
		http.NotFound(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "the body is too large or broke off", http.StatusBadRequest)
		return
	}
	message, err := gateway.ParseMessage(body)
	if err != nil {
		writeReply(w, badField(err))
		return
	}
	s.countCreate(api, message.Value("merchantSerial"))
	if refusal, ok := verify(message); !ok {
		writeReply(w, refusal)
		return
	}
	s.serveWithFault(w, s.takeFault(api), func() reply {
		s.mu.Lock()
		defer s.mu.Unlock()
		answer := work(message)
		if answer.created != nil {
			answer.created.RequestID = r.Header.Get(gateway.RequestIDHeader)
		}
		return answer
	})
}

// verify says whether a call is our merchant's, and the refusal where it is not.
func verify(message gateway.Message) (refusal reply, ok bool) {
	if !(gateway.Keys{Current: Secret}).Verify(message) {
		return badSign(), false
	}
	if message.Value("username") != Username {
		return reply{Code: CodeSign, Msg: "unknown merchant"}, false
	}
	if _, err := strconv.ParseInt(message.Value("timestamp"), 10, 64); err != nil {
		return badField(invalid("timestamp", "want milliseconds")), false
	}
	return reply{}, true
}

// apiWork is what a call does, with the sandbox locked; nil where there is no such call.
func (s *Sandbox) apiWork(api, host string) func(gateway.Message) reply {
	switch api {
	case apiWithdrawalBalance:
		return func(gateway.Message) reply {
			return success(map[string]json.Number{
				"balance": json.Number(s.balance.withdrawal.Major()),
				"frozen":  json.Number(s.balance.frozen.Major()),
			})
		}
	case apiDepositBalance:
		return func(gateway.Message) reply {
			return success(map[string]json.Number{"balance": json.Number(s.balance.deposit.Major())})
		}
	case apiDepositChannels:
		return func(gateway.Message) reply { return success(channels) }
	case apiWithdrawalCreate:
		return s.createWithdrawal
	case apiDepositCreate:
		return func(message gateway.Message) reply { return s.createDeposit(message, host) }
	case apiWithdrawalGet:
		return func(message gateway.Message) reply { return s.get(Withdrawal, message) }
	case apiDepositGet:
		return func(message gateway.Message) reply { return s.get(Deposit, message) }
	default:
		return nil
	}
}

func (s *Sandbox) get(kind Kind, message gateway.Message) reply {
	text := message.Value("merchantSerial")
	if text == "" {
		return badField(invalid("merchantSerial", "missing"))
	}
	o := s.tally(kind, text).newest
	if o == nil || o.Hidden {
		return reply{Code: CodeAbsent, Msg: "order not found"}
	}
	return success(describe(o))
}

func (s *Sandbox) createWithdrawal(message gateway.Message) reply {
	o, err := newOrder(Withdrawal, message, "type", "targetAccount")
	switch {
	case err != nil:
		return badField(err)
	case s.isRepeated(o):
		return repeated()
	case o.amount > s.balance.withdrawal:
		return reply{Code: CodeInsufficient, Msg: "insufficient balance"}
	}
	s.add(o)
	return reply{Code: CodeOK, Msg: "OK", Data: describe(o), created: o}
}

func (s *Sandbox) createDeposit(message gateway.Message, host string) reply {
	o, err := newOrder(Deposit, message, "channelCode")
	if err == nil {
		err = checkChannel(o.ChannelCode, o.amount)
	}
	switch {
	case err != nil:
		return badField(err)
	case s.isRepeated(o):
		return repeated()
	}
	s.add(o)
	data := describe(o)
	data.URL = "http://" + host + pagePath + o.PlatformID
	return reply{Code: CodeOK, Msg: "OK", Data: data, created: o}
}

func badSign() reply { return reply{Code: CodeSign, Msg: "sign error"} }

func repeated() reply { return reply{Code: CodeRepeated, Msg: "merchant serial exists"} }

func (s *Sandbox) isRepeated(o *order) bool {
	return !s.settings.acceptRepeated && s.tally(o.Kind, o.MerchantSerial).newest != nil
}

// newOrder reads a create's fields; those named must not be empty, besides those of both kinds.
func newOrder(kind Kind, message gateway.Message, required ...string) (*order, error) {
	for _, name := range append(required, "merchantSerial", "notifyUrl") {
		if message.Value(name) == "" {
			return nil, invalid(name, "missing")
		}
	}
	amount, err := funds.ParseAmount(message.Value("amount"))
	if err != nil {
		return nil, err
	}
	if amount <= 0 {
		return nil, invalid("amount", "want more than 0")
	}
	notify, err := url.Parse(message.Value("notifyUrl"))
	if err != nil || notify.Host == "" || (notify.Scheme != "http" && notify.Scheme != "https") {
		return nil, invalid("notifyUrl", "want an http or https URL")
	}
	return &order{amount: amount, Order: Order{
		Kind:           kind,
		MerchantSerial: message.Value("merchantSerial"),
		Type:           message.Value("type"),
		ChannelCode:    message.Value("channelCode"),
		TargetOwner:    message.Value("targetOwner"),
		TargetAccount:  message.Value("targetAccount"),
		ExtraParams:    message.Value("extraParams"),
		NotifyURL:      message.Value("notifyUrl"),
	}}, nil
}

// countCreate counts every create that arrives, before anything can go wrong with it.
func (s *Sandbox) countCreate(api, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch api {
	case apiWithdrawalCreate:
		s.tally(Withdrawal, text).requests++
	case apiDepositCreate:
		s.tally(Deposit, text).requests++
	}
}

func writeReply(w http.ResponseWriter, answer reply) {
	writeJSON(w, http.StatusOK, answer)
}

// writeJSON sends the whole answer before it returns. An answer that cannot be written has nobody left
// to be told.
func writeJSON(w http.ResponseWriter, status int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		panic("sandbox: an answer has no JSON form: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	_, _ = w.Write(raw)
	_ = http.NewResponseController(w).Flush()
}
