package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

const maxAnswerShown = 1 << 10 // bytes of a callback's answer that are kept

// plan is a callback to be sent, in the words of the moment that it was decided.
type plan struct {
	order   *order
	state   int
	amount  funds.Amount
	times   int
	delay   time.Duration
	badSign bool
}

// settleAndCallBack ends an order well and tells the merchant, unless it was ended meanwhile.
func (s *Sandbox) settleAndCallBack(o *order) {
	done := machines[o.Kind].done
	s.mu.Lock()
	moved := o.waits() && s.changeState(o, done)
	word := plan{order: o, state: done, amount: o.amount, times: 1}
	s.mu.Unlock()
	if moved {
		s.callBack(word)
	}
}

// callBack sends the planned callbacks, one after the other, and records each with its answer.
func (s *Sandbox) callBack(p plan) {
	if !s.wait(p.delay) {
		return
	}
	for range p.times {
		delivery := s.deliver(p)
		s.mu.Lock()
		p.order.Callbacks = append(p.order.Callbacks, delivery)
		s.mu.Unlock()
	}
}

func (s *Sandbox) deliver(p plan) Delivery {
	at := time.Now().UTC()
	delivery := Delivery{At: at, State: p.state, Amount: json.Number(p.amount.Major()), BadSign: p.badSign}
	message := gateway.Message{
		gateway.Text("username", Username),
		gateway.Text("merchantSerial", p.order.MerchantSerial),
		gateway.Text("platformId", p.order.PlatformID),
		gateway.Number("amount", p.amount.Major()),
		gateway.Number("state", strconv.Itoa(p.state)),
		gateway.Number("timestamp", strconv.FormatInt(at.UnixMilli(), 10)),
	}
	if p.order.ExtraParams != "" {
		message = append(message, gateway.Text("extraParams", p.order.ExtraParams))
	}
	secret := Secret
	if p.badSign {
		secret = "not-" + Secret
	}
	body := gateway.Keys{Current: secret}.Sign(message).JSON()
	request, err := http.NewRequestWithContext(s.running, http.MethodPost, p.order.NotifyURL, bytes.NewReader(body))
	if err != nil {
		delivery.Error = err.Error()
		return delivery
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := s.client.Do(request)
	if err != nil {
		delivery.Error = err.Error()
		return delivery
	}
	defer func() { _ = response.Body.Close() }() // all that is wanted of it has been read
	delivery.Status = response.StatusCode
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerShown))
	if err != nil {
		delivery.Error = err.Error()
	}
	delivery.Answer = strings.ToValidUTF8(string(answer), "�")
	return delivery
}
