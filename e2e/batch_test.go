package e2e_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// TestADayOfPayoutsIsPaidByOneFile makes a batch by filter, releases it, fetches its file twice, hears the bank's results
// and sees that nobody else pays what the batch has, by whichever contract.
func TestADayOfPayoutsIsPaidByOneFile(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin, reviewer := w.person("payer", funds.RoleAdmin), w.person(helper, funds.RoleAdmin)
	var ids []string
	for i := range 6 {
		ids = append(ids, w.owner(fmt.Sprintf("paid-by-file-%d", i), "1000").batched(approvedAtBank))
	}
	var made answer
	eventually(t, "all six are found", func() bool { // the index may lag
		made = admin.post("/admin/payout-batches", map[string]any{"filter": map[string]string{"method": "wechat"}, "format": "csv"})
		return made.Status == ok && made.said("data.count") == "6"
	})
	batch := made.text("data.id")
	if made.said("data.total") != "600" {
		t.Fatalf("it comes to %s", made.said("data.total"))
	}
	admin.get("/admin/payout-batches/" + batch + "/file").want(http.StatusConflict)
	admin.post("/admin/payout-batches/"+batch, map[string]any{"action": "release", "contentHash": made.text("data.contentHash")}).want(ok)
	stepped := admin.post("/admin/payout-batches/"+batch+"/step", map[string]any{}).want(ok)
	if stepped.text("data.state") != "ready" || stepped.said("data.claimed") != "6" {
		t.Fatalf("it is %s", stepped.text("data"))
	}
	for what, refused := range map[string]answer{
		"a payout by hand":        admin.post(records+ids[0]+"/payout", map[string]any{"payoutMethod": "manual", "operatorConfirmText": "CONFIRM"}),
		"a failure":               admin.post(records+ids[0]+"/fail", map[string]any{"reason": "r"}),
		"a hold":                  reviewer.post(records+ids[0]+"/hold", map[string]any{"reason": "r", "hours": 1, "onExpiry": "reject"}),
		"the wallet's review":     reviewer.post("/api/admin/withdrawals/"+ids[0]+"/review", map[string]any{"approved": false, "rejectReason": "r"}),
		"a question":              admin.post(records+ids[0]+"/ask", map[string]any{}),
		"the wallet's cancelling": w.person("paid-by-file-0", funds.RoleUser).post("/api/wallet/withdrawals/"+ids[0]+"/cancel", map[string]any{}),
	} {
		// The wallet's document says 400 of every wrong state.
		wrong := refused.Status == http.StatusConflict || refused.Status == http.StatusBadRequest && strings.Contains(what, "wallet's")
		if !wrong || refused.text("reason") != "in_batch" || refused.text("args.batch") != batch {
			t.Errorf("%s: HTTP %d, %s", what, refused.Status, refused.text("reason"))
		}
	}
	first, second := batchFile(t, admin, batch), batchFile(t, admin, batch)
	if first != second || strings.Count(first, "6222021234567890123") != 6 || !strings.Contains(first, "600.00") {
		t.Errorf("the file is\n%s\nand then\n%s", first, second)
	}
	if log := admin.get("/admin/audit-logs?module=batch&action=download").want(ok); log.said("data.total") != "2" {
		t.Errorf("%s downloads are recorded", log.said("data.total"))
	}
	results := "单号,交易号,金额,失败原因\n"
	for i, id := range ids[:4] {
		results += fmt.Sprintf("%s,BK-%s-%d,100.00,\n", id, batch, i)
	}
	results += ids[4] + ",,,户名不符\n"
	file := map[string]any{"file": base64.StdEncoding.EncodeToString([]byte(results))}
	preview := admin.post("/admin/payout-batches/"+batch+"/results", file).want(ok)
	if preview.said("data.counts.pays") != "4" || preview.said("data.counts.refuses") != "1" || status(admin, ids[0]) != "processing" {
		t.Errorf("the preview: %s", preview.text("data.counts"))
	}
	file["operatorConfirmText"] = "CONFIRM"
	admin.post("/admin/payout-batches/"+batch+"/results", file).want(ok)
	again := admin.post("/admin/payout-batches/"+batch+"/results", file).want(ok)
	if again.said("data.counts.done") != "4" {
		t.Errorf("the same file again: %s", again.text("data.counts"))
	}
	for i, want := range []string{"completed", "completed", "completed", "completed", "approved", "processing"} {
		if got := status(admin, ids[i]); got != want {
			t.Errorf("row %d is %s, want %s", i, got, want)
		}
	}
}

func status(admin *person, id string) string {
	return admin.get(records + id).want(ok).text("data.status")
}

// batchFile is a batch's file, by its address.
func batchFile(t *testing.T, admin *person, batch string) string {
	t.Helper()
	address := admin.get("/admin/payout-batches/" + batch + "/file").want(ok).text("data.url")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != ok {
		t.Fatalf("HTTP %d: %v", response.StatusCode, err)
	}
	return string(content)
}

// said is the value at a path as a text, whatever it is.
func (a answer) said(path string) string { return fmt.Sprint(a.at(path)) }
