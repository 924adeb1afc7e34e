package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/outflow-pay/outflow/local/template"
)

// TestEveryParameterAndEveryFileMakesAnotherRelease: a version is published when Release changes, and only then.
func TestEveryParameterAndEveryFileMakesAnotherRelease(t *testing.T) {
	t.Parallel()
	loaded, err := template.Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	delete(loaded.Parameters, releaseParameter)
	build := fstest.MapFS{"template.yaml": {Data: []byte("a")}, "Wallet/bootstrap": {Data: []byte("b")}}
	seen := map[string]string{}
	hash := func(of string) {
		t.Helper()
		made, err := releaseOf(loaded.Parameters, build)
		if err != nil {
			t.Fatal(err)
		}
		if before, again := seen[made]; again {
			t.Errorf("%s is the release of %s", of, before)
		}
		seen[made] = of
	}
	hash("what there is")
	for name, value := range loaded.Parameters {
		loaded.Parameters[name] = value + "1"
		hash("another " + name)
		loaded.Parameters[name] = value
	}
	build["Wallet/bootstrap"].Data = []byte("c")
	hash("another file")
	build["Wallet/other"] = &fstest.MapFile{}
	hash("one file more")
	if again, err := releaseOf(loaded.Parameters, build); err != nil || seen[again] != "one file more" {
		t.Errorf("the same has another release: %s, %v", again, err)
	}
	if _, err := releaseOf(loaded.Parameters, fstest.MapFS{}); err == nil {
		t.Error("a release of no file")
	}
}

// deployment writes parameters, and something that was built.
func deployment(t *testing.T, change map[string]string) (arguments []string, out string) {
	t.Helper()
	parameters := map[string]string{
		"GatewayUrl": "https://gateway.example", "GatewayUsername": "merchant1", "PublicUrl": "https://pay.example", "Approvals": "two-people",
		"GatewaySecretArn": "arn:aws:secretsmanager:eu-west-1:000000000000:secret:g", "TokenSecretArn": "arn:aws:secretsmanager:eu-west-1:000000000000:secret:t",
		"TokenIssuer": "https://issuer.example", "TokenAudience": "outflow",
	}
	for name, value := range change {
		parameters[name] = value
	}
	text, err := json.Marshal(parameters)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, content := range map[string]string{"deploy.json": string(text), "build/Wallet/bootstrap": "b"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out = filepath.Join(folder, "parameters.json")
	return []string{
		"release", "-template", "../../template.yaml", "-parameters", filepath.Join(folder, "deploy.json"), "-build", filepath.Join(folder, "build"), "-out", out,
	}, out
}

func TestAReleaseWritesDownEveryParameter(t *testing.T) {
	t.Parallel()
	arguments, out := deployment(t, nil)
	var printed bytes.Buffer
	if err := run(t.Context(), program{os.Getenv, &printed, &printed}, arguments); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var written map[string]string
	if err := json.Unmarshal(text, &written); err != nil {
		t.Fatal(err)
	}
	if written[releaseParameter] != strings.TrimSpace(printed.String()) || written["TableName"] != "outflow-table" || written["GatewayUsername"] != "merchant1" {
		t.Errorf("printed %q and wrote %v", printed.String(), written)
	}
}

func TestAPolicyThatLambdaDoesNotTakeIsRefusedBeforeADeployment(t *testing.T) {
	t.Parallel()
	channel := `,{"method":"m","type":"MVola-100-5000","name":"MVola","min":"100","max":"5000","step":"1","autoApprove":false,"payOnApproval":true}`
	for channels, fits := range map[int]bool{10: true, 28: false} {
		arguments, _ := deployment(t, map[string]string{"Policy": `{"channels":[` + strings.Repeat(channel, channels)[1:] + `]}`})
		var printed bytes.Buffer
		err := run(t.Context(), program{os.Getenv, &printed, &printed}, arguments)
		if (err == nil) != fits || (err != nil && !strings.Contains(err.Error(), "Policy")) {
			t.Errorf("%d channels: %v", channels, err)
		}
	}
}
