package main

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestTheProgramRunsUntilItIsStopped runs the binary as `make run` does, in a folder with one function.
func TestTheProgramRunsUntilItIsStopped(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			program := command(t, "OUTFLOW_PORT=0", "OUTFLOW_SANDBOX_PORT=0", "OUTFLOW_DYNAMODB_PORT=0")
			program.Stderr = &log
			output, err := program.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			url := readyURL(t, bufio.NewScanner(output))
			response, err := http.Get(url + "/echo/1")
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusOK {
				t.Errorf("status %d", response.StatusCode)
			}
			if err := program.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := program.Wait(); err != nil {
				t.Errorf("it ended with %v:\n%s", err, log.String())
			}
			if _, err := net.Dial("tcp", strings.TrimPrefix(url, "http://")); err == nil {
				t.Error("the API still answers")
			}
			if !strings.Contains(log.String(), "echo: event from") {
				t.Errorf("no function's line in the log:\n%s", log.String())
			}
		})
	}
}

// readyURL reads standard output up to its last line.
func readyURL(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "outflow ready on "); ok {
			return url
		}
	}
	t.Fatal("it ended before it was ready")
	return ""
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
			[]string{"OUTFLOW_PORT=" + taken, "OUTFLOW_SANDBOX_PORT=0", "OUTFLOW_DYNAMODB_PORT=0"},
			"local: port " + taken + " is taken; choose another with OUTFLOW_PORT\n",
		},
		{
			"two ports are taken",
			[]string{"OUTFLOW_PORT=0", "OUTFLOW_SANDBOX_PORT=" + taken, "OUTFLOW_DYNAMODB_PORT=" + taken},
			"local: port " + taken + " is taken; choose another with OUTFLOW_SANDBOX_PORT\n" +
				"port " + taken + " is taken; choose another with OUTFLOW_DYNAMODB_PORT\n",
		},
		{
			"a number is none",
			[]string{"OUTFLOW_PORT=0", "OUTFLOW_SANDBOX_PORT=0", "OUTFLOW_DYNAMODB_PORT=0", "OUTFLOW_SCHEDULE_SECONDS=soon"},
			"local: OUTFLOW_SCHEDULE_SECONDS is \"soon\", want a number from 0 to 65535\n",
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

// command is the built program in a folder laid out as the repository's root is after `make build`.
func command(t *testing.T, environment ...string) *exec.Cmd {
	t.Helper()
	program := exec.CommandContext(t.Context(), filepath.Join(root, ".build", "local"))
	program.Dir = root
	program.Env = append(os.Environ(), environment...)
	// The test's own end must be as orderly as a user's.
	program.Cancel = func() error { return program.Process.Signal(syscall.SIGTERM) }
	program.WaitDelay = 10 * time.Second
	return program
}

var root string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "local")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		root = dir
		for binary, source := range map[string]string{
			"functions/echo/bootstrap": "../../local/stack/testdata/function",
			"sandbox":                  "../sandbox",
			"local":                    ".",
		} {
			output, err := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", filepath.Join(dir, ".build", binary), source).CombinedOutput()
			if err != nil {
				panic(string(output))
			}
		}
		template, err := os.ReadFile("../../local/stack/testdata/template.yaml")
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "template.yaml"), template, 0o600)
		}
		if err != nil {
			panic(err)
		}
		return m.Run()
	}())
}
