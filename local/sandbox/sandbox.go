package sandbox

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// The sandbox's one merchant.
const (
	Username = "merchant1"
	Secret   = gateway.SandboxKey
)

// The business errors, explained in the package's comment. CodeOK is success.
const (
	CodeOK           = 200
	CodeField        = 400
	CodeSign         = 401
	CodeAbsent       = 1001
	CodeRepeated     = 1002
	CodeInsufficient = 1003
	CodeRefused      = 1004
)

const (
	defaultBalance  funds.Amount = 1_000_000 * funds.MinorPerMajor
	callbackTimeout              = 30 * time.Second
)

// Sandbox is a gateway and its state. It is an [http.Handler], safe for concurrent use.
type Sandbox struct {
	mux    *http.ServeMux
	client *http.Client

	// running ends with Close: everything that waits or calls back on the sandbox's own account,
	// rather than on a request's, stops with it.
	running context.Context
	stop    context.CancelFunc
	work    sync.WaitGroup

	file   string     // where all of it is kept; empty: nowhere
	saving sync.Mutex // one at a time writes it

	mu       sync.Mutex // guards what follows
	closed   bool
	settings settings
	balance  balance
	orders   []*order // oldest first
	serials  map[serial]*tally
	faults   map[string]*fault
}

type settings struct {
	settleAfter    time.Duration // meaningful where settles
	settles        bool          // false: orders are settled by hand alone
	acceptRepeated bool
}

type balance struct {
	withdrawal, frozen, deposit funds.Amount
}

// New is a sandbox with a withdrawal balance of 1,000,000 major units, whose orders are settled by hand
// and whose merchant serials are unique. The caller must Close it.
func New() *Sandbox {
	running, stop := context.WithCancel(context.Background())
	s := &Sandbox{
		mux: http.NewServeMux(),
		client: &http.Client{
			Timeout:       callbackTimeout,
			Transport:     &http.Transport{DisableKeepAlives: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		running: running,
		stop:    stop,
		balance: balance{withdrawal: defaultBalance},
		serials: map[serial]*tally{},
		faults:  map[string]*fault{},
	}
	s.mux.HandleFunc("POST /gateway-api/{group}/{call}", s.serveAPI)
	s.mux.HandleFunc("GET "+pagePath+"{platformID}", s.showPage)
	s.mux.HandleFunc("POST "+pagePath+"{platformID}", s.answerPage)
	s.mux.HandleFunc("GET /sandbox/orders", s.listOrders)
	s.mux.HandleFunc("POST /sandbox/orders/{merchantSerial}", s.changeOrder)
	s.mux.HandleFunc("PUT /sandbox/faults", s.putFault)
	s.mux.HandleFunc("DELETE /sandbox/faults", s.deleteFaults)
	s.mux.HandleFunc("PUT /sandbox/settings", s.putSettings)
	return s
}

func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, gateway.MaxBodyBytes)
	if r.Method != http.MethodGet {
		defer s.save() // also where a fault breaks the connection
	}
	s.mux.ServeHTTP(w, r)
}

// Close breaks off calls that are being delayed and callbacks that are planned or under way, and
// waits for the latter's end.
func (s *Sandbox) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.work.Wait()
}

// begin does work in the background, where Close waits for it; after Close it does nothing.
func (s *Sandbox) begin(work func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.work.Go(func() {
			work()
			s.save()
		})
	}
}

// wait says whether the time passed, rather than the sandbox closed.
func (s *Sandbox) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return s.running.Err() == nil
	case <-s.running.Done():
		return false
	}
}
