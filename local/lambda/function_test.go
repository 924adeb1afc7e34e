package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var bootstrap string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "function")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		bootstrap = filepath.Join(dir, "bootstrap")
		build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", bootstrap, "./testdata/function")
		if output, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build the test function: %v\n%s", err, output)
			return 1
		}
		return m.Run()
	}())
}

// answer is what the test function tells of itself.
type answer struct {
	Pid         int
	RequestID   string
	ARN         string
	RemainingMs int64
	Environment []string
}

func TestAFunctionSeesLambdaSVariablesAndItsOwnAlone(t *testing.T) {
	t.Setenv("NOT_FOR_FUNCTIONS", "secret")
	f, _ := start(t, Config{Environment: map[string]string{"OUTFLOW_TABLE": "outflow-table"}, MemoryMB: 512})
	got := invoke(t, f, `{}`)
	var names []string
	for _, variable := range got.Environment {
		name, _, _ := strings.Cut(variable, "=")
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{
		"AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME",
		"AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "LAMBDA_TASK_ROOT",
		"OUTFLOW_TABLE", "PATH", "TZ", "_HANDLER", "_X_AMZN_TRACE_ID", // the last is set by the runtime from its header
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
	if got.ARN != "arn:aws:lambda:us-east-1:000000000000:function:probe" || len(got.RequestID) != 36 {
		t.Errorf("function %q, request %q", got.ARN, got.RequestID)
	}
	if got.RemainingMs <= 0 || got.RemainingMs > 20_000 {
		t.Errorf("%d ms remain of a time limit of 20 s", got.RemainingMs)
	}
}

func TestAProcessIsFrozenBetweenRequestsAndUsedAgain(t *testing.T) {
	t.Parallel()
	f, _ := start(t, Config{})
	first := invoke(t, f, `{}`).Pid
	waitForState(t, first, "T")
	if second := invoke(t, f, `{}`).Pid; second != first {
		t.Errorf("process %d served the second request, want %d again", second, first)
	}
	waitForState(t, first, "T")
	if diff := cmp.Diff([]int{first}, f.Processes()); diff != "" {
		t.Errorf("processes (-want +got):\n%s", diff)
	}
}

func TestRequestsAtOnceGetAProcessEachUpToABound(t *testing.T) {
	t.Parallel()
	f, _ := start(t, Config{})
	f.wait = 50 * time.Millisecond
	release := filepath.Join(t.TempDir(), "release")
	var calls sync.WaitGroup
	pids := make([]int, maxProcesses)
	for i := range maxProcesses {
		calls.Go(func() { pids[i] = invoke(t, f, waitFor(release)).Pid })
	}
	eventually(t, "every process serves", func() bool { return len(f.Serving()) == maxProcesses })
	if _, err := f.Invoke(t.Context(), []byte(`{}`)); !errors.Is(err, ErrThrottled) {
		t.Errorf("one more request got %v, want ErrThrottled", err)
	}
	touch(t, release)
	calls.Wait()
	slices.Sort(pids)
	if distinct := len(slices.Compact(slices.Clone(pids))); distinct != maxProcesses {
		t.Errorf("%d processes served %d requests at once", distinct, maxProcesses)
	}
	f.wait = maxWait
	if got := invoke(t, f, `{}`).Pid; !slices.Contains(pids, got) {
		t.Errorf("a later request got the new process %d, want one of %v", got, pids)
	}
}

func TestARequestThatHasNoAnswerIsAnError(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		event       string
		timeout     time.Duration
		want        error
		text        string
		sameProcess bool
	}{
		{"a handler's error leaves its process alive", `{"do":"fail"}`, 0, ErrHandler, "no luck", true},
		{"a panic ends the process", `{"do":"panic"}`, 0, ErrHandler, "no luck at all", false},
		{"an exit ends the process", `{"do":"exit"}`, 0, ErrExited, "exit status 3", false},
		{"the time limit ends the process", `{"do":"sleep for ever"}`, 500 * time.Millisecond, ErrTimedOut, "500ms", false},
		{"an answer over 6 MB is refused", fmt.Sprintf(`{"do":"fill","size":%d}`, maxPayloadBytes), 0, ErrAnswerTooLarge, "6 MB", false},
		{"an event over 6 MB is refused", strings.Repeat(" ", maxPayloadBytes) + `{}`, 0, ErrEventTooLarge, "6 MB", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, _ := start(t, Config{Timeout: test.timeout})
			before := invoke(t, f, `{}`).Pid
			_, err := f.Invoke(t.Context(), []byte(test.event))
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
				t.Fatalf("got %v, want %v with %q", err, test.want, test.text)
			}
			if after := invoke(t, f, `{}`).Pid; (after == before) != test.sameProcess {
				t.Errorf("process %d, then %d", before, after)
			}
			if n := len(f.Processes()); n != 1 {
				t.Errorf("%d processes remain, want 1", n)
			}
		})
	}
}

func TestAnAnswerOfSixMegabytesPasses(t *testing.T) {
	t.Parallel()
	f, _ := start(t, Config{})
	got, err := f.Invoke(t.Context(), fmt.Appendf(nil, `{"do":"fill","size":%d}`, maxPayloadBytes-2))
	if err != nil || len(got) != maxPayloadBytes {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestAKilledProcessIsItsCallersErrorAndTheNextRequestGetsAFreshOne(t *testing.T) {
	t.Parallel()
	f, output := start(t, Config{})
	failed := make(chan error)
	go func() {
		_, err := f.Invoke(t.Context(), []byte(waitFor("/nowhere")))
		failed <- err
	}()
	eventually(t, "the handler has begun", func() bool { return strings.Contains(output.String(), "probe: waiting\n") })
	victim := f.Serving()[0]
	if err := syscall.Kill(victim, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; !errors.Is(err, ErrExited) || !strings.Contains(err.Error(), "killed") {
		t.Errorf("got %v, want ErrExited", err)
	}
	if got := invoke(t, f, `{}`).Pid; got == victim {
		t.Errorf("the dead process %d answered", got)
	}
}

func TestAProcessKilledWhileFrozenIsReplaced(t *testing.T) {
	t.Parallel()
	f, _ := start(t, Config{})
	victim := invoke(t, f, `{}`).Pid
	waitForState(t, victim, "T")
	if err := syscall.Kill(victim, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the death is noticed", func() bool { return len(f.Processes()) == 0 })
	if got := invoke(t, f, `{}`).Pid; got == victim {
		t.Errorf("the dead process %d answered", got)
	}
}

func TestAProcessStoppedInARequestStaysStoppedUntilItIsContinued(t *testing.T) {
	t.Parallel()
	f, output := start(t, Config{})
	release := filepath.Join(t.TempDir(), "release")
	answered := make(chan answer, 1)
	go func() { answered <- invoke(t, f, waitFor(release)) }()
	eventually(t, "the handler has begun", func() bool { return strings.Contains(output.String(), "probe: waiting\n") })
	stopped := f.Serving()[0]
	if err := syscall.Kill(stopped, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	waitForState(t, stopped, "T")
	touch(t, release)
	// Other requests start, use, freeze and thaw another process meanwhile.
	for range 5 {
		if other := invoke(t, f, `{}`).Pid; other == stopped {
			t.Fatalf("the stopped process %d answered", other)
		}
	}
	if state := stateOf(t, stopped); state != "T" {
		t.Errorf("the stopped process is in state %s", state)
	}
	select {
	case <-answered:
		t.Error("the stopped request was answered")
	default:
	}
	if err := syscall.Kill(stopped, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if got := <-answered; got.Pid != stopped {
		t.Errorf("process %d answered, want %d", got.Pid, stopped)
	}
}

func TestAProcessThatCannotStartIsReported(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, bootstrap, init, text string
	}{
		{"it exits before it asks for an event", "", "exit", "exit status 4"},
		{"it reports an initialisation error", "", "report", "no configuration"},
		{"there is no binary", "/nowhere/bootstrap", "", "no such file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, _ := start(t, Config{Bootstrap: test.bootstrap, Environment: map[string]string{"INIT": test.init}})
			_, err := f.Invoke(t.Context(), []byte(`{}`))
			if !errors.Is(err, ErrInit) || !strings.Contains(err.Error(), test.text) {
				t.Errorf("got %v, want ErrInit with %q", err, test.text)
			}
		})
	}
}

func TestACallerThatGivesUpDoesNotStopTheFunction(t *testing.T) {
	t.Parallel()
	f, output := start(t, Config{})
	release := filepath.Join(t.TempDir(), "release")
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := f.Invoke(ctx, []byte(waitFor(release)))
		failed <- err
	}()
	eventually(t, "the handler has begun", func() bool { return strings.Contains(output.String(), "probe: waiting\n") })
	pid := f.Serving()[0]
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context.Canceled", err)
	}
	if diff := cmp.Diff([]int{pid}, f.Serving()); diff != "" {
		t.Errorf("serving (-want +got):\n%s", diff)
	}
	touch(t, release)
	eventually(t, "it finishes on its own", func() bool { return len(f.Serving()) == 0 })
	if got := invoke(t, f, `{}`).Pid; got != pid {
		t.Errorf("process %d answered, want %d", got, pid)
	}
}

func TestCloseEndsEveryProcess(t *testing.T) {
	t.Parallel()
	f, _ := start(t, Config{})
	pid := invoke(t, f, `{}`).Pid
	f.Close()
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %d: %v, want that there is none", pid, err)
	}
	if _, err := f.Invoke(t.Context(), []byte(`{}`)); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

// buffer is an output that may be read while it is written.
type buffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func start(t *testing.T, config Config) (*Function, *buffer) {
	t.Helper()
	output := new(buffer)
	config.Name, config.Output = "probe", output
	if config.Bootstrap == "" {
		config.Bootstrap = bootstrap
	}
	if config.Timeout == 0 {
		config.Timeout = 20 * time.Second
	}
	f := New(config)
	t.Cleanup(f.Close)
	return f, output
}

// invoke may be called by any goroutine, so it does not stop the test.
func invoke(t *testing.T, f *Function, event string) answer {
	t.Helper()
	var a answer
	payload, err := f.Invoke(t.Context(), []byte(event))
	if err != nil {
		t.Error(err)
	} else if err := json.Unmarshal(payload, &a); err != nil {
		t.Error(err)
	}
	return a
}

func waitFor(file string) string { return fmt.Sprintf(`{"do":"wait","file":%q}`, file) }

func touch(t *testing.T, file string) {
	t.Helper()
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

// stateOf reads a process's state letter: T is stopped.
func stateOf(t *testing.T, pid int) string {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Skipf("no process states here: %v", err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return rest[:1]
}

func waitForState(t *testing.T, pid int, want string) {
	t.Helper()
	eventually(t, fmt.Sprintf("process %d is in state %s", pid, want), func() bool { return stateOf(t, pid) == want })
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within 10 s: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}
