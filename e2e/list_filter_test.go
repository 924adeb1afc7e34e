package e2e_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const recordList = "/admin/escorts/withdraw-records"

// matching is what the list has to show for a query: the reference that knows nothing of indexes.
func (s seeded) matching(query url.Values) (found []funds.Withdrawal) {
	for _, withdrawal := range s.list {
		all := true
		for name := range query {
			all = all && s.matches(withdrawal, name, query.Get(name))
		}
		if all {
			found = append(found, withdrawal)
		}
	}
	return found
}

func (s seeded) matches(w funds.Withdrawal, name, value string) bool {
	day := w.CreatedAt.In(shanghai).Format(time.DateOnly)
	minor := func() funds.Amount {
		amount, err := strconv.ParseFloat(value, 64)
		if err != nil {
			panic(err)
		}
		return funds.Amount(amount * 100)
	}
	switch name {
	case "status":
		return spellings[w.State].console == value
	case "method":
		return string(w.Method) == value
	case "startAt":
		return day >= value
	case "endAt":
		return day <= value
	case "minAmount":
		return w.Amount >= minor()
	case "maxAmount":
		return w.Amount <= minor()
	case "keyword":
		id := string(w.ID)
		return slices.Contains([]string{id, strings.ToLower(id), id[:8], strings.ToLower(id[:8]), w.ID.WalletNo(), w.ID.FlowNo(), w.UserID}, value) ||
			samePhone(s.profiles[w.UserID].Phone, value)
	case "needsAttention":
		return strconv.FormatBool(w.NeedsAttention) == value
	}
	panic("no filter " + name)
}

// samePhone says that two spellings are one number, with or without its country.
func samePhone(one, other string) bool {
	return strings.TrimPrefix(one, "+86") == strings.TrimPrefix(other, "+86")
}

// filterValues are what each filter may be asked for about one withdrawal.
func (s seeded) filterValues(w funds.Withdrawal) map[string][]string {
	days := []string{"2025-01-24", "2025-01-25", "2025-01-31", "2025-02-01", "2025-02-28", "2025-03-01", w.CreatedAt.In(shanghai).Format(time.DateOnly)}
	return map[string][]string{
		"status":  {"pending", "approved", "processing", "completed", "failed", "rejected"},
		"method":  {"bank", "alipay", "wechat", "MVola"},
		"startAt": days, "endAt": days,
		"minAmount": {"0", "1", "1.5", w.Amount.Major(), "10.50"}, "maxAmount": {"0.99", "2", w.Amount.Major(), "1e1", "100000"},
		"keyword": append([]string{
			w.UserID, w.ID.Code(), strings.ToLower(w.ID.Code()), string(w.ID), w.ID.WalletNo(), w.ID.FlowNo(), "nobody", "ABCDEFGH", "esc_001", "+8613800000000", "1381234",
		}, nonEmpty(s.profiles[w.UserID].Phone)...),
		"needsAttention": {"true", "false"},
	}
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// queries are each filter with each of its values alone, and random combinations.
func (s seeded) queries(random int) (all []url.Values) {
	dice := rand.New(rand.NewPCG(7, 8))
	values := s.filterValues(s.list[dice.IntN(len(s.list))])
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			all = append(all, url.Values{name: {value}})
		}
	}
	for range random {
		query := url.Values{}
		values := s.filterValues(s.list[dice.IntN(len(s.list))])
		for _, name := range slices.Sorted(maps.Keys(values)) {
			often := 2 // of five
			if name == "keyword" || name == "needsAttention" {
				often = 1
			}
			if dice.IntN(5) < often {
				query.Set(name, values[name][dice.IntN(len(values[name]))])
			}
		}
		if query.Has("startAt") && query.Has("endAt") && query.Get("startAt") > query.Get("endAt") {
			query.Del("startAt")
		}
		if query.Has("minAmount") && query.Has("maxAmount") {
			query.Del("minAmount") // one may be above the other
		}
		all = append(all, query)
	}
	return append(all, url.Values{}, url.Values{"minAmount": {"2"}, "maxAmount": {"3.50"}})
}

// ids are those of withdrawals, in order.
func ids(of []funds.Withdrawal) []string {
	list := []string{}
	for _, withdrawal := range of {
		list = append(list, string(withdrawal.ID))
	}
	return list
}

func TestEveryFilterAndTheirCombinationsListWhatAPlainReferenceDoes(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	all := w.seed()
	if len(all.list) < 500 {
		t.Fatalf("only %d withdrawals are seeded", len(all.list))
	}
	admin := w.person("admin-list", funds.RoleAdmin)
	found := 0
	for i, query := range all.queries(60) {
		want := ids(all.matching(query))
		if len(want) > 0 {
			found++
		}
		size := []int{100, 33, 7}[i%3]
		if len(want) > 150 {
			size = 100
		}
		got := []string{}
		for page := 1; ; page++ {
			query.Set("page", strconv.Itoa(page))
			query.Set("pageSize", strconv.Itoa(size))
			a := admin.get(recordList + "?" + query.Encode()).want(ok)
			if total := a.at("data.total"); total != json.Number(strconv.Itoa(len(want))) {
				t.Errorf("%s: a total of %v, want %d", query.Encode(), total, len(want))
			}
			rows := a.at("data.data").([]any)
			for _, row := range rows {
				got = append(got, row.(map[string]any)["id"].(string))
			}
			if len(rows) < size || page > len(want) {
				break
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query.Encode(), diff)
		}
	}
	if found < 60 {
		t.Errorf("only %d queries find anything: little is shown", found)
	}
	const some = "?status=failed&startAt=2025-02-01&minAmount=5"
	if was, is := admin.get("/admin/withdrawals"+some), admin.get(recordList+some).want(ok); was.Raw != is.Raw {
		t.Errorf("the old path answers %s, not %s", was.Raw, is.Raw)
	}
	all.statsAgree(admin)
	all.exportsAgree(t, w.person("admin-export", funds.RoleAdmin))
}

// statsAgree compares the stats with the reference; once more where the day ends meanwhile.
func (s seeded) statsAgree(admin *person) {
	admin.t.Helper()
	for {
		day := time.Now().In(shanghai).Format(time.DateOnly)
		got := admin.get(recordList + "/stats").want(ok)
		if day != time.Now().In(shanghai).Format(time.DateOnly) {
			continue
		}
		count, sum := map[string]int{}, map[string]funds.Amount{}
		for _, w := range s.list {
			status := spellings[w.State].console
			count[status]++
			sum[status] += w.Amount
		}
		want := fmt.Sprintf(`{"code":0,"data":{"pendingCount":%d,"pendingAmount":%s,"approvedCount":%d,"completedCount":%d,"completedAmount":%s,"todayCount":%d,"methods":["bank","alipay","wechat","MVola"]}}`,
			count["pending"], sum["pending"].Major(), count["approved"], count["completed"], sum["completed"].Major(), len(s.matching(url.Values{"startAt": {day}})))
		if strings.TrimSpace(got.Raw) != want {
			admin.t.Errorf("got  %swant %s", got.Raw, want)
		}
		if old := admin.get("/admin/withdrawals/stats").want(ok); old.Raw != got.Raw || old.Header.Get("Deprecation") == "" {
			admin.t.Errorf("the old path answers %v %s", old.Header, old.Raw)
		}
		return
	}
}
