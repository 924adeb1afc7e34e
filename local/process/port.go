package process

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// ErrPortTaken says that a program listens on the port already.
var ErrPortTaken = errors.New("port is taken")

// Listen listens on a port of 127.0.0.1, or on a free one for 0. The error is ErrPortTaken.
func Listen(port int) (net.Listener, error) {
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	listener, err := net.Listen("tcp", address) //nolint:noctx // on loopback it waits for nothing
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPortTaken, err)
	}
	return listener, nil
}

// Port returns the port when nothing listens on it, or a free one for 0, for a child to listen on.
// The error is ErrPortTaken.
func Port(port int) (int, error) {
	listener, err := Listen(port)
	if err != nil {
		return 0, err
	}
	_, chosen, err := net.SplitHostPort(listener.Addr().String())
	if err := errors.Join(err, listener.Close()); err != nil {
		return 0, err
	}
	return strconv.Atoi(chosen)
}
