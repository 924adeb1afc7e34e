package sandbox

import (
	"io"
	"net/http"
	"time"
)

// Mode is a way to misbehave; the package's comment says what each does.
type Mode string

// The modes of PUT /sandbox/faults.
const (
	Slow           Mode = "slow"
	DropBefore     Mode = "drop-before"
	DropAfter      Mode = "drop-after"
	Refuse         Mode = "refuse"
	HTTP500        Mode = "http500"
	Garbage        Mode = "garbage"
	DuplicateError Mode = "duplicate-error"
	AuthError      Mode = "auth-error"
	OtherOrder     Mode = "other-order"
)

var modes = []Mode{Slow, DropBefore, DropAfter, Refuse, HTTP500, Garbage, DuplicateError, AuthError, OtherOrder}

// appliesTo says whether a call can misbehave so.
func (m Mode) appliesTo(api string) bool {
	creates := api == apiWithdrawalCreate || api == apiDepositCreate
	gets := api == apiWithdrawalGet || api == apiDepositGet
	switch m {
	case DuplicateError:
		return creates
	case OtherOrder:
		return creates || gets
	default:
		return true
	}
}

// fault is armed for the next count calls of an api. The zero value is none.
type fault struct {
	mode  Mode
	count int
	delay time.Duration
}

func (s *Sandbox) takeFault(api string) fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	armed, ok := s.faults[api]
	if !ok {
		return fault{}
	}
	armed.count--
	if armed.count == 0 {
		delete(s.faults, api)
	}
	return *armed
}

// serveWithFault does a call's work and answers, misbehaving as the fault says. It works even for a
// caller that has gone: a gateway does not take back what it was sent.
func (s *Sandbox) serveWithFault(w http.ResponseWriter, f fault, work func() reply) {
	if f.delay > 0 && !s.wait(f.delay) {
		drop(w)
		return
	}
	switch f.mode {
	case DropBefore:
		drop(w)
		return
	case HTTP500:
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	case Refuse:
		writeReply(w, reply{Code: CodeRefused, Msg: "refused by risk control"})
		return
	case AuthError:
		writeReply(w, badSign())
		return
	default: // the others work first
	}
	answer := work()
	if f.mode == Slow {
		s.settleBySettings(answer.created, true)
	} else {
		defer s.settleBySettings(answer.created, false)
	}
	switch f.mode {
	case DropAfter:
		drop(w)
	case Garbage:
		_, _ = io.WriteString(w, "<html><body>gateway is being upgraded</body></html>")
	case DuplicateError:
		writeReply(w, repeated())
	case OtherOrder:
		if data, ok := answer.Data.(orderData); ok {
			data.MerchantSerial = "OTHER-" + data.MerchantSerial
			answer.Data = data
		}
		writeReply(w, answer)
	default:
		writeReply(w, answer)
	}
}

// settleBySettings settles a new order as the settings say, if they do and there is one. At once means
// in the background after the answer, or, before the answer, here and now.
func (s *Sandbox) settleBySettings(created *order, beforeAnswer bool) {
	s.mu.Lock()
	now := s.settings
	s.mu.Unlock()
	if created == nil || !now.settles {
		return
	}
	settle := func() {
		if s.wait(now.settleAfter) {
			s.settleAndCallBack(created)
		}
	}
	if beforeAnswer && now.settleAfter == 0 {
		settle()
		return
	}
	s.begin(settle)
}

// drop breaks the connection without an answer.
func drop(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the server's own way to break one that cannot be taken over
	}
	_ = connection.Close()
}
