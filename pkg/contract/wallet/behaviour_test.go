package wallet_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/flowtest"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/identity"
)

func TestListsMaskAndDetailsDoNotButLeaveALine(t *testing.T) {
	t.Parallel()
	h := open(t)
	admin := h.Admin()
	for phone, masked := range map[string]string{"13800138888": "138****8888", "+261387222126": "+26****2126", "1234567": "****", "12345678": "123****5678", "": "null"} {
		u := h.Called(identity.Caller{Sub: "u" + phone, Role: funds.RoleUser, Phone: phone})
		u.Get("/api/wallet").OK()
		admin.Get("/api/admin/wallets?keyword=u"+strings.ReplaceAll(phone, "+", "%2B")).OK().Has("data.wallets.0.phone", masked)
	}
	u := h.Owner("u1", 1000_00)
	for account, masked := range map[string]string{
		"13800001111": "1380****1111", "123456789": "1234****6789", "12345678": "****8", "wx1": "****1", "zhang.san@example.com": "z***@example.com",
	} {
		id := u.Post("/api/wallet/withdraw", map[string]any{"amount": 1, "method": "wechat", "account": account}).OK().At("data.id")
		u.Get("/api/wallet/withdrawals?pageSize=1").OK().Has("data.withdrawals.0.id", id, "data.withdrawals.0.account", masked)
		admin.Get("/api/admin/withdrawals?pageSize=1").OK().Has("data.withdrawals.0.account", masked, "data.withdrawals.0.phone", "138****8888")
		if strings.Contains(admin.Get("/api/admin/withdrawals").OK().Raw, account) {
			t.Errorf("the list shows %s", account)
		}
		before := len(h.Audits(""))
		admin.Get("/api/admin/withdrawals/"+id).OK().Has("data.account", account, "data.phone", "13812348888")
		lines := h.Audits("view_unmasked")
		if len(lines) == 0 || len(h.Audits("")) != before+1 || lines[0].TargetID != id || lines[0].Actor.ID != "admin1" || lines[0].Actor.IP != flowtest.Address {
			t.Errorf("reading %s left %+v", id, lines)
		}
	}
}

func TestAKeyMakesARequestRepeatable(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, other, admin := h.Owner("u1", 1000_00), h.Owner("u2", 1000_00), h.Admin()
	const path, body = "/api/wallet/withdraw", `{"amount":100,"method":"wechat","account":"13800001111"}`
	ask := func(by *flowtest.Person, body, key string) flowtest.Answer {
		return by.Do(http.MethodPost, path, body, "Idempotency-Key", key)
	}
	first := ask(u, body, "k1").OK()
	if again := ask(u, `{"account":"13800001111", "method":"wechat","amount":100}`, "k1").OK(); again.Raw != first.Raw {
		t.Errorf("the same request under its key: %s, want %s", again.Raw, first.Raw)
	}
	ask(u, `{"amount":101,"method":"wechat","account":"13800001111"}`, "k1").Want(http.StatusConflict).Has("message", "Idempotency-Key 已用于另一个请求")
	if mine := ask(other, body, "k1").OK(); mine.At("data.id") == first.At("data.id") {
		t.Error("one user's key means something to another")
	}
	h.Holds("u1", 1000_00, 100_00)
	ask(u, body, "k2").OK()
	h.Holds("u1", 1000_00, 200_00)
	for _, key := range []string{"", "a b", "键", strings.Repeat("k", 129)} {
		if got := ask(u, body, key); got.Status != http.StatusBadRequest {
			t.Errorf("the key %q: HTTP %d", key, got.Status)
		}
	}
	ask(u, body, strings.Repeat("k", 128)).OK()
	for range 2 {
		admin.Do(http.MethodPost, "/api/admin/wallet/adjust", `{"userId":"u2","amount":1,"reason":"r"}`, "Idempotency-Key", "k1").OK().Has("data.newBalance", "1001.00")
	}
	admin.Do(http.MethodPost, "/api/admin/wallet/adjust", `{"userId":"u2","amount":1,"reason":"r"}`, "Idempotency-Key", "").Want(http.StatusBadRequest)
	h.Holds("u2", 1001_00, 100_00)
}

func TestALikelyDuplicateIsRefusedWhereItAsksToBe(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, admin := h.Owner("u1", 1000_00), h.Admin()
	const once = `{"amount":100,"method":"wechat","account":"13800001111","refuseDuplicates":true}`
	first := u.Post("/api/wallet/withdraw", once).OK()
	u.Post("/api/wallet/withdraw", once).Want(http.StatusConflict).Has("duplicateOf.id", first.At("data.id"), "duplicateOf.createdAt", first.At("data.createdAt"))
	u.Post("/api/wallet/withdraw", `{"amount":100,"method":"wechat","account":"13800001111"}`).OK()
	const adjustment = `{"userId":"u1","amount":5,"reason":"r","refuseDuplicates":true}`
	admin.Post("/api/admin/wallet/adjust", adjustment).OK()
	admin.Post("/api/admin/wallet/adjust", adjustment).Want(http.StatusConflict)
	h.Holds("u1", 1005_00, 200_00)
}

func TestOneReviewOfManyAtOnceWins(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	id, admin := h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending), h.Admin()
	statuses := make([]int, 10)
	var reviews sync.WaitGroup
	for i := range statuses {
		reviews.Go(func() {
			body := `{"approved":true}`
			if i%2 == 1 {
				body = `{"approved":false,"rejectReason":"r"}`
			}
			statuses[i] = admin.Post("/api/admin/withdrawals/"+string(id)+"/review", body).Status
		})
	}
	reviews.Wait()
	slices.Sort(statuses)
	want := slices.Concat([]int{http.StatusOK}, slices.Repeat([]int{http.StatusBadRequest}, 9))
	if diff := cmp.Diff(want, statuses); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if w := h.Wallet("u1"); w.Frozen != 0 || w.Open != 0 {
		t.Errorf("%s is frozen, and %d are open", w.Frozen.Fixed(), w.Open)
	}
}

func TestACancelAndAReviewAtOnceHaveOneWinner(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, admin := h.Owner("u1", 1000_00), h.Admin()
	for range 5 {
		id := string(h.WithdrawalBy("u1", funds.MethodWechat, funds.StatePending))
		statuses := make([]int, 4)
		var requests sync.WaitGroup
		for i, send := range []func() flowtest.Answer{
			func() flowtest.Answer { return u.Post("/api/wallet/withdrawals/"+id+"/cancel", "") },
			func() flowtest.Answer { return u.Post("/api/wallet/withdrawals/"+id+"/cancel", "") },
			func() flowtest.Answer { return admin.Post("/api/admin/withdrawals/"+id+"/review", `{"approved":true}`) },
			func() flowtest.Answer {
				return admin.Post("/api/admin/withdrawals/"+id+"/review", `{"approved":false,"rejectReason":"r"}`)
			},
		} {
			requests.Go(func() { statuses[i] = send().Status })
		}
		requests.Wait()
		const ok, no = http.StatusOK, http.StatusBadRequest
		won := map[funds.State][]int{funds.StateCancelled: {ok, ok, no, no}, funds.StateCompleted: {no, no, ok, no}, funds.StateRejected: {no, no, no, ok}}
		if diff := cmp.Diff(won[h.Stored(funds.ID(id)).State], statuses); diff != "" {
			t.Errorf("%s (-want +got):\n%s", h.Stored(funds.ID(id)).State, diff)
		}
	}
	if w := h.Wallet("u1"); w.Frozen != 0 || w.Open != 0 {
		t.Errorf("%s is frozen, and %d are open", w.Frozen.Fixed(), w.Open)
	}
}

func TestAUserTakesBackTheirOwnAndNothingElse(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, other := h.Owner("u1", 1000_00), h.User("u2")
	cancel := func(by *flowtest.Person, id funds.ID) flowtest.Answer {
		return by.Post("/api/wallet/withdrawals/"+string(id)+"/cancel", "")
	}
	for _, state := range []funds.State{funds.StateApproved, funds.StateProcessing, funds.StateCompleted, funds.StateRejected, funds.StateCancelled} {
		id := h.Withdrawal("u1", state)
		h.Unchanged(func() { cancel(u, id).Want(http.StatusBadRequest).Has("message", "提现记录状态不正确") })
	}
	id := h.Withdrawal("u1", funds.StatePending)
	h.Unchanged(func() { cancel(other, id).Want(http.StatusNotFound).Has("message", "提现记录不存在") })
	cancel(u, id).OK().Has("message", "提现取消成功", "data.status", "rejected", "data.rejectReason", "用户本人取消")
	cancel(u, id).OK()
	u.Get("/api/wallet/transactions?pageSize=1").OK().Has("data.transactions.0.type", "unfreeze", "data.transactions.0.description", "提现取消，解冻金额")
}

func TestManyRequestsAtOnceStayWithinTheBalance(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 350_00)
	made := make(chan int, 8)
	var requests sync.WaitGroup
	for range cap(made) {
		requests.Go(func() {
			made <- u.Post("/api/wallet/withdraw", `{"amount":100,"method":"wechat","account":"13800001111"}`).Status
		})
	}
	requests.Wait()
	close(made)
	granted := 0
	for status := range made {
		if status == http.StatusOK {
			granted++
		}
	}
	if granted != 3 {
		t.Errorf("%d of 100.00 were granted from 350.00", granted)
	}
	h.Holds("u1", 350_00, 300_00)
}

func TestAReviewOfAChannelsPaysThroughTheGateway(t *testing.T) {
	t.Parallel()
	h := open(t, func(p *funds.Policy) { p.ByHand = []funds.Method{"cash"} })
	u, admin := h.Owner("u1", 1000_00), h.Admin()
	approve := func(id funds.ID) flowtest.Answer {
		return admin.Post("/api/admin/withdrawals/"+string(id)+"/review", `{"approved":true}`)
	}
	channel := h.Withdrawal("u1", funds.StatePending)
	approve(channel).OK().Has("message", "提现审核通过", "data.status", "processing", "data.withdrawalNo", channel.WalletNo())
	h.Is(channel, funds.StateProcessing)
	h.Holds("u1", 1000_00, 100_00)
	cash := h.WithdrawalBy("u1", "cash", funds.StatePending)
	approve(cash).OK().Has("data.status", "completed")
	h.Holds("u1", 900_00, 100_00)
	u.Get("/api/wallet").OK().Has("data.totalWithdrawal", "100.00", "data.availableBalance", "800.00")
	gone := h.WithdrawalBy("u1", "cash", funds.StatePending)
	h.Flow.Policy.ByHand = nil // nobody would pay it any more
	approve(gone).Want(http.StatusBadRequest)
	h.Is(gone, funds.StatePending)
	frozen := h.Withdrawal("u1", funds.StatePending)
	admin.Post("/api/admin/wallet/status", `{"userId":"u1","status":"frozen","reason":"r"}`).OK().Has("data.status", "frozen", "data.walletId", "W-u1")
	approve(frozen).Want(http.StatusBadRequest).Has("message", "钱包已冻结或关闭")
	h.Is(frozen, funds.StatePending)
}

func TestAStatusFilterMatchesEveryStateThatIsSpelledSo(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 10_000_00)
	admin := h.Admin()
	byStatus := map[string][]string{}
	for _, state := range funds.States() {
		id := string(h.Withdrawal("u1", state))
		status := map[funds.State]string{
			funds.StatePending: "pending", funds.StateApproved: "processing", funds.StateProcessing: "processing", funds.StateCompleted: "completed",
			funds.StateRejected: "rejected", funds.StateCancelled: "rejected", funds.StateFailed: "failed",
		}[state]
		byStatus[status] = append([]string{id}, byStatus[status]...)
		admin.Get("/api/admin/withdrawals/"+id).OK().Has("data.status", status)
	}
	for status, want := range byStatus {
		got := admin.Get("/api/admin/withdrawals?status=" + status).OK()
		if diff := cmp.Diff(want, got.Column("data.withdrawals", "id")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", status, diff)
		}
		got.Has("data.pagination.total", strconv.Itoa(len(want)))
	}
}

func TestAnAdjustmentSettlesWhatAnOrderLeavesDue(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1000_00)
	admin := h.Admin()
	id := h.PaidAfterAll("u1")
	admin.Get("/api/admin/wallets/u1").OK().Has("data.unsettledOrders.0", string(id), "data.status", "frozen")
	const reopen = `{"userId":"u1","status":"active","reason":"r"}`
	admin.Post("/api/admin/wallet/status", reopen).Want(http.StatusBadRequest)
	settle := func(amount string) flowtest.Answer {
		return admin.Post("/api/admin/wallet/adjust", `{"userId":"u1","amount":`+amount+`,"reason":"追回","withdrawalId":"`+id.WalletNo()+`"}`)
	}
	settle("-100.01").Want(http.StatusBadRequest)
	settle("1").Want(http.StatusBadRequest)
	settle("-100").OK().Has("data.newBalance", "900.00", "data.adjustAmount", "-100.00", "data.reason", "追回")
	settle("-1").Want(http.StatusBadRequest)
	admin.Post("/api/admin/wallet/status", reopen).OK().Has("data.status", "active")
	h.Holds("u1", 900_00, 0)
}

func TestAnAdminNamesAUserWhosePathNoBrowserAsksFor(t *testing.T) {
	t.Parallel()
	h := open(t)
	admin := h.Admin()
	for _, sub := range []string{"-", "..", "a/b", "u1"} {
		h.Fund(sub, 1_00)
	}
	for path, want := range map[string]string{"/-": "-", "/-?userId=..": "..", "/-?userId=a%2Fb": "a/b", "/a%2Fb": "a/b", "/u1?userId=-": "u1"} {
		admin.Get("/api/admin/wallets"+path).OK().Has("data.userId", want)
		transactions := strings.Replace(path, "?", "/transactions?", 1)
		if transactions == path {
			transactions += "/transactions"
		}
		admin.Get("/api/admin/wallets"+transactions).OK().Has("data.pagination.total", "1")
	}
	admin.Get("/api/admin/wallets/-?userId=-&userId=u1").Want(http.StatusBadRequest)
}

func TestUsersSeeTheirOwnAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	u, other := h.Owner("u1", 1000_00), h.Owner("u2", 500_00)
	h.Withdrawal("u1", funds.StateRejected)
	for path, rows := range map[string]string{"/api/wallet/withdrawals": "1", "/api/wallet/transactions": "3", "/api/wallet/transactions?type=freeze": "1"} {
		u.Get(path).OK().Has("data.pagination.total", rows)
	}
	other.Get("/api/wallet/withdrawals").OK().Has("data.pagination.total", "0", "data.withdrawals", "[]")
	other.Get("/api/wallet/transactions").OK().Has("data.pagination.total", "1")
	other.Get("/api/wallet").OK().Has("data.balance", "500.00")
}

func TestTooManyUnfinishedOnesSayWhoIsToAct(t *testing.T) {
	t.Parallel()
	h := open(t, func(p *funds.Policy) { p.MaxOpen = 4 })
	u := h.Owner("u1", 10_000_00)
	for _, state := range []funds.State{funds.StateRejected, funds.StatePending, funds.StateApproved, funds.StateProcessing, funds.StatePending} {
		h.Withdrawal("u1", state)
	}
	h.Unchanged(func() {
		u.Post("/api/wallet/withdraw", `{"amount":1,"method":"wechat","account":"13800001111"}`).Want(http.StatusBadRequest).Has(
			"message", "未完成的提现过多，请等待处理后再试（等待审核 2 笔，等待打款 1 笔，等待网关结果 1 笔）")
	})
}

func TestWhatTakesTwoPeopleSaysThatItWaits(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Fund("u1", 1)
	h.Flow.Policy.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActAdjust, Above: 10_000_00, Need: 2}, {Act: funds.ActReopen, Need: 2}}
	admin := h.Admin()
	const adjust, status = "/api/admin/wallet/adjust", "/api/admin/wallet/status"
	body := `{"userId":"u1","amount":20000,"reason":"活动赠送"}`
	first := admin.Do(http.MethodPost, adjust, body, "Idempotency-Key", "k").OK().Has(
		"message", "已提交，等待批准", "data.newBalance", "0.01", "data.adjustAmount", "20000.00", "data.pending", "true",
	)
	again := admin.Do(http.MethodPost, adjust, body, "Idempotency-Key", "k").OK()
	if first.At("data.proposalId") == "" || again.Raw != first.Raw {
		t.Errorf("the same key: %s, after %s", again.Raw, first.Raw)
	}
	admin.Post(adjust, `{"userId":"u1","amount":10000,"reason":"活动赠送"}`).OK().Has("message", "余额调整成功", "data.newBalance", "10000.01", "data.pending", "", "data.proposalId", "")
	admin.Post(adjust, `{"userId":"u1","amount":0.01,"reason":"活动赠送"}`).OK().Has("message", "已提交，等待批准", "data.newBalance", "10000.01")
	admin.Post(status, `{"userId":"u1","status":"frozen","reason":"r"}`).OK().Has("data.status", "frozen", "data.pending", "")
	admin.Post(status, `{"userId":"u1","status":"active","reason":"r"}`).OK().Has("data.status", "frozen", "data.pending", "true")
}

// TestUsersAreToldWhatIsPausedAndNotByWhom: the reason may say who is suspected of what.
func TestUsersAreToldWhatIsPausedAndNotByWhom(t *testing.T) {
	t.Parallel()
	h := open(t)
	u := h.Owner("u1", 100_00)
	what := func(when, want string) {
		t.Helper()
		if got := u.Get("/api/wallet/pauses").OK().At("data.pauses"); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	what("before", `[]`)
	set, err := h.Flow.Pause(t.Context(), flowtest.Helper, pause.Request{Scope: funds.PauseAll, Hours: 1, Reason: "疑似盗号"})
	if err != nil {
		t.Fatal(err)
	}
	what("while it is on", `[{"scope":"all","until":"`+edge.Moment(set.Pause.Until)+`"}]`)
	h.Clock.Advance(time.Hour)
	what("after it", `[]`)
}
