package post_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/webhook"
	"github.com/outflow-pay/outflow/pkg/webhook/post"
)

// names are a resolver's: each look-up gives the next of a name's answers, and the last one again.
type names map[string][][]netip.Addr

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	answers := n[host]
	if len(answers) == 0 {
		return nil, errors.New("no such host")
	}
	if len(answers) > 1 {
		n[host] = answers[1:]
	}
	return answers[0], nil
}

func to(texts ...string) (all []netip.Addr) {
	for _, text := range texts {
		all = append(all, netip.MustParseAddr(text))
	}
	return all
}

var event = webhook.TestEvent("a", time.Now())

var secrets = webhook.Keys{Current: webhook.DevelopmentKey}.Secrets(webhook.Endpoint{ID: "WH1", Secret: 2, RotatedAt: time.Now()}, time.Now())

// listening serves by HTTPS as example.com, and gives a client that believes it, and the port.
func listening(t *testing.T, handle http.HandlerFunc, resolver names, allowed webhook.Addresses) (client *post.Client, port string) {
	t.Helper()
	certificate, roots := certificateOf(t)
	address, err := url.Parse(loopback.ServeTLS(t, handle, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(roots)
	return post.New(allowed, resolver, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, time.Now), address.Port()
}

var local = webhook.Addresses{Loopback: true}

func TestAnEventArrivesSignedByEachSecret(t *testing.T) {
	t.Parallel()
	var got http.Header
	var body []byte
	var host string
	client, port := listening(t, func(w http.ResponseWriter, r *http.Request) {
		got, host = r.Header, r.Host
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "thanks\x00\x1b[31m "+strings.Repeat("界", 400))
	}, names{"example.com": {to("127.0.0.1")}}, local)
	answer := client.Post(t.Context(), "https://example.com:"+port+"/in?for=us", event, secrets)
	if answer.Status != http.StatusAccepted || answer.Fault != "" || !strings.HasPrefix(answer.Text, "thanks [31m 界") || len(answer.Text) > webhook.MaxAnswerText || answer.At.IsZero() {
		t.Errorf("answer %+v", answer)
	}
	if string(body) != event.Body || host != "example.com:"+port || got.Get("Webhook-Id") != event.ID || got.Get("Content-Type") != "application/cloudevents+json; charset=utf-8" {
		t.Errorf("%s heard %v and %s", host, got, body)
	}
	for _, secret := range secrets {
		receiver, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := receiver.Verify(body, got); err != nil {
			t.Errorf("a receiver with one of the %d secrets: %v", len(secrets), err)
		}
	}
	if stranger, _ := standardwebhooks.NewWebhook(webhook.Keys{Current: "x"}.Secret(webhook.Endpoint{ID: "WH1"})); stranger.Verify(body, got) == nil {
		t.Error("another secret verifies it too")
	}
}

func TestNothingIsSignedWithAnEmptySecret(t *testing.T) {
	t.Parallel()
	for _, bad := range [][]string{nil, {""}, {"whsec_"}, {"whsec_c2hvcnQ="}, {secrets[0], ""}, {"whsec_" + strings.Repeat("?", 44)}} {
		if got, err := post.Sign(bad, event, time.Now()); err == nil || got != "" || (len(bad) > 0 && bad[0] != "" && strings.Contains(err.Error(), bad[0])) {
			t.Errorf("%q signs: %q, %v", bad, got, err)
		}
	}
	client, port := listening(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") }, names{"example.com": {to("127.0.0.1")}}, local)
	if answer := client.Post(t.Context(), "https://example.com:"+port, event, []string{""}); answer.Fault != webhook.FaultRefused {
		t.Errorf("answer %+v", answer)
	}
}

func TestNothingIsFollowed(t *testing.T) {
	t.Parallel()
	var heard atomic.Int64
	client, port := listening(t, func(w http.ResponseWriter, r *http.Request) {
		heard.Add(1)
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusTemporaryRedirect)
	}, names{"example.com": {to("127.0.0.1")}}, local)
	if answer := client.Post(t.Context(), "https://example.com:"+port, event, secrets); answer.Status != http.StatusTemporaryRedirect || heard.Load() != 1 {
		t.Errorf("answer %+v after %d requests", answer, heard.Load())
	}
}

// TestANameIsLookedUpOnceForEachTryAndDialledThere: the second answer of a name that is rebound is never asked for within a try,
// and is refused by the next one.
func TestANameIsLookedUpOnceForEachTryAndDialledThere(t *testing.T) {
	t.Parallel()
	resolver := &counting{names: names{"example.com": {to("127.0.0.1"), to("10.0.0.7"), to("93.184.216.34", "169.254.169.254"), to("::ffff:192.168.0.1"), to("fd00:ec2::254"), {}}}}
	certificate, roots := certificateOf(t)
	served := loopback.ServeTLS(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	pool := x509.NewCertPool()
	pool.AddCert(roots)
	client := post.New(local, resolver, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, time.Now)
	address := "https://example.com:" + served[strings.LastIndex(served, ":")+1:]
	for n, want := range []webhook.Fault{"", webhook.FaultRefused, webhook.FaultRefused, webhook.FaultRefused, webhook.FaultRefused, webhook.FaultResolve} {
		if answer := client.Post(t.Context(), address, event, secrets); answer.Fault != want || (want == "") != (answer.Status == http.StatusOK) {
			t.Errorf("try %d: %+v, want %q", n, answer, want)
		}
		if got := resolver.asked; got != n+1 {
			t.Errorf("after try %d it was asked %d times", n, got)
		}
	}
}

type counting struct {
	names

	asked int
}

func (c *counting) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	c.asked++
	return c.names.LookupNetIP(ctx, network, host)
}

func TestThisMachineIsRefusedWhereItIsNotAllowed(t *testing.T) {
	t.Parallel()
	client, port := listening(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") }, names{"example.com": {to("127.0.0.1")}}, webhook.Addresses{})
	for _, address := range []string{"https://example.com:" + port, "https://127.0.0.1:" + port, "http://127.0.0.1:" + port, "https://[::1]:" + port} {
		if answer := client.Post(t.Context(), address, event, secrets); answer.Fault != webhook.FaultRefused {
			t.Errorf("%s: %+v", address, answer)
		}
	}
}

func TestWhatComesBackIsBounded(t *testing.T) {
	t.Parallel()
	client, port := listening(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // then the end of the connection is heard
		switch r.URL.Path {
		case "/headers":
			w.Header().Set("X-Large", strings.Repeat("x", 1<<20))
		case "/body": // it never ends
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		case "/slow":
			<-r.Context().Done()
		}
	}, names{"example.com": {to("127.0.0.1")}, "other.example": {to("127.0.0.1")}}, local)
	base := "https://example.com:" + port
	if answer := client.Post(t.Context(), base+"/headers", event, secrets); answer.Fault != webhook.FaultBroken {
		t.Errorf("large headers: %+v", answer)
	}
	if answer := client.Post(t.Context(), base+"/body", event, secrets); answer.Status != http.StatusOK || len(answer.Text) > webhook.MaxAnswerText {
		t.Errorf("a body without an end: %+v", answer)
	}
	hurried, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if answer := client.Post(hurried, base+"/slow", event, secrets); answer.Fault != webhook.FaultTimeout {
		t.Errorf("no answer: %+v", answer)
	}
	if answer := client.Post(t.Context(), "https://other.example:"+port, event, secrets); answer.Fault != webhook.FaultTLS {
		t.Errorf("a certificate for another name: %+v", answer)
	}
	if answer := client.Post(t.Context(), "https://127.0.0.1:1/", event, secrets); answer.Fault != webhook.FaultConnect {
		t.Errorf("nobody listens: %+v", answer)
	}
}
