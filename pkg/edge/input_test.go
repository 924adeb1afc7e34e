package edge_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestAHandlerReadsAllAndTheFirstFaultCounts(t *testing.T) {
	t.Parallel()
	type asked struct {
		amount funds.Amount
		note   string
	}
	done := 0
	route := edge.Route{Method: http.MethodPost, Path: "/things/{id}", Handle: edge.Handle(
		func(in *edge.Input) asked {
			in.ID()
			in.Page("page", "pageSize", 10, 100)
			body := in.Object()
			in.Idempotency()
			return asked{body.Amount("amount"), body.Text("note")}
		},
		func(_ context.Context, request asked) (string, error) {
			done++
			if request.note == "busy" {
				return "", funds.ErrBusy
			}
			return request.note, nil
		},
		func(_ words.Reader, request asked, note string) edge.Response {
			return edge.Response{Text: request.amount.Fixed() + " " + note}
		},
	)}
	const right = "/things/7K3QW9ZT20250120103000"
	for name, test := range map[string]struct {
		address, key, body, want string
		done                     int
	}{
		"nothing is wrong":         {right, "k", `{"amount":1,"note":"a"}`, "1.00 a", 1},
		"the use case refuses":     {right, "k", `{"amount":1,"note":"busy"}`, "系统繁忙，请稍后重试", 1},
		"the path, before all":     {"/things/1?page=0", " ", `[]`, "记录不存在", 0},
		"the query, before a body": {right + "?page=0", " ", `[]`, "page 应为 1 到 1000000 的整数", 0},
		"a body that is none":      {right, " ", `[]`, "请求体不是有效的 JSON 对象", 0},
		"the key, before a field":  {right, " ", `{}`, "Idempotency-Key 应为 1 到 128 个可见 ASCII 字符", 0},
		"the first of two fields":  {right, "k", `{"note":1}`, "amount 不能为空", 0},
		"a field":                  {right, "k", `{"amount":1,"note":1}`, "note 应为字符串", 0},
	} {
		done = 0
		request := httptest.NewRequest(http.MethodPost, test.address, strings.NewReader(test.body))
		request.Header.Set("Authorization", "Bearer u1")
		request.Header.Set("Idempotency-Key", test.key)
		if got := strings.Trim(serve(t, request, route).Body.String(), "\"\n"); got != test.want || done != test.done {
			t.Errorf("%s: got %s, and the use case was called %d times; want %s, and %d", name, got, done, test.want, test.done)
		}
	}
}
