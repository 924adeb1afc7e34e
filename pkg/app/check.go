package app

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/aws/aws-lambda-go/lambda"
)

// CheckEvent has a function check itself. Nobody sends it by the API, whose events have requests inside: it takes the right to
// invoke the function.
const CheckEvent = `{"outflow":"check"}`

// SelfCheck is what a function answers of itself: a new version is asked before requests go over to it. That it answers
// shows that it starts, and that its variables are whole.
type SelfCheck struct {
	Checked  bool     `json:"checked"`
	Problems []string `json:"problems,omitempty"` // nothing of a secret is in them
}

// checked answers [CheckEvent], and leaves all else to the function.
type checked struct {
	lambda.Handler

	app *App
}

// Invoke implements [lambda.Handler].
func (c checked) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if !bytes.Equal(payload, []byte(CheckEvent)) {
		return c.Handler.Invoke(ctx, payload) //nolint:wrapcheck // it is the function's own
	}
	return json.Marshal(SelfCheck{Checked: true, Problems: c.app.problems(ctx)})
}

// problems are what keeps the function from its work: a policy that it cannot read, or the table, or a secret. It writes nothing,
// and does not ask the gateway, which may be down while what mends that is deployed.
func (a *App) problems(ctx context.Context) (found []string) {
	add := func(err error) {
		if err != nil {
			found = append(found, err.Error())
		}
	}
	if a.policy != nil {
		_, err := a.policy.current(ctx, false)
		add(err)
	}
	if a.secrets.gateway.missing() == nil {
		_, err := a.secrets.gateway.get(ctx)
		add(err)
	}
	if a.hooks != nil && a.secrets.hooks.missing() == nil {
		_, err := a.secrets.hooks.get(ctx)
		add(err)
	}
	if a.secrets.tokens.missing() == nil {
		_, err := a.secrets.tokens.get(ctx)
		add(err)
	}
	return found
}
