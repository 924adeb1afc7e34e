package table_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/funds/recharge"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/table"
)

// paused stores what is paused, as the next revision, with all of its copies.
func (h *house) paused(t *testing.T, revision int64, on ...funds.Pause) {
	t.Helper()
	act := h.act(admin)
	held := funds.Pauses{Version: revision, Revision: revision, Spread: revision, On: on, CommitID: act.CommitID}
	h.commit(t, funds.Change{CommitID: act.CommitID, At: act.At, Pauses: &funds.PausesChange{From: revision - 1, To: held}}, nil)
	for shard := range funds.PauseShards {
		h.commit(t, h.copied(t, act, shard, held), nil)
	}
}

// copied is what brings a copy to what is paused, from what it has.
func (h *house) copied(t *testing.T, act funds.Act, shard int, held funds.Pauses) funds.Change {
	t.Helper()
	was, err := h.store.PauseCopy(t.Context(), shard)
	if err != nil {
		t.Fatal(err)
	}
	return pause.Copy(act, shard, held, was)
}

// pausedPayoutsAreRefused holds each way to pay against what is paused.
func pausedPayoutsAreRefused(t *testing.T, h *house) {
	t.Helper()
	now := h.clock.now().UTC().Truncate(time.Millisecond)
	on := func(scope funds.PauseScope, until time.Time) funds.Pause {
		return funds.Pause{Scope: scope, By: funds.Actor{Role: funds.RoleAdmin, ID: "a1", Name: "李"}, Until: until}
	}
	later := now.Add(time.Hour)
	tests := []struct {
		name                      string
		on                        []funds.Pause
		channel, byHand, recharge bool // what is refused
		until                     time.Time
	}{
		{"nothing was ever paused", nil, false, false, false, later},
		{"everything is paused", []funds.Pause{on(funds.PauseAll, later)}, true, true, false, later},
		{"everything was, and is no more", []funds.Pause{on(funds.PauseAll, now)}, false, false, false, later},
		{"a method is", []funds.Pause{on(funds.PauseMethod(channel), later)}, true, false, false, later},
		{"another is", []funds.Pause{on(funds.PauseMethod(funds.MethodBank), later)}, false, true, false, later},
		{"one is, and everything was", []funds.Pause{on(funds.PauseAll, now), on(funds.PauseMethod(funds.MethodBank), later)}, false, true, false, later},
		{"everything is, and one was", []funds.Pause{on(funds.PauseMethod(channel), now), on(funds.PauseAll, later)}, true, true, false, later},
		{"recharges are", []funds.Pause{on(funds.PauseRecharge, later)}, false, false, true, later},
	}
	for i, test := range tests {
		if i > 0 {
			h.paused(t, int64(i), test.on...)
		}
		userID := h.funded(t, "u-"+random(4), 1000*yuan)
		sent, paid := h.approved(t, channelRequest(userID, 20*yuan)), h.approved(t, handRequest(userID, 20*yuan))
		dispatch, err := withdrawal.Dispatch(h.act(admin), h.wallet(t, userID), h.withdrawal(t, sent), funds.Report{}, policy())
		if err != nil {
			t.Fatal(err)
		}
		h.holds(t, test.name+": dispatch", dispatch, test.channel, test.until)
		byHand, err := withdrawal.PayManually(h.act(admin), h.wallet(t, userID), h.withdrawal(t, paid), funds.Transfer{}, policy())
		if err != nil {
			t.Fatal(err)
		}
		h.holds(t, test.name+": by hand", byHand, test.byHand, test.until)
		h.holds(t, test.name+": recharge", h.rechargeOf(t, userID), test.recharge, test.until)
	}
	h.invariantsHold(t)
}

// holds commits a change, which is refused where it is paused, and then writes nothing.
func (h *house) holds(t *testing.T, what string, change funds.Change, paused bool, until time.Time) {
	t.Helper()
	before := h.rows(t)
	err := h.store.Commit(t.Context(), change)
	if !paused {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		return
	}
	var refused *funds.Error
	if !errors.As(err, &refused) || refused.Code != funds.CodePaused || !refused.Facts.Until.Equal(until) || (change.Recharge == nil) != (refused.Facts.By == "李") {
		t.Errorf("%s: %v, %+v", what, err, refused)
	}
	sameRows(t, before, h.rows(t))
}

// rechargeOf decides a new recharge.
func (h *house) rechargeOf(t *testing.T, userID string) funds.Change {
	t.Helper()
	change, err := recharge.Create(h.act(user(userID)), h.wallet(t, userID), recharge.Request{
		ID:     funds.NewRechargeID([funds.CodeBytes]byte([]byte(random(funds.CodeBytes))), h.clock.now()),
		Amount: 200 * yuan, Channel: funds.RechargeChannel{Code: rechargeChannel, Min: yuan, Max: 1000 * yuan},
	}, policy())
	if err != nil {
		t.Fatal(err)
	}
	return change
}

// aCopyNeverGoesBack: whoever spreads an older revision late, or the same again, changes nothing.
func aCopyNeverGoesBack(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", yuan)
	at := h.clock.now().UTC().Truncate(time.Millisecond)
	all := funds.Pause{Scope: funds.PauseAll, By: admin, Until: at.Add(time.Hour)}
	newer := h.copied(t, h.act(admin), 3, funds.Pauses{Revision: 2, On: []funds.Pause{all}})
	h.commit(t, newer, nil)
	before := h.rows(t)
	for _, revision := range []int64{1, 2} {
		late := pause.Copy(h.act(admin), 3, funds.Pauses{Revision: revision}, funds.Pauses{})
		if err := h.store.Commit(t.Context(), late); !errors.Is(err, funds.ErrConflict) {
			t.Errorf("revision %d: %v", revision, err)
		}
	}
	sameRows(t, before, h.rows(t))
	h.commit(t, h.copied(t, h.act(admin), 3, funds.Pauses{Revision: 3}), nil)
	now, err := h.store.PauseCopy(t.Context(), 3)
	if err != nil || now.Revision != 3 || len(now.On) > 0 {
		t.Errorf("what is lifted is not gone: %+v, %v", now, err)
	}
}

var fullPauses = funds.Pauses{
	Version: 5, Revision: 4, Spread: 3, CommitID: "commit-1",
	On: []funds.Pause{{
		Scope: funds.PauseAll, By: funds.Actor{Role: funds.RoleAdmin, ID: "a1", Person: "li", Name: "李", IP: "192.0.2.7", UserAgent: "Browser/1"},
		At: someDay, Until: someDay.Add(time.Hour), Reason: "疑似盗号", Lifts: []string{"wang"},
	}},
	Holds:  []funds.PauseHold{{Person: "li", From: someDay, Until: someDay.Add(time.Hour)}},
	Forced: funds.Pause{Scope: "method:bank", By: funds.System("outflow pause"), At: someDay, Until: someDay.Add(time.Minute), Reason: "r"},
}

// pausesSurvive stores what is paused, reads it, and lets only one of two decisions about it win.
func pausesSurvive(t *testing.T, h *house) {
	t.Helper()
	if none, err := h.store.Pauses(t.Context()); err != nil || none.Version != 0 || none.On != nil {
		t.Errorf("where nothing was paused: %+v, %v", none, err)
	}
	change := funds.Change{CommitID: "commit-1", At: someDay, Pauses: &funds.PausesChange{To: fullPauses}}
	h.commit(t, change, nil)
	got, err := h.store.Pauses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fullPauses, got); diff != "" {
		t.Errorf("(-stored +read)\n%s", diff)
	}
	change.Pauses.From, change.CommitID = 4, "commit-2"
	if err := h.store.Commit(t.Context(), change); !errors.Is(err, funds.ErrConflict) {
		t.Errorf("a decision about an older version: %v", err)
	}
}

// plantedPausesAreFound: a copy that is behind, ahead or different would let something through, or stop it for ever.
func plantedPausesAreFound(t *testing.T, h *house) {
	t.Helper()
	h.funded(t, "u1", yuan)
	all := funds.Pause{Scope: funds.PauseAll, By: admin, At: someDay, Until: someDay.Add(time.Hour)}
	h.paused(t, 1)
	h.paused(t, 2, all)
	h.invariantsHold(t)
	for shard, row := range map[string]map[string]any{
		"PAUSE#03": {"rev": 1, "until:all": all.Until.UnixMilli()},
		"PAUSE#07": {"rev": 3, "until:all": all.Until.UnixMilli()},
		"PAUSE#63": {"rev": 2, "until:all": all.Until.UnixMilli() - 1},
	} {
		row["PK"], row["SK"] = shard, "PAUSE"
		marshalled, err := attributevalue.MarshalMap(row)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(h.table), Item: marshalled}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String(h.table), Key: map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: "PAUSE#11"}, "SK": &types.AttributeValueMemberS{Value: "PAUSE"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	verified, err := h.store.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, violation := range verified.Violations {
		if violation.Rule != table.RulePause {
			t.Error(violation)
		}
		found = append(found, violation.Subject)
	}
	if diff := cmp.Diff([]string{"PAUSE#03", "PAUSE#07", "PAUSE#11", "PAUSE#63"}, found); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
