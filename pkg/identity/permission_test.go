package identity

import (
	"encoding/json"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestPermsAreReadStrictlyOrNotAtAll(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		perms any
		want  funds.Permissions
	}{
		"an array":                      {[]string{"review", "pay"}, funds.Permissions{"review", "pay"}},
		"a text":                        {"review pay", funds.Permissions{"review", "pay"}},
		"one word":                      {"audit", funds.Permissions{"audit"}},
		"an empty array":                {[]string{}, nil},
		"an empty text":                 {"", nil},
		"null":                          {json.RawMessage("null"), nil},
		"an unknown word":               {[]string{"review", "everything"}, nil},
		"an unknown word in a text":     {"review openid", nil},
		"a word in capitals":            {[]string{"Review"}, nil},
		"two spaces":                    {"review  pay", nil},
		"a comma":                       {"review,pay", nil},
		"an array with a number":        {[]any{"review", 1}, nil},
		"an array in an array":          {[]any{[]string{"review"}}, nil},
		"an object":                     {map[string]bool{"review": true}, nil},
		"a number":                      {7, nil},
		"true":                          {true, nil},
		"a text of an array":            {`["review"]`, nil},
		"a word with what is not seen":  {[]string{"review\u200b"}, nil},
		"an array with null beside one": {[]any{"review", nil}, nil},
	}
	v := verifier(t, Config{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := v.Verify(t.Context(), hs256(t, secret, with(jwt.MapClaims{"perms": test.perms})))
			if err != nil || !got.HasPerms {
				t.Fatalf("%+v, %v", got, err)
			}
			if diff := cmp.Diff(test.want, got.Permissions); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got, err := v.Verify(t.Context(), hs256(t, secret, with(nil))); err != nil || got.HasPerms {
		t.Errorf("without perms: %+v, %v", got, err)
	}
}

func TestAnAdminMayDoWhatTokenAndPolicyBothPermit(t *testing.T) {
	t.Parallel()
	some := funds.Permissions{funds.PermissionReview, funds.PermissionPolicy}
	listed := funds.Controls{People: []funds.Person{
		{ID: "zhang", Subs: []string{"a1", "a2"}, Permissions: funds.Permissions{funds.PermissionReview, funds.PermissionPay, funds.PermissionPolicy}},
		{ID: "gone", Subs: []string{"a3"}, Permissions: funds.AllPermissions(), Dismissed: true},
	}}
	allButPolicy := funds.AllPermissions()[:0:0]
	for _, permission := range funds.AllPermissions() {
		if permission != funds.PermissionPolicy {
			allButPolicy = append(allButPolicy, permission)
		}
	}
	tests := map[string]struct {
		caller   Caller
		controls funds.Controls
		person   string
		may      funds.Permissions
		refused  funds.Reason
	}{
		"nobody listed, no perms":      {Caller{Sub: "a1", Role: funds.RoleAdmin}, funds.Controls{}, "a1", allButPolicy, ""},
		"nobody listed, some perms":    {Caller{Sub: "a1", Role: funds.RoleAdmin, HasPerms: true, Permissions: some}, funds.Controls{}, "a1", some, ""},
		"nobody listed, none":          {Caller{Sub: "a1", Role: funds.RoleAdmin, HasPerms: true}, funds.Controls{}, "a1", nil, ""},
		"listed, all of them":          {Caller{Sub: "a1", Role: funds.RoleAdmin, HasPerms: true, Permissions: funds.AllPermissions()}, listed, "zhang", funds.Permissions{funds.PermissionReview, funds.PermissionPay, funds.PermissionPolicy}, ""},
		"listed, by another sub":       {Caller{Sub: "a2", Role: funds.RoleAdmin, HasPerms: true, Permissions: some}, listed, "zhang", some, ""},
		"listed, no perms":             {Caller{Sub: "a1", Role: funds.RoleAdmin}, listed, "zhang", nil, ""},
		"listed, perms not understood": {Caller{Sub: "a1", Role: funds.RoleAdmin, HasPerms: true}, listed, "zhang", nil, ""},
		"not listed":                   {Caller{Sub: "a9", Role: funds.RoleAdmin, HasPerms: true, Permissions: funds.AllPermissions()}, listed, "", nil, ReasonNotListed},
		"the person's name as the sub": {Caller{Sub: "zhang", Role: funds.RoleAdmin, HasPerms: true, Permissions: funds.AllPermissions()}, listed, "", nil, ReasonNotListed},
		"dismissed":                    {Caller{Sub: "a3", Role: funds.RoleAdmin, HasPerms: true, Permissions: funds.AllPermissions()}, listed, "", nil, ReasonDismissed},
		"a service is never a person":  {Caller{Sub: "a1", Role: funds.RoleService, HasPerms: true, Permissions: funds.AllPermissions()}, listed, "", nil, ""},
		"a user has no permissions":    {Caller{Sub: "a1", Role: funds.RoleUser, HasPerms: true, Permissions: funds.AllPermissions()}, funds.Controls{}, "", nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := test.caller.Under(test.controls)
			if got.Person != test.person || cmp.Diff(test.may, got.Permissions) != "" {
				t.Errorf("%q may %v, want %q, %v", got.Person, got.Permissions, test.person, test.may)
			}
			refused := &funds.Error{}
			if err != nil {
				refused, _ = err.(*funds.Error) //nolint:errorlint // Under's errors are of this type
			}
			if refused.Reason != test.refused || (err != nil && refused.Code != funds.CodeForbidden) {
				t.Errorf("refused for %v, want %q", err, test.refused)
			}
		})
	}
}
