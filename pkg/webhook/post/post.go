// Package post sends events to the addresses of strangers: signed as Standard Webhooks says, to an address that was looked up
// once and may be sent to, over a connection that shows a certificate for the name, without following anything, within
// bounds of time and size.
//
// It fills a port of package webhook, and imports webhook, and the library of Standard Webhooks for its signatures.
package post

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/webhook"
)

const (
	// timeout is how long one try may take, from the name to the end of the answer.
	timeout = 10 * time.Second
	// resolveTimeout is how long of that the name may take.
	resolveTimeout = 3 * time.Second
	// maxHeaderBytes and maxBodyBytes are how much of an answer is read.
	maxHeaderBytes = 16 << 10
	maxBodyBytes   = 4 << 10
	// idleFor is how long a connection is kept for the next event.
	idleFor     = 30 * time.Second
	idlePerHost = 64
)

// Resolver looks a name up. [net.Resolver] is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Client sends events. It is safe for concurrent use.
type Client struct {
	addresses webhook.Addresses
	resolver  Resolver
	now       func() time.Time
	tls       *tls.Config

	mu    sync.Mutex
	hosts map[string]*http.Client // by the name that a certificate has to have
}

// New makes a client. roots are whom certificates are believed from beside tls's own fields; nil is the system's.
func New(addresses webhook.Addresses, resolver Resolver, config *tls.Config, now func() time.Time) *Client {
	if config == nil {
		config = &tls.Config{}
	}
	config = config.Clone()
	config.MinVersion = tls.VersionTLS12
	return &Client{addresses: addresses, resolver: resolver, now: now, tls: config, hosts: map[string]*http.Client{}}
}

// Post implements [webhook.Poster].
func (c *Client) Post(ctx context.Context, address string, event webhook.Event, secrets []string) (answer webhook.Answer) {
	began := c.now()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	answer = c.post(ctx, address, event, secrets, began)
	answer.At = c.now()
	answer.Took = answer.At.Sub(began)
	return answer
}

func (c *Client) post(ctx context.Context, address string, event webhook.Event, secrets []string, at time.Time) webhook.Answer {
	if c.addresses.Check(address) != nil { // the rules may have become stricter
		return webhook.Answer{Fault: webhook.FaultRefused}
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return webhook.Answer{Fault: webhook.FaultRefused}
	}
	ip, fault := c.resolve(ctx, parsed.Hostname())
	if fault != "" {
		return webhook.Answer{Fault: fault}
	}
	request, err := requestOf(ctx, parsed, ip, event, secrets, at)
	if err != nil {
		return webhook.Answer{Fault: webhook.FaultRefused}
	}
	response, err := c.clientOf(parsed.Hostname()).Do(request)
	if err != nil {
		return webhook.Answer{Fault: faultOf(err)}
	}
	defer func() { _ = response.Body.Close() }() // what has been read of it counts
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxBodyBytes))
	return webhook.Answer{Status: response.StatusCode, Text: excerpt(body)}
}

// resolve gives the one address of a host that this try goes to. A host of which any address is refused is refused: it is
// not for us to choose which of its answers was meant.
func (c *Client) resolve(ctx context.Context, host string) (netip.Addr, webhook.Fault) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip, ""
	}
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	found, err := c.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil || len(found) == 0 {
		return netip.Addr{}, webhook.FaultResolve
	}
	for _, ip := range found {
		if c.addresses.Refuses(ip) {
			return netip.Addr{}, webhook.FaultRefused
		}
	}
	for _, ip := range found {
		if ip.Unmap().Is4() { // a function outside of a VPC has no IPv6
			return ip.Unmap(), ""
		}
	}
	return found[0], ""
}

// requestOf is addressed to the number, and names the host in its header, so that nothing looks the name up again.
func requestOf(ctx context.Context, address *url.URL, ip netip.Addr, event webhook.Event, secrets []string, at time.Time) (*http.Request, error) {
	signatures, err := Sign(secrets, event, at)
	if err != nil {
		return nil, err
	}
	dialled := *address
	dialled.Host = net.JoinHostPort(ip.String(), portOf(address))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, dialled.String(), strings.NewReader(event.Body))
	if err != nil {
		return nil, fmt.Errorf("make a request: %w", err)
	}
	request.Host = address.Host
	request.GetBody = nil // sent once: a connection that breaks is this try's end
	request.Header = http.Header{
		"Content-Type": {"application/cloudevents+json; charset=utf-8"}, "User-Agent": {"outflow-webhooks"},
		http.CanonicalHeaderKey(headerID):        {event.ID},
		http.CanonicalHeaderKey(headerTimestamp): {strconv.FormatInt(at.Unix(), 10)},
		http.CanonicalHeaderKey(headerSignature): {signatures},
	}
	return request, nil
}

func portOf(address *url.URL) string {
	switch port := address.Port(); {
	case port != "":
		return port
	case address.Scheme == "http":
		return "80"
	}
	return "443"
}

// clientOf is that of a name: connections are shared by number and name, so that one whose certificate was looked at for one
// name never serves another.
func (c *Client) clientOf(host string) *http.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	if made := c.hosts[host]; made != nil {
		return made
	}
	config := c.tls.Clone()
	config.ServerName = strings.TrimSuffix(host, ".")
	dialer := &net.Dialer{Timeout: timeout, Control: c.control}
	made := &http.Client{
		// What stands in Location is not for us to ask.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, TLSClientConfig: config, ForceAttemptHTTP2: true,
			DisableCompression: true, MaxResponseHeaderBytes: maxHeaderBytes, MaxIdleConnsPerHost: idlePerHost, IdleConnTimeout: idleFor,
			TLSHandshakeTimeout: timeout, ResponseHeaderTimeout: timeout,
		},
	}
	c.hosts[host] = made
	return made
}

// errRefused ends a connection to where none may go.
var errRefused = errors.New("the address is refused")

// control looks at the number that is about to be connected to, whatever led there.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	reached, err := netip.ParseAddrPort(address)
	if err != nil || c.addresses.Refuses(reached.Addr()) {
		return errRefused
	}
	return nil
}

// faultOf says why there was no answer, without the error's text.
func faultOf(err error) webhook.Fault {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var dial *net.OpError
	var timed net.Error
	switch {
	case errors.Is(err, errRefused):
		return webhook.FaultRefused
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert):
		return webhook.FaultTLS
	case errors.As(err, &timed) && timed.Timeout():
		return webhook.FaultTimeout
	case errors.As(err, &dial) && dial.Op == "dial":
		return webhook.FaultConnect
	}
	return webhook.FaultBroken
}

// excerpt is how an answer begins, as text that can be shown.
func excerpt(body []byte) string {
	printable := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' || (r >= 0x7f && r < 0xa0) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(string(body), " "))
	text := strings.Join(strings.Fields(printable), " ")
	for len(text) > webhook.MaxAnswerText {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}
