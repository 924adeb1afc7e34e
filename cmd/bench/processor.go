package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/local/lambda"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	processorAim    = 1.4
	processorRounds = 15 // which count, after one that warms up
	processorEach   = 60 // requests of each function in a round
)

// meter is a function whose processor time is measured: one process behind the local Runtime API.
type meter struct {
	host *lambda.Function
	used []time.Duration // for one request, by round
}

// round gives the function its events, one after the other, and gives its answers.
func (m *meter) round(ctx context.Context, events [][]byte) ([][]byte, error) {
	before, err := m.processorTime()
	if err != nil {
		return nil, err
	}
	answers := make([][]byte, 0, len(events))
	for _, event := range events {
		answer, err := m.host.Invoke(ctx, event)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	after, err := m.processorTime()
	m.used = append(m.used, (after-before)/time.Duration(len(events)))
	return answers, err
}

// processorTime is what its process has used; nothing before its first event.
func (m *meter) processorTime() (used time.Duration, err error) {
	for _, pid := range m.host.Processes() {
		one, err := processorTime(pid)
		if err != nil {
			return 0, err
		}
		used += one
	}
	return used, nil
}

// against is the median of the rounds' ratios to another's, without the first round: what slows the machine down slows both.
func (m *meter) against(other *meter) float64 {
	var ratios []float64
	for round := 1; round < len(m.used); round++ {
		ratios = append(ratios, float64(m.used[round])/float64(other.used[round]))
	}
	return median(ratios)
}

// meters are the functions that take turns.
type meters struct {
	b      *bench
	c      *course
	review eventMaker
	admin  person

	empty, create, bareCreate, reviewed, bareReview *meter
	hosts                                           []*lambda.Function
}

// measureProcessor has the deployed create and review, functions that make the same calls bare, and an empty one serve
// requests in turn, and reports the processor time that each takes.
func (b *bench) measureProcessor(ctx context.Context) error {
	c, endpoint, err := b.onCourse(ctx)
	if err != nil {
		return err
	}
	m := &meters{b: b, c: c}
	defer m.close()
	if m.review, err = newEventMaker(reviewEvent); err != nil {
		return err
	}
	if m.admin, err = newAdmin("", nil); err != nil {
		return err
	}
	if err := m.open(ctx, endpoint); err != nil {
		return err
	}
	for range processorRounds + 1 {
		if err := m.round(ctx); err != nil {
			return err
		}
	}
	b.reportProcessor(m)
	return nil
}

// open learns the calls, and opens the functions on the engine.
func (m *meters) open(ctx context.Context, endpoint string) error {
	created, reviewed, err := m.learn(ctx, endpoint)
	if err != nil {
		return fmt.Errorf("learn the calls: %w", err)
	}
	for _, one := range []struct {
		into            **meter
		bootstrap, call string
	}{
		{&m.empty, m.b.empty, ""},
		{&m.create, deployedPath("create-withdrawal"), ""},
		{&m.bareCreate, m.b.bare, created},
		{&m.reviewed, deployedPath("review-withdrawal"), ""},
		{&m.bareReview, m.b.bare, reviewed},
	} {
		host, err := m.host(one.bootstrap, endpoint, one.call)
		if err != nil {
			return err
		}
		*one.into = &meter{host: host}
	}
	return nil
}

func deployedPath(function string) string {
	return filepath.Join(".build/functions", function, "bootstrap")
}

func (m *meters) host(bootstrap, endpoint, calls string) (*lambda.Function, error) {
	path, err := filepath.Abs(bootstrap)
	if err != nil {
		return nil, err
	}
	environment := m.b.environmentOf(endpoint)
	environment["BARE_CALLS"] = calls
	host := lambda.New(lambda.Config{Name: filepath.Base(path), Bootstrap: path, Timeout: time.Minute, Environment: environment, Output: m.b.log})
	m.hosts = append(m.hosts, host)
	return host, nil
}

func (m *meters) close() {
	for _, host := range m.hosts {
		host.Close()
	}
}

// learn has the deployed functions create and review one withdrawal, and keeps what they asked of the engine.
func (m *meters) learn(ctx context.Context, endpoint string) (created, reviewed string, err error) {
	recorder, err := newRecorder(endpoint)
	if err != nil {
		return "", "", err
	}
	defer recorder.close()
	create, err := m.host(deployedPath("create-withdrawal"), recorder.url, "")
	if err != nil {
		return "", "", err
	}
	review, err := m.host(deployedPath("review-withdrawal"), recorder.url, "")
	if err != nil {
		return "", "", err
	}
	for range 2 { // the first request of a process reads what it then keeps
		users, err := m.c.newUsers(ctx, 1)
		if err != nil {
			return "", "", err
		}
		event, err := m.c.events.create(users[0])
		if err != nil {
			return "", "", err
		}
		recorder.take()
		answer, err := create.Invoke(ctx, event)
		if err != nil {
			return "", "", err
		}
		id, err := idIn(answer)
		if err != nil {
			return "", "", err
		}
		if created, err = m.script("create", recorder.take(), answer, users[0], id); err != nil {
			return "", "", err
		}
		if event, err = m.reviewOf(id, nil); err != nil {
			return "", "", err
		}
		if answer, err = review.Invoke(ctx, event); err != nil {
			return "", "", err
		}
		if err := wantCreated(answer); err != nil {
			return "", "", err
		}
		if reviewed, err = m.script("review", recorder.take(), answer, users[0], id); err != nil {
			return "", "", err
		}
	}
	return created, reviewed, nil
}

func (m *meters) reviewOf(id funds.ID, headers map[string]string) ([]byte, error) {
	body := map[string]any{"action": "approve", "note": "资料核对无误"}
	return m.review.event(m.admin, body, map[string]string{"id": string(id)}, headers)
}

// script writes a file for the bare function.
func (m *meters) script(name string, calls []operation, answer []byte, user person, id funds.ID) (path string, err error) {
	type call struct {
		Name  string
		Input json.RawMessage
	}
	var script struct {
		Calls  []call
		Answer json.RawMessage
	}
	script.Answer = answer
	for _, one := range calls {
		script.Calls = append(script.Calls, call{one.name, one.body})
	}
	text, err := json.Marshal(script)
	if err != nil {
		return "", err
	}
	names := strings.NewReplacer(user.sub, "{user}", user.phone, "{phone}", string(id), "{id}", id.Code(), "{code}")
	path = filepath.Join(m.b.work, name+".json")
	return path, os.WriteFile(path, []byte(names.Replace(string(text))), 0o600)
}

// about tells the bare function what its calls are about.
func about(user person, id funds.ID) map[string]string {
	return map[string]string{"bare-about": strings.Join([]string{"{user}", user.sub, "{phone}", user.phone, "{id}", string(id), "{code}", id.Code()}, " ")}
}

func idIn(answer []byte) (funds.ID, error) {
	if err := wantCreated(answer); err != nil {
		return "", err
	}
	var got struct{ Body string }
	if err := json.Unmarshal(answer, &got); err != nil {
		return "", err
	}
	var made created
	err := json.Unmarshal([]byte(got.Body), &made)
	return funds.ID(made.Data.ID), err
}

// round has each function serve as many requests, about withdrawals of its own.
func (m *meters) round(ctx context.Context) error {
	ours, err := m.c.newUsers(ctx, processorEach)
	if err != nil {
		return err
	}
	bare, err := m.c.newUsers(ctx, processorEach)
	if err != nil {
		return err
	}
	var creates, bareCreates, reviews, bareReviews [][]byte
	for i := range processorEach {
		id := newID()
		event, err := m.c.events.create(ours[i])
		if err != nil {
			return err
		}
		creates = append(creates, event)
		if event, err = m.c.events.event(bare[i], bare[i].requestBody(manual, lifeAmount), nil, about(bare[i], id)); err != nil {
			return err
		}
		bareCreates = append(bareCreates, event)
		if event, err = m.reviewOf(id, about(bare[i], id)); err != nil {
			return err
		}
		bareReviews = append(bareReviews, event)
	}
	answers, err := m.create.round(ctx, creates)
	if err != nil {
		return err
	}
	for _, answer := range answers {
		id, err := idIn(answer)
		if err != nil {
			return err
		}
		event, err := m.reviewOf(id, nil)
		if err != nil {
			return err
		}
		reviews = append(reviews, event)
	}
	for _, one := range []struct {
		meter  *meter
		events [][]byte
		check  func([]byte) error
	}{
		{m.bareCreate, bareCreates, wantCreated}, {m.reviewed, reviews, wantCreated}, {m.bareReview, bareReviews, wantCreated},
		{m.empty, creates, func([]byte) error { return nil }},
	} {
		answers, err := one.meter.round(ctx, one.events)
		if err != nil {
			return err
		}
		for _, answer := range answers {
			if err := one.check(answer); err != nil {
				return err
			}
		}
	}
	return nil
}

// reportProcessor says what a request takes.
func (b *bench) reportProcessor(m *meters) {
	rows := [][]string{{"request", "the deployed function, ms", "bare, ms", "empty, ms", "against bare"}}
	row := func(what string, ours, bare *meter) {
		rows = append(rows, []string{what, milliseconds(median(ours.used[1:])), milliseconds(median(bare.used[1:])), milliseconds(median(m.empty.used[1:])), fmt.Sprintf("%.2f", ours.against(bare))})
	}
	row("`POST /api/wallet/withdraw`", m.create, m.bareCreate)
	row("`POST "+recordPath+"{id}/review`", m.reviewed, m.bareReview)
	r := &b.report
	r.section("Processor time of a request")
	r.say("The processor time, user's and system's, of a function's process for one request over the local Runtime API, by Linux's count (`schedstat`). The bare function is made of the same Lambda library and SDK: "+
		"it decodes the event, makes the DynamoDB calls that the deployed function was seen to make, and encodes the same answer; it has no token, no rules, no log. The empty one does nothing. "+
		"All take turns, %d rounds of %d requests each; the numbers are medians of rounds, and the ratio that of the rounds' ratios.", processorRounds, processorEach)
	r.table(rows...)
	worst := max(m.create.against(m.bareCreate), m.reviewed.against(m.bareReview))
	r.say("At most: %s", verdict(worst, processorAim, "×"))
}
