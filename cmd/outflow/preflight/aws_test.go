package preflight

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/encoding/cbor"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/local/sandbox"
	"github.com/outflow-pay/outflow/local/template"
	"github.com/outflow-pay/outflow/pkg/config"
)

const sign = "a gateway's key of enough bytes"

// answers are what a play of AWS's services says, by what it is asked: the operation's name, or a path of Lambda's or S3's.
// What it is not asked about here, nobody has a right to. These are written after the documentation: they have never been AWS's.
type answers map[string]string

func (a answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	_, target, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	for _, name := range []string{target, form.Get("Action"), r.Method + " " + r.URL.RequestURI(), r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]} {
		answer, known := a[name]
		if named, is := a[name+" "+subject(body, form)]; is {
			answer, known = named, true
		}
		if !known || name == "" {
			continue
		}
		if code, refused := strings.CutPrefix(answer, "!"); refused {
			refuse(w, r, code)
			return
		}
		say(w, r, http.StatusOK, answer)
		return
	}
	refuse(w, r, "AccessDeniedException")
}

// subject is what an operation is about, where several answers depend on it.
func subject(body []byte, form url.Values) string {
	for _, name := range []string{`"SecretId":"`} {
		if _, after, found := bytes.Cut(body, []byte(name)); found {
			value, _, _ := strings.Cut(string(after), `"`)
			return value
		}
	}
	return form.Get("StackName") + form.Get("TopicArn")
}

func refuse(w http.ResponseWriter, r *http.Request, code string) {
	w.Header().Set("X-Amzn-Errortype", code)
	if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/20") { // S3
		say(w, r, http.StatusNotFound, "<Error><Code>"+code+"</Code><Message>as the test says</Message></Error>")
		return
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		say(w, r, http.StatusBadRequest, "<ErrorResponse><Error><Code>"+code+"</Code><Message>as the test says</Message></Error></ErrorResponse>")
		return
	}
	say(w, r, http.StatusBadRequest, fmt.Sprintf(`{"__type":%q,"message":"as the test says"}`, code))
}

// say answers in the protocol of the question: CloudWatch speaks CBOR.
func say(w http.ResponseWriter, r *http.Request, status int, answer string) {
	body := []byte(answer)
	switch {
	case r.Header.Get("Smithy-Protocol") != "":
		w.Header().Set("Smithy-Protocol", r.Header.Get("Smithy-Protocol"))
		w.Header().Set("Content-Type", "application/cbor")
		body = inCBOR(answer)
	case strings.HasPrefix(answer, "<"):
		w.Header().Set("Content-Type", "text/xml")
	default:
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func inCBOR(text string) []byte {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		panic(err)
	}
	return cbor.Encode(cborOf(value))
}

func cborOf(value any) cbor.Value {
	switch v := value.(type) {
	case map[string]any:
		object := cbor.Map{}
		for name, one := range v {
			object[name] = cborOf(one)
		}
		return object
	case []any:
		list := cbor.List{}
		for _, one := range v {
			list = append(list, cborOf(one))
		}
		return list
	case bool:
		return cbor.Bool(v)
	}
	return cbor.String(fmt.Sprint(value))
}

// played is a deployment whose AWS answers as it is told.
func played(t *testing.T, said answers, parameters map[string]string) *Deployment {
	t.Helper()
	given := map[string]string{
		"GatewayUsername": "merchant1", "PublicUrl": "https://pay.example", "Approvals": "two-people", "GatewayUrl": "https://gateway.example",
		"GatewaySecretArn": "arn:g", "TokenSecretArn": "arn:t", "TokenIssuer": "https://issuer.example", "TokenAudience": "outflow",
	}
	for name, value := range parameters {
		given[name] = value
	}
	loaded, err := template.LoadDeployed("../../../template.yaml", given, "Release")
	if err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{}
	for _, function := range loaded.Functions {
		for name, value := range function.Environment {
			variables[name] = cmp.Or(variables[name], value)
		}
	}
	settings, err := config.Load(func(name string) string { return variables[name] })
	if err != nil {
		t.Fatal(err)
	}
	address := loopback.Serve(t, said)
	gateway := sandbox.New()
	t.Cleanup(gateway.Close)
	settings.GatewayURL = loopback.Serve(t, gateway)
	base := aws.Config{
		Region: "eu-west-1", BaseEndpoint: &address, Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
		Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}
	return &Deployment{Template: loaded, Settings: settings, DynamoDB: dynamodb.NewFromConfig(base), AWS: base, Clock: address, API: address, Stack: "outflow", Now: time.Now}
}

// finds fails the test where a check comes to something else.
func finds(t *testing.T, results []Result, check string, status Status, mention string) {
	t.Helper()
	for _, one := range results {
		if one.Check != check {
			continue
		}
		if one.Status != status || !strings.Contains(one.Found+" "+one.Do, mention) {
			t.Errorf("%s: %+v; want %s, and what mentions %q", check, one, status, mention)
		}
		if (one.Do == "") != (one.Status == OK) {
			t.Errorf("%s: %+v says what to do where there is nothing, or nothing where there is", check, one)
		}
		return
	}
	t.Errorf("there is no check %s among %+v", check, results)
}
