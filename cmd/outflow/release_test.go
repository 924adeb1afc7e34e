package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
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
	out = filepath.Join(folder, "parameters.yaml")
	return []string{
		"release", "-template", "../../template.yaml", "-parameters", filepath.Join(folder, "deploy.json"), "-build", filepath.Join(folder, "build"), "-out", out,
	}, out
}

// TestAReleaseWritesDownEveryParameterAsSAMTakesIt: SAM tells what a file is by its name, takes no .json, and unescapes what is in it.
func TestAReleaseWritesDownEveryParameterAsSAMTakesIt(t *testing.T) {
	t.Parallel()
	given := map[string]string{"Policy": `{"gateway":{"absent":[{"code":"1","contains":"no \"order\" \\ of 'it'"}]}}`, "TokenAudience": `"outflow"`, "GatewayUsername": `it\'s`}
	arguments, out := deployment(t, given)
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	if name := filepath.Base(out); strings.Count(string(makefile), "/"+name) != 2 {
		t.Errorf("make deploy writes and reads no %s", name)
	}
	var printed bytes.Buffer
	if err := run(t.Context(), program{os.Getenv, &printed, &printed}, arguments); err != nil {
		t.Fatal(err)
	}
	var errors bytes.Buffer
	sam := exec.CommandContext(t.Context(), "../../tools/sam", "overrides", "file://"+out)
	sam.Stderr = &errors
	text, err := sam.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errors.Bytes())
	}
	var taken map[string]string
	if err := json.Unmarshal(text, &taken); err != nil {
		t.Fatal(err)
	}
	given[releaseParameter], given["TableName"], given["TokenJwksUrl"] = strings.TrimSpace(printed.String()), "outflow-table", ""
	for name, want := range given {
		if taken[name] != want {
			t.Errorf("%s is %q, want %q", name, taken[name], want)
		}
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
