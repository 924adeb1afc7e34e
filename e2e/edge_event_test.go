package e2e_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// eventID is the withdrawal of the events, and eventAdmin their admin.
const eventID, eventAdmin = "7K3QW9ZT20250120103000", "admin_001"

// sample says what an event in events/ needs: a withdrawal in a state, and who sends it.
type sample struct {
	role  funds.Role
	state funds.State
	says  string // in the answer
}

// samples are all events of the HTTP API, by their file. A test compares them with the files.
var samples = withLegacy(map[string]sample{
	"get-admin-escorts-withdraw-records-id-detail.json":          {funds.RoleAdmin, funds.StatePending, `"logs":[{`},
	"get-admin-escorts-withdraw-records-id-logs.json":            {funds.RoleAdmin, funds.StatePending, `"action":"create"`},
	"get-admin-escorts-withdraw-records-id.json":                 {funds.RoleAdmin, funds.StatePending, `"status":"pending"`},
	"get-admin-escorts-withdraw-records-stats.json":              {funds.RoleAdmin, funds.StatePending, `"pendingCount":`},
	"get-admin-escorts-withdraw-records-trend.json":              {funds.RoleAdmin, funds.StatePending, `"unit":"day"`},
	"get-admin-escorts-withdraw-records-export.json":             {funds.RoleAdmin, funds.StatePending, "提现单号,陪诊员ID,"},
	"get-admin-escorts-withdraw-records.json":                    {funds.RoleAdmin, funds.StatePending, `"total":`},
	"get-admin-me.json":                                          {funds.RoleAdmin, "", `"onePerson":true`},
	"get-admin-policy.json":                                      {funds.RoleAdmin, "", `"kind":"first"`},
	"get-admin-audit-logs.json":                                  {funds.RoleAdmin, funds.StatePending, `"module":"wallet"`},
	"get-api-admin-wallets-userId-transactions.json":             {funds.RoleAdmin, funds.StatePending, `"type":"adjustment"`},
	"get-api-admin-wallets-userId.json":                          {funds.RoleAdmin, funds.StatePending, `"phone":"138****8888"`},
	"get-api-admin-wallets.json":                                 {funds.RoleAdmin, funds.StatePending, `"userId":"u1"`},
	"get-api-withdrawal-id.json":                                 {funds.RoleUser, funds.StatePending, `"timeline":[{"action":"create"`},
	"get-api-admin-withdrawals-id.json":                          {funds.RoleAdmin, funds.StatePending, `"idCard":"110101******1234"`},
	"get-api-admin-withdrawals.json":                             {funds.RoleAdmin, funds.StatePending, `"totalPages":`},
	"get-api-wallet-pauses.json":                                 {funds.RoleUser, "", `"pauses":[`},
	"get-api-wallet-transactions.json":                           {funds.RoleUser, funds.StatePending, `"transactions":[`},
	"get-api-wallet-withdraw-summary.json":                       {funds.RoleAdmin, funds.StatePending, `"remaining_today":`},
	"get-api-wallet-withdrawals.json":                            {funds.RoleUser, funds.StatePending, `"account":"0387****2126"`},
	"get-api-wallet.json":                                        {funds.RoleUser, funds.StatePending, `"frozenAmount":"`},
	"get-api-withdrawal.json":                                    {funds.RoleUser, funds.StatePending, `"stateText":"等待中"`},
	"post-admin-escorts-withdraw-records-id-ask.json":            {funds.RoleAdmin, funds.StateProcessing, `"status":"processing"`},
	"post-admin-escorts-withdraw-records-id-fail.json":           {funds.RoleAdmin, funds.StateApproved, `"failReason":"收款账户已注销"`},
	"post-admin-escorts-withdraw-records-id-transaction-no.json": {funds.RoleAdmin, funds.StateCompleted, `"transactionNo":"BK20250120`},
	"post-admin-escorts-withdraw-records-id-return.json":         {funds.RoleAdmin, funds.StateCompleted, `"returnedAmount":99`},
	"post-admin-escorts-withdraw-records-id-return-resolve.json": {funds.RoleAdmin, parkedReturn, `"state":"closed"`},
	"post-admin-escorts-withdraw-records-id-payout.json":         {funds.RoleAdmin, funds.StateApproved, `"transactionNo":"BK20250120`},
	"post-admin-escorts-withdraw-records-id-hold.json":           {funds.RoleAdmin, funds.StatePending, `"onExpiry":"escalate"`},
	"post-admin-escorts-withdraw-records-id-release.json":        {funds.RoleAdmin, funds.StatePending, `"status":"pending"`},
	"post-admin-escorts-withdraw-records-id-review.json":         {funds.RoleAdmin, funds.StatePending, `"status":"approved"`},
	"post-api-admin-wallet-adjust.json":                          {funds.RoleAdmin, funds.StatePending, `"adjustAmount":"100.00"`},
	"post-api-admin-wallet-status.json":                          {funds.RoleAdmin, funds.StatePending, `"status":"frozen"`},
	"post-api-admin-withdrawals-id-review.json":                  {funds.RoleAdmin, funds.StatePending, `"status":"rejected"`},
	"post-api-wallet-cancel-withdraw.json":                       {funds.RoleAdmin, funds.StatePending, `"message":"提现取消成功"`},
	"post-api-wallet-confirm-withdraw.json":                      {funds.RoleAdmin, funds.StatePending, `"message":"提现确认成功"`},
	"post-api-wallet-request-withdraw.json":                      {funds.RoleAdmin, funds.StatePending, `"message":"提现申请已提交，等待处理"`},
	"post-api-wallet-withdraw.json":                              {funds.RoleUser, funds.StatePending, `"message":"提现申请成功，等待审核"`},
	"post-api-withdrawal-callback.json":                          {"", funds.StateProcessing, `success`},
	"post-api-withdrawal-check.json":                             {funds.RoleUser, funds.StatePending, `"state":0`},
	"post-api-withdrawal-cancel.json":                            {funds.RoleUser, funds.StatePending, `"notifyInfo":"用户本人取消"`},
	"post-api-wallet-withdrawals-id-cancel.json":                 {funds.RoleUser, funds.StatePending, `"rejectReason":"用户本人取消"`},
	"post-api-withdrawal.json":                                   {funds.RoleUser, funds.StatePending, `"message":"提交成功"`},
	"get-api-recharge-channels.json":                             {funds.RoleUser, "", `"code":"MVola-100-5000"`},
	"get-api-recharge.json":                                      {funds.RoleUser, openRecharge, `"stateText":"新创建"`},
	"get-admin-pauses.json":                                      {funds.RoleAdmin, "", `"scopes":["all","recharge",`},
	"post-admin-pauses.json":                                     {funds.RoleAdmin, "", `"holds":true`},
	"delete-admin-pauses-scope.json":                             {funds.RoleAdmin, pausedScope, `"lifted":true`},
	"get-admin-blocked-accounts.json":                            {funds.RoleAdmin, "", `"accounts":[`},
	"post-admin-blocked-accounts.json":                           {funds.RoleAdmin, "", `"account":"****7894"`},
	"delete-admin-blocked-accounts-id.json":                      {funds.RoleAdmin, blockedAccount, `"lifted":true`},
	"get-admin-recharges.json":                                   {funds.RoleAdmin, parkedRecharge, `"needsAttention":true`},
	"get-admin-recharges-id.json":                                {funds.RoleAdmin, parkedRecharge, `"needsAttention":true`},
	"post-admin-recharges-id-ask.json":                           {funds.RoleAdmin, openRecharge, `"state":0`},
	"post-admin-recharges-id-resolve.json":                       {funds.RoleAdmin, parkedRecharge, `"creditedAmount":150`},
	"get-admin-webhooks.json":                                    {funds.RoleAdmin, "", `"endpoints":[`},
	"get-admin-webhooks-id-deliveries.json":                      {funds.RoleAdmin, webhookEndpoint, `"deliveries":[`},
	"post-admin-webhooks.json":                                   {funds.RoleAdmin, "", `"secret":"whsec_`},
	"post-admin-webhooks-id.json":                                {funds.RoleAdmin, webhookEndpoint, `"state":"paused"`},
	"post-admin-webhooks-id-secret.json":                         {funds.RoleAdmin, webhookEndpoint, `"secret":"whsec_`},
	"post-admin-webhooks-id-test.json":                           {funds.RoleAdmin, webhookEndpoint, `"type":"webhook.test"`},
	"post-admin-webhooks-id-replay.json":                         {funds.RoleAdmin, webhookEndpoint, `"since":"`},
	"get-admin-reconciliation.json":                              {funds.RoleAdmin, "", `"difference"`},
	"get-admin-breaks.json":                                      {funds.RoleAdmin, "", `"breaks":[`},
	"post-admin-statements.json":                                 {funds.RoleAdmin, "", `"finished":true`},
	"post-admin-breaks-id.json":                                  {funds.RoleAdmin, openBreak, `"text":"已致电银行"`},
	"get-admin-proposals.json":                                   {funds.RoleAdmin, openProposal, `"state":"open"`},
	"get-admin-proposals-id.json":                                {funds.RoleAdmin, openProposal, `"approvalsNeeded":2`},
	"post-admin-proposals-id-approve.json":                       {funds.RoleAdmin, openProposal, `"state":"done"`},
	"post-admin-proposals-id-reject.json":                        {funds.RoleAdmin, openProposal, `"rejectReason":"金额有误"`},
	"get-admin-jobs.json":                                        {funds.RoleAdmin, runningJob, `"kind":"ledger"`},
	"post-admin-jobs.json":                                       {funds.RoleAdmin, "", `"fileName":"ledger_2025-01.csv"`},
	"get-admin-jobs-id.json":                                     {funds.RoleAdmin, runningJob, `"state":"running"`},
	"post-admin-jobs-id-step.json":                               {funds.RoleAdmin, runningJob, `"state":"done"`},
	"post-admin-jobs-id-file.json":                               {funds.RoleAdmin, doneJob, `"url":"http`},
	"get-admin-payout-batches.json":                              {funds.RoleAdmin, openBatch, `"state":"open"`},
	"get-admin-payout-batches-id.json":                           {funds.RoleAdmin, openBatch, `"status":"approved"`},
	"get-admin-payout-batches-id-file.json":                      {funds.RoleAdmin, readyBatch, `"url":"http`},
	"post-admin-payout-batches.json":                             {funds.RoleAdmin, approvedAtBank, `"state":"open"`},
	"post-admin-payout-batches-id.json":                          {funds.RoleAdmin, openBatch, `"state":"released"`},
	"post-admin-payout-batches-id-step.json":                     {funds.RoleAdmin, openBatch, `"state":"open"`},
	"post-admin-payout-batches-id-results.json":                  {funds.RoleAdmin, readyBatch, `"counts":{"faulty":1}`},
	"post-api-recharge-callback.json":                            {"", openRecharge, `success`},
	"post-api-recharge-check.json":                               {funds.RoleUser, openRecharge, `"state":0`},
	"post-api-recharge.json":                                     {funds.RoleUser, "", `"amount":2000`},
	"post-withdraw-audit.json":                                   {funds.RoleAdmin, funds.StatePending, `"successCount":1`},
	"post-withdraw-get.json":                                     {funds.RoleAdmin, funds.StatePending, `"withdrawAccount":"0387222126"`},
	"post-withdraw-list.json":                                    {funds.RoleAdmin, funds.StatePending, `"withdrawAccount":"****2126"`},
	"post-withdraw-user_list.json":                               {funds.RoleAdmin, funds.StatePending, `"total":0`},
})

const scheduleFile = "schedule.json"

func TestEveryEventHasItsSample(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		files[i] = filepath.Base(file)
	}
	want := append(slices.Sorted(maps.Keys(samples)), scheduleFile)
	want = slices.AppendSeq(want, maps.Values(shownToAll()))
	want = append(want, eventsByPeople...)
	slices.Sort(want)
	if diff := cmp.Diff(files, want); diff != "" {
		t.Errorf("events/ (-) and the samples (+) differ:\n%s", diff)
	}
}

func TestEveryEventIsServedByItsFunction(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, named := range []string{"u1", "12345678"} { // by the events
		w.owner(named, "1000")
	}
	functions := map[string]string{}
	for _, route := range w.Template().Routes {
		functions[route.Method+" "+route.Path] = route.Function
	}
	for _, file := range slices.Sorted(maps.Keys(samples)) {
		sample := samples[file]
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			owner := w.person(helper, funds.RoleAdmin).in(t).owner("owner-of-"+file, "100000")
			id := eventID
			if sample.state != "" {
				id = owner.withdrawal(sample.state)
			}
			event := eventOf(t, file)
			token := owner.token
			if sample.role == funds.RoleAdmin {
				token = w.person(eventAdmin, funds.RoleAdmin).token
			}
			for name, value := range event.Headers {
				event.Headers[name] = strings.Replace(value, "TOKEN", token, 1)
			}
			replaceID(&event, id)
			if sample.role == "" {
				w.sandbox(http.MethodPost, "/sandbox/orders/"+id, map[string]any{"state": 1}).want(ok)
				platformID := w.gatewayOrders(id)[0].PlatformID
				event.Body = signedCallback(t, id, platformID, "", "")
				if sample.state == openRecharge {
					event.Body = signedCallback(t, id, platformID, "state", "2")
				}
			}
			encoded, err := json.Marshal(event)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := w.Invoke(t.Context(), functions[event.RouteKey], encoded)
			if err != nil {
				t.Fatal(err)
			}
			var got events.APIGatewayV2HTTPResponse
			if err := json.Unmarshal(raw, &got); err != nil || got.StatusCode != ok || !strings.Contains(got.Body, sample.says) {
				t.Errorf("HTTP %d without %s: %s", got.StatusCode, sample.says, raw)
			}
		})
	}
}

func TestTheScheduleEventMakesReconcileSettleWhatIsDue(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	owner := w.owner("u1", "1000")
	id := owner.withdrawal(funds.StateProcessing)
	w.sandbox(http.MethodPost, "/sandbox/orders/"+id, map[string]any{"state": 1}).want(ok) // and no callback
	event, err := os.ReadFile(filepath.Join("../events", scheduleFile))
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "reconcile settles it", func() bool {
		if _, err := w.Invoke(t.Context(), "reconcile", event); err != nil {
			t.Fatal(err)
		}
		return owner.get("/api/wallet/withdrawals").want(ok).text("data.withdrawals.0.status") == "completed"
	})
}

func eventOf(t *testing.T, file string) (event events.APIGatewayV2HTTPRequest) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("../events", file))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(source, &event); err != nil {
		t.Fatal(err)
	}
	return event
}

// replaceID puts a real withdrawal in the place of the event's.
func replaceID(event *events.APIGatewayV2HTTPRequest, id string) {
	if prefix := id[:max(len(id)-len(eventID), 0)]; prefix != "" {
		id = strings.TrimPrefix(id, prefix) // the event has a recharge's, or a proposal's
	}
	event.RawPath = strings.ReplaceAll(event.RawPath, eventID, id)
	event.RequestContext.HTTP.Path = event.RawPath
	event.Body = strings.NewReplacer(eventID, id, funds.ID(eventID).FlowNo(), funds.ID(id).FlowNo()).Replace(event.Body)
	for name, value := range event.PathParameters {
		event.PathParameters[name] = strings.ReplaceAll(value, eventID, id)
	}
	if event.Body != "" {
		event.Headers["content-length"] = strconv.Itoa(len(event.Body))
	}
}
