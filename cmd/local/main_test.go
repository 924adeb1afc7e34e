package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sources"
	"github.com/outflow-pay/outflow/local/stack"
)

// free takes whatever ports there are.
var free = []string{"OUTFLOW_PORT=0", "OUTFLOW_SANDBOX_PORT=0", "OUTFLOW_SIGNIN_PORT=0", "OUTFLOW_DYNAMODB_PORT=0", "OUTFLOW_DYNAMODB=", "OUTFLOW_DATA="}

func TestTheProgramTellsItsStoryAndRunsUntilItIsStopped(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			program, story := started(t)
			for _, line := range []string{"status: pending", "frozen 300.00", "status: approved", "status: processing", "status: completed", "export OUTFLOW_USER=", "export OUTFLOW_ADMIN=", "The pages, for users and admins: http://127.0.0.1:"} {
				if !strings.Contains(story.text, line) {
					t.Errorf("the story lacks %q:\n%s", line, story.text)
				}
			}
			response, err := http.Get(story.url + "/api/wallet")
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusUnauthorized {
				t.Errorf("without a token: status %d", response.StatusCode)
			}
			if err := program.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := program.Wait(); err != nil {
				t.Errorf("it ended with %v", err)
			}
			if _, err := net.Dial("tcp", strings.TrimPrefix(story.url, "http://")); err == nil {
				t.Error("the API still answers")
			}
		})
	}
}

func TestItStartsAmongACrowdAndUnderAPolicyOfOnesOwn(t *testing.T) {
	t.Parallel()
	policy := strings.Replace(stack.Policy, "{", `{"minimum": "250",`, 1)
	program, story := started(t, "OUTFLOW_CROWD=300", "OUTFLOW_POLICY="+policy)
	admin := exportedBy(t, story.text, "OUTFLOW_ADMIN")
	var list struct{ Data struct{ Total int } }
	call(t, &list, http.MethodGet, story.url+"/admin/escorts/withdraw-records", admin, "")
	const crowdAndDemonstration = 302
	if list.Data.Total < 300 || list.Data.Total > crowdAndDemonstration { // the demonstration's may not be counted yet
		t.Errorf("the list's total is %d", list.Data.Total)
	}
	var asked struct{ Message string }
	call(t, &asked, http.MethodPost, story.url+"/api/wallet/withdraw", exportedBy(t, story.text, "OUTFLOW_USER"),
		`{"amount": 249.99, "method": "wechat", "account": "13800001111"}`)
	if !strings.Contains(asked.Message, "250.00") {
		t.Errorf("less than the policy's minimum is answered with %q", asked.Message)
	}
	if err := program.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := program.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// TestItStaysUpWhateverThePolicyLetsTheDemonstrationDo: what the policy does not allow is one line of it.
func TestItStaysUpWhateverThePolicyLetsTheDemonstrationDo(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]string{
		"no channel":           `{}`,
		"a higher minimum":     strings.Replace(stack.Policy, "{", `{"minimum": "400",`, 1),
		"another channel":      `{"channels":[{"method":"Orange","type":"Orange","name":"Orange"}]}`,
		"a channel of less":    `{"channels":[{"method":"MVola","type":"MVola","name":"MVola","max":"100"}]}`,
		"a type that is not":   `{"channels":[{"method":"MVola","type":"Nobody","name":"MVola"}]}`,
		"a limit of less":      strings.Replace(stack.Policy, "{", `{"singleLimit": "200", "dailyLimit": "200",`, 1),
		"no autoApprove there": `{"channels":[{"method":"MVola","type":"MVola","name":"MVola"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program, story := started(t, "OUTFLOW_POLICY="+policy)
			ended := strings.Contains(story.text, "status: completed")
			if said := strings.Count(story.text, "The demonstration ends here: "); (said != 0) == ended || said > 1 {
				t.Errorf("the story:\n%s", story.text)
			}
			exportedBy(t, story.text, "OUTFLOW_ADMIN")
			response, err := http.Get(story.url + "/api/wallet")
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			stopped(t, program)
		})
	}
}

// TestWhatWasThereBeforeIsThere: the table, without a second demonstration, and the gateway's orders.
func TestWhatWasThereBeforeIsThere(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	var orders []string
	for _, told := range []bool{true, false} {
		program, story := startedWith(t, append(slices.Clone(free), "OUTFLOW_DATA="+data)...)
		if strings.Contains(story.text, "status: completed") != told {
			t.Errorf("the story is told: %t:\n%s", !told, story.text)
		}
		var listing struct {
			Orders []struct{ MerchantSerial string }
		}
		call(t, &listing, http.MethodGet, sandboxOf(t, program)+"/sandbox/orders", "", "")
		for _, order := range listing.Orders {
			orders = append(orders, order.MerchantSerial)
		}
		stopped(t, program)
	}
	if len(orders) != 2 || orders[0] != orders[1] {
		t.Errorf("the orders of both runs are %v", orders)
	}
}

// sandboxOf is the address of the sandbox that a program has started.
func sandboxOf(t *testing.T, program *exec.Cmd) string {
	t.Helper()
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", childOf(t, program.Process.Pid, "sandbox")))
	if err != nil {
		t.Fatal(err)
	}
	return "http://127.0.0.1:" + strings.Split(string(line), "\x00")[2] // sandbox -port N
}

func stopped(t *testing.T, program *exec.Cmd) {
	t.Helper()
	if err := program.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := program.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// TestEveryProgramSaysWhatItIs where it is asked for help, and starts nothing.
func TestEveryProgramSaysWhatItIs(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := sources.Check(root); err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob(filepath.Join(root, ".build", "bin", "*"))
	if err != nil || len(programs) < 10 {
		t.Fatalf("the functions are %v, %v", programs, err)
	}
	for _, name := range []string{"local", "sandbox", "outflow"} {
		programs = append(programs, filepath.Join(root, ".build", name))
	}
	asked := [][]string{{"go", "run", "./cmd/openapi", "-h"}, {"go", "run", "./cmd/bench", "-h"}, {"go", "run", "./cmd/sources", "-h"}}
	for _, program := range programs {
		asked = append(asked, []string{program, "-h"})
	}
	for _, command := range [][]string{{"token"}, {"verify"}, {"recount"}, {"table"}, {"table", "create"}} {
		asked = append(asked, slices.Concat([]string{filepath.Join(root, ".build", "outflow")}, command, []string{"-h"}))
	}
	for _, words := range asked {
		program := exec.CommandContext(t.Context(), words[0], words[1:]...)
		program.Dir = root
		said, err := program.CombinedOutput()
		if err != nil || !strings.HasPrefix(strings.ToLower(string(said)), "usage") {
			t.Errorf("%v: %v: %s", words, err, said)
		}
	}
}

// exportedBy is a variable that the story tells to export.
func exportedBy(t *testing.T, text, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, "export "+name+"=")
	if !found {
		t.Fatalf("the story exports no %s:\n%s", name, text)
	}
	value, _, _ := strings.Cut(rest, "\n")
	return value
}

// call decodes an answer.
func call(t *testing.T, into any, method, url, token, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestTheProgramEndsWhenThePartsItNeedsHaveEnded(t *testing.T) {
	t.Parallel()
	program, _ := started(t)
	if err := syscall.Kill(childOf(t, program.Process.Pid, "sandbox"), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(20*time.Second, func() { _ = program.Process.Signal(syscall.SIGTERM) }) // and so exit 0
	defer late.Stop()
	var exit *exec.ExitError
	if err := program.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("it ended with %v, want exit 1", err)
	}
}

// childOf is the process of a name that another one has started.
func childOf(t *testing.T, parent int, name string) int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended since
		}
		var pid, of int
		var command, state string
		if _, err := fmt.Sscan(string(stat), &pid, &command, &state, &of); err == nil && of == parent && command == "("+name+")" {
			return pid
		}
	}
	t.Fatalf("process %d has no child %q", parent, name)
	return 0
}

type story struct{ text, url string }

// started runs the program and reads standard output up to its last line.
func started(t *testing.T, environment ...string) (*exec.Cmd, story) {
	t.Helper()
	return startedWith(t, append(environment, free...)...)
}

func startedWith(t *testing.T, environment ...string) (*exec.Cmd, story) {
	t.Helper()
	program := command(t, environment...)
	output, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	var told story
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if url, ok := strings.CutPrefix(lines.Text(), "outflow ready on "); ok {
			told.url = url
			return program, told
		}
		told.text += lines.Text() + "\n"
	}
	t.Fatalf("it ended before it was ready:\n%s", told.text)
	return nil, story{}
}

func TestWhatIsWrongWithTheEnvironmentIsOneLineEach(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	taken := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	for _, test := range []struct {
		name        string
		environment []string
		want        string
	}{
		{
			"one port is taken",
			[]string{"OUTFLOW_PORT=" + taken, "OUTFLOW_SANDBOX_PORT=0", "OUTFLOW_SIGNIN_PORT=0", "OUTFLOW_DYNAMODB_PORT=0"},
			"local: port " + taken + " is taken; choose another with OUTFLOW_PORT\n",
		},
		{
			"two ports are taken",
			[]string{"OUTFLOW_PORT=0", "OUTFLOW_SANDBOX_PORT=" + taken, "OUTFLOW_SIGNIN_PORT=0", "OUTFLOW_DYNAMODB_PORT=" + taken},
			"local: port " + taken + " is taken; choose another with OUTFLOW_SANDBOX_PORT\n" +
				"port " + taken + " is taken; choose another with OUTFLOW_DYNAMODB_PORT\n",
		},
		{
			"a number is none",
			[]string{"OUTFLOW_PORT=0", "OUTFLOW_SANDBOX_PORT=0", "OUTFLOW_SIGNIN_PORT=0", "OUTFLOW_DYNAMODB_PORT=0", "OUTFLOW_SCHEDULE_SECONDS=soon"},
			"local: OUTFLOW_SCHEDULE_SECONDS is \"soon\", want a number from 0 to 65535\n",
		},
		{
			"the policy has a mistake",
			[]string{"OUTFLOW_PORT=0", "OUTFLOW_SANDBOX_PORT=0", "OUTFLOW_SIGNIN_PORT=0", "OUTFLOW_DYNAMODB_PORT=0", `OUTFLOW_POLICY={"minimum":"a lot"}`},
			"local: OUTFLOW_POLICY: minimum: want an amount in major units as a string, as \"0.01\", not \"a lot\"\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out, log bytes.Buffer
			program := command(t, test.environment...)
			program.Stdout, program.Stderr = &out, &log
			err := program.Run()
			if program.ProcessState.ExitCode() != 1 || out.Len() != 0 || log.String() != test.want {
				t.Errorf("%v, stdout %q, stderr %q, want %q", err, out.String(), log.String(), test.want)
			}
		})
	}
}

// command is the built program, as `make run` starts it.
func command(t *testing.T, environment ...string) *exec.Cmd {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := sources.Check(root); err != nil {
		t.Fatal(err)
	}
	program := exec.CommandContext(t.Context(), filepath.Join(root, ".build", "local"))
	program.Dir = root
	program.Env = append(os.Environ(), environment...)
	// The test's own end must be as orderly as a user's.
	program.Cancel = func() error { return program.Process.Signal(syscall.SIGTERM) }
	program.WaitDelay = 10 * time.Second
	return program
}
