package table

import (
	"slices"
	"strings"

	"github.com/outflow-pay/outflow/pkg/funds"
)

type proposalItem struct {
	PK       string `dynamodbav:"PK"`
	SK       string `dynamodbav:"SK"`
	StatusPK string `dynamodbav:"statusPK"` // by-status: a state and a month
	TimeSK   string `dynamodbav:"timeSK"`

	ID        string                      `dynamodbav:"id"`
	Version   int64                       `dynamodbav:"ver"`
	State     string                      `dynamodbav:"st"`
	Act       string                      `dynamodbav:"act"`
	Target    string                      `dynamodbav:"tgt,omitempty"`
	Body      map[string]string           `dynamodbav:"body"`
	Hash      []byte                      `dynamodbav:"ch"`
	Judged    []askedItem                 `dynamodbav:"jdg,omitempty"`
	Need      int64                       `dynamodbav:"need"`
	Approvals map[string]proposalApproval `dynamodbav:"ap"` // by person
	Expires   int64                       `dynamodbav:"exp"`
	Failure   string                      `dynamodbav:"fail,omitempty"`
	Reason    string                      `dynamodbav:"why,omitempty"`
	Ended     actorItem                   `dynamodbav:"endBy,omitempty"`
	Commit    string                      `dynamodbav:"commit"`
	Created   int64                       `dynamodbav:"at"`
	Updated   int64                       `dynamodbav:"upd"`
	EndedAt   int64                       `dynamodbav:"end,omitempty"`
}

type proposalApproval struct {
	Number int       `dynamodbav:"n"` // from 0: the proposer's
	By     actorItem `dynamodbav:"by"`
	At     int64     `dynamodbav:"at"`
}

type askedItem struct {
	Act      string `dynamodbav:"a"`
	Amount   int64  `dynamodbav:"n,omitempty"`
	Method   string `dynamodbav:"m,omitempty"`
	NewPayee bool   `dynamodbav:"p,omitempty"`
}

func proposalItemOf(p funds.Proposal) proposalItem {
	item := proposalItem{
		PK: pkProposal(p.ID), SK: skProposal, StatusPK: proposalPartition(p.State, monthOf(p.CreatedAt)), TimeSK: timeKey(p.CreatedAt, string(p.ID)),
		ID: string(p.ID), Version: p.Version, State: string(p.State), Act: string(p.Act), Target: p.Target, Body: p.Body, Hash: []byte(p.Hash),
		Need: p.Need, Approvals: make(map[string]proposalApproval, len(p.Approvals)), Expires: millis(p.Expires),
		Failure: string(p.Failure), Reason: string(p.Reason), Ended: actorItemOf(p.Ended),
		Commit: p.CommitID, Created: millis(p.CreatedAt), Updated: millis(p.UpdatedAt), EndedAt: millis(p.EndedAt),
	}
	for _, asked := range p.Judged {
		item.Judged = append(item.Judged, askedItem{string(asked.Act), int64(asked.Amount), string(asked.Method), asked.NewPayee})
	}
	for n, approval := range p.Approvals {
		item.Approvals[approval.Person] = proposalApproval{n, actorItemOf(approval.By), millis(approval.At)}
	}
	return item
}

func (i proposalItem) proposal() funds.Proposal {
	p := funds.Proposal{
		ID: funds.ProposalID(i.ID), Version: i.Version, State: funds.ProposalState(i.State), Act: funds.ProposedAct(i.Act), Target: i.Target,
		Body: i.Body, Hash: string(i.Hash), Need: i.Need, Expires: moment(i.Expires), Failure: funds.Message(i.Failure), Reason: funds.Message(i.Reason),
		Ended: i.Ended.actor(), CommitID: i.Commit, CreatedAt: moment(i.Created), UpdatedAt: moment(i.Updated), EndedAt: moment(i.EndedAt),
	}
	for _, asked := range i.Judged {
		p.Judged = append(p.Judged, funds.Asked{Act: funds.ControlledAct(asked.Act), Amount: funds.Amount(asked.Amount), Method: funds.Method(asked.Method), NewPayee: asked.NewPayee})
	}
	for person, approval := range i.Approvals {
		p.Approvals = append(p.Approvals, funds.ProposalApproval{Person: person, By: approval.By.actor(), At: moment(approval.At)})
	}
	slices.SortFunc(p.Approvals, func(a, b funds.ProposalApproval) int {
		return i.Approvals[a.Person].Number - i.Approvals[b.Person].Number
	})
	return p
}

// releasedItem is what a person has released alone, by hours.
type releasedItem struct {
	PK      string      `dynamodbav:"PK"`
	SK      string      `dynamodbav:"SK"`
	Version int64       `dynamodbav:"ver"`
	Hours   packedHours `dynamodbav:"hours"`
	Commit  string      `dynamodbav:"commit"`
}

func releasedItemOf(r funds.Released) releasedItem {
	return releasedItem{PK: pkReleased(r.Person), SK: skReleased, Version: r.Version, Hours: append(packedHours(nil), r.Hours...), Commit: r.CommitID}
}

func (i releasedItem) released() funds.Released {
	return funds.Released{Person: strings.TrimPrefix(i.PK, pkReleased("")), Version: i.Version, Hours: i.Hours, CommitID: i.Commit}
}
