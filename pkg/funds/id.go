package funds

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	// CodeChars is the length of a withdrawal's random code: 8 Crockford base-32 characters, 40 bits.
	CodeChars = 8
	// CodeBytes is how many random bytes make a code.
	CodeBytes = 5

	crockford       = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	idTimeLayout    = "20060102150405"
	idChars         = CodeChars + len(idTimeLayout)
	decimalChars    = 13 // 2^40-1 has 13 digits
	prefixChars     = 2
	spelledChars    = prefixChars + len(idTimeLayout) + decimalChars
	bitsPerChar     = 5
	maxCode         = uint64(1)<<(CodeChars*bitsPerChar) - 1
	walletPrefix    = "WD"
	flowPrefix      = "TX"
	crockfordRadix  = 32
	base10, bits64  = 10, 64
	walletIDPrefix  = "W-"
	decimalTemplate = "%013d"
)

// ID is a withdrawal's id: 8 random Crockford base-32 characters (the code, which is unique alone)
// followed by its creation time yyyymmddhhmmss in UTC. It is the gateway's merchantSerial for ever,
// and the numbers of all contracts are spellings of it.
type ID string

// NewID makes an id of 5 random bytes and the creation time.
func NewID(random [CodeBytes]byte, at time.Time) ID {
	var n uint64
	for _, b := range random {
		n = n<<8 | uint64(b)
	}
	return ID(encodeCode(n) + at.UTC().Format(idTimeLayout))
}

// ParseID reads an id in any contract's spelling: the id itself (any letter case), or WD… or TX…
// with the time and the code in 13 decimal digits. Anything else is [ErrNotFound]: an id that
// cannot exist is an unknown one.
func ParseID(text string) (ID, error) {
	upper := strings.ToUpper(text)
	if len(upper) != len(text) {
		return "", ErrNotFound // a letter outside ASCII became one of ours
	}
	text = upper
	switch len(text) {
	case idChars:
		if _, ok := decodeCode(text[:CodeChars]); !ok || !isIDTime(text[CodeChars:]) {
			return "", ErrNotFound
		}
		return ID(text), nil
	case spelledChars:
		prefix, stamp, digits := text[:prefixChars], text[prefixChars:prefixChars+len(idTimeLayout)], text[prefixChars+len(idTimeLayout):]
		if (prefix != walletPrefix && prefix != flowPrefix) || !isIDTime(stamp) || !isDigits(digits) {
			return "", ErrNotFound
		}
		n, err := strconv.ParseUint(digits, base10, bits64)
		if err != nil || n > maxCode {
			return "", ErrNotFound
		}
		return ID(encodeCode(n) + stamp), nil
	default:
		return "", ErrNotFound
	}
}

func isIDTime(s string) bool {
	_, err := time.Parse(idTimeLayout, s)
	return err == nil && isDigits(s)
}

// Code is the id's random part, which is unique by itself: the console's withdrawNo.
func (id ID) Code() string {
	return string(id[:min(len(id), CodeChars)])
}

// Time is when it was made, to the second; zero for what is no id.
func (id ID) Time() time.Time {
	at, err := time.Parse(idTimeLayout, string(id[len(id.Code()):]))
	if err != nil {
		return time.Time{}
	}
	return at
}

// WalletNo is the wallet contract's withdrawalNo: WD + time + the code in decimal.
func (id ID) WalletNo() string { return walletPrefix + id.decimal() }

// FlowNo is the withdraw-flow contract's transaction_no: TX + time + the code in decimal.
func (id ID) FlowNo() string { return flowPrefix + id.decimal() }

func (id ID) decimal() string {
	n, _ := decodeCode(id.Code())
	return string(id[len(id.Code()):]) + fmt.Sprintf(decimalTemplate, n)
}

func encodeCode(n uint64) string {
	var out [CodeChars]byte
	for i := CodeChars - 1; i >= 0; i-- {
		out[i] = crockford[n%crockfordRadix]
		n /= crockfordRadix
	}
	return string(out[:])
}

func decodeCode(code string) (uint64, bool) {
	var n uint64
	for _, c := range []byte(code) {
		digit := strings.IndexByte(crockford, c)
		if digit < 0 {
			return 0, false
		}
		n = n<<bitsPerChar | uint64(digit)
	}
	return n, true
}

// WalletID is the id that contracts print for a user's wallet. It is derived, so that it needs no lookup.
func WalletID(userID string) string { return walletIDPrefix + userID }
