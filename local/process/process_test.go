package process

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary is its own parent process in TestAChildDiesWithItsParent.
const parentMode = "PROCESS_TEST_PARENT"

func TestMain(m *testing.M) {
	if os.Getenv(parentMode) != "" {
		child, err := Start(Command{Name: "sleep", Path: "sleep", Args: []string{"600"}, Output: os.Stderr})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(child.Pid())
		<-child.Done()
		return
	}
	os.Exit(m.Run())
}

func TestAChildDiesWithItsParent(t *testing.T) {
	t.Parallel()
	if !diesWithParent {
		t.Skip("only Linux ties a child's life to its parent's")
	}
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentMode+"=1")
	output, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := parent.Wait(); err == nil {
		t.Error("the killed parent ended well")
	}
	deadline := time.Now().Add(10 * time.Second)
	for running(child) {
		if time.Now().After(deadline) {
			t.Fatalf("child %d outlives its parent", child)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// running says whether a process is there and no mere zombie that nobody has waited for.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !bytes.Contains(stat, []byte(") Z "))
}

func TestAChildsLinesAreToldApart(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	child, err := Start(shell("echo one; printf 'two\\nthree' >&2; exit 7", &output))
	if err != nil {
		t.Fatal(err)
	}
	if got := child.Exit(); got != "exit status 7" {
		t.Errorf("it ended with %q", got)
	}
	if want := "sh: one\nsh: two\nsh: three\n"; output.String() != want {
		t.Errorf("output %q, want %q", output.String(), want)
	}
}

func TestStopKillsAChildThatDoesNotListen(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"it ends when asked":    "echo up; while :; do sleep 0.01; done",
		"it ignores the signal": "trap '' TERM; echo up; while :; do sleep 0.01; done",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			up := make(chan struct{})
			child, err := Start(shell(script, onWrite(func() { close(up) })))
			if err != nil {
				t.Fatal(err)
			}
			<-up
			child.Stop(50 * time.Millisecond)
			if err := child.Signal(syscall.SIGKILL); !errors.Is(err, os.ErrProcessDone) {
				t.Errorf("after Stop a signal gives %v", err)
			}
		})
	}
}

func shell(script string, output io.Writer) Command {
	return Command{Name: "sh", Path: "sh", Args: []string{"-c", script}, Output: output}
}

type onWrite func()

func (f onWrite) Write(p []byte) (int, error) {
	f()
	return len(p), nil
}

func TestAPortThatIsTakenIsSaidToBe(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	if _, err := Port(listener.Addr().(*net.TCPAddr).Port); !errors.Is(err, ErrPortTaken) {
		t.Errorf("got %v, want ErrPortTaken", err)
	}
	if port, err := Port(0); err != nil || port == 0 {
		t.Errorf("port %d, %v", port, err)
	}
}
