package process

import (
	"errors"
	"fmt"
	"math/rand/v2"
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

// Free ports are looked for below those that the system gives to connections by itself: no connection
// takes one between the choice and the child's listening.
const lowestFree, highestFree, freeTries = 20_000, 32_000, 200

// Port returns the port when nothing listens on it, or a free one for 0, for a child to listen on.
// The error is ErrPortTaken.
func Port(port int) (int, error) {
	if port != 0 {
		return port, probe(port)
	}
	for range freeTries {
		chosen := lowestFree + rand.N(highestFree-lowestFree) //nolint:gosec // a port needs no secrecy
		if probe(chosen) == nil {
			return chosen, nil
		}
	}
	return 0, fmt.Errorf("%w: none is free from %d to %d", ErrPortTaken, lowestFree, highestFree)
}

func probe(port int) error {
	listener, err := Listen(port)
	if err != nil {
		return err
	}
	return listener.Close()
}
