package post_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/webhook"
	"github.com/outflow-pay/outflow/pkg/webhook/post"
)

// TestTheStandardsOwnLibraryForJavaScriptVerifiesOurSignatures, in Node.js, by each of two secrets, and by no other.
func TestTheStandardsOwnLibraryForJavaScriptVerifiesOurSignatures(t *testing.T) {
	t.Parallel()
	type received struct {
		Secret  string            `json:"secret"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	}
	of := func(secret, body string, at time.Time) received {
		signatures, err := post.Sign(secrets, event, at)
		if err != nil {
			t.Fatal(err)
		}
		return received{secret, map[string]string{"webhook-id": event.ID, "webhook-timestamp": strconv.FormatInt(at.Unix(), 10), "webhook-signature": signatures}, body}
	}
	now := time.Now()
	stranger := webhook.Keys{Current: strings.Repeat("x", webhook.MinKeyBytes)}.Secret(webhook.Endpoint{ID: "WH1", Secret: 2})
	asked, err := json.Marshal([]received{
		of(secrets[0], event.Body, now), of(secrets[1], event.Body, now),
		of(stranger, event.Body, now), of(secrets[0], event.Body+" ", now), of(secrets[0], event.Body, now.Add(-time.Hour)),
	})
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), "../../../tools/standardwebhooks")
	var said, complained bytes.Buffer
	run.Stdin, run.Stdout, run.Stderr = bytes.NewReader(asked), &said, &complained
	if err := run.Run(); err != nil {
		t.Fatalf("%v: %s", err, &complained)
	}
	if diff := cmp.Diff([]string{"yes", "yes", "no", "no", "no"}, strings.Fields(said.String())); diff != "" {
		t.Errorf("both secrets, a stranger's, another body, an hour later (-want +got):\n%s", diff)
	}
}
