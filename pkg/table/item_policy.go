package table

import (
	"github.com/outflow-pay/outflow/pkg/funds"
)

// The policy as data is one partition: an item for each version, which together have no gap, and the head, which says
// which of them is in force when. Every change of either writes both.
const (
	pkPolicy     = "POLICY"
	skPolicyHead = "HEAD"

	policyVersionPrefix = "V#"
)

func skPolicyVersion(version int64) string { return policyVersionPrefix + padded(version, seqDigits) }

type policyHeadItem struct {
	PK       string           `dynamodbav:"PK"`
	SK       string           `dynamodbav:"SK"`
	Revision int64            `dynamodbav:"ver"`
	Newest   int64            `dynamodbav:"newest"`
	Spans    []policySpanItem `dynamodbav:"spans"`
	Current  int64            `dynamodbav:"cur"`
	Before   int64            `dynamodbav:"before"`
	ForcedAt int64            `dynamodbav:"forced"`
	Commit   string           `dynamodbav:"commit"`
}

type policySpanItem struct {
	Number int64 `dynamodbav:"n"`
	From   int64 `dynamodbav:"from"`
	Until  int64 `dynamodbav:"until"`
}

func policyHeadItemOf(h funds.PolicyHead) policyHeadItem {
	row := policyHeadItem{
		PK: pkPolicy, SK: skPolicyHead, Revision: h.Revision, Newest: h.Newest, Current: h.Current, Before: h.Before,
		ForcedAt: millis(h.ForcedAt), Commit: h.CommitID,
	}
	for _, span := range h.Spans {
		row.Spans = append(row.Spans, policySpanItem{span.Number, millis(span.From), millis(span.Until)})
	}
	return row
}

func (i policyHeadItem) head() funds.PolicyHead {
	h := funds.PolicyHead{Revision: i.Revision, Newest: i.Newest, Current: i.Current, Before: i.Before, ForcedAt: moment(i.ForcedAt), CommitID: i.Commit}
	for _, span := range i.Spans {
		h.Spans = append(h.Spans, funds.PolicySpan{Number: span.Number, From: moment(span.From), Until: moment(span.Until)})
	}
	return h
}

type policyVersionItem struct {
	PK          string               `dynamodbav:"PK"`
	SK          string               `dynamodbav:"SK"`
	Revision    int64                `dynamodbav:"ver"`
	Number      int64                `dynamodbav:"n"`
	Kind        string               `dynamodbav:"kind"`
	Text        string               `dynamodbav:"text"`
	Base        int64                `dynamodbav:"base"`
	Tightens    []string             `dynamodbav:"tight"`
	Loosens     []string             `dynamodbav:"loose"`
	Reason      string               `dynamodbav:"why"`
	By          actorItem            `dynamodbav:"by"`
	At          int64                `dynamodbav:"at"`
	Need        int64                `dynamodbav:"need,omitempty"`
	Approvals   []policyApprovalItem `dynamodbav:"appr"`
	EffectiveAt int64                `dynamodbav:"from"`
	LapsesAt    int64                `dynamodbav:"until"`
	Withdrawn   actorItem            `dynamodbav:"wby"`
	WithdrawnAt int64                `dynamodbav:"wat"`
	Commit      string               `dynamodbav:"commit"`
}

type policyApprovalItem struct {
	Person string    `dynamodbav:"p"`
	By     actorItem `dynamodbav:"by"`
	At     int64     `dynamodbav:"at"`
}

func policyVersionItemOf(v funds.PolicyVersion) policyVersionItem {
	row := policyVersionItem{
		PK: pkPolicy, SK: skPolicyVersion(v.Number), Revision: v.Revision, Number: v.Number, Kind: string(v.Kind), Text: v.Text, Base: v.Base,
		Tightens: v.Tightens, Loosens: v.Loosens, Reason: v.Reason, By: actorItemOf(v.By), At: millis(v.At), Need: v.Need,
		EffectiveAt: millis(v.EffectiveAt), LapsesAt: millis(v.LapsesAt), Withdrawn: actorItemOf(v.Withdrawn), WithdrawnAt: millis(v.WithdrawnAt), Commit: v.CommitID,
	}
	for _, approval := range v.Approvals {
		row.Approvals = append(row.Approvals, policyApprovalItem{approval.Person, actorItemOf(approval.By), millis(approval.At)})
	}
	return row
}

func (i policyVersionItem) version() funds.PolicyVersion {
	v := funds.PolicyVersion{
		Number: i.Number, Revision: i.Revision, Kind: funds.PolicyKind(i.Kind), Text: i.Text, Base: i.Base, Tightens: i.Tightens, Loosens: i.Loosens,
		Reason: i.Reason, By: i.By.actor(), At: moment(i.At), Need: i.Need, EffectiveAt: moment(i.EffectiveAt), LapsesAt: moment(i.LapsesAt),
		Withdrawn: i.Withdrawn.actor(), WithdrawnAt: moment(i.WithdrawnAt), CommitID: i.Commit,
	}
	for _, approval := range i.Approvals {
		v.Approvals = append(v.Approvals, funds.PolicyApproval{Person: approval.Person, By: approval.By.actor(), At: moment(approval.At)})
	}
	return v
}
