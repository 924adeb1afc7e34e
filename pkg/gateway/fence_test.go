package gateway

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

func TestNothingIsWrittenAfterTheDeadlineEvenWhereNoTimerHasFired(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	for _, test := range []struct {
		name string
		left time.Duration
		want error
	}{
		{"before it", time.Minute, nil},
		{"after it", -time.Millisecond, os.ErrDeadlineExceeded},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			limited, cancel := context.WithDeadline(context.Background(), time.Now().Add(test.left))
			defer cancel()
			// As the transport does: the values stay, the deadline goes.
			conn, err := dialFenced(context.WithoutCancel(fenced(limited)), "tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := conn.Write([]byte("x")); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
