package console

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/policy"
	"github.com/outflow-pay/outflow/pkg/funds/withdrawal"
	"github.com/outflow-pay/outflow/pkg/words"
)

const policyPath = "/admin/policy"

// PolicyRoutes are the routes about the policy, and about who asks, of audit-logs: ours, in this contract's form. The policy
// is read by every admin. What shows it is the table's, so to look at it makes its first version too.
func PolicyRoutes(policies flow.Policies) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodGet, "/admin/me", me(policies)),
		byAdmin(http.MethodGet, policyPath, showPolicy(policies)).Deciding(),
		byAdmin(http.MethodPost, policyPath, proposePolicy(policies), funds.PermissionPolicy).Deciding(),
		byAdmin(http.MethodPost, policyPath+"/preview", previewPolicy(policies), funds.PermissionPolicy).Deciding(),
		byAdmin(http.MethodPost, policyPath+"/{version}/confirm", decidePolicy(flow.Policies.Approve, policies), funds.PermissionPolicy).Deciding(),
		byAdmin(http.MethodPost, policyPath+"/{version}/withdraw", decidePolicy(flow.Policies.Withdraw, policies), funds.PermissionPolicy).Deciding(),
	}
	for i := range routes {
		routes[i].Errors = policyRefusal
	}
	return routes
}

// policyRefusal is the console's, but that what is not found is no withdrawal.
func policyRefusal(err *funds.Error, reader words.Reader) (int, any) { return failed(err, reader, "") }

// meView is what whoever asks is and may do: pages hide what they may not. What they may is decided by each route alone.
type meView struct {
	Sub         string             `json:"sub"`
	Person      string             `json:"person"`
	Name        string             `json:"name,omitempty"`
	Permissions []funds.Permission `json:"permissions"`
	OnePerson   bool               `json:"onePerson"`     // nothing needs a second person
	Version     int64              `json:"policyVersion"` // 0: the deployment's own, as long as nothing has been decided
	GlassBroken bool               `json:"glassBroken"`   // the policy was forced in the last day
}

func me(policies flow.Policies) handler {
	return edge.Handle(edge.Whole, func(ctx context.Context, _ *edge.Request) (funds.PolicyHead, error) {
		return policies.Service.Store.PolicyHead(ctx)
	}, func(_ words.Reader, r *edge.Request, head funds.PolicyHead) edge.Response {
		inForce := policies.Service.Policy
		person, _ := inForce.Controls.Person(r.Caller.Sub)
		return ok(meView{
			Sub: r.Caller.Sub, Person: r.Caller.Person, Name: cmp.Or(person.Name, r.Caller.Name), Permissions: append([]funds.Permission{}, r.Caller.Permissions...),
			OnePerson: inForce.Controls.OnePerson(), Version: inForce.Version, GlassBroken: head.Forced(policies.Service.Now()),
		})
	})
}

func showPolicy(policies flow.Policies) handler {
	return edge.Handle(func(in *edge.Input) int64 {
		literal, given := in.Query("version")
		if !given {
			return 0
		}
		return versionOf(in, "version", literal)
	}, policies.Version, func(_ words.Reader, _ int64, view flow.PolicyView) edge.Response { return ok(policyViewOf(view)) })
}

// versionOf reads a version's number; one that cannot be is none that there is.
func versionOf(in *edge.Input, field, literal string) int64 {
	number, err := strconv.ParseInt(literal, 10, 64)
	if err != nil || number < 1 || strconv.FormatInt(number, 10) != literal {
		in.Fail(funds.Invalid(field, edge.ReasonNoWhole).About(funds.Facts{Minimum: 1, Maximum: math.MaxInt32}))
	}
	return number
}

func proposePolicy(policies flow.Policies) handler {
	type asked struct {
		by           funds.Actor
		text, reason string
	}
	return edge.Handle(func(in *edge.Input) asked {
		body := in.Object()
		return asked{in.Actor(), body.Raw("policy"), body.RequiredProse("reason", policy.ReasonPolicyReason)}
	}, func(ctx context.Context, of asked) (flow.ChangedPolicy, error) {
		return policies.Propose(ctx, of.by, of.text, of.reason)
	}, func(_ words.Reader, _ asked, changed flow.ChangedPolicy) edge.Response {
		return ok(changedViewOf(changed))
	})
}

// previewPolicy is the dry run of [proposePolicy].
func previewPolicy(policies flow.Policies) handler {
	type asked struct {
		by   funds.Actor
		text string
	}
	return edge.Handle(func(in *edge.Input) asked { return asked{in.Actor(), in.Object().Raw("policy")} },
		func(ctx context.Context, of asked) (flow.ChangedPolicy, error) {
			return policies.Preview(ctx, of.by, of.text)
		},
		func(_ words.Reader, _ asked, changed flow.ChangedPolicy) edge.Response {
			return ok(changedViewOf(changed))
		})
}

func decidePolicy(decide func(flow.Policies, context.Context, funds.Actor, int64) (flow.PolicyView, error), policies flow.Policies) handler {
	type asked struct {
		by      funds.Actor
		version int64
	}
	return edge.Handle(func(in *edge.Input) asked {
		number, err := strconv.ParseInt(in.HTTP.PathValue("version"), 10, 64)
		if err != nil || number < 1 {
			in.Fail(funds.Refuse(funds.CodeNotFound, flow.ReasonNoPolicy))
		}
		return asked{in.Actor(), number}
	}, func(ctx context.Context, of asked) (flow.PolicyView, error) {
		return decide(policies, ctx, of.by, of.version)
	}, func(_ words.Reader, _ asked, view flow.PolicyView) edge.Response { return ok(policyViewOf(view)) })
}

// policyView is one version, with what is in force.
type policyView struct {
	Version     int64                `json:"version"`
	State       policy.Stage         `json:"state"`
	Kind        funds.PolicyKind     `json:"kind"`
	Policy      json.RawMessage      `json:"policy"`
	Base        int64                `json:"base,omitempty"`
	Tightens    []string             `json:"tightens"`
	Loosens     []string             `json:"loosens"`
	Reason      string               `json:"reason,omitempty"`
	By          string               `json:"by,omitempty"`
	ByName      string               `json:"byName,omitempty"`
	At          string               `json:"at"`
	Approvals   []policyApprovalView `json:"approvals"`
	Needed      int64                `json:"approvalsNeeded"`
	EffectiveAt *string              `json:"effectiveAt,omitempty"`
	LapsesAt    *string              `json:"lapsesAt,omitempty"`
	WithdrawnBy string               `json:"withdrawnBy,omitempty"`
	WithdrawnAt *string              `json:"withdrawnAt,omitempty"`
	InForce     int64                `json:"inForce"`
	Newest      int64                `json:"newest"`
	Rehearsal   *rehearsalView       `json:"rehearsal,omitempty"`
	AsItIs      *rehearsalView       `json:"rehearsalInForce,omitempty"`
}

type policyApprovalView struct {
	Person string `json:"person"`
	Name   string `json:"name,omitempty"`
	At     string `json:"at"`
}

// rehearsalView is what would have become of the newest withdrawals of some days, so many at most, under a policy.
type rehearsalView struct {
	Passed  int64 `json:"passed"`
	Waited  int64 `json:"waited"`
	Refused int64 `json:"refused"`
	Open    int64 `json:"open"`
	Raised  int64 `json:"raised"`
	Days    int64 `json:"days"`
	Most    int64 `json:"most"`
}

func rehearsalViewOf(of withdrawal.Rehearsal) *rehearsalView {
	return &rehearsalView{of.Passed, of.Waited, of.Refused, of.Open, of.Raised, flow.RehearsedDays, flow.RehearsedMost}
}

func changedViewOf(changed flow.ChangedPolicy) policyView {
	view := policyViewOf(changed.PolicyView)
	view.Rehearsal = rehearsalViewOf(changed.Rehearsal)
	if changed.AsItIs != nil {
		view.AsItIs = rehearsalViewOf(*changed.AsItIs)
	}
	return view
}

func policyViewOf(of flow.PolicyView) policyView {
	v := of.Version
	view := policyView{
		Version: v.Number, State: policy.StageOf(of.Head, v, of.At), Kind: v.Kind, Policy: json.RawMessage(v.Text), Base: v.Base,
		Tightens: append([]string{}, v.Tightens...), Loosens: append([]string{}, v.Loosens...), Reason: v.Reason,
		By: v.By.ID, ByName: v.By.Name, At: edge.Moment(v.At), Approvals: []policyApprovalView{}, Needed: of.Needed,
		EffectiveAt: edge.OptionalMoment(v.EffectiveAt), LapsesAt: edge.OptionalMoment(v.LapsesAt), WithdrawnBy: v.Withdrawn.ID, WithdrawnAt: edge.OptionalMoment(v.WithdrawnAt),
		InForce: of.InForce, Newest: of.Head.Newest,
	}
	for _, approval := range v.Approvals {
		view.Approvals = append(view.Approvals, policyApprovalView{approval.Person, approval.By.Name, edge.Moment(approval.At)})
	}
	return view
}
