package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestRunServesOnLoopbackUntilItIsStopped(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- run(ctx, []string{"-port", "0"}, writer) }()

	line := make([]byte, 200)
	n, err := reader.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	address, found := strings.CutPrefix(strings.TrimSpace(string(line[:n])), "gateway sandbox on ")
	if !found || !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Fatalf("printed %q", line[:n])
	}
	response, err := http.Get(address + "/sandbox/orders")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("a stop that was asked for: %v", err)
	}
	if _, err := http.Get(address + "/sandbox/orders"); err == nil { //nolint:bodyclose // there is no answer
		t.Error("it still serves")
	}
}

func TestRunSaysThatItsPortIsTaken(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	err = run(t.Context(), []string{"-port", port}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), port) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line that names the port", err)
	}
}
