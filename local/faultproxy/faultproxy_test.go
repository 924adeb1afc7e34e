package faultproxy

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/loopback"
)

// backend records what reaches it and says done.
type backend struct {
	mu   sync.Mutex
	seen []string // targets and bodies, in order
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen = append(b.seen, r.Header.Get("X-Amz-Target")+" "+string(body))
	_, _ = io.WriteString(w, "done")
}

func (b *backend) requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.seen...)
}

func start(t *testing.T) (proxy *Proxy, behind *backend, send func(ctx context.Context, target, body string) (string, error)) {
	t.Helper()
	behind = &backend{}
	proxy = New(loopback.Serve(t, behind))
	front := loopback.Serve(t, proxy)
	send = func(ctx context.Context, target, body string) (string, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, front, strings.NewReader(body))
		if err != nil {
			return "", err
		}
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+target)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return "", err
		}
		defer response.Body.Close()
		answered, err := io.ReadAll(response.Body)
		return response.Status + " " + string(answered), err
	}
	return proxy, behind, send
}

func TestEachActionAnswersAndDoesWhatItSays(t *testing.T) {
	t.Parallel()
	const transact = `{"TransactItems":[{},{}]}`
	for _, test := range []struct {
		action Action
		answer string // "": the connection breaks
		done   bool   // at once
		late   bool   // at Release
	}{
		{Conflict, `400 Bad Request {"CancellationReasons":[{"Code":"None","Message":""},{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"}],` +
			`"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","message":"injected"}`, false, false},
		{Throttle, `400 Bad Request {"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"injected"}`, false, false},
		{Unavailable, `500 Internal Server Error {"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"injected"}`, false, false},
		{UnavailableAfter, `500 Internal Server Error {"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"injected"}`, true, false},
		{DropBefore, "", false, false},
		{DropAfter, "", true, false},
		{Late, "", false, true},
	} {
		t.Run(test.action.String(), func(t *testing.T) {
			t.Parallel()
			proxy, behind, send := start(t)
			proxy.Inject(Fault{"TransactWriteItems", test.action})
			answer, err := send(t.Context(), "TransactWriteItems", transact)
			if answer != test.answer || (err != nil) != (test.answer == "") {
				t.Errorf("the client gets %q, %v", answer, err)
			}
			if done := len(behind.requests()) == 1; done != test.done {
				t.Errorf("done at once: %v", done)
			}
			if err := proxy.Release(t.Context()); err != nil {
				t.Fatal(err)
			}
			if done := len(behind.requests()) == 1; done != (test.done || test.late) {
				t.Errorf("done in the end: %v", done)
			}
			if answer, err := send(t.Context(), "TransactWriteItems", transact); answer != "200 OK done" {
				t.Errorf("afterwards the client gets %q, %v", answer, err)
			}
		})
	}
}

func TestLateWorkComesAfterTheNextRequestOfItsTarget(t *testing.T) {
	t.Parallel()
	proxy, behind, send := start(t)
	proxy.Inject(Fault{"PutItem", Late})
	for _, request := range [][2]string{{"PutItem", "first"}, {"GetItem", "second"}, {"PutItem", "third"}} {
		_, _ = send(t.Context(), request[0], request[1]) // the first breaks
	}
	want := []string{"DynamoDB_20120810.GetItem second", "DynamoDB_20120810.PutItem third", "DynamoDB_20120810.PutItem first"}
	if diff := cmp.Diff(want, behind.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if got := proxy.Count("PutItem"); got != 2 {
		t.Errorf("%d PutItems are counted", got)
	}
}

func TestAStalledRequestIsDoneAfterItsClientGaveUp(t *testing.T) {
	t.Parallel()
	proxy, behind, send := start(t)
	proxy.Inject(Fault{"PutItem", Stall})
	impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := send(impatient, "PutItem", "stalled"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the client gets %v", err)
	}
	for deadline := time.Now().Add(10 * time.Second); len(behind.requests()) == 0; {
		if time.Now().After(deadline) {
			t.Fatal("it was never done")
		}
		if err := proxy.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFaultsWaitForThoseBeforeThem(t *testing.T) {
	t.Parallel()
	proxy, _, send := start(t)
	proxy.Inject(Fault{"PutItem", Throttle}, Fault{"GetItem", Throttle})
	for _, want := range []struct{ target, status string }{{"GetItem", "200"}, {"PutItem", "400"}, {"PutItem", "200"}, {"GetItem", "400"}, {"GetItem", "200"}} {
		if answer, err := send(t.Context(), want.target, "{}"); !strings.HasPrefix(answer, want.status) {
			t.Errorf("%s gets %q, %v; want %s", want.target, answer, err, want.status)
		}
	}
	proxy.Inject(Fault{"PutItem", Throttle})
	if left := proxy.Clear(); left != 1 {
		t.Errorf("%d faults were left", left)
	}
	if answer, err := send(t.Context(), "PutItem", "{}"); answer != "200 OK done" {
		t.Errorf("a cleared fault happens: %q, %v", answer, err)
	}
}
