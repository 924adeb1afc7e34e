package gateway

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/logline"
	"github.com/outflow-pay/outflow/pkg/wire"
)

const (
	// DefaultTimeout bounds one call, connecting included, where Config.Timeout is zero.
	DefaultTimeout = 8 * time.Second
	// DefaultCallbackWindow is used where Config.CallbackWindow is zero.
	DefaultCallbackWindow = 5 * time.Minute

	connectTimeout   = 3 * time.Second
	maxHeaderBytes   = 16 << 10
	maxMessageChars  = 200
	codeOK           = 200
	decimal          = 10
	hiddenInMessages = "[hidden]"
)

// RequestIDHeader carries our id of the request that a call is made for, so that both sides' logs can be laid beside each
// other. The interface names no headers, and its signature is over the body's fields alone.
const RequestIDHeader = "X-Request-Id"

// Config is what a [Client] needs to know.
type Config struct {
	BaseURL   string // of the gateway, without /gateway-api; https, or http on loopback
	Username  string // our merchant account
	NotifyURL string // where the gateway calls back about withdrawals; https, or http on loopback

	RechargeNotifyURL string // the same about recharges
	// PayHosts are the hosts of the pages where users pay, in lower case, with a port where it is not https's
	// own; the gateway's own where empty.
	PayHosts []string

	// Keys gives the present secrets, for each call and callback anew, so that they can rotate.
	Keys func(context.Context) (Keys, error)

	Timeout        time.Duration // of one call; DefaultTimeout where zero
	CallbackWindow time.Duration // either way; DefaultCallbackWindow where zero

	Declined []Pattern // answers of create that mean: no order was made
	Absent   []Pattern // answers of get that mean: there is no such order

	Now func() time.Time // time.Now where nil
}

// Pattern lists business errors: those with this code whose message contains this text. An empty text
// matches every message. A substring, so that there is no expression to get wrong.
type Pattern struct {
	Code     int    `json:"code"`
	Contains string `json:"contains,omitempty"`
}

// Client makes our calls to the gateway and reads its callbacks. It is safe for concurrent use.
type Client struct {
	config  Config
	decided atomic.Pointer[Decisions] // in the place of the configuration's, which they are at first
	base    *url.URL
	http    *http.Client
}

// New checks the configuration. It refuses an address that is neither https nor on loopback, and a
// pattern that would take success for an error.
func New(config Config) (*Client, error) {
	base, err := checkURL(config.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("gateway: base URL: %w", err)
	}
	if _, err := checkURL(config.NotifyURL); err != nil {
		return nil, fmt.Errorf("gateway: notify URL: %w", err)
	}
	if _, err := checkURL(config.RechargeNotifyURL); err != nil {
		return nil, fmt.Errorf("gateway: deposit notify URL: %w", err)
	}
	if config.Username == "" || config.Keys == nil {
		return nil, errors.New("gateway: a username and a source of keys are needed")
	}
	if config.Timeout < 0 || config.CallbackWindow < 0 {
		return nil, errors.New("gateway: a time limit is negative")
	}
	for _, patterns := range [][]Pattern{config.Declined, config.Absent} {
		for _, pattern := range patterns {
			if pattern.Code == codeOK {
				return nil, fmt.Errorf("gateway: code %d is success and cannot be a pattern", codeOK)
			}
		}
	}
	if config.Timeout == 0 {
		config.Timeout = DefaultTimeout
	}
	if config.CallbackWindow == 0 {
		config.CallbackWindow = DefaultCallbackWindow
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	client := &Client{config: config, base: base, http: newHTTPClient()}
	client.Decide(Decisions{config.PayHosts, config.Declined, config.Absent})
	return client, nil
}

func checkURL(text string) (*url.URL, error) {
	address, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("not a URL") // url.Error would print it, password included
	}
	if address.Host == "" || address.User != nil || address.RawQuery != "" || address.Fragment != "" {
		return nil, errors.New("want scheme, host and path alone")
	}
	if address.Scheme != "https" && (address.Scheme != "http" || !isLoopback(address)) {
		return nil, errors.New("want https outside loopback")
	}
	return address, nil
}

func isLoopback(address *url.URL) bool {
	return address.Hostname() == "localhost" || net.ParseIP(address.Hostname()).IsLoopback()
}

// newHTTPClient gives every call a connection of its own, in HTTP/1: Go's transport sends a request
// again when a reused connection turns out to be dead, and a create that is sent twice may pay twice.
// A function that was frozen between requests wakes up with dead connections anyway.
func newHTTPClient() *http.Client {
	var http1 http.Protocols
	http1.SetHTTP1(true)
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Protocols:              &http1,
			DisableKeepAlives:      true,
			DialContext:            dialFenced,
			TLSHandshakeTimeout:    connectTimeout,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: maxHeaderBytes,
		},
	}
}

// answer is what every call of the gateway's interface answers with.
type answer struct {
	Code int64
	Msg  string
	Data json.RawMessage

	sign  string   // of the request, which no log may show
	given []string // what a user gave, and the request carried
}

// longDigits are what an account or a phone number looks like.
var longDigits = regexp.MustCompile(`\d{8,}`)

func (a answer) ok() bool { return a.Code == codeOK }

// matches says that a configured pattern describes the answer. Gateways like to explain a refusal by
// what they were sent: a pattern whose text stands in what a user gave describes nothing.
func (a answer) matches(patterns []Pattern) bool {
	for _, pattern := range patterns {
		given := pattern.Contains != "" && slices.ContainsFunc(a.given, func(text string) bool { return strings.Contains(text, pattern.Contains) })
		if a.Code == int64(pattern.Code) && strings.Contains(a.Msg, pattern.Contains) && !given {
			return true
		}
	}
	return false
}

// report is what an error of the gateway's own means.
func (a answer) report(outcome funds.Outcome) funds.Report {
	return funds.Report{Outcome: outcome, Answered: true, Answer: funds.Answer{Code: a.Code, Message: a.message()}, Detail: funds.Text(a.String())}
}

// String is the answer for a log: its code and its message.
func (a answer) String() string { return fmt.Sprintf("code %d %q", a.Code, a.message()) }

// message is what the gateway said, bounded, and without what is personal or cannot be seen.
func (a answer) message() string {
	message := a.Msg
	for _, text := range append([]string{a.sign}, a.given...) {
		if text != "" {
			message = strings.ReplaceAll(message, text, hiddenInMessages)
		}
	}
	message = longDigits.ReplaceAllString(message, hiddenInMessages)
	message = strings.TrimSpace(strings.Map(visible, message))
	if utf8.RuneCountInString(message) > maxMessageChars {
		message = string([]rune(message)[:maxMessageChars-1]) + "…"
	}
	return message
}

// visible puts a space in the place of what people cannot see.
func visible(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}

// errNotSent says that our own side gave up before anything was sent.
var errNotSent = errors.New("not sent")

// call signs the fields, with username and timestamp added, sends them once, and reads the answer. An
// answer that comes after the context's end does not count.
func (c *Client) call(ctx context.Context, api string, fields ...Field) (answer, error) {
	keys, err := c.keys(ctx)
	if err != nil {
		return answer{}, fmt.Errorf("%w: %w", errNotSent, err)
	}
	timestamp := strconv.FormatInt(c.config.Now().UnixMilli(), decimal)
	message := keys.Sign(append(Message{Text("username", c.config.Username), Number("timestamp", timestamp)}, fields...))

	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	body, err := c.post(fenced(ctx), api, message.JSON())
	if err != nil {
		return answer{}, err
	}
	got, err := readAnswer(body)
	if err != nil {
		return answer{}, err
	}
	got.sign, got.given = message.Value(signField), []string{message.Value("targetAccount"), message.Value("targetOwner")}
	if err := ctx.Err(); err != nil {
		return answer{}, fmt.Errorf("answered too late: %w", err)
	}
	return got, nil
}

func readAnswer(body []byte) (answer, error) {
	var said struct {
		Code literal         `json:"code"`
		Msg  literal         `json:"msg"`
		Data json.RawMessage `json:"data"`
	}
	if err := wire.Unmarshal(withoutMark(body), &said); err != nil {
		return answer{}, fmt.Errorf("an answer that is not the interface's JSON%s", naming(err))
	}
	code, err := said.Code.integer()
	if err != nil {
		return answer{}, errors.New("an answer without the interface's code")
	}
	return answer{Code: code, Msg: string(said.Msg), Data: said.Data}, nil
}

func (c *Client) keys(ctx context.Context) (Keys, error) {
	keys, err := c.config.Keys(ctx)
	if err != nil {
		return Keys{}, fmt.Errorf("gateway keys: %w", err)
	}
	if keys.Current == "" {
		return Keys{}, errors.New("gateway keys: the current one is empty")
	}
	return keys, nil
}

func (c *Client) post(ctx context.Context, api string, body []byte) ([]byte, error) {
	// NopCloser hides the reader's type, so that the request gets no GetBody: it cannot be replayed.
	request, err := http.NewRequestWithContext(ctx, http.MethodPost,
		c.base.JoinPath("gateway-api", api).String(), io.NopCloser(bytes.NewReader(body)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNotSent, err)
	}
	request.ContentLength = int64(len(body))
	request.Header.Set("Content-Type", "application/json")
	if id := logline.RequestID(ctx); id != "" {
		request.Header.Set(RequestIDHeader, id)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // all that is wanted of it has been read
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP status %d", response.StatusCode)
	}
	answered, err := io.ReadAll(io.LimitReader(response.Body, MaxBodyBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	if len(answered) > MaxBodyBytes {
		return nil, fmt.Errorf("an answer of more than %d bytes", MaxBodyBytes)
	}
	return answered, nil
}
