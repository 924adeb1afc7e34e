package lambda

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/outflow-pay/outflow/local/process"
)

// Where a local function believes it is.
const (
	Region  = "us-east-1"
	Account = "000000000000"
)

// instance is one process of a function and the Runtime API that only it uses.
type instance struct {
	arn    string
	child  *process.Child
	server *http.Server
	served chan struct{} // closed when the Runtime API has ended

	asked     chan struct{}    // the process asks for an event
	events    chan *invocation // the event that it gets
	initError chan string      // what it reported instead of asking

	mu      sync.Mutex // guards current
	current *invocation
}

// launch starts a process. It has not asked for its first event: see ready. Close it.
func launch(config Config) (*instance, error) {
	listener, err := process.Listen(0)
	if err != nil {
		return nil, fmt.Errorf("%w: listen for its runtime API: %w", ErrInit, err)
	}
	i := &instance{
		arn:       fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", Region, Account, config.Name),
		served:    make(chan struct{}),
		asked:     make(chan struct{}),
		events:    make(chan *invocation),
		initError: make(chan string, 1),
	}
	// No time limits: the process asks for its next event and may wait for hours.
	i.server = &http.Server{Handler: i.runtimeAPI()} //nolint:gosec // its only client is our child
	go func() {
		defer close(i.served)
		// It ends with ErrServerClosed when the instance is closed.
		_ = i.server.Serve(listener)
	}()
	child, err := process.Start(process.Command{
		Name:   config.Name,
		Path:   config.Bootstrap,
		Dir:    filepath.Dir(config.Bootstrap),
		Env:    environment(config, listener.Addr().String()),
		Output: config.Output,
	})
	if err != nil {
		i.closeServer()
		return nil, fmt.Errorf("%w: %w", ErrInit, err)
	}
	i.child = child
	return i, nil
}

// environment is what Lambda sets, then what the function's configuration adds.
func environment(config Config, runtimeAPI string) []string {
	variables := map[string]string{
		"AWS_LAMBDA_RUNTIME_API":          runtimeAPI,
		"AWS_LAMBDA_FUNCTION_NAME":        config.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(config.MemoryMB),
		"AWS_REGION":                      Region,
		"AWS_DEFAULT_REGION":              Region,
		"AWS_ACCESS_KEY_ID":               "local",
		"AWS_SECRET_ACCESS_KEY":           "local",
		"LAMBDA_TASK_ROOT":                filepath.Dir(config.Bootstrap),
		"_HANDLER":                        "bootstrap",
		"PATH":                            "/usr/local/bin:/usr/bin:/bin",
		"TZ":                              ":UTC",
	}
	for name, value := range config.Environment {
		variables[name] = value
	}
	list := make([]string, 0, len(variables))
	for name, value := range variables {
		list = append(list, name+"="+value)
	}
	return list
}

// ready waits for the process to ask for its first event.
func (i *instance) ready(limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-i.asked:
		return nil
	case report := <-i.initError:
		return fmt.Errorf("%w: %s", ErrInit, report)
	case <-i.child.Done():
		select {
		case report := <-i.initError:
			return fmt.Errorf("%w: %s", ErrInit, report)
		default:
			return fmt.Errorf("%w: %s", ErrInit, i.child.Exit())
		}
	case <-timer.C:
		return fmt.Errorf("%w: it did not ask for an event within %v", ErrInit, limit)
	}
}

// serve thaws the process, gives it the event, and waits until it asks for the next one, which is
// when Lambda holds a request to be over; then it freezes it again. It reports whether the process
// can serve another one. Between the two it sends no signal but the kill at the time limit.
func (i *instance) serve(call *invocation, limit time.Duration) (reusable bool) {
	call.deadline = time.Now().Add(limit)
	i.setCurrent(call)
	defer i.setCurrent(nil)
	timer := time.NewTimer(limit)
	defer timer.Stop()
	if !i.signal(syscall.SIGCONT) {
		call.end(nil, fmt.Errorf("%w: %s", ErrExited, i.child.Exit()))
		return false
	}
	select {
	case i.events <- call:
	case <-i.child.Done():
		call.end(nil, fmt.Errorf("%w: %s", ErrExited, i.child.Exit()))
		return false
	case <-timer.C:
		call.end(nil, fmt.Errorf("%w after %v", ErrTimedOut, limit))
		return false
	}
	select {
	case <-i.asked:
		call.end(nil, fmt.Errorf("%w: it asked for the next event without an answer", ErrHandler))
		return i.signal(syscall.SIGSTOP)
	case <-i.child.Done():
		call.end(nil, fmt.Errorf("%w: %s", ErrExited, i.child.Exit()))
		return false
	case <-timer.C:
		i.child.Kill()
		call.end(nil, fmt.Errorf("%w after %v", ErrTimedOut, limit))
		return false
	}
}

// signal reports whether the process was there to take it.
func (i *instance) signal(signal syscall.Signal) bool {
	return !errors.Is(i.child.Signal(signal), os.ErrProcessDone)
}

func (i *instance) alive() bool {
	select {
	case <-i.child.Done():
		return false
	default:
		return true
	}
}

func (i *instance) serving() bool { return i.getCurrent() != nil }

func (i *instance) getCurrent() *invocation {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.current
}

func (i *instance) setCurrent(call *invocation) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.current = call
}

// close kills the process and ends its Runtime API. It may be called twice.
func (i *instance) close() {
	i.child.Kill()
	i.closeServer()
}

func (i *instance) closeServer() {
	// Its listener and connections are on loopback and their only client is dead.
	_ = i.server.Close()
	<-i.served
}
