package app

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"

	"github.com/outflow-pay/outflow/pkg/edge"
)

// sampling keeps the lines of a few of the reads that went well: one of so many, the first of a process among them. Lines of
// whatever was refused, failed or wrote something are all kept, and so are all others.
type sampling struct {
	slog.Handler

	every int64
	reads *atomic.Int64 // lines of reads so far
}

// sampled is a handler of one of every so many reads' lines; of all of them where that is below 2.
func sampled(next slog.Handler, every int) slog.Handler {
	if every <= 1 {
		return next
	}
	return sampling{next, int64(every), &atomic.Int64{}}
}

// Handle writes a line, or leaves it out.
func (s sampling) Handle(ctx context.Context, record slog.Record) error {
	if record.Message == edge.RequestLine && readsWell(record) && (s.reads.Add(1)-1)%s.every != 0 {
		return nil
	}
	return s.Handler.Handle(ctx, record) //nolint:wrapcheck // it is the handler's own
}

// WithAttrs is the same handler, whose lines all say these too.
func (s sampling) WithAttrs(attributes []slog.Attr) slog.Handler {
	return sampling{s.Handler.WithAttrs(attributes), s.every, s.reads}
}

// WithGroup is the same handler, whose lines say what they say within a group.
func (s sampling) WithGroup(name string) slog.Handler {
	return sampling{s.Handler.WithGroup(name), s.every, s.reads}
}

// readsWell says that a request's line is of a read that was answered as it should be.
func readsWell(record slog.Record) bool {
	const firstRefusal = 400
	read, well := false, false
	record.Attrs(func(attribute slog.Attr) bool {
		switch attribute.Key {
		case edge.KeyRoute:
			read = strings.HasPrefix(attribute.Value.String(), "GET ") || strings.HasPrefix(attribute.Value.String(), "HEAD ")
		case edge.KeyStatus:
			well = attribute.Value.Int64() < firstRefusal
		}
		return true
	})
	return read && well
}
