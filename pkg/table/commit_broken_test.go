package table_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/table"
)

// TestWhatDynamoDBRefusesIsNeverSaidToBeWritten is about faults of ours, which no engine has: DynamoDB holds nothing, and
// refuses one request for good.
func TestWhatDynamoDBRefusesIsNeverSaidToBeWritten(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)
	act := funds.Act{CommitID: "commit1", At: at, Actor: admin}
	held := funds.Wallet{UserID: payer, Status: funds.WalletActive, Balance: yuan, Version: 1, CreatedAt: at}
	touch := wallet.Touch(act, held, &funds.Profile{Name: "张三"})
	adjustment, err := wallet.Adjust(act, held, yuan, "补偿", nil)
	if err != nil {
		t.Fatal(err)
	}
	created := funds.Change{CommitID: "commit1", At: at, Withdrawal: &funds.WithdrawalChange{To: funds.Withdrawal{CreatedAt: at}}}
	committed := func(change funds.Change) func(context.Context, *table.Store) error {
		return func(ctx context.Context, s *table.Store) error { return s.Commit(ctx, change) }
	}
	for name, test := range map[string]struct {
		run     func(context.Context, *table.Store) error
		refused int // which request
		sent    []string
		want    funds.Code
	}{
		"a single item": {committed(touch), 1, []string{single}, funds.CodeInternal},
		"a transaction": {committed(adjustment), 1, []string{transaction}, funds.CodeInternal},
		"the audit record of a read": {func(ctx context.Context, s *table.Store) error {
			return s.RecordAudit(ctx, funds.AuditRecord{ID: "audit1", At: at})
		}, 1, []string{first}, funds.CodeInternal},
		"the month of an order is not read": {committed(created), 1, []string{read}, funds.CodeInternal},
		"the counters of a new month":       {committed(created), 2, []string{read, read}, funds.CodeInternal},
		"a new month":                       {committed(created), 3, []string{read, read, first}, funds.CodeBusy},
		"a new month that is not read yet":  {committed(created), 4, []string{read, read, first, read}, funds.CodeInternal},
		"a new month that is gone again":    {committed(created), 0, []string{read, read, first, read}, funds.CodeNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			strict := &refuser{at: test.refused}
			server := loopback.Serve(t, strict)
			reached, err := engine.Start(t.Context(), engine.Options{Kind: server})
			if err != nil {
				t.Fatal(err)
			}
			store := table.New(reached.Client(), "outflow", func() time.Time { return at })
			if err := test.run(t.Context(), store); err == nil || funds.CodeOf(err) != test.want {
				t.Errorf("it says %v, want %s", err, test.want)
			}
			if diff := cmp.Diff(test.sent, strict.sent); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if strict.tokens > 0 {
				t.Errorf("%d requests have a token that nothing reads", strict.tokens)
			}
		})
	}
}

// refuser stands for an empty table that refuses one request as invalid.
type refuser struct {
	at int // which one, from 1; 0 for none

	mu     sync.Mutex
	sent   []string
	tokens int
}

func (r *refuser) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	_, target, _ := strings.Cut(req.Header.Get("X-Amz-Target"), ".")
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	if strings.Contains(string(body), "ClientRequestToken") {
		r.tokens++
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if target != "ListTables" {
		r.sent = append(r.sent, target)
		if len(r.sent) == r.at {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}`)
			return
		}
	}
	_, _ = io.WriteString(w, `{}`)
}
