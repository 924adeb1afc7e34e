package e2e_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// rollout plays Lambda and CodeDeploy of a region beside a running stack: who is invoked there is the stack's function.
type rollout struct {
	invoke func(function string, event []byte) ([]byte, error)
	gone   string // a function whose new version is not there

	mu             sync.Mutex
	asked, verdict []string
}

func (p *rollout) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if strings.HasPrefix(r.Host, "codedeploy.") {
		var said struct{ Status string }
		_ = json.Unmarshal(body, &said)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.verdict = append(p.verdict, said.Status)
		_, _ = io.WriteString(w, "{}")
		return
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/2015-03-31/functions/"), ":")
	answer, err := p.invoke(name, body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, name)
	if err != nil || name == p.gone {
		w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = w.Write(answer)
}

// TestNewVersionsCheckThemselvesBeforeRequestsGoOver: every function, as it is deployed and with its own grants, says how it is, and
// the hook tells CodeDeploy what came of it.
func TestNewVersionsCheckThemselvesBeforeRequestsGoOver(t *testing.T) {
	t.Parallel()
	played := &rollout{}
	w := startWith(t, nil, awsAt(t, played, "lambda.us-east-1.amazonaws.com", "codedeploy.us-east-1.amazonaws.com"))
	folders := map[string]string{}
	var want []string
	for _, f := range w.Template().Functions {
		if folders[f.LogicalID] = f.Name; f.Name != "preflight" {
			want = append(want, f.LogicalID)
		}
	}
	played.invoke = func(function string, event []byte) ([]byte, error) {
		return w.Invoke(t.Context(), folders[function], event)
	}
	event := []byte(`{"DeploymentId":"d-1","LifecycleEventHookExecutionId":"execution"}`)
	if answer, err := w.Invoke(t.Context(), "preflight", event); err != nil {
		t.Errorf("all are well, and it says %s, %v", answer, err)
	}
	slices.Sort(want)
	if slices.Sort(played.asked); !slices.Equal(played.asked, want) || !slices.Equal(played.verdict, []string{"Succeeded"}) {
		t.Errorf("asked %v, want %v; CodeDeploy was told %v", played.asked, want, played.verdict)
	}
	played.gone = "Reconcile"
	if _, err := w.Invoke(t.Context(), "preflight", event); err == nil || !slices.Equal(played.verdict, []string{"Succeeded", "Failed"}) {
		t.Errorf("one is not there: %v; CodeDeploy was told %v", err, played.verdict)
	}
}
