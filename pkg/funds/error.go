package funds

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
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
	CodeRollingLimit     Code = "rolling_limit"     // over the limit of the last 24 hours, or of the last 30 days
	CodeMinimum          Code = "minimum"           // below the least amount
	CodeTooManyOpen      Code = "too_many_open"     // too many unfinished withdrawals
	CodeApproval         Code = "approval"          // other people have to decide, or more of them, or about what is there now
	CodeDuplicateNumber  Code = "duplicate_number"  // a transaction number that is already claimed
	CodeIdempotency      Code = "idempotency"       // same key, another request
	CodeDuplicate        Code = "duplicate"         // another request like it was granted a moment ago
	CodeGatewayDisagrees Code = "gateway_disagrees" // the gateway says paid or pending
	CodePaused           Code = "paused"            // somebody has paused it
	CodeTooEarly         Code = "too_early"         // a sender may still be at it
	CodeTooMany          Code = "too_many"          // the caller asks too often: Facts.Wait says when to try again
	CodeBusy             Code = "busy"              // conflicts did not end within the bound: try again
	CodeInternal         Code = "internal"          // a fault of ours; its cause is never shown
)

// Error is the one error type: a code that classes it, the reason with its facts, from which package words makes
// what people read, and a hidden cause for the log.
type Error struct {
	Code   Code
	Reason Reason
	Field  string // the request's field that is at fault, in the contract's spelling; may be empty
	Facts  Facts
	Why    []Statement // behind the reason, where that only introduces it
	cause  error
}

func (e *Error) Error() string {
	text := string(e.Code)
	if e.Field != "" {
		text += " (" + e.Field + ")"
	}
	if e.Reason != "" && string(e.Reason) != string(e.Code) {
		text += ": " + Statement{e.Reason, e.Facts}.String()
	}
	for _, statement := range e.Why {
		text += ": " + statement.String()
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

// RefusedBecause is an error of a code that says what a message does. A text is no reason: fallback is one, about Text.
func RefusedBecause(code Code, why Message, fallback Reason) *Error {
	text, statements := why.Parts()
	if text != "" || len(statements) == 0 {
		statements = append([]Statement{{fallback, Facts{Text: text}}}, statements...)
	}
	return &Error{Code: code, Reason: statements[0].Reason, Facts: statements[0].Facts, Why: statements[1:]}
}

// Said is what the error says, to be kept in a line.
func (e *Error) Said() (said Message) {
	for _, statement := range e.Statements() {
		said += Say(statement.Reason, statement.Facts)
	}
	return said
}

// Statements are what the error says: its reason, which names the field, and what that only introduces.
func (e *Error) Statements() []Statement {
	if e.Reason == "" {
		return e.Why
	}
	about := e.Facts
	about.Field = cmp.Or(about.Field, e.Field)
	return append([]Statement{{e.Reason, about}}, e.Why...)
}

// About is the error with the facts that its reason names.
func (e *Error) About(facts Facts) *Error {
	said := *e
	said.Facts = facts
	return &said
}

// Invalid is a request error that names the field.
func Invalid(field string, reason Reason) *Error {
	return &Error{Code: CodeInvalid, Reason: reason, Field: field}
}

// Refuse is an error of a code, for a reason.
func Refuse(code Code, reason Reason) *Error { return &Error{Code: code, Reason: reason} }

// What is wrong with a field, whatever it is for.
const (
	ReasonFieldMissing Reason = "field_missing" // it may not be empty
	ReasonNotOneOf     Reason = "not_one_of"    // it has none of the values that there are: Options
)

// Missing refuses a field that may not be empty.
func Missing(field string) *Error { return Invalid(field, ReasonFieldMissing) }

// NotOneOf refuses a field that has none of the values that there are for it.
func NotOneOf(field string, options ...string) *Error {
	return Invalid(field, ReasonNotOneOf).About(Facts{Options: strings.Join(options, ",")})
}

// Internal hides a cause behind [CodeInternal]; what says what was being done.
func Internal(what string, cause error) *Error {
	return &Error{Code: CodeInternal, Reason: ReasonInternal, cause: fmt.Errorf("%s: %w", what, cause)}
}

// CodeOf is the code of err, or CodeInternal where it has none; empty where there is no error.
func CodeOf(err error) Code {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	default:
		return CodeInternal
	}
}

// The reasons of the sentinels.
const (
	ReasonAmountForm     Reason = "amount_form"        // more than two decimals, or no amount at all
	ReasonNotFound       Reason = "not_found"          // no such thing, or another user's
	ReasonNoRecharge     Reason = "recharge_not_found" // no such recharge, or another user's
	ReasonForbidden      Reason = "forbidden"          // the caller may not do this; an admin not to their own money
	ReasonWalletInactive Reason = "wallet_inactive"    // the wallet is frozen or closed
	ReasonBusy           Reason = "busy"               // conflicts did not end within the bound
	ReasonInternal       Reason = "internal"           // a fault of ours
)

// Sentinels to match with errors.Is.
var (
	ErrAmountInvalid  = Invalid("amount", ReasonAmountForm)
	ErrNotFound       = Refuse(CodeNotFound, ReasonNotFound)
	ErrNoRecharge     = &Error{Code: CodeNotFound, Reason: ReasonNoRecharge, Field: "rechargeId"}
	ErrForbidden      = Refuse(CodeForbidden, ReasonForbidden)
	ErrIllegal        = &Error{Code: CodeIllegal}
	ErrWalletInactive = Refuse(CodeWalletInactive, ReasonWalletInactive)
	ErrBusy           = Refuse(CodeBusy, ReasonBusy)

	// ErrConflict is the write door's word for a lost race: a version moved. It never leaves
	// package flow, which reloads and decides again.
	ErrConflict = errors.New("conflict: the state moved since it was read")
	// ErrCodeTaken says that a withdrawal's random code exists already; draw another.
	ErrCodeTaken = errors.New("withdrawal code is taken")
)

// ReasonInsufficient says that what is available does not cover what is requested.
const ReasonInsufficient Reason = "insufficient"

// ReasonNoReasonGiven says that an admin's decision needs a reason.
const ReasonNoReasonGiven Reason = "reason_missing"
