package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

// Where a proposal goes, and who makes it: a person, so it takes their token, which no argument shows.
const (
	envAPI     = "OUTFLOW_API"
	envToken   = "OUTFLOW_TOKEN"
	defaultAPI = "http://127.0.0.1:8080"

	proposeTimeout = 30 * time.Second
)

// breaker is whoever has the table's own credentials. Every function that reads what they did raises the alarm.
var breaker = funds.System("outflow policy force")

// policy shows the policy in force, proposes another one in a person's name, or forces one.
func (p program) policy(ctx context.Context, arguments []string) error {
	act, arguments := actOf(arguments, "show")
	flags := p.flags("policy " + act)
	var file, reason string
	var version int64
	var dryRun bool
	switch act {
	case "show":
		flags.Int64Var(&version, "version", 0, "another version than the one in force")
	case "propose", "force":
		if act == "propose" {
			flags.BoolVar(&dryRun, "dry-run", false, "only say what it would change, and what would have become of the last withdrawals; needs no reason")
		}
		flags.StringVar(&file, "file", "", "the whole policy as JSON (required)")
		flags.StringVar(&reason, "reason", "", "why; it is kept with the version, and shown to admins (required)")
	default:
		return fmt.Errorf("policy: there is show, propose and force, and no %q", act)
	}
	if err := parse(flags, arguments); err != nil {
		return err
	}
	if act == "show" {
		return p.showPolicy(ctx, version)
	}
	if reason == "" && !dryRun {
		return errors.New("policy: -reason is missing")
	}
	text, err := os.ReadFile(file) //nolint:gosec // whoever runs this names the file
	if err != nil {
		return fmt.Errorf("-file: %w", err)
	}
	if act == "propose" {
		return p.proposePolicy(ctx, text, reason, dryRun)
	}
	return p.forcePolicy(ctx, string(text), reason)
}

// policies are the use cases on the table itself.
func (p program) policies(ctx context.Context) (flow.Policies, error) {
	store, err := p.store(ctx)
	if err != nil {
		return flow.Policies{}, err
	}
	return flow.Policies{
		Service: &flow.Service{Store: store, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)},
		Read: func(text string) (policy.Decided, error) {
			decided, err := config.ReadPolicy(text)
			return decided.Decided, err
		},
	}, nil
}

// showPolicy prints the policy, so that it can be edited, and beside it who made it.
func (p program) showPolicy(ctx context.Context, version int64) error {
	policies, err := p.policies(ctx)
	if err != nil {
		return err
	}
	view, err := policies.Version(ctx, version)
	if err != nil {
		return fmt.Errorf("read the policy of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(view.Version.Text), "", "  "); err != nil {
		return fmt.Errorf("version %d of the policy: %w", view.Version.Number, err)
	}
	if _, err := fmt.Fprintln(p.errors, described(view)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.out, indented.String())
	return err
}

func described(view flow.PolicyView) string {
	v := view.Version
	said := fmt.Sprintf("version %d, %s, %s", v.Number, v.Kind, policy.StageOf(view.Head, v, view.At))
	if by := cmp.Or(v.By.ID, v.By.Name); by != "" {
		said += ", by " + by
	}
	if v.Reason != "" {
		said += ": " + v.Reason
	}
	if len(v.Tightens)+len(v.Loosens) > 0 {
		said += fmt.Sprintf("; tightens %v, loosens %v", v.Tightens, v.Loosens)
	}
	return said
}

// forcePolicy makes a version that is in force at once, when nobody can sign in who may: every function alarms that reads it.
func (p program) forcePolicy(ctx context.Context, text, reason string) error {
	policies, err := p.policies(ctx)
	if err != nil {
		return err
	}
	view, err := policies.Force(ctx, breaker, text, reason)
	if errors.Is(err, flow.ErrPolicyStale) {
		return fmt.Errorf("%s at %s has no policy yet, as nothing has been decided: the template's parameter is still the policy", p.tableName(), p.endpoint())
	}
	if err != nil {
		return fmt.Errorf("force the policy of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	_, err = fmt.Fprintf(p.out, "%s\nit is in force everywhere within two minutes, and every page says for a day that it was forced\n", described(view))
	return err
}

// proposePolicy sends the policy to the API with a person's token. A dry run makes no version.
func (p program) proposePolicy(ctx context.Context, text []byte, reason string, dryRun bool) error {
	token := p.getenv(envToken)
	if token == "" {
		return fmt.Errorf("%s: missing; it is the token of whoever proposes, who needs the permission policy", envToken)
	}
	if !json.Valid(text) {
		return errors.New("-file: not valid JSON")
	}
	path := "/admin/policy"
	if dryRun {
		path += "/preview"
	}
	body, err := json.Marshal(map[string]any{"policy": json.RawMessage(text), "reason": reason})
	if err != nil {
		return fmt.Errorf("encode the policy: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, proposeTimeout)
	defer cancel()
	api := strings.TrimSuffix(cmp.Or(p.getenv(envAPI), defaultAPI), "/")
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, api+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", envAPI, err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Outflow-Language", "en")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("propose a policy: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // what was read of it is whole
	return p.printProposed(answer, dryRun)
}

const mostOfAnswer = 1 << 20

func (p program) printProposed(answer *http.Response, dryRun bool) error {
	var said struct {
		Message string `json:"message"`
		Data    struct {
			Version   int64           `json:"version"`
			State     string          `json:"state"`
			Needed    int64           `json:"approvalsNeeded"`
			Tightens  []string        `json:"tightens"`
			Loosens   []string        `json:"loosens"`
			Rehearsal json.RawMessage `json:"rehearsal"`
			AsItIs    json.RawMessage `json:"rehearsalInForce"`
		} `json:"data"`
	}
	if err := json.NewDecoder(io.LimitReader(answer.Body, mostOfAnswer)).Decode(&said); err != nil {
		return fmt.Errorf("propose a policy: HTTP %d: %w", answer.StatusCode, err)
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("propose a policy: HTTP %d: %s", answer.StatusCode, said.Message)
	}
	made := said.Data
	if dryRun {
		_, err := fmt.Fprintf(p.out, "nothing is written; it would be version %d, %s, and takes %d people; tightens %v, loosens %v; of the last withdrawals: %s; by what is in force: %s\n",
			made.Version, made.State, made.Needed, made.Tightens, made.Loosens, made.Rehearsal, made.AsItIs)
		return err
	}
	_, err := fmt.Fprintf(p.out, "version %d, %s; tightens %v, loosens %v; of the last 30 days' withdrawals: %s\n",
		made.Version, made.State, made.Tightens, made.Loosens, made.Rehearsal)
	return err
}
