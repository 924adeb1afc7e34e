package table_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/gateway"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/table"
)

// house is a store on a fresh table of a real engine, what writes and reads through it, and a gateway.
type house struct {
	*flow.Service
	lists   *list.Service
	store   *table.Store
	client  *dynamodb.Client
	address string // the engine's
	table   string
	clock   *clock
	sandbox string // the gateway's base URL
}

// clock is the wall clock, which tests may set ahead, or run at another pace from now on.
type clock struct {
	ahead atomic.Int64
	from  time.Time // when it got its pace
	pace  float64
}

func (c *clock) now() time.Time {
	now := time.Now()
	if c.pace != 0 {
		now = c.from.Add(time.Duration(float64(now.Sub(c.from)) * c.pace))
	}
	return now.Add(time.Duration(c.ahead.Load()))
}

func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// run changes the pace, which gives retries more or less time than their bounds. It must be called before anything uses
// the clock concurrently.
func (c *clock) run(pace float64) { c.from, c.pace = time.Now(), pace }

// Paces of the clock.
const (
	slow = 0.1 // a race on a busy machine is about who wins, not about when one gives up
	fast = 10  // giving up is the same after a tenth of the time
)

var (
	admin   = funds.Actor{Role: funds.RoleAdmin, ID: "admin1", Name: "管理员", IP: "192.0.2.1", UserAgent: "test"}
	machine = funds.System("test")
)

const (
	yuan    funds.Amount = funds.MinorPerMajor
	channel funds.Method = "MVola"
)

func user(id string) funds.Actor { return funds.Actor{Role: funds.RoleUser, ID: id} }

func policy() funds.Policy {
	return funds.Policy{
		Zone: time.FixedZone("UTC+8", 8*60*60), Single: 1_000_000 * yuan, Daily: 100_000_000 * yuan, Minimum: 1, MaxOpen: 1000,
		Fee:      funds.Fee{Fixed: yuan},
		Channels: []funds.Channel{{Method: channel, Type: "mvola", Name: "MVola", Step: yuan, AutoApprove: true}},
		Timing:   funds.DefaultTiming(),
	}
}

func newHouse(t *testing.T, address string, client *dynamodb.Client, tableName string) *house {
	t.Helper()
	box := sandbox.New()
	server := loopback.Serve(t, box)
	t.Cleanup(box.Close)
	h := &house{address: address, table: tableName, clock: &clock{}, sandbox: server}
	return h.through(t, client)
}

// through is the same house, whose store reaches its engine through another client.
func (h *house) through(t *testing.T, client *dynamodb.Client) *house {
	t.Helper()
	pay, err := gateway.New(gateway.Config{
		BaseURL: h.sandbox, NotifyURL: "http://127.0.0.1:1/callback", RechargeNotifyURL: "http://127.0.0.1:1/callback", Username: sandbox.Username,
		Keys:     func(context.Context) (gateway.Keys, error) { return gateway.Keys{Current: sandbox.Secret}, nil },
		Declined: []gateway.Pattern{{Code: sandbox.CodeInsufficient}, {Code: sandbox.CodeRefused}},
		Absent:   []gateway.Pattern{{Code: sandbox.CodeAbsent}},
	})
	if err != nil {
		t.Fatal(err)
	}
	other := *h
	other.client, other.store = client, table.New(client, h.table, h.clock.now)
	other.Service = &flow.Service{
		Store: other.store, Gateway: pay, Policy: policy(), Now: h.clock.now, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
	}
	other.lists = &list.Service{Store: other.store, Audit: other.store, Policy: policy(), Now: h.clock.now, Random: rand.Reader}
	return &other
}

// act is what a request would choose: who, when, and the commit id.
func (h *house) act(actor funds.Actor) funds.Act {
	return funds.Act{CommitID: random(16), At: h.clock.now().UTC().Truncate(time.Millisecond), Actor: actor}
}

func random(size int) string {
	raw := make([]byte, size)
	_, _ = rand.Read(raw) // never fails
	return hex.EncodeToString(raw)
}

func newID(at time.Time) funds.ID {
	var raw [funds.CodeBytes]byte
	_, _ = rand.Read(raw[:]) // never fails
	return funds.NewID(raw, at)
}

// commit applies a change that must succeed.
func (h *house) commit(t *testing.T, change funds.Change, err error) funds.Change {
	t.Helper()
	if err == nil {
		err = h.store.Commit(t.Context(), change)
	}
	if err != nil {
		t.Fatal(err)
	}
	return change
}

// funded makes a user with a balance.
func (h *house) funded(t *testing.T, userID string, balance funds.Amount) string {
	t.Helper()
	if _, err := h.Adjust(t.Context(), admin, flow.Adjustment{UserID: userID, Amount: balance, Reason: "充值"}); err != nil {
		t.Fatal(err)
	}
	return userID
}

func handRequest(userID string, amount funds.Amount) flow.WithdrawalRequest {
	return flow.WithdrawalRequest{
		Actor: user(userID), UserID: userID, Amount: amount, Method: funds.MethodBank,
		Target: funds.Target{Account: "6222020200112233", Owner: "张三", Bank: "工商银行"},
	}
}

func channelRequest(userID string, amount funds.Amount) flow.WithdrawalRequest {
	w := handRequest(userID, amount)
	w.Method = channel
	return w
}

// pending makes a withdrawal that waits for a review.
func (h *house) pending(t *testing.T, w flow.WithdrawalRequest) funds.ID {
	t.Helper()
	made, err := h.Create(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// approved makes a withdrawal that waits for a payout.
func (h *house) approved(t *testing.T, w flow.WithdrawalRequest) funds.ID {
	t.Helper()
	id := h.pending(t, w)
	if _, err := h.Approve(t.Context(), admin, id, ""); err != nil {
		t.Fatal(err)
	}
	return id
}

// sent makes a withdrawal that the gateway has accepted.
func (h *house) sent(t *testing.T, w flow.WithdrawalRequest) funds.ID {
	t.Helper()
	id := h.approved(t, w)
	sent, err := h.PayByChannel(t.Context(), admin, id)
	if err != nil || sent.Payout.AcceptedAt.IsZero() {
		t.Fatalf("not accepted: %+v, %v", sent.Payout, err)
	}
	return id
}

// settle makes the gateway end an open order.
func (h *house) settle(t *testing.T, id funds.ID, state int) {
	t.Helper()
	if status := h.end(t, id, state); status != http.StatusOK {
		t.Fatalf("the sandbox answers %d", status)
	}
}

// end asks the gateway to end an order, and returns the HTTP status of the sandbox.
func (h *house) end(t *testing.T, id funds.ID, state int) (status int) {
	t.Helper()
	body := strings.NewReader(fmt.Sprintf(`{"state":%d}`, state))
	response, err := http.Post(h.sandbox+"/sandbox/orders/"+string(id), "application/json", body)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// createRequests is how often the gateway was asked to pay each withdrawal.
func (h *house) createRequests(t *testing.T) map[string]int {
	t.Helper()
	return h.requests(t)[sandbox.Withdrawal]
}

// rechargeRequests is how often the gateway was asked to collect each recharge.
func (h *house) rechargeRequests(t *testing.T) map[string]int {
	t.Helper()
	return h.requests(t)[sandbox.Deposit]
}

func (h *house) requests(t *testing.T) map[sandbox.Kind]map[string]int {
	t.Helper()
	response, err := http.Get(h.sandbox + "/sandbox/orders")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var listing sandbox.Listing
	if err := json.NewDecoder(response.Body).Decode(&listing); err != nil {
		t.Fatal(err)
	}
	return listing.CreateRequests
}

func (h *house) wallet(t *testing.T, userID string) funds.Wallet {
	t.Helper()
	wallet, err := h.store.Wallet(t.Context(), userID)
	if err != nil {
		t.Fatal(err)
	}
	return wallet
}

// later delivers a callback at a time when earlier ones no longer limit it.
func (h *house) later(bring func() error) error {
	h.clock.advance(h.Policy.Timing.AskInterval)
	return bring()
}

// callback is what the gateway says about one of its orders.
func (h *house) callback(t *testing.T, id funds.ID, state int) flow.Callback {
	t.Helper()
	withdrawal := h.withdrawal(t, id)
	return flow.Callback{Serial: string(id), PlatformID: withdrawal.Payout.PlatformID, State: state, Amount: withdrawal.Net()}
}

func (h *house) withdrawal(t *testing.T, id funds.ID) funds.Withdrawal {
	t.Helper()
	withdrawal, err := h.store.Withdrawal(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return withdrawal
}

func (h *house) history(t *testing.T, id funds.ID) funds.History {
	t.Helper()
	history, err := h.store.History(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return history
}

// steps counts the log lines of a command.
func (h *house) steps(t *testing.T, id funds.ID, command funds.Command) int {
	t.Helper()
	count := 0
	for _, line := range h.history(t, id).Lines {
		if line.Command == command {
			count++
		}
	}
	return count
}

// rows is everything that is stored, by key.
func (h *house) rows(t *testing.T) map[string]map[string]any {
	t.Helper()
	rows := map[string]map[string]any{}
	pages := dynamodb.NewScanPaginator(h.client, &dynamodb.ScanInput{TableName: aws.String(h.table), ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			var row map[string]any
			if err := attributevalue.UnmarshalMap(item, &row); err != nil {
				t.Fatal(err)
			}
			rows[fmt.Sprint(row["PK"], " ", row["SK"])] = row
		}
	}
	return rows
}

// invariantsHold checks every invariant on the whole table.
func (h *house) invariantsHold(t *testing.T) {
	t.Helper()
	verified, err := h.store.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if verified.Wallets == 0 {
		t.Error("there is no wallet: nothing is shown")
	}
	for _, violation := range verified.Violations {
		t.Error(violation)
	}
}

// race runs n attempts at the same time and counts their results by code; "" is success.
func race(n int, attempt func(i int) error) map[funds.Code]int {
	var (
		start sync.WaitGroup
		ended sync.WaitGroup
		mu    sync.Mutex
	)
	codes := map[funds.Code]int{}
	start.Add(1)
	for i := range n {
		ended.Go(func() {
			start.Wait()
			err := attempt(i)
			code := funds.Code("")
			if err != nil {
				code = funds.CodeOf(err)
			}
			mu.Lock()
			defer mu.Unlock()
			codes[code]++
		})
	}
	start.Done()
	ended.Wait()
	return codes
}

func wantCodes(t *testing.T, got, want map[funds.Code]int) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ends by code (-want +got):\n%s", diff)
	}
}

func sameRows(t *testing.T, before, after map[string]map[string]any) {
	t.Helper()
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the table changed (-before +after):\n%s", diff)
	}
}
