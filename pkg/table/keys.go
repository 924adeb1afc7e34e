package table

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// The indexes' names, as template.yaml declares them.
const (
	indexByType    = "by-type"
	indexByRow     = "by-row"
	indexByStatus  = "by-status"
	indexByTime    = "by-time"
	indexDue       = "due"
	indexAttention = "attention"
	indexByPhone   = "by-phone"
	indexAudit     = "audit"
	indexPaid      = "paid"
)

const (
	skWallet     = "WALLET"
	skWithdrawal = "WD"
	skNumber     = "TXNO"
	skRecharge   = "RC"
	skTwin       = "TWIN"
	skProposal   = "PROPOSAL"
	skReleased   = "RELEASED"
	skJob        = "JOB"
	skBatch      = "BATCH"
	skReturn     = "RETURN"
	pkMonths     = "MONTHS"

	pkAttention         = "ATTENTION"
	pkRechargeAttention = "ATTENTION#RC"
	pkStrayAttention    = "ATTENTION#STRAY"
	pkReturnAttention   = "ATTENTION#RETURN"

	pkGenerations, skGenerations = "COUNT", "GENERATIONS"
	skPayees                     = "PAYEES"

	pkAnswers  = "GATEWAY"
	ratePrefix = "RATE#"
	skRate     = "REFUSED"
	pkPoison   = "POISON"

	pkPauses, skPauses = "PAUSE", "CONTROL"
	pauseCopyPrefix    = "PAUSE#"
	skPauseCopy        = "PAUSE"
	shardDigits        = 2

	pkBlocked = "BLOCKED"

	returnPrefix   = "RETURN#"
	strayPrefix    = "STRAY#"
	numberPrefix   = skNumber + "#" // of an account's
	entryPrefix    = "ENTRY#"
	logPrefix      = "LOG#"
	rechargePrefix = "RECHARGE#"
	batchPrefix    = "BATCH#"
	partPrefix     = "PART#"
	partDigits     = 3

	// DueShards is the number of partitions of the due index.
	DueShards   = 8
	auditShards = 4

	seqDigits, millisDigits = 12, 13

	maxSeq    = 999_999_999_999   // the last number of seqDigits
	maxMillis = 9_999_999_999_999 // the last time of millisDigits: in 2286
)

func pkUser(userID string) string { return "USER#" + userID }

func pkWithdrawal(id funds.ID) string { return "WD#" + id.Code() }

func pkRecharge(id funds.RechargeID) string { return "RC#" + id.Code() }

func skRechargeNumber(n int64) string { return rechargePrefix + padded(n, seqDigits) }

// pauseCopyKey is where a copy of the pauses stands.
func pauseCopyKey(shard int) key {
	return key{pauseCopyPrefix + padded(int64(shard), shardDigits), skPauseCopy}
}

// blockedKey is where the blocked accounts of a shard stand.
func blockedKey(shard int) key { return key{pkBlocked, padded(int64(shard), shardDigits)} }

func pkProposal(id funds.ProposalID) string { return "PROPOSAL#" + string(id) }

func pkJob(id funds.JobID) string { return "JOB#" + string(id) }

func pkBatch(id funds.BatchID) string { return batchPrefix + string(id) }

func skBatchPart(number int64) string { return partPrefix + padded(number, partDigits) }

func pkReleased(person string) string { return "ADMIN#" + person }

func pkNumber(number string) string { return "TXNO#" + number }

// numberKey is where a transaction number is claimed. All claims of one number lie together, by account and, where a file
// said it, by day of booking. Those of before there were accounts are the default account's.
func numberKey(of funds.NumberClaim) key {
	at := key{pkNumber(of.Number), skNumber}
	if of.Account != "" || of.Booked != "" {
		at.sk = numberPrefix + cmp.Or(of.Account, funds.DefaultAccount)
	}
	if of.Booked != "" {
		at.sk += "#" + of.Booked
	}
	return at
}

// numberAt is the claim that stands at a key.
func numberAt(pk, sk string) funds.NumberClaim {
	account, booked, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(sk, skNumber), "#"), "#")
	return funds.NumberClaim{Account: funds.KeptAccount(account), Number: strings.TrimPrefix(pk, pkNumber("")), Booked: booked}
}

func pkReturn(account, reference string) string {
	return returnPrefix + funds.ReturnKey(account, reference)
}

func pkTwin(likeness string) string { return "TWIN#" + likeness }

func pkClaim(caller string) string { return "IDEMP#" + caller }

func skEntry(seq int64) string { return entryPrefix + padded(seq, seqDigits) }

func skLog(version int64) string { return logPrefix + padded(version, seqDigits) }

func monthOf(at time.Time) string { return at.UTC().Format("200601") }

func timeKey(at time.Time, id string) string {
	return padded(at.UnixMilli(), millisDigits) + "#" + id
}

func typeKey(entryType funds.EntryType, n int64) string {
	return string(entryType) + "#" + padded(n, seqDigits)
}

func rowKey(row int64) string { return "ROW#" + padded(row, seqDigits) }

func timePartition(month string, shard int) string { return "ALL#" + month + "#" + strconv.Itoa(shard) }

// statusPartition is a partition of the index of status lists: a state, a month and a shard of it.
func statusPartition(state funds.State, month string, shard int) string {
	return "ST#" + string(state) + "#" + month + "#" + strconv.Itoa(shard)
}

func rechargePartition(month string, shard int) string {
	return "RC#" + month + "#" + strconv.Itoa(shard)
}

func rechargeStatusPartition(shown int, month string, shard int) string {
	return "RCST#" + strconv.Itoa(shown) + "#" + month + "#" + strconv.Itoa(shard)
}

func proposalPartition(state funds.ProposalState, month string) string {
	return "PROP#" + string(state) + "#" + month
}

// jobPartition is where jobs of a state and a month stand in by-status.
func jobPartition(state funds.JobState, month string) string {
	return "JOB#" + string(state) + "#" + month
}

// paidPartition is a partition of the index of what was paid: a UTC day and a shard of it, as one short number.
func paidPartition(at time.Time, shard int) int64 {
	return at.Unix()/daySeconds*paidShards + int64(shard)
}

const (
	daySeconds = 24 * 60 * 60
	paidShards = 100 // more than a month has
)

func batchPartition(month string) string { return "BATCHES#" + month }

func duePartition(shard int) string { return "DUE#" + strconv.Itoa(shard) }

func dueKey(at time.Time, id string) string { return timeKey(at, id) }

func auditPartition(at time.Time, id string) string {
	return fmt.Sprintf("AUDIT#%s#%d", at.UTC().Format("20060102"), shardOf(id, auditShards))
}

// auditDay is a partition of the audit's index: a UTC day, and a shard of it. The first one has the day's name alone, as
// there was one a day at first.
func auditDay(at time.Time, shard int) string {
	day := "AUDIT#" + at.UTC().Format("20060102")
	if shard == 0 {
		return day
	}
	return day + "#" + strconv.Itoa(shard)
}

func strayKey(s funds.Stray) key {
	return key{strayPrefix + s.Serial, fmt.Sprintf("%s#%d#%d#%s", s.Kind, s.State, s.Amount, s.PlatformID)}
}

func pkNode(generation int64, node count.Node) string {
	return "COUNT#" + strconv.FormatInt(generation, 10) + "#" + node.Parent
}

func padded(n int64, digits int) string { return fmt.Sprintf("%0*d", digits, n) }

// shardOf spreads texts evenly over shards. The same text always gets the same shard.
func shardOf(text string, shards int) int {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(text))           // a hash never fails
	return int(hash.Sum32() % uint32(shards)) //nolint:gosec // shards is a small positive constant or a stored count
}
