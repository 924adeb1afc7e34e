package logline_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/outflow-pay/outflow/pkg/logline"
)

// written is a logger that leaves the time out, and what it writes.
func written() (*slog.Logger, *bytes.Buffer) {
	var out bytes.Buffer
	options := &slog.HandlerOptions{ReplaceAttr: func(_ []string, attribute slog.Attr) slog.Attr {
		if attribute.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return attribute
	}}
	return slog.New(logline.Handler(slog.NewTextHandler(&out, options))).With("functionVersion", "7"), &out
}

func TestALineSaysWhatIsKnownOfItsWork(t *testing.T) {
	t.Parallel()
	request := logline.Open(t.Context(), slog.String(logline.KeyRequest, "r1"))
	logline.Note(request, slog.String(logline.KeySub, "u1"))
	order := logline.Open(request, slog.String(logline.KeyOrder, "A"))
	logline.Note(order, slog.String(logline.KeyOrder, "B"), slog.String(logline.KeyCommit, "c1"))
	for name, test := range map[string]struct {
		within context.Context
		given  []any
		want   string
	}{
		"of no work":            {t.Context(), nil, "functionVersion=7"},
		"of a request":          {request, nil, "functionVersion=7 requestId=r1 sub=u1"},
		"of a part of it":       {order, nil, "functionVersion=7 requestId=r1 sub=u1 order=B commit=c1"},
		"what it says itself":   {order, []any{"order", "C"}, "functionVersion=7 order=C requestId=r1 sub=u1 commit=c1"},
		"beside what it says":   {request, []any{"status", 200}, "functionVersion=7 status=200 requestId=r1 sub=u1"},
		"of a derived context":  {context.WithoutCancel(request), nil, "functionVersion=7 requestId=r1 sub=u1"},
		"of work that is empty": {logline.Open(t.Context()), nil, "functionVersion=7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log, out := written()
			log.InfoContext(test.within, "said", test.given...)
			if got, want := strings.TrimSpace(out.String()), "level=INFO msg=said "+test.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestWhatIsNotedOfNoWorkIsNoError(t *testing.T) {
	t.Parallel()
	logline.Note(t.Context(), slog.String(logline.KeySub, "u1"))
	if id := logline.RequestID(t.Context()); id != "" {
		t.Errorf("there is no request, and its id is %q", id)
	}
}

func TestTheRequestsIDIsKnownWhereverItsContextIs(t *testing.T) {
	t.Parallel()
	ctx := logline.Open(logline.Open(t.Context(), slog.String(logline.KeySub, "u1"), slog.String(logline.KeyRequest, "r1")))
	if id := logline.RequestID(ctx); id != "r1" {
		t.Errorf("got %q", id)
	}
}

// TestManyMayNoteAtOnce is for the race detector, and for a note that is lost.
func TestManyMayNoteAtOnce(t *testing.T) {
	t.Parallel()
	ctx := logline.Open(t.Context())
	var work sync.WaitGroup
	for _, name := range []string{"a", "b", "c", "d"} {
		work.Go(func() { logline.Note(ctx, slog.Bool(name, true)) })
	}
	work.Wait()
	log, out := written()
	log.InfoContext(ctx, "said")
	if got := strings.Count(out.String(), "=true"); got != 4 {
		t.Errorf("%d of 4 were noted: %s", got, out)
	}
}
