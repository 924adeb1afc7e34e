package wallet_test

import (
	"os"
	"testing"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/contract/wallet"
	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestMain(m *testing.M) { os.Exit(flowtest.Run(m)) }

// open serves the whole contract.
func open(t *testing.T, changes ...func(*funds.Policy)) *flowtest.House {
	t.Helper()
	h := flowtest.Open(t, changes...)
	return h.Serve(
		wallet.CreateRoutes(h.Flow), wallet.ListRoutes(h.Lists), wallet.GetRoutes(h.Lists, h.Flow), wallet.ReviewRoutes(h.Flow),
		wallet.BalanceRoutes(h.Lists, h.Flow), wallet.AdjustRoutes(h.Flow),
	)
}
