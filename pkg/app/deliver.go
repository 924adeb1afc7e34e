package app

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract/batchaudit"
	"github.com/outflow-pay/outflow/pkg/contract/console"
	"github.com/outflow-pay/outflow/pkg/contract/merchant"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/contract/withdrawflow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/webhook"
	"github.com/outflow-pay/outflow/pkg/webhook/post"
)

const (
	// WebhookLine is the msg of the line that each run ends with: metric filters of template.yaml read its numbers.
	WebhookLine = "webhook run"

	// deliverMargin is how long before its deadline a run begins nothing more: a try that has begun ends within this.
	deliverMargin = 12 * time.Second
	// deliverFor is how long a run takes where it has no deadline.
	deliverFor = 58 * time.Second
)

// DeliverEvent may say for how many seconds a run lasts. A schedule's own event says nothing.
type DeliverEvent struct {
	Seconds int `json:"seconds"`
}

// Deliver sends what is due to webhook endpoints until the context's deadline nears, or for as long as it is told to.
func Deliver(a *App) EventHandler[DeliverEvent] {
	a.policy = nil // it has no right to the table that has it
	client := post.New(a.hookable, net.DefaultResolver, nil, time.Now)
	return func(ctx context.Context, event DeliverEvent) error {
		worker := webhook.Worker{
			Store: a.hooks, Post: client, Keys: a.secrets.hooks.get, Now: time.Now, Jitter: mathrand.Float64, Name: rand.Text(), Log: a.Flow.Log,
		}
		until := time.Now().Add(deliverFor)
		if deadline, is := ctx.Deadline(); is {
			until = deadline.Add(-deliverMargin)
		}
		if told := time.Now().Add(time.Duration(event.Seconds) * time.Second); event.Seconds > 0 && told.Before(until) {
			until = told
		}
		done, err := worker.Run(ctx, until)
		if done.Endpoints > 0 {
			a.Flow.Log.InfoContext(ctx, WebhookLine, "endpoints", done.Endpoints, "delivered", done.Delivered, "failed", done.Failed, "givenUp", done.GivenUp,
				"failingEndpoints", done.Failing, "lagSeconds", int(done.Lag.Seconds()))
		}
		if err != nil {
			return fmt.Errorf("deliver to webhooks: %w", err)
		}
		return nil
	}
}

// Webhooks is what admins do about endpoints.
func (a *App) Webhooks() webhook.Service {
	return webhook.Service{
		Store: a.hooks, Orders: a.table, Audit: a.table, Addresses: a.hookable, Keys: a.secrets.hooks.get, Words: wordsOfContracts, Now: time.Now, Random: rand.Reader,
	}
}

// wordsOfContracts spell a state as each contract's document does.
func wordsOfContracts(kind webhook.Kind, state string) map[string]any {
	switch kind {
	case webhook.KindWithdrawal:
		is := funds.State(state)
		return map[string]any{
			"console": console.StatusOf(is), "wallet": wallet.StatusOf(is), "merchant": merchant.StateOf(is), "withdrawFlow": withdrawflow.StatusOf(is), "batchAudit": batchaudit.StatusOf(is),
		}
	case webhook.KindRecharge: // the gateway's own numbers, which two contracts show
		return map[string]any{"merchant": funds.Recharge{State: funds.RechargeState(state)}.PublicState()}
	case webhook.KindWallet, webhook.KindWebhook:
	}
	return nil
}
