// Package process runs the local stack's children: processes that end with their parent, that are
// always waited for, and whose output is told apart by a prefix.
//
// It imports the standard library alone.
package process

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// outputWait is how long a dead child's pipe may stay open, held by a process that it left behind.
const outputWait = time.Second

// Child is a process that was started and is being waited for.
type Child struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

// Command is what to run.
type Command struct {
	// Name tells the child's output apart: it goes before each line of it.
	Name string
	// Path is the program; one without a slash is looked up on the PATH.
	Path string
	Args []string
	// Dir is its working folder; empty, it is the parent's.
	Dir string
	// Env is its environment, as name=value; nil, it is the parent's.
	Env []string
	// Output takes its standard output and error, each line in one Write, so that children may share
	// one that is safe for concurrent use.
	Output io.Writer
}

// Start runs a command. The child leads a process group of its own: Ctrl-C in a terminal reaches the
// parent alone, which then stops its children in order. On Linux the child is killed when the parent
// dies.
func Start(command Command) (*Child, error) {
	//nolint:gosec,noctx // what to run is this package's point; a child ends by its owner's Stop or Kill
	cmd := exec.Command(command.Path, command.Args...)
	cmd.Dir, cmd.Env = command.Dir, command.Env
	lines := &lineWriter{prefix: command.Name + ": ", output: command.Output}
	cmd.Stdout, cmd.Stderr = lines, lines
	cmd.WaitDelay = outputWait
	cmd.SysProcAttr = attributes()
	child := &Child{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		// The kernel sends the death signal when the thread that started the child ends, not when
		// the process does: so this thread lives as long as the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			child.err = cmd.Wait()
			lines.flush()
		}
		close(child.done)
	}()
	if err := <-started; err != nil {
		<-child.done
		return nil, fmt.Errorf("start %s: %w", command.Name, err)
	}
	return child, nil
}

// Pid is the child's process id.
func (c *Child) Pid() int { return c.cmd.Process.Pid }

// Done is closed when the child has ended and was waited for.
func (c *Child) Done() <-chan struct{} { return c.done }

// Exit says how the child ended, as "exit status 1" or "signal: killed". It waits for the end.
func (c *Child) Exit() string {
	<-c.done
	if c.err != nil {
		return c.err.Error()
	}
	return "exit status 0"
}

// Signal sends a signal. The error is os.ErrProcessDone when the child has ended.
func (c *Child) Signal(signal syscall.Signal) error { return c.cmd.Process.Signal(signal) }

// Kill ends the child, stopped or not, and waits for it.
func (c *Child) Kill() {
	// The only failure is that it has ended already.
	_ = c.cmd.Process.Kill()
	<-c.done
}

// Stop asks the child to end (SIGTERM), kills it when it has not after grace, and waits for it.
func (c *Child) Stop(grace time.Duration) {
	_ = c.Signal(syscall.SIGTERM)
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-c.done:
	case <-timer.C:
		c.Kill()
	}
}

// longestLine bounds what is kept of a line that does not end.
const longestLine = 64 << 10

// lineWriter passes whole lines on, each with its prefix and in one Write.
type lineWriter struct {
	prefix  string
	output  io.Writer
	partial []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.partial = append(w.partial, p...)
	for {
		end := bytes.IndexByte(w.partial, '\n')
		if end < 0 {
			break
		}
		w.line(w.partial[:end])
		w.partial = w.partial[end+1:]
	}
	if len(w.partial) > longestLine {
		w.flush()
	}
	return len(p), nil
}

func (w *lineWriter) flush() {
	if len(w.partial) > 0 {
		w.line(w.partial)
		w.partial = nil
	}
}

func (w *lineWriter) line(text []byte) {
	// A child must not fail because its log cannot be written; there is nowhere else to say so.
	_, _ = fmt.Fprintf(w.output, "%s%s\n", w.prefix, text)
}
