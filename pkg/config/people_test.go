package config

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
)

const listedPeople = `"people":[
	{"person":"zhang","subs":["a1","a1-phone"],"name":"张三","perms":["review","pay","adjust","wallet","resolve","policy"]},
	{"person":"li","subs":["a2"],"name":"李四","perms":["review","pay","adjust","wallet","resolve","policy","export","audit"]},
	{"person":"wang","subs":["a3"],"name":"王五","perms":["audit"],"dismissed":true}]`

func TestPeopleAndRulesAreRead(t *testing.T) {
	t.Parallel()
	got, err := ReadPolicy(`{` + listedPeople + `,"approvals":[{"act":"payout","above":"10000","method":"bank","newPayee":true,"need":2},{"act":"fail","need":2}],
		"payerApart":false,"coolingHours":24}`)
	if err != nil {
		t.Fatal(err)
	}
	all := funds.Permissions{"review", "pay", "adjust", "wallet", "resolve", "policy"}
	want := funds.Controls{
		People: []funds.Person{
			{ID: "zhang", Subs: []string{"a1", "a1-phone"}, Name: "张三", Permissions: all},
			{ID: "li", Subs: []string{"a2"}, Name: "李四", Permissions: append(slices.Clone(all), "export", "audit")},
			{ID: "wang", Subs: []string{"a3"}, Name: "王五", Permissions: funds.Permissions{"audit"}, Dismissed: true},
		},
		Rules:   []funds.ApprovalRule{{Act: "payout", Above: 1_000_000, Method: "bank", NewPayee: true, Need: 2}, {Act: "fail", Above: -1, Need: 2}},
		Cooling: 24 * time.Hour, SharedAccount: funds.SharedAccount{Hold: 72 * time.Hour, OnExpiry: funds.HoldEscalates},
	}
	if diff := cmp.Diff(want, got.Policy.Controls); diff != "" {
		t.Error(diff)
	}
	if need := got.Policy.Controls.Need(funds.Asked{Act: funds.ActFail}); need != 2 {
		t.Errorf("an act without an amount needs %d", need)
	}
}

func TestPeopleAndRulesThatCannotBeRightAreRefusedByName(t *testing.T) {
	t.Parallel()
	for text, mention := range map[string]string{
		`"people":[{"person":"zhang","subs":["a1"],"perms":["everything"]}]`:                              "people[0].perms",
		`"people":[{"person":"zhang","subs":["a1"],"perms":["pay","pay"]}]`:                               "people[0].perms",
		`"people":[{"person":"zhang","subs":[],"perms":[]}]`:                                              "people[0].subs",
		`"people":[{"person":"zhang","subs":["a#1"],"perms":[]}]`:                                         "people[0].subs",
		`"people":[{"person":"zhang","subs":["a1\u200b"],"perms":[]}]`:                                    "people[0].subs",
		`"people":[{"person":"zhang","subs":["a1"],"perms":[]},{"person":"li","subs":["a1"],"perms":[]}]`: "people[1].subs",
		`"people":[{"person":"z","subs":["a1"],"perms":[]},{"person":"z","subs":["a2"],"perms":[]}]`:      "people[1].person",
		`"people":[{"person":"张","subs":["a1"],"perms":[]}]`:                                              "people[0].person",
		`"people":[{"person":"zhang","subs":["a1"],"perms":[],"role":"admin"}]`:                           "role",
		`"approvals":[{"act":"bribe","need":2}]`:                                                          "approvals[0].act",
		`"approvals":[{"act":"payout","need":1}]`:                                                         "approvals[0].need",
		`"approvals":[{"act":"payout","need":11}]`:                                                        "approvals[0].need",
		`"approvals":[{"act":"adjust","method":"bank","need":2}]`:                                         "approvals[0].method",
		`"approvals":[{"act":"adjust","newPayee":true,"need":2}]`:                                         "approvals[0].newPayee",
		`"people":[{"person":"li","subs":["a1"],"perms":[]},{"person":"a1","subs":["a2"],"perms":[]}]`:    "people[1].person: a1 is another's sub",
		`"approvals":[{"act":"reopen","above":"1","need":2}]`:                                             "approvals[0].above",
		`"approvals":[{"act":"payout","above":"a lot","need":2}]`:                                         "approvals[0].above",
		`"approvals":[{"act":"payout","need":2,"need":3}]`:                                                "need",
		`"coolingHours":-1`:       "coolingHours",
		`"reviewWithinHours":721`: "reviewWithinHours", `"payWithinHours":-1`: "payWithinHours",
		`"pendingDays":367`: "pendingDays", `"sharedAccount":{"wallets":101}`: "sharedAccount.wallets",
		`"sharedAccount":{"hours":0}`: "sharedAccount.hours", `"sharedAccount":{"onExpiry":"pay"}`: "sharedAccount.onExpiry",
	} {
		if _, err := ReadPolicy(`{` + text + `}`); err == nil || !strings.Contains(err.Error(), mention) {
			t.Errorf("%s: got %v, want what mentions %s", text, err, mention)
		}
	}
}

func TestOnePolicyHasOneTextHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	written := `{"singleLimit":"1000.00","channels":[{"name":"M","type":"M","method":"MVola","max":"9.50"}],"approvals":[{"need":2,"act":"payout","above":"5.0"}]}`
	first, err := ReadPolicy(written)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadPolicy(first.Text)
	if err != nil || again.Text != first.Text {
		t.Errorf("%v\n%s\nbecomes\n%s", err, first.Text, again.Text)
	}
	if found := policy.Compare(first.Decided, again.Decided); len(found.Tightens)+len(found.Loosens) > 0 {
		t.Errorf("it differs from itself: %+v", found)
	}
	other, err := ReadPolicy(strings.Replace(written, `"1000.00"`, `"1000"`, 1))
	if err != nil || other.Text != first.Text {
		t.Errorf("%v: another spelling of an amount is another text", err)
	}
}

func TestEveryFieldHasItsDirection(t *testing.T) {
	t.Parallel()
	listed := policy.Fields()
	var there []string
	walk(reflect.TypeFor[written](), "", func(name string) {
		there = append(there, name)
		head, _, _ := strings.Cut(name, "[].")
		whole := head == "approvals" && slices.Contains(listed, head) // rules count by what they come to, all together
		inner := strings.HasPrefix(name, "fee.") && slices.Contains(listed, "fee")
		if !slices.Contains(listed, name) && !whole && !inner {
			t.Errorf("%s has no direction: list it in pkg/funds/policy, with none where it has none", name)
		}
	})
	for _, name := range listed {
		if !slices.ContainsFunc(there, func(field string) bool {
			return field == name || strings.HasPrefix(field, name+"[].") || strings.HasPrefix(field, name+".")
		}) {
			t.Errorf("%s has a direction, and there is no such field", name)
		}
	}
}

// walk names the leaves of a policy's JSON: those of a list's elements are list[].name.
func walk(of reflect.Type, prefix string, visit func(string)) {
	for field := range fieldsOf(of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		inner := field.Type
		switch {
		case field.Anonymous:
			walk(inner, prefix, visit)
		case inner.Kind() == reflect.Struct:
			walk(inner, prefix+name+".", visit)
		case inner.Kind() == reflect.Slice && inner.Elem().Kind() == reflect.Struct && !strings.HasPrefix(prefix, "gateway"):
			walk(inner.Elem(), prefix+name+"[].", visit)
		default:
			visit(prefix + name)
		}
	}
}

func fieldsOf(of reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range of.NumField() {
			if !yield(of.Field(i)) {
				return
			}
		}
	}
}
