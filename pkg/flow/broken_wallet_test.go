package flow_test

import (
	"fmt"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
)

func TestWhicheverRequestOfAReopeningBreaksTheWalletStaysFrozen(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	h.PaidAfterAll("u1")
	for nth := int64(1); ; nth++ {
		broken, broke := h.Broken(nth)
		_, err := broken.Flow.SetStatus(t.Context(), admin, "u1", funds.WalletActive, "r")
		if h.Wallet("u1").Status != funds.WalletFrozen {
			t.Fatalf("request %d broke: it is open", nth)
		}
		if !broke() {
			refused(t, "with something unsettled", err, funds.CodeIllegal)
			return
		}
		if !flowtest.Fault(err) {
			t.Errorf("request %d broke: %v", nth, err)
		}
	}
}

func TestWhicheverRequestOfAWalletBreaksItSaysSo(t *testing.T) {
	t.Parallel()
	h := flowtest.Open(t)
	h.Fund("u1", 1000_00)
	ctx := t.Context()
	n := 0
	for what, do := range map[string]func(*flow.Service) error{
		"adjust": func(s *flow.Service) error {
			n++
			_, err := s.Adjust(ctx, admin, flow.Adjustment{UserID: "u1", Amount: 1, Reason: "r", Idempotency: with(fmt.Sprint("a", n)), RefuseDuplicates: false})
			return err
		},
		"read one's wallet": func(s *flow.Service) error {
			n++
			_, err := s.Wallet(ctx, "u1", &funds.Profile{Name: fmt.Sprint("名", n)})
			return err
		},
		"a new wallet": func(s *flow.Service) error {
			n++
			_, err := s.Wallet(ctx, fmt.Sprint("new-", n), nil)
			return err
		},
		"freeze": func(s *flow.Service) error {
			_, err := s.SetStatus(ctx, admin, "u1", funds.WalletFrozen, "r")
			return err
		},
		"reopen": func(s *flow.Service) error {
			_, err := s.SetStatus(ctx, admin, "u1", funds.WalletActive, "r")
			return err
		},
	} {
		h.EveryRequestBreaks(what, func(flows *flow.Service, _ *list.Service) error { return do(flows) })
	}
}
