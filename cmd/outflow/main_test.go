package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/engine"
	"github.com/outflow-pay/outflow/local/enginetest"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/invariant"
	"github.com/outflow-pay/outflow/pkg/funds/wallet"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/table"
)

const templatePath = "../../template.yaml"

func TestMain(m *testing.M) { os.Exit(enginetest.Run(m)) }

// outflow runs the command in an environment.
func outflow(t *testing.T, environment map[string]string, arguments ...string) (out string, err error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := program{func(name string) string { return environment[name] }, &stdout, &stderr}
	err = run(t.Context(), p, arguments)
	return stdout.String(), err
}

func TestATokenSpeaksForWhomItWasMadeFor(t *testing.T) {
	t.Parallel()
	out, err := outflow(t, nil, "token", "-sub", "u1", "-role", "user", "-name", "张三", "-phone", "13812345678", "-idcard", "110101199001011234")
	if err != nil {
		t.Fatal(err)
	}
	none := func(context.Context) (identity.Secrets, error) { return identity.Secrets{}, nil }
	verifier, err := identity.New(identity.Config{Secrets: none, Development: true, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	got, err := verifier.Verify(t.Context(), strings.TrimSpace(out))
	if err != nil {
		t.Fatal(err)
	}
	want := identity.Caller{Sub: "u1", Role: funds.RoleUser, Name: "张三", Phone: "13812345678", IDCardMasked: "110101******1234"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the caller (-want +got):\n%s", diff)
	}
}

// atOnce is soon enough, on a busy machine too.
const atOnce = 2 * time.Second

func TestWhatCannotBeDoneIsRefused(t *testing.T) {
	t.Parallel()
	away := map[string]string{"OUTFLOW_DYNAMODB": "https://dynamodb.eu-west-1.amazonaws.com"}
	nowhere := map[string]string{"OUTFLOW_DYNAMODB_PORT": "1"} // which needs root
	tests := map[string]struct {
		environment map[string]string
		arguments   string
		mention     string
	}{
		"no command":                        {nil, "", "a command is missing"},
		"an unknown command":                {nil, "dance", `"dance"`},
		"a token without a subject":         {nil, "token -role user", "-sub"},
		"a token without a role":            {nil, "token -sub u1", "-role"},
		"a token for the machine":           {nil, "token -sub u1 -role system", "-role"},
		"a token for a subject with a #":    {nil, "token -sub u#1 -role user", "such a caller"},
		"a token that has ended":            {nil, "token -sub u1 -role user -ttl 0s", "-ttl"},
		"an argument too many":              {nil, "token -sub u1 -role user more", `"more"`},
		"a token away from loopback":        {away, "token -sub u1 -role user", "OUTFLOW_DYNAMODB"},
		"a table away from loopback":        {away, "table create", "OUTFLOW_DYNAMODB"},
		"anything else about a table":       {nil, "table drop", "create"},
		"a table of a template that is not": {nil, "table create -template nowhere.yaml", "nowhere.yaml"},
		"verifying at AWS without keys":     {away, "verify", "AWS_REGION"},
		"verifying where nothing listens":   {nowhere, "verify", "with OUTFLOW_DYNAMODB_PORT"},
		"recounting where nothing listens":  {nowhere, "recount", "with OUTFLOW_DYNAMODB_PORT"},
		"a table where nothing listens":     {nowhere, "table create -template " + templatePath, "with OUTFLOW_DYNAMODB_PORT"},
		"a zone that is none":               {nil, "verify -zone Mars/Olympus", "-zone"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			out, err := outflow(t, test.environment, strings.Fields(test.arguments)...)
			if taken := time.Since(began); taken > atOnce {
				t.Errorf("it took %s to say so", taken)
			}
			if err == nil || !strings.Contains(err.Error(), test.mention) || out != "" {
				t.Errorf("printed %q, %v; want an error that mentions %s", out, err, test.mention)
			}
		})
	}
}

func TestHelpIsNoError(t *testing.T) {
	t.Parallel()
	if out, err := outflow(t, nil, "help"); err != nil || out != usage {
		t.Errorf("help: %q, %v", out, err)
	}
	if _, err := outflow(t, nil, "token", "-h"); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("token -h: %v", err)
	}
}

func TestTheTableIsTheLocalStacksUnlessNamed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		environment map[string]string
		want        string
	}{
		"by itself":        {nil, "http://127.0.0.1:8000"},
		"on another port":  {map[string]string{"OUTFLOW_DYNAMODB_PORT": "8123"}, "http://127.0.0.1:8123"},
		"Amazon's engine":  {map[string]string{"OUTFLOW_DYNAMODB": "local"}, "http://127.0.0.1:8000"},
		"a given endpoint": {map[string]string{"OUTFLOW_DYNAMODB": "http://localhost:1", "OUTFLOW_DYNAMODB_PORT": "2"}, "http://localhost:1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := program{getenv: func(name string) string { return test.environment[name] }}
			if got := p.endpoint(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestATableIsMadeAndVerified(t *testing.T) {
	t.Parallel()
	running, _ := enginetest.Table(t, engine.Dynoxide)
	environment := map[string]string{"OUTFLOW_DYNAMODB": running.Endpoint(), "OUTFLOW_TABLE": "made-by-the-command"}
	if _, err := outflow(t, environment, "verify"); err == nil {
		t.Error("a table that is not there was verified")
	}
	for range 2 { // the second finds it there
		if out, err := outflow(t, environment, "table", "create", "-template", templatePath); err != nil || !strings.Contains(out, "made-by-the-command") {
			t.Fatalf("table create: %q, %v", out, err)
		}
	}
	verify(t, environment, "verified 0 wallets, 0 withdrawals, 0 recharges, 0 entries: no violation")

	store := table.New(running.Client(), "made-by-the-command", time.Now)
	act := funds.Act{CommitID: "0123456789abcdef", At: time.Now().UTC().Truncate(time.Millisecond), Actor: funds.Actor{Role: funds.RoleAdmin, ID: "a1"}}
	change, err := wallet.Adjust(act, funds.NewWallet("u1", act.At), 1000, "opening", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	verify(t, environment, "verified 1 wallets, 0 withdrawals, 0 recharges, 1 entries: no violation")

	_, err = running.Client().UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: aws.String("made-by-the-command"), UpdateExpression: aws.String("SET bal = :wrong"),
		Key:                       map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: "USER#u1"}, "SK": &types.AttributeValueMemberS{Value: "WALLET"}},
		ExpressionAttributeValues: map[string]types.AttributeValue{":wrong": &types.AttributeValueMemberN{Value: "999"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := outflow(t, environment, "verify")
	if err == nil || !strings.Contains(err.Error(), "violations") || !strings.Contains(out, invariant.RuleBalance+": u1: ") {
		t.Errorf("a wallet with a wrong balance: %q, %v", out, err)
	}
}

// TestTheCountersZoneIsTheOneThatTheyKeep: verify compares by it, and recount brings them to the policy's.
func TestTheCountersZoneIsTheOneThatTheyKeep(t *testing.T) {
	t.Parallel()
	running, name := enginetest.Table(t, engine.Dynoxide)
	environment := map[string]string{"OUTFLOW_DYNAMODB": running.Endpoint(), "OUTFLOW_TABLE": name}
	text := func(value string) types.AttributeValue { return &types.AttributeValueMemberS{Value: value} }
	_, err := running.Client().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(name), Item: map[string]types.AttributeValue{
		"PK": text("COUNT"), "SK": text("GENERATIONS"), "live": &types.AttributeValueMemberN{Value: "0"}, "building": &types.AttributeValueMemberN{Value: "1"},
		"liveZone": text("Asia/Shanghai"), "buildingZone": text("America/Lima"), "policyZone": text("Europe/Paris"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := outflow(t, environment, "verify"); err == nil || !strings.Contains(out, "Asia/Shanghai: it is Europe/Paris: run outflow recount") {
		t.Errorf("another zone in the policy: %q, %v", out, err)
	}
	if out, err := outflow(t, environment, "recount"); err != nil || out != "recounted 0 withdrawals by days of Europe/Paris\n" {
		t.Errorf("recount: %q, %v", out, err)
	}
	verify(t, environment, "verified 0 wallets, 0 withdrawals, 0 recharges, 0 entries: no violation")
	if out, err := outflow(t, environment, "verify", "-zone", "Asia/Shanghai"); err == nil || !strings.Contains(out, "run outflow recount") {
		t.Errorf("another zone is wanted: %q, %v", out, err)
	}
}

func verify(t *testing.T, environment map[string]string, want string) {
	t.Helper()
	if out, err := outflow(t, environment, "verify"); err != nil || out != want+"\n" {
		t.Errorf("verify: %q, %v; want %q", out, err, want)
	}
}
