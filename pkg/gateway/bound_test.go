package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// padded is an answer of a size in bytes, whose message takes what is left.
func padded(format string, size int) string {
	return fmt.Sprintf(format, strings.Repeat("x", size-len(fmt.Sprintf(format, ""))))
}

func TestWhatIsReadHasBounds(t *testing.T) {
	t.Parallel()
	const refusal = `{"code":1003,"msg":"%s"}`
	for size, want := range map[int]funds.Outcome{MaxBodyBytes: funds.OutcomeDeclined, MaxBodyBytes + 1: funds.OutcomeUnknown} {
		if got := answering(t, padded(refusal, size)).Create(t.Context(), testOrder()); got.Outcome != want {
			t.Errorf("an answer of %d bytes is %s, want %s", size, got.Outcome, want)
		}
	}
	for size, want := range map[int]bool{MaxBodyBytes: true, MaxBodyBytes + 1: false} {
		if _, err := ParseMessage([]byte(padded(`{"a":"%s"}`, size))); (err == nil) != want {
			t.Errorf("a message of %d bytes: %v", size, err)
		}
	}
	for n, want := range map[int]bool{maxChannels: true, maxChannels + 1: false} {
		var listed []string
		for i := range n {
			listed = append(listed, fmt.Sprintf(`{"code":"C%d","name":"n","min":0,"max":0}`, i))
		}
		channels, err := answering(t, `{"code":200,"msg":"OK","data":[`+strings.Join(listed, ",")+`]}`).Channels(t.Context())
		if (err == nil) != want || (want && len(channels) != n) {
			t.Errorf("%d channels: %d, %v", n, len(channels), err)
		}
	}
}

func TestChannelsThatAreNotKnownAreAnError(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a refusal":       `{"code":500,"msg":"no","data":[]}`,
		"no JSON":         `x`,
		"no list":         `{"code":200,"msg":"OK","data":{}}`,
		"null":            `{"code":200,"msg":"OK","data":null}`,
		"below 0":         `{"code":200,"msg":"OK","data":[{"code":"A","name":"a","min":-0.01,"max":5}]}`,
		"out of order":    `{"code":200,"msg":"OK","data":[{"code":"A","name":"a","min":5,"max":4.99}]}`,
		"no code":         `{"code":200,"msg":"OK","data":[{"name":"a","min":1,"max":5}]}`,
		"no name":         `{"code":200,"msg":"OK","data":[{"code":"A","min":1,"max":5}]}`,
		"one twice":       `{"code":200,"msg":"OK","data":[{"code":"A","name":"a","min":1,"max":5},{"code":"A","name":"b","min":1,"max":5}]}`,
		"one of two wire": `{"code":200,"msg":"OK","data":[{"code":"A=","name":"a","min":1,"max":5}]}`,
	} {
		if channels, err := answering(t, body).Channels(t.Context()); err == nil {
			t.Errorf("%s: %+v", name, channels)
		}
	}
	silent := newClient(t, testConfig("http://127.0.0.1:1"))
	if _, err := silent.Channels(t.Context()); err == nil {
		t.Error("nobody answers, and there are channels")
	}
}

func TestWhatAnAnswerSaysIsShownBoundedAndWithoutWhatIsPersonal(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("字", maxMessageChars)
	for said, want := range map[string]string{
		"refused":                   "refused",
		"  refused\t\n":             "refused",
		"to 0387222126 of Jhon":     "to [hidden] of [hidden]",
		"call 13812345678 or 12345": "call [hidden] or 12345",
		"number 1234567":            "number 1234567",
		"number 12345678":           "number [hidden]",
		longest:                     longest,
		longest + "字":               strings.Repeat("字", maxMessageChars-1) + "…",
	} {
		encoded, err := json.Marshal(said)
		if err != nil {
			t.Fatal(err)
		}
		got := answering(t, fmt.Sprintf(`{"code":1009,"msg":%s}`, encoded)).Create(t.Context(), testOrder())
		if got.Answer.Message != want {
			t.Errorf("%q is shown as %q, want %q", said, got.Answer.Message, want)
		}
	}
}

func TestARequestIsWholeAndOfAKnownLength(t *testing.T) {
	t.Parallel()
	client := serving(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.ContentLength != int64(len(body)) || len(r.TransferEncoding) != 0 || r.ProtoMajor != 1 || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%d bytes of %d, %v, HTTP/%d, %v", len(body), r.ContentLength, r.TransferEncoding, r.ProtoMajor, err)
		}
		_, _ = io.WriteString(w, orderAnswer("MD003", "2000", "0"))
	})
	if got := client.Create(t.Context(), testOrder()); got.Outcome != funds.OutcomeOpen {
		t.Errorf("%+v", got)
	}
}

func TestAConfigurationsLimitsHaveTheirDefaults(t *testing.T) {
	t.Parallel()
	config := testConfig("https://gateway.example")
	config.Timeout, config.CallbackWindow, config.Now = 0, 0, nil
	client := newClient(t, config)
	if c := client.config; c.Timeout != DefaultTimeout || c.CallbackWindow != DefaultCallbackWindow || time.Since(c.Now()).Abs() > time.Minute {
		t.Errorf("%s, %s, %s", c.Timeout, c.CallbackWindow, c.Now())
	}
	config.Timeout, config.CallbackWindow = time.Nanosecond, time.Nanosecond
	if c := newClient(t, config).config; c.Timeout != time.Nanosecond || c.CallbackWindow != time.Nanosecond {
		t.Errorf("%s, %s", c.Timeout, c.CallbackWindow)
	}
	for _, change := range []func(*Config){
		func(c *Config) { c.Timeout = -1 }, func(c *Config) { c.CallbackWindow = -1 }, func(c *Config) { c.BaseURL = "https://gateway.example/\x7f" },
	} {
		wrong := config
		change(&wrong)
		if _, err := New(wrong); err == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
}

func TestACallbackIsStaleBeyondItsWindowOnEitherSide(t *testing.T) {
	t.Parallel()
	window := newClient(t, testConfig("https://gateway.example")).config.CallbackWindow
	for age, stale := range map[time.Duration]bool{window: false, window + time.Millisecond: true, -window: false, -window - time.Millisecond: true} {
		at := testNow.Add(-age)
		message := callbackWith(map[string]Field{"timestamp": Number("timestamp", fmt.Sprint(at.UnixMilli()))})
		config := testConfig("https://gateway.example")
		config.Now = func() time.Time { return time.UnixMilli(at.UnixMilli()).Add(age) }
		got, err := newClient(t, config).ParseCallback(t.Context(), Keys{Current: testSecret}.Sign(message).JSON())
		if err != nil || got.Stale != stale {
			t.Errorf("%s old: stale is %t, %v", age, got.Stale, err)
		}
	}
}

func TestACallbacksNameInOtherLettersIsSaidToBeSo(t *testing.T) {
	t.Parallel()
	message := callbackWith(map[string]Field{"state": Number("State", "1")})
	_, err := newClient(t, testConfig("https://gateway.example")).ParseCallback(t.Context(), Keys{Current: testSecret}.Sign(message).JSON())
	var refused *funds.Error
	if !errors.As(err, &refused) || refused.Reason != ReasonMisspelled || refused.Field != "state" {
		t.Errorf("%v", err)
	}
}
