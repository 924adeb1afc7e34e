package funds

import (
	"errors"
	"fmt"
)

// Code classes a refusal. A contract's error table turns it into a status and a body; no other code
// decides one.
type Code string

// The closed list of refusals. Their order of precedence is the order of the checks of the decision
// that returns them.
const (
	CodeInvalid          Code = "invalid"           // a field of the request is wrong: Field names it
	CodeUnauthenticated  Code = "unauthenticated"   // no token, or one that does not verify
	CodeForbidden        Code = "forbidden"         // the caller may not do this
	CodeNoRoute          Code = "no_route"          // no such address
	CodeNoMethod         Code = "no_method"         // the address is there, and does not do this
	CodeNotFound         Code = "not_found"         // no such thing, or another user's
	CodeIllegal          Code = "illegal_state"     // the transition table does not allow it
	CodeUnpayable        Code = "unpayable"         // it cannot be paid this way, by its method or by what the channel takes
	CodeWalletInactive   Code = "wallet_inactive"   // the wallet is frozen or closed
	CodeInsufficient     Code = "insufficient"      // available money does not cover it
	CodeGatewayShort     Code = "gateway_short"     // the gateway's own balance does not cover it
	CodeSingleLimit      Code = "single_limit"      // over the limit of one withdrawal
	CodeDailyLimit       Code = "daily_limit"       // over the limit of one business day
	CodeMinimum          Code = "minimum"           // below the least amount
	CodeTooManyOpen      Code = "too_many_open"     // too many unfinished withdrawals
	CodeDuplicateNumber  Code = "duplicate_number"  // a transaction number that is already claimed
	CodeIdempotency      Code = "idempotency"       // same key, another request
	CodeDuplicate        Code = "duplicate"         // another wish like it was granted a moment ago
	CodeGatewayDisagrees Code = "gateway_disagrees" // the gateway says paid or pending
	CodeTooEarly         Code = "too_early"         // a sender may still be at it
	CodeTooMany          Code = "too_many"          // the caller asks too often: Facts.Wait says when to try again
	CodeBusy             Code = "busy"              // conflicts did not end within the bound: try again
	CodeInternal         Code = "internal"          // a fault of ours; its cause is never shown
)

// Error is the one error type: a code for machines, a message for people, and a hidden cause for
// the log.
type Error struct {
	Code    Code
	Field   string // the request's field that is at fault, in the contract's spelling; may be empty
	Message string // public
	Facts   Facts  // amounts that contracts print in their own words
	cause   error
}

func (e *Error) Error() string {
	text := string(e.Code)
	if e.Field != "" {
		text += " (" + e.Field + ")"
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap gives the hidden cause.
func (e *Error) Unwrap() error { return e.cause }

// Is matches errors of the same code, and of the same field where the target names one.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code && (other.Field == "" || other.Field == e.Field)
}

// Invalid is a request error that names the field.
func Invalid(field, format string, args ...any) *Error {
	return &Error{Code: CodeInvalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

// Refuse is an error of a code with a public message.
func Refuse(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Internal hides a cause behind [CodeInternal]; what says what was being done.
func Internal(what string, cause error) *Error {
	return &Error{Code: CodeInternal, cause: fmt.Errorf("%s: %w", what, cause)}
}

// CodeOf is the code of err, or CodeInternal where it has none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Sentinels to match with errors.Is.
var (
	ErrAmountInvalid  = &Error{Code: CodeInvalid, Field: "amount", Message: "金额格式不正确，最多两位小数"}
	ErrNotFound       = &Error{Code: CodeNotFound, Message: "记录不存在"}
	ErrNoRecharge     = &Error{Code: CodeNotFound, Field: "rechargeId", Message: "充值记录不存在"}
	ErrForbidden      = &Error{Code: CodeForbidden, Message: "无权限"}
	ErrIllegal        = &Error{Code: CodeIllegal}
	ErrWalletInactive = &Error{Code: CodeWalletInactive, Message: "钱包已冻结或关闭"}
	ErrBusy           = &Error{Code: CodeBusy, Message: "系统繁忙，请稍后重试"}

	// ErrConflict is the write door's word for a lost race: a version moved. It never leaves
	// package flow, which reloads and decides again.
	ErrConflict = errors.New("conflict: the state moved since it was read")
	// ErrCodeTaken says that a withdrawal's random code exists already; draw another.
	ErrCodeTaken = errors.New("withdrawal code is taken")
)
