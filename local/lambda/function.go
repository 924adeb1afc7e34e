// Package lambda runs deployed function binaries as AWS Lambda does: one process per concurrent
// request, each with a Runtime API of its own, frozen between requests, killed at its time limit.
//
// It knows nothing of HTTP routes or schedules: an event goes in, an answer comes out. It may import
// local/process.
package lambda

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// The ends of an invocation that is not an answer. Match them with errors.Is.
var (
	// ErrThrottled: every process was busy for longer than an invocation may wait.
	ErrThrottled = errors.New("throttled")
	// ErrEventTooLarge: the event is over 6 MB. Nothing was run.
	ErrEventTooLarge = errors.New("event over 6 MB")
	// ErrInit: the process ended, or reported an error, or took over 10 s, before it asked for an event.
	ErrInit = errors.New("initialisation failed")
	// ErrTimedOut: the function's Timeout passed. Its process was killed.
	ErrTimedOut = errors.New("timed out")
	// ErrExited: the process died in the middle of the request.
	ErrExited = errors.New("exited in the middle of a request")
	// ErrHandler: the handler returned an error or panicked; the text holds what the runtime reported.
	ErrHandler = errors.New("handler failed")
	// ErrAnswerTooLarge: the answer is over 6 MB.
	ErrAnswerTooLarge = errors.New("answer over 6 MB")
	// ErrClosed: the host is shutting down.
	ErrClosed = errors.New("closed")
)

const (
	// maxPayloadBytes is Lambda's limit for a synchronous event and for its answer.
	maxPayloadBytes = 6 << 20
	// initTimeout is Lambda's limit for a process to ask for its first event.
	initTimeout = 10 * time.Second
	// maxProcesses bounds one function's processes, and so its concurrent requests.
	maxProcesses = 8
	// maxWait is how long a request waits for a process to be free. Lambda throttles at once, but it
	// has hundreds of places where a laptop has eight.
	maxWait = 10 * time.Second
)

// Config describes one function.
type Config struct {
	// Name is the function's name, as in AWS_LAMBDA_FUNCTION_NAME and before each line of its output.
	Name string
	// Bootstrap is the absolute path of its binary.
	Bootstrap string
	// Timeout is how long one request may take.
	Timeout time.Duration
	// MemoryMB is only told to the function, not enforced.
	MemoryMB int
	// Environment is what the function sees beside Lambda's own variables; nothing is inherited.
	Environment map[string]string
	// Output takes the function's log lines. It must be safe for concurrent use.
	Output io.Writer
}

// Function runs one function's processes.
type Function struct {
	config Config
	places chan struct{} // one for each process that may exist
	closed chan struct{}
	wait   time.Duration
	work   sync.WaitGroup

	mu        sync.Mutex // guards what follows
	closing   bool
	idle      []*instance // the last used is the last
	instances map[*instance]struct{}
}

// New makes a function's host. It starts no process until the first request. Close it.
func New(config Config) *Function {
	return &Function{
		config:    config,
		places:    make(chan struct{}, maxProcesses),
		closed:    make(chan struct{}),
		wait:      maxWait,
		instances: make(map[*instance]struct{}),
	}
}

// Invoke gives the function an event, at most 6 MB of JSON, and waits for its answer. When ctx ends
// first the caller gets ctx's error, while the function works on until its own time limit, as
// Lambda's do. The other errors are this package's.
func (f *Function) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	if len(event) > maxPayloadBytes {
		return nil, f.fail(ErrEventTooLarge)
	}
	if err := f.enter(ctx); err != nil {
		return nil, f.fail(err)
	}
	call := newInvocation(event)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer f.leave()
		f.run(call)
	}()
	select {
	// Not as soon as there is an answer, but when the process is free again or gone: so requests one
	// after the other are served by one process, as on Lambda.
	case <-done:
		if call.err != nil {
			return nil, f.fail(call.err)
		}
		return call.answer, nil
	case <-ctx.Done():
		return nil, f.fail(ctx.Err())
	}
}

// Processes lists the ids of all the function's processes, frozen ones included.
func (f *Function) Processes() []int {
	return f.pids(func(*instance) bool { return true })
}

// Serving lists the ids of the processes that are in the middle of a request. The host sends such a
// process no signal until its request ends: a test may stop, continue or kill it.
func (f *Function) Serving() []int {
	return f.pids((*instance).serving)
}

// Close kills every process and waits for all of them. Requests under way get ErrExited, later ones
// ErrClosed.
func (f *Function) Close() {
	f.mu.Lock()
	alreadyClosing := f.closing
	f.closing = true
	if !alreadyClosing {
		close(f.closed)
	}
	instances := make([]*instance, 0, len(f.instances))
	for i := range f.instances {
		instances = append(instances, i)
	}
	f.mu.Unlock()
	for _, i := range instances {
		i.close()
	}
	f.work.Wait()
}

// enter waits for a place. Each success needs one leave.
func (f *Function) enter(ctx context.Context) error {
	timer := time.NewTimer(f.wait)
	defer timer.Stop()
	select {
	case f.places <- struct{}{}:
	case <-timer.C:
		return ErrThrottled
	case <-f.closed:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closing {
		<-f.places
		return ErrClosed
	}
	f.work.Add(1)
	return nil
}

func (f *Function) leave() {
	<-f.places
	f.work.Done()
}

// run serves one invocation with an idle process or a new one.
func (f *Function) run(call *invocation) {
	i, err := f.take()
	if err != nil {
		call.end(nil, err)
		return
	}
	if i.serve(call, f.config.Timeout) {
		f.mu.Lock()
		f.idle = append(f.idle, i)
		f.mu.Unlock()
		return
	}
	f.drop(i)
}

// take returns the idle process that was used last, or starts one.
func (f *Function) take() (*instance, error) {
	for {
		f.mu.Lock()
		if len(f.idle) == 0 {
			f.mu.Unlock()
			break
		}
		i := f.idle[len(f.idle)-1]
		f.idle = f.idle[:len(f.idle)-1]
		f.mu.Unlock()
		if i.alive() {
			return i, nil
		}
		f.drop(i)
	}
	i, err := launch(f.config)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.instances[i] = struct{}{}
	closing := f.closing
	f.mu.Unlock()
	if closing {
		f.drop(i)
		return nil, ErrClosed
	}
	if err := i.ready(initTimeout); err != nil {
		f.drop(i)
		return nil, err
	}
	return i, nil
}

func (f *Function) drop(i *instance) {
	i.close()
	f.mu.Lock()
	delete(f.instances, i)
	f.mu.Unlock()
}

func (f *Function) pids(which func(*instance) bool) []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	var pids []int
	for i := range f.instances {
		if i.alive() && which(i) {
			pids = append(pids, i.child.Pid())
		}
	}
	slices.Sort(pids)
	return pids
}

func (f *Function) fail(err error) error {
	return fmt.Errorf("function %s: %w", f.config.Name, err)
}
