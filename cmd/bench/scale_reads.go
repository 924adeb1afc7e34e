package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/outflow-pay/outflow/pkg/list"
)

const (
	scaleList = "/admin/escorts/withdraw-records"
	deepPage  = 1000
)

// scaleFilters are what lists are asked for: the days are 30 of the 90.
var scaleFilters = []struct {
	name  string
	query url.Values
}{
	{"no filter", url.Values{}},
	{"status", url.Values{"status": {"completed"}}},
	{"status, method, dates", url.Values{"status": {"completed"}, "method": {"bank"}, "startAt": {"2026-04-01"}, "endAt": {"2026-04-30"}}},
	{"keyword", url.Values{"keyword": {"user-000007"}}},
}

// measureReads measures lists' pages, the statistics and the trend.
func (c *crowd) measureReads(ctx context.Context) (all []read, err error) {
	for _, filter := range scaleFilters {
		for _, size := range []int{10, 100} {
			pages, err := c.measurePages(ctx, filter.name, filter.query, size)
			if err != nil {
				return nil, err
			}
			all = append(all, pages...)
		}
	}
	for _, whole := range [][2]string{{"stats", "/stats"}, {"trend, 90 days", "/trend?startAt=2026-03-03&endAt=2026-05-31&unit=day"}} {
		got, err := c.measure(ctx, whole[0], scaleList+whole[1])
		if err != nil {
			return nil, err
		}
		all = append(all, got)
	}
	return all, nil
}

// measurePages measures the first page of a list, the thousandth, and the last, where it has them.
func (c *crowd) measurePages(ctx context.Context, filter string, query url.Values, size int) (all []read, err error) {
	var body listed
	if err := c.admin.call(ctx, http.MethodGet, pagePath(query, 1, size), nil, &body); err != nil {
		return nil, err
	}
	last := (body.Data.Total + size - 1) / size
	for _, page := range []struct {
		name   string
		number int
	}{{"page 1", 1}, {"page 1,000", deepPage}, {"the last page", last}} {
		if page.number > last || (page.number == 1 && page.name != "page 1") {
			continue
		}
		got, err := c.measure(ctx, fmt.Sprintf("%s, %d rows, %s", filter, size, page.name), pagePath(query, page.number, size))
		if err != nil {
			return nil, err
		}
		if got.rows == 0 {
			return nil, fmt.Errorf("%s: no rows", got.what)
		}
		all = append(all, got)
	}
	return all, nil
}

func pagePath(query url.Values, number, size int) string {
	asked := url.Values{"page": {strconv.Itoa(number)}, "pageSize": {strconv.Itoa(size)}}
	for name, values := range query {
		asked[name] = values
	}
	return scaleList + "?" + asked.Encode()
}

// exportRows is about how many rows an export of exportDays has.
const exportRows = 100_000

// measureExports exports about 100,000 rows in both formats, by a stack that talks to the engine itself: the recorder
// reads every row too. What is not done within an export's time is reported as such.
func (b *bench) measureExports(ctx context.Context, c *crowd) (rows [][]string, err error) {
	s, err := b.startStack(ctx, c.engine.Endpoint(), false)
	if err != nil {
		return nil, err
	}
	defer s.Close() //nolint:contextcheck // stopping has its own time
	admin, err := newAdmin(s.URL(), newHTTPClient())
	if err != nil {
		return nil, err
	}
	days := crowdDays * exportRows / c.plan.Withdrawals
	from := c.plan.Until.AddDate(0, 0, -days)
	query := url.Values{"startAt": {from.Format(time.DateOnly)}}
	var found listed
	if err := admin.call(ctx, http.MethodGet, pagePath(query, 1, 1), nil, &found); err != nil {
		return nil, err
	}
	total := found.Data.Total
	for _, format := range []string{"csv", "xlsx"} {
		query.Set("format", format)
		var body struct{ Data struct{ URL string } }
		before := exportTime(s)
		began := time.Now()
		err := admin.call(ctx, http.MethodGet, scaleList+"/export?"+query.Encode(), nil, &body)
		took, used := time.Since(began), exportTime(s)-before
		row := []string{thousands(c.plan.Withdrawals) + ", " + format, thousands(total)}
		switch {
		case err != nil:
			row = append(row, fmt.Sprintf("not within %.0f", list.ExportTime.Seconds()), "–", "–", "–", "–")
		case body.Data.URL == "":
			return nil, errors.New("the export is no file elsewhere")
		default:
			row = append(row, seconds(took), thousands(int(float64(total)/took.Seconds())), seconds(used),
				thousands(int(float64(total)/used.Seconds())), fmt.Sprintf("%.0f", float64(mostMemory(s))/1024))
		}
		rows = append(rows, row)
	}
	return rows, nil
}
