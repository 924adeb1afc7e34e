package funds

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"
)

// accountMarkBytes keeps marks short: a payout's condition looks at all of those of its shard.
const accountMarkBytes = 16

// AccountMark tells one account that money goes to from another: a hash of its letters and digits in one case, whatever
// method, bank or owner stand beside it. The zero value is no account's.
type AccountMark [accountMarkBytes]byte

// MarkAccount is the mark of an account, or of the free text that stands in its place.
func MarkAccount(account string) AccountMark {
	spelled := plain(account)
	if spelled == "" {
		if spelled = strings.TrimSpace(account); spelled == "" {
			return AccountMark{}
		}
	}
	sum := sha256.Sum256([]byte("blocked account\x00" + spelled))
	return AccountMark(sum[:accountMarkBytes])
}

// PaidTo is the account that the money goes to, or the free text that stands in its place.
func (t Target) PaidTo() string {
	if MarkAccount(t.Account).Some() {
		return t.Account
	}
	return t.Remark
}

// Mark is that of the account that the money goes to.
func (t Target) Mark() AccountMark { return MarkAccount(t.PaidTo()) }

const shownLetters = 4

// MaskAccount shows the last letters and digits of an account, ****7894, and none of one that is not much longer.
func MaskAccount(account string) string {
	spelled := []rune(plain(account))
	if len(spelled) < 2*shownLetters {
		return "****"
	}
	return "****" + string(spelled[len(spelled)-shownLetters:])
}

// Some says that it is an account's.
func (m AccountMark) Some() bool { return m != AccountMark{} }

// Shard is where an account's block is kept, and which copy of the pauses a payout to it looks at.
func (m AccountMark) Shard() int { return int(m[0]) % PauseShards }

// BlockedAccount is an account that nothing is paid to until its block is lifted.
type BlockedAccount struct {
	ID     string // of the block
	Mark   AccountMark
	Shown  string // the account, masked
	By     Actor
	At     time.Time
	Reason string
	Lifts  []string // persons who want it lifted, where one is not enough
}

// ForcedBlock is what was blocked or lifted from outside, with the table's own credentials.
type ForcedBlock struct {
	BlockedAccount

	Lifted bool
}

// BlockedShard is all that is blocked of one shard: what is decided on, and what the shard's copy of the pauses names.
type BlockedShard struct {
	Shard    int
	Version  int64 // 0: not stored yet
	On       []BlockedAccount
	Forced   ForcedBlock // the last one; its ID is empty where there was none
	CommitID string      // of the last change
}

// Find is the block of an account.
func (s BlockedShard) Find(mark AccountMark) (BlockedAccount, bool) {
	return s.find(func(b BlockedAccount) bool { return b.Mark == mark })
}

// FindID is a block by its id.
func (s BlockedShard) FindID(id string) (BlockedAccount, bool) {
	return s.find(func(b BlockedAccount) bool { return b.ID == id })
}

func (s BlockedShard) find(is func(BlockedAccount) bool) (BlockedAccount, bool) {
	if i := slices.IndexFunc(s.On, is); i >= 0 {
		return s.On[i], true
	}
	return BlockedAccount{}, false
}

// BlockedChange is a shard's next state and the version that it was decided on (0: must not exist). The copy of the pauses
// that payouts look at names the same accounts with the same commit.
type BlockedChange struct {
	From int64
	To   BlockedShard
}

// ReasonAccountBlocked says that nothing is paid to the account in Field.
const ReasonAccountBlocked Reason = "account_blocked"

// ErrAccountBlocked refuses a payout to an account that is blocked.
var ErrAccountBlocked = &Error{Code: CodeUnpayable, Reason: ReasonAccountBlocked, Field: "account"}
