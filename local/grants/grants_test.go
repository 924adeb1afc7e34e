package grants_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/grants"
	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/local/template"
)

func TestAFunctionDoesWhatItIsGrantedAndNothingElse(t *testing.T) {
	t.Parallel()
	engine := loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.URL.Path+" "+r.Header.Get("X-Amz-Target")+" "+string(body))
	}))
	const get, put, byTime = "dynamodb:GetItem on local:Table.Arn", "dynamodb:PutItem on local:Table.Arn", "dynamodb:Query on local:Table.Arn/index/by-time"
	guard, err := grants.New(engine, []template.Function{{Name: "list", Grants: []string{get, byTime}}, {Name: "pay", Grants: []string{get, put}}}, map[string]string{"named": "Table", "hooked": "Hooks"})
	if err != nil {
		t.Fatal(err)
	}
	server := loopback.Serve(t, guard)
	tests := []struct {
		function, operation, body string
		denied                    string // empty: passed on
	}{
		{"list", "GetItem", `{"Key":{}}`, ""},
		{"list", "Query", `{"IndexName":"by-time"}`, ""},
		{"list", "Query", `{"IndexName":"due"}`, "dynamodb:Query on local:Table.Arn/index/due"},
		{"list", "Query", `{}`, "dynamodb:Query on local:Table.Arn"},
		{"list", "PutItem", `{}`, "dynamodb:PutItem on local:Table.Arn"},
		{"list", "Scan", `{}`, "dynamodb:Scan on local:Table.Arn"},
		{"pay", "TransactWriteItems", `{"TransactItems":[{"Put":{}},{"Put":{}}]}`, ""},
		{"pay", "TransactWriteItems", `{"TransactItems":[{"Put":{}},{"ConditionCheck":{}}]}`, "dynamodb:ConditionCheckItem on local:Table.Arn"},
		{"pay", "TransactWriteItems", `{"TransactItems":[{"Delete":{}}]}`, "dynamodb:DeleteItem on local:Table.Arn"},
		{"list", "GetItem", `{"TableName":"named"}`, ""},
		{"list", "GetItem", `{"TableName":"hooked"}`, "dynamodb:GetItem on local:Hooks.Arn"},
		{"list", "Query", `{"TableName":"hooked","IndexName":"by-time"}`, "dynamodb:Query on local:Hooks.Arn/index/by-time"},
		{"list", "GetItem", `{"TableName":"unheard-of"}`, "dynamodb:GetItem on local:unheard-of.Arn"},
		{"list", "BatchGetItem", `{"RequestItems":{"hooked":{}}}`, "dynamodb:BatchGetItem on local:Hooks.Arn"},
		{"pay", "TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"named"}},{"Put":{"TableName":"hooked"}}]}`, "dynamodb:PutItem on local:Hooks.Arn"},
		{"nobody", "GetItem", `{}`, "dynamodb:GetItem on local:Table.Arn"},
	}
	for _, test := range tests {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server+guard.Path(test.function)+"/", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+test.operation)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		passed := "/ DynamoDB_20120810." + test.operation + " " + test.body
		switch {
		case test.denied == "" && string(answer) != passed:
			t.Errorf("%s %s %s: got %s", test.function, test.operation, test.body, answer)
		case test.denied != "" && (response.StatusCode != http.StatusBadRequest || !strings.Contains(string(answer), "AccessDenied") || !strings.Contains(string(answer), test.function+" is not granted "+test.denied)):
			t.Errorf("%s %s %s: got %d %s", test.function, test.operation, test.body, response.StatusCode, answer)
		}
	}
	if diff := cmp.Diff([]string{get, byTime}, guard.Used("list")); diff != "" {
		t.Errorf("used by list (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{put}, guard.Used("pay")); diff != "" {
		t.Errorf("used by pay (-want +got):\n%s", diff)
	}
}
