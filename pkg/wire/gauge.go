package wire

import (
	"errors"
	"io"
)

// What a [Gauge] says instead of reading on.
var (
	ErrTooLong = errors.New("one piece is longer than what is read")
	ErrTooMuch = errors.New("there is more than what is read")
)

// Gauge bounds what a decoder without bounds of its own may read: of one piece of a file (a line, a token) and of all. Who
// has decoded a piece renews it. A decoder reads some kilobytes ahead, so that a bound of a piece is kept that exactly.
type Gauge struct {
	from              io.Reader
	piece, left, rest int64
}

// NewGauge reads at most so many bytes of one piece, and so many in all.
func NewGauge(from io.Reader, pieceBytes, allBytes int64) *Gauge {
	return &Gauge{from, pieceBytes, pieceBytes, allBytes}
}

// Renew begins another piece.
func (g *Gauge) Renew() { g.left = g.piece }

// Rest is how many bytes more would be read.
func (g *Gauge) Rest() int64 { return g.rest }

// Read is [io.Reader]'s; beyond a bound it gives [ErrTooLong] or [ErrTooMuch].
func (g *Gauge) Read(into []byte) (int, error) {
	switch {
	case len(into) == 0:
		return 0, nil
	case g.rest < 0:
		return 0, ErrTooMuch
	case g.left <= 0:
		return 0, ErrTooLong
	}
	// One byte more than all tells a file that is larger from one that ends there.
	n, err := g.from.Read(into[:min(int64(len(into)), g.left, g.rest+1)])
	g.left -= int64(n)
	if g.rest -= int64(n); g.rest < 0 {
		return 0, ErrTooMuch
	}
	return n, err //nolint:wrapcheck // a reader's own error, io.EOF among them
}
