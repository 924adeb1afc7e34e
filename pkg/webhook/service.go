package webhook

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/parallel"
)

// Service is what admins do about endpoints. Each act leaves an audit record before it is done. Its fields are set once.
type Service struct {
	Store     Store
	Orders    Orders
	Audit     Auditor
	Addresses Addresses
	Keys      func(context.Context) (Keys, error)
	Words     Words
	Now       func() time.Time
	Random    io.Reader // cryptographic
}

// What the audit log calls what is done here.
const (
	auditModule  = "webhook"
	auditCreate  = "create"
	auditChange  = "change"
	auditSecret  = "secret"
	auditTest    = "test"
	auditReplay  = "replay"
	endpointSign = "WH"
)

// Wish is what an admin says of an endpoint. What is nil stays as it is.
type Wish struct {
	URL   *string
	Types *[]string
	Note  *string
	State *EndpointState
}

// apply puts what is wished onto an endpoint.
func (w Wish) apply(endpoint Endpoint, addresses Addresses) (Endpoint, error) {
	if w.URL != nil {
		if err := addresses.Check(*w.URL); err != nil {
			return endpoint, err
		}
		endpoint.URL = *w.URL
	}
	if w.Types != nil {
		for _, one := range *w.Types {
			if !wants(Types(), one) {
				return endpoint, funds.NotOneOf("types", Types()...)
			}
		}
		endpoint.Types = *w.Types
	}
	if w.Note != nil {
		endpoint.Note = *w.Note
	}
	if w.State != nil {
		if *w.State != EndpointActive && *w.State != EndpointPaused {
			return endpoint, funds.Invalid("state", ReasonStateKnown)
		}
		endpoint.State = *w.State
	}
	return endpoint, nil
}

// Create makes an endpoint, and gives its secret, which nobody is shown again.
func (s Service) Create(ctx context.Context, by funds.Actor, wish Wish) (made Endpoint, secret string, err error) {
	if wish.URL == nil {
		return made, "", funds.Missing("url")
	}
	existing, err := s.Store.Endpoints(ctx)
	if err != nil {
		return made, "", err
	}
	if len(existing) >= MaxEndpoints {
		return made, "", funds.Refuse(funds.CodeTooMany, ReasonTooMany).About(funds.Facts{Maximum: MaxEndpoints})
	}
	act, err := s.act(by)
	if err != nil {
		return made, "", err
	}
	name, err := s.random()
	if err != nil {
		return made, "", err
	}
	made, err = wish.apply(Endpoint{ID: endpointSign + name, State: EndpointActive, Secret: 1, CreatedAt: act.At, CreatedBy: by}, s.Addresses)
	if err != nil {
		return made, "", err
	}
	return s.put(ctx, act, auditCreate, made, true, new(string))
}

// Change changes what an admin wishes of an endpoint.
func (s Service) Change(ctx context.Context, by funds.Actor, id string, wish Wish) (Endpoint, error) {
	if wish == (Wish{}) {
		return Endpoint{}, funds.Missing("url")
	}
	endpoint, _, err := s.change(ctx, by, id, auditChange, false, func(endpoint Endpoint, _ funds.Act) (Endpoint, error) {
		return wish.apply(endpoint, s.Addresses)
	})
	return endpoint, err
}

// NewSecret gives an endpoint another secret, which nobody is shown again. The one before signs beside it for a day.
func (s Service) NewSecret(ctx context.Context, by funds.Actor, id string) (endpoint Endpoint, secret string, err error) {
	return s.change(ctx, by, id, auditSecret, true, func(endpoint Endpoint, act funds.Act) (Endpoint, error) {
		endpoint.Secret, endpoint.RotatedAt = endpoint.Secret+1, act.At
		return endpoint, nil
	})
}

// Test sends an endpoint an event that tells nothing. What it answers stands with its deliveries.
func (s Service) Test(ctx context.Context, by funds.Actor, id string) (Delivery, error) {
	endpoint, act, err := s.begin(ctx, by, id)
	if err != nil {
		return Delivery{}, err
	}
	name, err := s.random()
	if err != nil {
		return Delivery{}, err
	}
	made := DeliveryOf(endpoint, TestEvent(name, act.At), act.At)
	if err := s.Audit.RecordAudit(ctx, record(act, auditTest, id, "")); err != nil {
		return made, err
	}
	return made, s.Store.Make(ctx, made)
}

// ReplayOrder delivers what happened to an order from a version on once more, also what was delivered before, or never was.
// What still waits for its next try is tried now. It says how many events that are.
func (s Service) ReplayOrder(ctx context.Context, by funds.Actor, id, order string, from int64) (events int, err error) {
	endpoint, act, err := s.begin(ctx, by, id)
	if err != nil {
		return 0, err
	}
	steps, err := s.Orders.Steps(ctx, order)
	if err != nil {
		return 0, err
	}
	var told []Event
	for _, step := range steps {
		if event := EventOf(step, s.Words); step.Version >= from && wants(endpoint.Types, event.Type) {
			told = append(told, event)
		}
	}
	if len(told) == 0 {
		return 0, funds.Refuse(funds.CodeIllegal, ReasonNoEvents)
	}
	if err := s.Audit.RecordAudit(ctx, record(act, auditReplay, id, detailOf(map[string]any{"order": order, "version": from}))); err != nil {
		return 0, err
	}
	return len(told), parallel.Do(len(told), fanOutParallel, func(i int) error {
		if err := s.Store.Make(ctx, DeliveryOf(endpoint, told[i], act.At)); err != nil {
			return err
		}
		return again(ctx, s.Store, id, told[i].ID, act.At)
	})
}

// ReplaySince has all deliveries of what happened since a moment made anew, as far back as they are kept, a batch at a time,
// whenever nothing else is due to the endpoint. There is one at a time: the same again is the one that is under way.
func (s Service) ReplaySince(ctx context.Context, by funds.Actor, id string, since time.Time) (Endpoint, error) {
	endpoint, _, err := s.change(ctx, by, id, auditReplay, false, func(endpoint Endpoint, act funds.Act) (Endpoint, error) {
		if oldest := act.At.Add(-Kept); since.Before(oldest) {
			since = oldest
		}
		switch under := endpoint.Replay; {
		case since.After(act.At):
			return endpoint, funds.Invalid("since", ReasonNoMoment)
		case under.On() && !since.Before(under.From):
			return endpoint, errNothing // that one is under way
		case under.On():
			return endpoint, funds.Refuse(funds.CodeIllegal, ReasonReplaying)
		}
		endpoint.Replay = Replay{From: since, Until: act.At}
		return endpoint, nil
	})
	return endpoint, err
}

// errNothing says that there is nothing to change.
var errNothing = errors.New("nothing to change")

// changeTries is how often a change is decided anew, because the worker or another admin has written the endpoint meanwhile.
const changeTries = 20

// change decides on an endpoint as it is, and writes what that gives. Each try is an act of its own, since no two audit records
// may have one id; one that would say the same as the last is not written again.
func (s Service) change(
	ctx context.Context, by funds.Actor, id, action string, showing bool, decide func(Endpoint, funds.Act) (Endpoint, error),
) (endpoint Endpoint, secret string, err error) {
	var audited string
	for range changeTries {
		var act funds.Act
		if endpoint, act, err = s.begin(ctx, by, id); err != nil {
			return endpoint, "", err
		}
		changed, err := decide(endpoint, act)
		if errors.Is(err, errNothing) {
			return endpoint, "", nil
		}
		if err != nil {
			return endpoint, "", err
		}
		if changed, secret, err = s.put(ctx, act, action, changed, showing, &audited); !errors.Is(err, funds.ErrConflict) {
			return changed, secret, err
		}
	}
	return endpoint, "", funds.ErrBusy
}

// maxLooked is how many deliveries are looked through for those of one state.
const maxLooked = 1000

// Deliveries are an endpoint's, newest first: of one state where that is given, those among the next thousand. next is where to
// go on; empty where there are no more.
func (s Service) Deliveries(ctx context.Context, id, before string, of DeliveryState, most int) (found []Delivery, next string, err error) {
	if _, err := s.Store.Endpoint(ctx, id); err != nil {
		return nil, "", err
	}
	next = before
	for looked := 0; looked < maxLooked && len(found) < most; {
		var page []Delivery
		page, next, err = s.Store.Newest(ctx, id, next, most)
		if err != nil {
			return nil, "", err
		}
		for _, one := range page {
			if of == "" || one.State == of {
				found = append(found, one)
			}
		}
		if looked += len(page); next == "" {
			break
		}
	}
	return found, next, nil
}

// begin reads the endpoint that an act is about.
func (s Service) begin(ctx context.Context, by funds.Actor, id string) (Endpoint, funds.Act, error) {
	endpoint, err := s.Store.Endpoint(ctx, id)
	if err != nil {
		return endpoint, funds.Act{}, err
	}
	act, err := s.act(by)
	return endpoint, act, err
}

// put keeps who did what, and then what was done. showing gives the secret as well. audited is the detail that the try before
// has kept; empty where there was none.
func (s Service) put(ctx context.Context, act funds.Act, action string, endpoint Endpoint, showing bool, audited *string) (Endpoint, string, error) {
	var keys Keys
	if showing { // before anything is written: a secret that cannot be shown would be lost
		var err error
		if keys, err = s.Keys(ctx); err != nil {
			return endpoint, "", funds.Internal("load the key of webhooks' secrets", err)
		}
	}
	detail := map[string]any{"url": endpoint.URL, "state": endpoint.State, "types": endpoint.Types}
	if endpoint.Replay.On() {
		detail["since"] = endpoint.Replay.From
	}
	if text := detailOf(detail); text != *audited {
		if err := s.Audit.RecordAudit(ctx, record(act, action, endpoint.ID, text)); err != nil {
			return endpoint, "", err
		}
		*audited = text
	}
	if err := s.Store.PutEndpoint(ctx, endpoint); err != nil {
		return endpoint, "", err
	}
	endpoint.Version++
	if !showing {
		return endpoint, "", nil
	}
	return endpoint, keys.Secret(endpoint), nil
}

// again makes a delivery anew; one that another writer moves at the same time is on its way.
func again(ctx context.Context, store Deliveries, endpoint, event string, at time.Time) error {
	held, err := store.Delivery(ctx, endpoint, event)
	if err != nil || (held.State == DeliveryWaiting && !held.Due.After(at)) {
		return err
	}
	if err := store.Move(ctx, held.Again(at)); !errors.Is(err, funds.ErrConflict) {
		return err
	}
	return nil
}

// record is what the audit log keeps of an act.
func record(act funds.Act, action, endpoint, detail string) funds.AuditRecord {
	return funds.AuditRecord{
		ID: act.CommitID, Module: auditModule, Action: action, TargetID: endpoint, TargetType: auditModule, Detail: detail, Actor: act.Actor, At: act.At,
	}
}

func (s Service) act(by funds.Actor) (funds.Act, error) {
	var raw [funds.CommitIDBytes]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return funds.Act{}, funds.Internal("draw an audit record's id", err)
	}
	return funds.NewAct(raw, s.Now(), by), nil
}

// random is a name that nobody can guess, nor meets twice.
func (s Service) random() (string, error) {
	var raw [10]byte
	if _, err := io.ReadFull(s.Random, raw[:]); err != nil {
		return "", funds.Internal("draw a name", err)
	}
	return base32.StdEncoding.EncodeToString(raw[:]), nil
}

func detailOf(detail map[string]any) string {
	text, err := json.Marshal(detail)
	if err != nil {
		panic(fmt.Sprintf("a detail of texts does not marshal: %v", err))
	}
	return string(text)
}
