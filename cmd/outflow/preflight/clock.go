package preflight

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	// clocksApart is how much clocks may differ before it is said: tokens are believed within it, and a Date says whole seconds.
	clocksApart = 5 * time.Second
	// mostApart is more than AWS takes of a signature, and we of a callback.
	mostApart = 5 * time.Minute
)

// clocks compares this machine's clock, AWS's and the gateway's by the Date of an answer. Functions have AWS's.
func (d *Deployment) clocks(ctx context.Context) Result {
	ours, err := d.ahead(ctx, d.Clock)
	if err != nil {
		return verdict(Fail, fmt.Sprintf("%s does not say what time it is: %s", d.Clock, plain(err)), "see that this machine reaches it")
	}
	theirs, err := d.ahead(ctx, d.Settings.GatewayURL)
	if err != nil {
		return verdict(Warn, "the gateway does not say what time it is: "+plain(err), "ask its people; callbacks count for five minutes by their timestamp")
	}
	apart := (theirs - ours).Abs()
	switch {
	case apart > mostApart:
		return verdict(Fail, fmt.Sprintf("the gateway's clock and AWS's are %s apart: no callback will be believed, and no request of ours", apart.Round(time.Second)), "have the gateway's people set their clock")
	case apart > clocksApart:
		return verdict(Warn, fmt.Sprintf("the gateway's clock and AWS's are %s apart", apart.Round(time.Second)), "have the gateway's people set their clock, and keep the policy's sendGraceSeconds above that")
	case ours.Abs() > clocksApart:
		return verdict(Warn, fmt.Sprintf("this machine's clock and AWS's are %s apart: beyond five minutes AWS refuses whatever you sign", ours.Abs().Round(time.Second)), "set this machine's clock")
	}
	return fine("this machine's clock, AWS's and the gateway's agree within %s", clocksApart)
}

// ahead is by how much the clock at an address is ahead of this machine's: a negative one is behind.
func (d *Deployment) ahead(ctx context.Context, address string) (time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0, errors.New("not a URL")
	}
	asked := d.Now()
	response, err := plainHTTP.Do(request)
	if err != nil {
		return 0, err
	}
	_ = response.Body.Close() // its header is all that is wanted
	middle := asked.Add(d.Now().Sub(asked) / 2)
	at, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return 0, errors.New("its answer has no Date")
	}
	const half = time.Second / 2 // of a second, whose beginning a Date says
	return at.Add(half).Sub(middle), nil
}

// plainHTTP asks without credentials, and goes nowhere else.
var plainHTTP = &http.Client{
	Timeout:       10 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}
