package stack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/process"
)

var built string // the folder with functions/echo/bootstrap and sandbox

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "stack")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		built = dir
		for binary, source := range map[string]string{
			"functions/echo/bootstrap": "./testdata/function",
			"sandbox":                  "../../cmd/sandbox",
		} {
			build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", filepath.Join(dir, binary), source)
			if output, err := build.CombinedOutput(); err != nil {
				fmt.Fprintf(os.Stderr, "build %s: %v\n%s", source, err, output)
				return 1
			}
		}
		return m.Run()
	}())
}

func TestARequestGoesThroughTheWholeStack(t *testing.T) {
	t.Parallel()
	s := start(t, Options{
		Table: "outflow-other",
		Env:   map[string]string{"OUTFLOW_TOKEN_ISSUER": "local", "EXTRA": "1"},
	})
	response, err := http.Get(s.URL() + "/echo/WD1?x=1")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var got struct {
		Event struct {
			PathParameters map[string]string
			RawQueryString string
		}
		Environment []string
	}
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || got.Event.PathParameters["id"] != "WD1" || got.Event.RawQueryString != "x=1" {
		t.Errorf("%d %+v", response.StatusCode, got.Event)
	}
	want := map[string]string{
		"OUTFLOW_TABLE": "outflow-other", "OUTFLOW_DYNAMODB": s.DynamoDB(), "OUTFLOW_GATEWAY_URL": s.SandboxURL(),
		"OUTFLOW_GATEWAY_USERNAME": "merchant1", "OUTFLOW_PUBLIC_URL": s.URL(), "OUTFLOW_GATEWAY_SECRET": "", "OUTFLOW_TOKEN_SECRET": "", "OUTFLOW_POLICY": Policy,
		"OUTFLOW_TOKEN_ISSUER": "local", "EXTRA": "1",
	}
	environment := make(map[string]string)
	for _, variable := range got.Environment {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	maps.DeleteFunc(environment, func(name, _ string) bool { _, ours := want[name]; return !ours })
	if diff := cmp.Diff(want, environment); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
	tables, err := s.Client().ListTables(t.Context(), &dynamodb.ListTablesInput{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"outflow-other"}, tables.TableNames); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
}

func TestAKilledFunctionIsA502AndAFreshProcessForTheNext(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	status := make(chan int)
	go func() { status <- get(t, s.URL()+"/echo/hang") }()
	eventually(t, "a process serves", func() bool { return len(s.Serving("echo")) == 1 })
	victim := s.Serving("echo")[0]
	if err := syscall.Kill(victim, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if got := <-status; got != http.StatusBadGateway {
		t.Errorf("status %d, want 502", got)
	}
	if got := get(t, s.URL()+"/echo/1"); got != http.StatusOK {
		t.Errorf("the next request got %d", got)
	}
	if got := s.Processes("echo"); len(got) != 1 || got[0] == victim {
		t.Errorf("processes %v after %d was killed", got, victim)
	}
	if _, err := s.Invoke(t.Context(), "nobody", nil); err == nil {
		t.Error("an unknown function was invoked")
	}
}

func TestOnlyEnabledSchedulesRunAndOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	var with, without buffer
	start(t, Options{Schedule: 10 * time.Millisecond, Output: &with})
	s := start(t, Options{Output: &without})
	eventually(t, "the schedule runs again and again", func() bool {
		return strings.Count(with.String(), `echo: event from "aws.events"`) >= 3
	})
	if status := get(t, s.URL()+"/echo/1"); status != 200 {
		t.Errorf("status %d", status)
	}
	if strings.Contains(without.String(), "aws.events") || strings.Contains(with.String(), "Never") {
		t.Errorf("with a schedule:\n%s\nwithout one:\n%s", with.String(), without.String())
	}
}

func TestCloseStopsEverything(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Schedule: time.Hour})
	if status := get(t, s.URL()+"/echo/1"); status != 200 {
		t.Fatalf("status %d", status)
	}
	pid := s.Processes("echo")[0]
	s.Close()
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("function process %d: %v", pid, err)
	}
	for _, address := range []string{s.URL(), s.SandboxURL(), s.DynamoDB()} {
		if connection, err := net.Dial("tcp", strings.TrimPrefix(address, "http://")); err == nil {
			_ = connection.Close()
			t.Errorf("%s still answers", address)
		}
	}
}

func TestAStackThatCannotStartSaysWhyAndLeavesNothing(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	port := taken.Addr().(*net.TCPAddr).Port
	for _, test := range []struct {
		name    string
		options Options
		is      error
		text    string
	}{
		{"the API's port is taken", Options{Port: port}, process.ErrPortTaken, "HTTP API"},
		{"the sandbox's port is taken", Options{SandboxPort: port}, process.ErrPortTaken, "sandbox"},
		{"the engine's port is taken", Options{DynamoDBPort: port}, process.ErrPortTaken, "DynamoDB"},
		{"there is no template", Options{Template: "/nowhere"}, os.ErrNotExist, "template"},
		{"a function is not built", Options{Functions: "/nowhere"}, os.ErrNotExist, "echo is not built"},
		{"the sandbox is not built", Options{Sandbox: "/nowhere"}, os.ErrNotExist, "sandbox"},
		{"the sandbox ends at once", Options{Sandbox: "false"}, nil, "it ended: exit status 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Start(t.Context(), defaults(test.options, t.Output()))
			if err == nil || !strings.Contains(err.Error(), test.text) || (test.is != nil && !errors.Is(err, test.is)) {
				t.Errorf("got %v, want %v with %q", err, test.is, test.text)
			}
		})
	}
}

func start(t *testing.T, o Options) *Stack {
	t.Helper()
	s, err := Start(t.Context(), defaults(o, t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func defaults(o Options, output io.Writer) Options {
	for _, set := range []struct {
		field *string
		value string
	}{
		{&o.Template, "testdata/template.yaml"},
		{&o.Functions, filepath.Join(built, "functions")},
		{&o.Sandbox, filepath.Join(built, "sandbox")},
	} {
		if *set.field == "" {
			*set.field = set.value
		}
	}
	if o.Output == nil {
		o.Output = output
	}
	return o
}

func get(t *testing.T, url string) int {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Error(err) // not Fatal: any goroutine may ask
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
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
