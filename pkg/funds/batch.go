package funds

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// BatchID is the id of a batch of payouts: PB and then what a withdrawal's [ID] is made of. Banks take it as a message's
// id: it has 24 characters.
type BatchID string

const batchPrefix = "PB"

// ReasonNoBatch says that there is no such batch.
const ReasonNoBatch Reason = "batch_not_found"

// ErrNoBatch is the answer to the id of no batch.
var ErrNoBatch = Refuse(CodeNotFound, ReasonNoBatch)

// NewBatchID is the id of the batch that an act makes: what is random in it comes from the act's commit id.
func NewBatchID(act Act) BatchID {
	sum := ContentHash(batchPrefix, act.CommitID)
	return BatchID(batchPrefix + string(NewID([CodeBytes]byte([]byte(sum[:CodeBytes])), act.At)))
}

// ParseBatchID reads an id in any letter case. Anything else is [ErrNoBatch].
func ParseBatchID(text string) (BatchID, error) {
	rest, ok := strings.CutPrefix(strings.ToUpper(text), batchPrefix)
	if !ok || len(rest) != idChars || len(text) != len(batchPrefix)+idChars {
		return "", ErrNoBatch
	}
	id, err := ParseID(rest)
	if err != nil {
		return "", ErrNoBatch
	}
	return BatchID(batchPrefix + string(id)), nil
}

// Time is when it was made, to the second; zero for what is no id.
func (id BatchID) Time() time.Time { return ID(strings.TrimPrefix(string(id), batchPrefix)).Time() }

// BatchState is how far a batch has come.
type BatchState string

// The states. Rows that are in none, or in another one, belong to nobody while the batch is open.
const (
	BatchOpen      BatchState = "open"      // it waits to be released; it has claimed nothing
	BatchReleased  BatchState = "released"  // it claims its rows, one by one
	BatchReady     BatchState = "ready"     // it has claimed all that it could: there is a file
	BatchRecalled  BatchState = "recalled"  // its file was never sent: it lets go of its rows, one by one
	BatchEnded     BatchState = "ended"     // it has let go of all of them
	BatchDiscarded BatchState = "discarded" // it was never released
)

// BatchStates are all of them.
func BatchStates() []BatchState {
	return []BatchState{BatchOpen, BatchReleased, BatchReady, BatchRecalled, BatchEnded, BatchDiscarded}
}

// Steps says that there is work left on its rows.
func (s BatchState) Steps() bool { return s == BatchReleased || s == BatchRecalled }

// MaxBatchRows is how many payouts a batch has at most.
const MaxBatchRows = 10_000

// BatchPartRows is how many of its rows are kept together, and worked on in one step.
const BatchPartRows = 100

// Batch is payouts that are paid together, by a file.
type Batch struct {
	ID      BatchID
	Version int64 // 0: not stored yet
	State   BatchState

	Account string // that it is paid from
	Format  string // of the file
	Count   int64  // of rows, as it was made
	Total   Amount // of what they pay out
	Hash    string // over its rows' content hashes, in their order: 32 bytes

	Claimed       int64 // rows that it has claimed, and their sum: what is in the file
	ClaimedAmount Amount
	Done          int64 // parts that the step under way is through with

	File      FilePrint // of what was written; of nothing before it is ready
	Releasers []Actor   // who have released it: they pay, each of them
	Proposal  ProposalID

	By        Actor // who made it
	CommitID  string
	CreatedAt time.Time
	UpdatedAt time.Time
	ReadyAt   time.Time
}

// FilePrint tells a file from any other.
type FilePrint struct {
	SHA256 string // 32 bytes
	Bytes  int64
}

// Parts is how many there are of the rows.
func (b Batch) Parts() int64 { return (b.Count + BatchPartRows - 1) / BatchPartRows }

// BatchRow is one payout of a batch, as it was when the batch was made, and what became of its claim.
type BatchRow struct {
	ID      ID
	Net     Amount
	Hash    string  // of its content: 32 bytes
	Refused Message // why it was not claimed; empty where it was, or is yet to be
}

// BatchPart is some of a batch's rows, which are kept together.
type BatchPart struct {
	Batch    BatchID
	Number   int64 // from 0
	Version  int64 // 0: not stored yet
	Rows     []BatchRow
	CommitID string
}

const batchDomain = "outflow batch 1"

// BatchHash is the hash of what is released: the batch, its account and format, and its rows' content in their order.
func BatchHash(b Batch, rows []BatchRow) string {
	fields := make([]string, 0, len(rows)+4) //nolint:mnd // what stands before the rows
	fields = append(fields, string(b.ID), b.Account, b.Format, strconv.Itoa(len(rows)))
	for _, row := range rows {
		fields = append(fields, row.Hash)
	}
	return ContentHash(batchDomain, fields...)
}

// ModuleBatch is the audit log's word for what is about batches.
const ModuleBatch = "batch"

// BatchFetched is the record of one download of its file, which shows whole accounts.
func BatchFetched(act Act, b Batch) AuditRecord {
	detail := map[string]string{"account": b.Account, "format": b.Format, "count": strconv.FormatInt(b.Claimed, base10), "total": b.ClaimedAmount.Fixed()}
	return AuditRecord{
		ID: act.CommitID, Module: ModuleBatch, Action: "download", TargetID: string(b.ID), TargetType: ModuleBatch,
		Detail: jsonOf(detail), Actor: act.Actor, At: act.At,
	}
}

// BatchReported is the record of a bank's results that were confirmed: how many rows they changed.
func BatchReported(act Act, id BatchID, applied int64) AuditRecord {
	return AuditRecord{
		ID: act.CommitID, Module: ModuleBatch, Action: "results", TargetID: string(id), TargetType: ModuleBatch,
		Detail: jsonOf(map[string]string{"count": strconv.FormatInt(applied, base10)}), Actor: act.Actor, At: act.At,
	}
}

// BatchChange is a batch's next state and the version that it was decided on (0: must not exist).
type BatchChange struct {
	From int64
	To   Batch
}

// BatchPartChange is that of a part.
type BatchPartChange struct {
	From int64
	To   BatchPart
}

// What a line says of a batch, and why nothing else is done with what a batch has claimed.
const (
	ReasonInBatch          Reason = "in_batch"           // only what becomes of the file of Batch ends it
	ReasonClaimedByBatch   Reason = "claimed_by_batch"   // Batch
	ReasonUnclaimedByBatch Reason = "unclaimed_by_batch" // Batch
)

// InBatch says that a batch has claimed it, and that nothing has become of it yet.
func (w Withdrawal) InBatch() bool { return w.State == StateProcessing && w.Payout.Batch != "" }

// AtGateway says that it was claimed for the gateway, whose word ends it.
func (w Withdrawal) AtGateway() bool { return w.State == StateProcessing && !w.InBatch() }

// batchCommands are what may be done to a withdrawal that a batch has claimed: by that batch, and to note what the gateway
// says of an order that it was never sent.
var batchCommands = []Command{CommandComplete, CommandUnclaim, CommandFlag}

// Next is where a command leads the withdrawal: by its state, as [Next] says, and by whether a batch has claimed it.
func (w Withdrawal) Next(command Command) (State, error) {
	to, err := Next(w.State, command)
	ofBatch := slices.Contains(batchCommands, command)
	outside := w.AtGateway() && (command == CommandUnclaim || command == CommandFlag)
	if err != nil || outside || w.InBatch() && !ofBatch {
		return w.State, w.Illegal(command)
	}
	return to, nil
}

// Illegal refuses a command on the withdrawal as it is: it names the batch that has claimed it, or else its state.
func (w Withdrawal) Illegal(command Command) *Error {
	if !w.InBatch() {
		return Illegal(w.State, command)
	}
	return Refuse(CodeIllegal, ReasonInBatch).About(Facts{State: w.State, Command: command, Batch: string(w.Payout.Batch)})
}
