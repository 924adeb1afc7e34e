// Package logline has the log lines of one piece of work say the same about it: which request it is, who asks, which
// order it is about, and what was committed. They are noted once, where they become known, in the context, and every
// line that is written with that context carries them.
//
// What is noted is ids alone: nothing of a person but the sub of their token. The package imports the standard library alone.
package logline

import (
	"context"
	"log/slog"
	"slices"
	"sync"
)

// What lines say, by its name in them. `outflow trace` and the metric filters of template.yaml read these names.
const (
	KeyRequest      = "requestId" // the HTTP API's id of the request; of what no request began, Lambda's id of the invocation
	KeySub          = "sub"
	KeyRole         = "role"
	KeyOrder        = "order" // a withdrawal's or a recharge's id
	KeyProposal     = "proposal"
	KeyCommit       = "commit"       // the last one of this work
	KeyOrderVersion = "orderVersion" // of the order, as that commit left it
)

type scopeKey struct{}

// scope is what is known of one piece of work, shared by whoever has its context.
type scope struct {
	mu    sync.Mutex
	known []slog.Attr
}

// Open begins a piece of work: what is known of the one around it is known of it too, and what is noted of it is not
// noted of that.
func Open(ctx context.Context, attributes ...slog.Attr) context.Context {
	opened := &scope{known: slices.Clone(known(ctx))}
	opened.note(attributes)
	return context.WithValue(ctx, scopeKey{}, opened)
}

// Note adds to what is known of the context's piece of work, in the place of what the same names said before. It does
// nothing where none was opened.
func Note(ctx context.Context, attributes ...slog.Attr) {
	if within, is := ctx.Value(scopeKey{}).(*scope); is {
		within.note(attributes)
	}
}

// RequestID is the id of the request that the work is done for; empty where none is known.
func RequestID(ctx context.Context) string {
	for _, attribute := range known(ctx) {
		if attribute.Key == KeyRequest {
			return attribute.Value.String()
		}
	}
	return ""
}

func (s *scope) note(attributes []slog.Attr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, attribute := range attributes {
		at := slices.IndexFunc(s.known, func(other slog.Attr) bool { return other.Key == attribute.Key })
		if at < 0 {
			s.known = append(s.known, attribute)
		} else {
			s.known[at] = attribute
		}
	}
}

func known(ctx context.Context) []slog.Attr {
	within, is := ctx.Value(scopeKey{}).(*scope)
	if !is {
		return nil
	}
	within.mu.Lock()
	defer within.mu.Unlock()
	return slices.Clone(within.known)
}

// Handler adds what is known of a line's context to it, but for what the line says itself.
func Handler(next slog.Handler) slog.Handler { return handler{next} }

type handler struct{ slog.Handler }

// Handle writes a line with what is known of its context.
func (h handler) Handle(ctx context.Context, record slog.Record) error {
	added := known(ctx)
	record.Attrs(func(own slog.Attr) bool {
		added = slices.DeleteFunc(added, func(attribute slog.Attr) bool { return attribute.Key == own.Key })
		return true
	})
	record = record.Clone()
	record.AddAttrs(added...)
	return h.Handler.Handle(ctx, record) //nolint:wrapcheck // it is the handler's own
}

// WithAttrs is the same handler, whose lines all say these too.
func (h handler) WithAttrs(attributes []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attributes)}
}

// WithGroup is the same handler, whose lines say what they say within a group.
func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }
