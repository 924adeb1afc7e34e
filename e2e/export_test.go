package e2e_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"mime"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/outflow-pay/outflow/pkg/funds"
	inwords "github.com/outflow-pay/outflow/pkg/words"
)

const exportPath = recordList + "/export"

var exportHeader = []string{
	"提现单号", "陪诊员ID", "陪诊员姓名", "手机号", "提现金额", "手续费", "实际到账", "提现方式", "收款账户", "状态", "申请时间", "打款时间", "失败原因",
}

// exportRow is the row that both formats have to hold.
func (s seeded) exportRow(w funds.Withdrawal) []string {
	profile := s.profiles[w.UserID]
	phone := profile.Phone
	if len(phone) >= 7 {
		phone = phone[:3] + "****" + phone[len(phone)-4:]
	}
	local := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.In(shanghai).Format("2006-01-02 15:04:05")
	}
	row := []string{
		w.ID.Code(), w.UserID, profile.Name, phone, w.Amount.Fixed(), w.Fee.Fixed(), (w.Amount - w.Fee).Fixed(),
		map[funds.Method]string{"bank": "银行卡", "alipay": "支付宝", "wechat": "微信", "MVola": "MVola"}[w.Method], "****" + w.Target.Account[len(w.Target.Account)-4:],
		map[string]string{"pending": "待审核", "approved": "已审核", "processing": "打款中", "completed": "已完成", "failed": "已失败", "rejected": "已驳回"}[spellings[w.State].console],
		local(w.CreatedAt), local(w.Payout.PaidAt), inwords.Reader{}.Message(w.FailReason),
	}
	return row
}

// shown is a cell of csv as a spreadsheet shows it: the text of ="text", and of what a ' keeps from being a formula.
// It fails the test where a text is a formula.
func shown(t *testing.T, cell string) string {
	t.Helper()
	if text, marked := strings.CutPrefix(cell, `="`); marked && strings.HasSuffix(text, `"`) {
		return strings.ReplaceAll(strings.TrimSuffix(text, `"`), `""`, `"`)
	}
	if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") {
		t.Errorf("%q is a formula", cell)
	}
	return strings.TrimPrefix(cell, "'")
}

// opened is an exported file's rows; of xlsx, after a look at its cells.
func opened(t *testing.T, a answer, format string) [][]string {
	t.Helper()
	a.want(ok)
	media, parameters, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
	day := time.Now().In(shanghai)
	names := []string{"提现记录_" + day.Format(time.DateOnly) + "." + format, "提现记录_" + day.AddDate(0, 0, -1).Format(time.DateOnly) + "." + format}
	if err != nil || media != "attachment" || !slices.Contains(names, parameters["filename"]) {
		t.Errorf("%s: %q, %v", a.what, a.Header.Get("Content-Disposition"), err)
	}
	var rows [][]string
	wantType := "text/csv; charset=utf-8"
	if format == "csv" {
		text, marked := strings.CutPrefix(a.Raw, "\ufeff")
		if !marked || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
			t.Errorf("%s: not marked as UTF-8, or lines end otherwise: %.80q", a.what, a.Raw)
		}
		if rows, err = csv.NewReader(strings.NewReader(text)).ReadAll(); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for i := range row {
				row[i] = shown(t, row[i])
			}
		}
	} else {
		wantType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		rows = openedBook(t, []byte(a.Raw))
	}
	if got := a.Header.Get("Content-Type"); got != wantType {
		t.Errorf("%s: content type %q", a.what, got)
	}
	return rows
}

func openedBook(t *testing.T, file []byte) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := book.GetSheetName(0)
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for y := range rows {
		for len(rows[y]) < len(exportHeader) {
			rows[y] = append(rows[y], "") // what is empty at the end is left out
		}
		for x := range rows[y] {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				t.Fatal(err)
			}
			formula, err := book.GetCellFormula(sheet, cell)
			if err != nil || formula != "" {
				t.Errorf("%s is the formula %q, %v", cell, formula, err)
			}
			kind, err := book.GetCellType(sheet, cell)
			isText, isAmount := kind == excelize.CellTypeInlineString, y > 0 && x >= 4 && x <= 6
			if err != nil || isText == isAmount {
				t.Errorf("%s, %q, is of type %v, %v", cell, rows[y][x], kind, err)
			}
		}
	}
	return rows
}

// exportsAgree compares exports of both formats with the reference, and the audit with what was exported.
func (s seeded) exportsAgree(t *testing.T, admin *person) {
	t.Helper()
	queries := s.queries(12)
	queries = append(queries[len(queries)-14:], url.Values{"needsAttention": {"true"}}, url.Values{"keyword": {"=1+1"}}, url.Values{"keyword": {"nobody"}})
	exports := 0
	for _, query := range queries {
		want := [][]string{exportHeader}
		for _, w := range s.matching(query) {
			want = append(want, s.exportRow(w))
		}
		filters := map[string]string{}
		for name := range query {
			filters[name] = query.Get(name)
		}
		for _, format := range []string{"csv", "xlsx"} {
			asked := url.Values{"page": {"2"}, "pageSize": {"1000"}} // are not for exports
			for name, values := range query {
				asked[name] = values
			}
			if format != "csv" || exports%4 == 0 { // it is the default
				asked.Set("format", format)
			}
			path := exportPath
			if exports%5 == 0 {
				path = "/admin/withdrawals/export"
			}
			a := admin.get(path + "?" + asked.Encode())
			if diff := cmp.Diff(want, opened(t, a, format)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", a.what, diff)
			}
			exports++
			s.audited(admin, exports, len(want)-1, format, filters)
		}
	}
}

// audited fails the test where the admin's newest record is not this export's, or there are more or fewer.
func (s seeded) audited(admin *person, exports, count int, format string, filters map[string]string) {
	admin.t.Helper()
	a := admin.get("/admin/audit-logs?module=withdraw&action=export&pageSize=1&adminId=" + admin.sub).want(ok)
	got := map[string]string{}
	if err := json.Unmarshal([]byte(a.text("data.data.0.filters")), &got); err != nil || !cmp.Equal(filters, got) {
		admin.t.Errorf("the filters are recorded as %v, want %v, %v", got, filters, err)
	}
	same(admin.t, "the record", []any{
		json.Number(fmt.Sprint(exports)), admin.sub, "张三", "withdraw", "export", fmt.Sprintf(`{"count":%d,"format":"%s"}`, count, format),
	}, []any{
		a.at("data.total"), a.at("data.data.0.adminId"), a.at("data.data.0.adminName"), a.at("data.data.0.module"), a.at("data.data.0.action"), a.at("data.data.0.detail"),
	})
	if ip := a.text("data.data.0.ip"); ip != "127.0.0.1" {
		admin.t.Errorf("the record's IP is %q", ip)
	}
}

func TestAnEmptyTableExportsItsHeaderAndLeavesARecord(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.admin()
	for i, format := range []string{"csv", "xlsx"} {
		a := admin.get(exportPath + "?format=" + format)
		same(t, format, [][]string{exportHeader}, opened(t, a, format))
		seeded{}.audited(admin, i+1, 0, format, map[string]string{})
	}
	same(t, "stats", `{"code":0,"data":{"pendingCount":0,"pendingAmount":0,"approvedCount":0,"completedCount":0,"completedAmount":0,"todayCount":0,"methods":["bank","alipay","wechat","MVola"]}}`,
		strings.TrimSpace(admin.get(recordList+"/stats").want(ok).Raw))
}

func TestARefusedExportLeavesNoRecord(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := w.admin()
	for _, query := range []string{"format=pdf", "format=CSV", "format=csv&format=xlsx", "startAt=2025-02-30", "status=cancelled"} {
		console.refuses(admin.get(exportPath+"?"+query), 400)
	}
	if total := admin.get("/admin/audit-logs?action=export").want(ok).at("data.total"); total != json.Number("0") {
		t.Errorf("%v exports are recorded", total)
	}
}
