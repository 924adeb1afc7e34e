package funds

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ProposalID is a proposal's id: PR and then what a withdrawal's [ID] is made of.
type ProposalID string

const proposalPrefix = "PR"

// ReasonNoProposal says that there is no such proposal.
const ReasonNoProposal Reason = "proposal_not_found"

// ErrNoProposal is the answer to the id of no proposal.
var ErrNoProposal = Refuse(CodeNotFound, ReasonNoProposal)

// NewProposalID is the id of the proposal that an act makes: what is random in it comes from the act's commit id.
func NewProposalID(act Act) ProposalID {
	return ProposalID(newPrefixedID(proposalPrefix, act))
}

// ParseProposalID reads an id in any letter case. Anything else is [ErrNoProposal].
func ParseProposalID(text string) (ProposalID, error) {
	id, ok := parsePrefixedID(proposalPrefix, text)
	if !ok {
		return "", ErrNoProposal
	}
	return ProposalID(id), nil
}

// Time is when it was made, to the second; zero for what is no id.
func (id ProposalID) Time() time.Time {
	return ID(strings.TrimPrefix(string(id), proposalPrefix)).Time()
}

// ProposalState is what became of a proposal.
type ProposalState string

// The states. An open one whose time is over is expired: that is told from the clock, and never written.
const (
	ProposalOpen     ProposalState = "open"
	ProposalDone     ProposalState = "done"     // enough people approved, and it was carried out with the last approval
	ProposalFailed   ProposalState = "failed"   // enough people approved, and it was no longer legal
	ProposalRejected ProposalState = "rejected" // somebody refused it, or its proposer took it back
)

// ProposalStates are all that are stored.
func ProposalStates() []ProposalState {
	return []ProposalState{ProposalOpen, ProposalDone, ProposalFailed, ProposalRejected}
}

// ProposalLife is how long a proposal waits for its approvals.
const ProposalLife = 7 * 24 * time.Hour

// ProposedAct is what a proposal would do.
type ProposedAct string

// The acts that may be proposed.
const (
	ProposeAdjust  ProposedAct = "adjust"        // change a balance
	ProposeSettle  ProposedAct = "settle"        // change a balance by what an order leaves to settle
	ProposeStatus  ProposedAct = "wallet_status" // open or close a wallet
	ProposeFail    ProposedAct = "fail"          // end a payout under way
	ProposeResolve ProposedAct = "resolve"       // decide about a recharge
	ProposeRelease ProposedAct = "release_batch" // pay what is in a batch, by a file
	ProposeRecall  ProposedAct = "recall_batch"  // let go of what is in a batch, whose file was never sent
	ProposeBreak   ProposedAct = "write_off"     // end a difference between our books and a bank's
	ProposeReturn  ProposedAct = "return"        // credit what the bank sent back, or close it
)

// proposedActs says of each act what the policy's rules call it.
var proposedActs = map[ProposedAct]ControlledAct{
	ProposeAdjust: ActAdjust, ProposeSettle: ActResolve, ProposeStatus: ActReopen, ProposeFail: ActFail, ProposeResolve: ActResolve,
	ProposeRelease: ActBatch, ProposeRecall: ActBatch,
	ProposeBreak:  ActResolve,
	ProposeReturn: ActReturn,
}

// Known says that it is one of the acts.
func (a ProposedAct) Known() bool { return proposedActs[a] != "" }

// Permits says that somebody may approve it, who has these permissions: whoever releases a batch sees whole accounts.
func (a ProposedAct) Permits(may Permissions) bool {
	return may.Has(a.Permission()) && (a != ProposeRelease || may.Has(PermissionExport))
}

// Permission is what its approvers must be allowed; empty, which nobody has, for what is no act.
func (a ProposedAct) Permission() Permission { return proposedActs[a].Permission() }

// ProposerPermission is what whoever proposes it must be allowed, which may be less: an order is settled by an adjustment.
func (a ProposedAct) ProposerPermission() Permission {
	if a == ProposeSettle {
		return PermissionAdjust
	}
	return a.Permission()
}

// ProposalPermissions are those of all acts, each once, in the order of [AllPermissions].
func ProposalPermissions() Permissions {
	return slices.DeleteFunc(AllPermissions(), func(p Permission) bool {
		for _, act := range proposedActs {
			if act.Permission() == p {
				return false
			}
		}
		return true
	})
}

// ProposalBody is all that an act takes, by name, as texts: two bodies with the same texts are the same.
type ProposalBody map[string]string

// The names in a body.
const (
	BodyReason     = "reason"
	BodyAmount     = "amount"       // in minor units
	BodyWithdrawal = "withdrawalId" // the order that it is about
	BodyRecharge   = "rechargeId"
	BodyStatus     = "status" // that a wallet would have
	BodyAction     = "action" // on a recharge, or on a return that is parked
	BodyBatch      = "batchId"
	BodyCount      = "count" // of a batch's rows
	BodyAccount    = "account"
	BodyFormat     = "format"
	BodyHash       = "hash" // of a batch, in hexadecimal
	BodyBreak      = "breakId"
	BodyReference  = "reference" // the bank's
	BodyConfirmed  = "confirmed" // "true" where the proposer has typed the confirmation
)

// Amount is the body's amount in minor units, below zero where it takes; 0 where it has none.
func (b ProposalBody) Amount() Amount {
	minor, err := strconv.ParseInt(b[BodyAmount], 10, 64)
	if err != nil {
		return 0
	}
	return Amount(minor)
}

// ProposalApproval is one person's word for a proposal; the proposer's own is the first.
type ProposalApproval struct {
	Person string
	By     Actor // without address and browser, which the audit keeps
	At     time.Time
}

// Proposal is an act that waits for other people's approval, and what became of it.
type Proposal struct {
	ID      ProposalID
	Version int64 // 0: not stored yet
	State   ProposalState

	Act    ProposedAct
	Target string // the user whose money or wallet it is about; empty: nobody's
	Body   ProposalBody
	Hash   string  // of what is proposed: 32 bytes
	Judged []Asked // what the rules were asked about: amounts are with what they add up to

	Need      int64 // different people, the proposer among them; only ever raised
	Approvals []ProposalApproval
	Expires   time.Time

	Failure Message // why it could not be carried out, in the end
	Reason  Message // why it was rejected
	Ended   Actor   // who rejected it, or whose approval was the last

	CommitID  string
	CreatedAt time.Time
	UpdatedAt time.Time
	EndedAt   time.Time
}

// proposalDomain says what a proposal's hash is of.
const proposalDomain = "outflow proposal 1"

// ContentHash is the hash of what is proposed, computed from the proposal as it is.
func (p Proposal) ContentHash() string {
	fields := []string{string(p.ID), string(p.Act), p.Target, p.Proposer().Person, strconv.FormatInt(p.CreatedAt.UnixMilli(), 10)}
	for _, name := range slices.Sorted(maps.Keys(p.Body)) {
		fields = append(fields, name, p.Body[name])
	}
	return ContentHash(proposalDomain, fields...)
}

// Proposer is the first approval.
func (p Proposal) Proposer() ProposalApproval {
	if len(p.Approvals) == 0 {
		return ProposalApproval{}
	}
	return p.Approvals[0]
}

// ApprovedBy says that a person has approved it.
func (p Proposal) ApprovedBy(person string) bool {
	return slices.ContainsFunc(p.Approvals, func(a ProposalApproval) bool { return a.Person == person })
}

// Expired says that it is open and its time is over.
func (p Proposal) Expired(at time.Time) bool { return p.State == ProposalOpen && !at.Before(p.Expires) }

// Likeness is what the request of an adjustment was, which is only proposed.
func (p Proposal) Likeness() Likeness {
	return Likeness{Kind: RequestAdjustment, UserID: p.Target, Amount: p.Body.Amount()}
}

// Unmade says that nothing came of it, and nothing will.
func (p Proposal) Unmade(at time.Time) bool {
	return p.State == ProposalFailed || p.State == ProposalRejected || p.Expired(at)
}

// ProposalClaim is what an idempotency claim has as the result of a request that came to a proposal. No user's id has
// its sign.
func ProposalClaim(id ProposalID) string { return proposalClaimPrefix + string(id) }

const proposalClaimPrefix = "PROPOSAL#"

// ClaimedProposal is the proposal that a claim's result names; false where it names anything else.
func ClaimedProposal(result string) (ProposalID, bool) {
	id, is := strings.CutPrefix(result, proposalClaimPrefix)
	if !is {
		return "", false
	}
	return ProposalID(id), true
}

// ProposalChange is a proposal's next state and the version that it was decided on (0: must not exist).
type ProposalChange struct {
	From int64
	To   Proposal
}
