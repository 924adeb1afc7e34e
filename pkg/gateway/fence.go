package gateway

import (
	"context"
	"net"
	"os"
	"time"
)

// A process may be stopped at any line and go on much later. A context's end is noticed by a timer,
// which may fire after a request has been written; so the connection itself looks at the clock before
// each write, which leaves one system call between the look and the wire.

type fenceKey struct{}

// fenced remembers the context's deadline for the connection: the transport dials with a context
// whose deadline it has taken away.
func fenced(ctx context.Context) context.Context {
	deadline, ok := ctx.Deadline()
	if !ok {
		return ctx
	}
	return context.WithValue(ctx, fenceKey{}, deadline)
}

func dialFenced(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: connectTimeout}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	deadline, ok := ctx.Value(fenceKey{}).(time.Time)
	if !ok {
		return conn, nil
	}
	return fencedConn{conn, deadline}, nil
}

type fencedConn struct {
	net.Conn
	deadline time.Time
}

// Write refuses once the deadline has passed by the wall clock.
func (c fencedConn) Write(b []byte) (int, error) {
	if !time.Now().Round(0).Before(c.deadline.Round(0)) {
		return 0, os.ErrDeadlineExceeded
	}
	return c.Conn.Write(b)
}
