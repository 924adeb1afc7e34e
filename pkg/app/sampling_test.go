package app

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
)

func TestOnlySomeOfTheReadsThatWentWellAreKept(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		every, status int
		msg, route    string
		want          int
	}{
		"all reads":             {1, 200, edge.RequestLine, "GET /api/wallet", 6},
		"nobody has chosen":     {0, 200, edge.RequestLine, "GET /api/wallet", 6},
		"a few reads":           {3, 200, edge.RequestLine, "GET /api/wallet", 2},
		"a few of another kind": {3, 304, edge.RequestLine, "HEAD /", 2},
		"what is refused":       {3, 400, edge.RequestLine, "GET /api/wallet", 6},
		"what fails":            {3, 500, edge.RequestLine, "GET /api/wallet", 6},
		"what writes":           {3, 200, edge.RequestLine, "POST /api/wallet/withdraw", 6},
		"what is no request":    {3, 200, FiguresLine, "GET /api/wallet", 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			log := slog.New(sampled(slog.NewJSONHandler(&out, nil), test.every)).With("functionVersion", "7")
			for range 6 {
				log.Info(test.msg, edge.KeyRoute, test.route, edge.KeyStatus, test.status)
			}
			if got := strings.Count(out.String(), "\n"); got != test.want {
				t.Errorf("%d of 6 lines are kept, want %d", got, test.want)
			}
		})
	}
}
