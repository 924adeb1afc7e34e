package rollout

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/outflow-pay/outflow/local/loopback"
	"github.com/outflow-pay/outflow/pkg/app"
)

// clouds plays Lambda and CodeDeploy, after their documentation.
type clouds struct {
	answers map[string]string // by version: its answer; with a ! before it, a function error
	refuses bool              // CodeDeploy takes no word

	mu    sync.Mutex
	asked []string
	told  []string
}

func (c *clouds) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".PutLifecycleEventHookExecutionStatus") {
		var said struct{ DeploymentID, LifecycleEventHookExecutionID, Status string }
		_ = json.Unmarshal(body, &said)
		c.told = append(c.told, said.DeploymentID+" "+said.LifecycleEventHookExecutionID+" "+said.Status)
		if c.refuses {
			w.Header().Set("X-Amzn-Errortype", "DeploymentDoesNotExistException")
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = io.WriteString(w, "{}")
		return
	}
	version := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/2015-03-31/functions/"), "/invocations")
	if string(body) == app.CheckEvent {
		c.asked = append(c.asked, version)
	}
	answer, failed := strings.CutPrefix(c.answers[version], "!")
	if failed {
		w.Header().Set("X-Amz-Function-Error", "Unhandled")
	}
	if answer == "" {
		w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = io.WriteString(w, answer)
}

const well = `{"checked":true}`

func TestRequestsGoOverWhereEveryNewVersionIsWell(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		second, status, mention string
	}{
		"all are well":                       {well, "Succeeded", ""},
		"one cannot read the policy":         {`{"checked":true,"problems":["read which policy is in force: no"]}`, "Failed", "two:2: read which policy is in force: no"},
		"one does not start":                 {`!{"errorType":"Runtime.ExitError"}`, "Failed", "two:2 does not start"},
		"one is not there":                   {"", "Failed", "two:2"},
		"one takes the question for another": {`{"statusCode":404}`, "Failed", "does not say how it is"},
		"one says nothing of use":            {`null`, "Failed", "does not say how it is"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			played := &clouds{answers: map[string]string{"one:7": well, "two:2": test.second, "three:1": well}}
			err := rollout(t, played, "one:7 two:2 three:1").BeforeTraffic(t.Context(), Hook{"d-1", "execution"})
			if (err == nil) != (test.mention == "") || (err != nil && !strings.Contains(err.Error(), test.mention)) {
				t.Errorf("%v, want what mentions %q", err, test.mention)
			}
			if len(played.told) != 1 || played.told[0] != "d-1 execution "+test.status {
				t.Errorf("CodeDeploy was told %v, want %s", played.told, test.status)
			}
			if len(played.asked) != 3 {
				t.Errorf("asked: %v", played.asked)
			}
		})
	}
}

func TestNothingIsSaidToBeWellThatWasNotChecked(t *testing.T) {
	t.Parallel()
	played := &clouds{}
	if err := rollout(t, played, "").BeforeTraffic(t.Context(), Hook{"d-1", "execution"}); err == nil || len(played.told) != 1 || played.told[0] != "d-1 execution Failed" {
		t.Errorf("without versions: %v, and CodeDeploy was told %v", err, played.told)
	}
	if err := rollout(t, played, "one:7").BeforeTraffic(t.Context(), Hook{}); err == nil || len(played.told) != 1 {
		t.Errorf("an event of nobody's: %v, %v", err, played.told)
	}
}

func TestItIsAnErrorWhereCodeDeployWasNotTold(t *testing.T) {
	t.Parallel()
	played := &clouds{answers: map[string]string{"one:7": well}, refuses: true}
	if err := rollout(t, played, "one:7").BeforeTraffic(t.Context(), Hook{"d-1", "execution"}); err == nil || !strings.Contains(err.Error(), "tell CodeDeploy Succeeded") {
		t.Errorf("got %v", err)
	}
}

func rollout(t *testing.T, played *clouds, versions string) *Rollout {
	t.Helper()
	address := loopback.Serve(t, played)
	base := aws.Config{Region: "eu-west-1", BaseEndpoint: &address, Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")}
	return New(base, func(name string) string { return map[string]string{EnvVersions: versions}[name] })
}
