package flowtest

import (
	"context"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/table"
)

// Broken is the same house, whose table refuses the nth request to it from now on, from 1, and that one alone, before
// anything is done. broke says whether there were that many.
func (h *House) Broken(nth int64) (broken *House, broke func() bool) {
	var requests atomic.Int64
	refuse := middleware.InitializeMiddlewareFunc("refuse", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		if requests.Add(1) == nth {
			return middleware.InitializeOutput{}, middleware.Metadata{}, &smithy.GenericAPIError{Code: "AccessDeniedException", Message: "refused by the test"}
		}
		return next.HandleInitialize(ctx, in)
	})
	client := dynamodb.New(h.client.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error { return stack.Initialize.Add(refuse, middleware.Before) })
	})
	other := *h
	flows, lists := *h.Flow, *h.Lists
	other.store = h.store.through(table.New(client, h.table, h.Clock.Now), &flows)
	flows.Store, lists.Store, lists.Audit = other.store, other.store, other.store
	other.Flow, other.Lists = &flows, &lists
	return &other, func() bool { return requests.Load() >= nth }
}

// Fault says that an error is a fault of ours, as what a broken request leads to must be: never a refusal.
func Fault(err error) bool {
	code := funds.CodeOf(err)
	return err != nil && (code == funds.CodeInternal || code == funds.CodeBusy)
}

// EveryRequestBreaks does something with the table's first request broken, then with its second, and so on, until none
// breaks any more. Where one breaks it must say so.
func (h *House) EveryRequestBreaks(what string, do func(flows *flow.Service, lists *list.Service) error) {
	h.t.Helper()
	for nth := int64(1); ; nth++ {
		broken, broke := h.Broken(nth)
		err := do(broken.Flow, broken.Lists)
		switch {
		case !broke():
			if err != nil {
				h.t.Errorf("%s: %v, although nothing broke", what, err)
			}
			if nth == 1 {
				h.t.Errorf("%s asks the table nothing", what)
			}
			return
		case !Fault(err):
			h.t.Errorf("%s does not say that its request %d broke: %v", what, nth, err)
		}
	}
}
