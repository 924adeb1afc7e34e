package sandbox

import (
	"errors"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// refused is what a call or a control is refused for, in the sandbox's own words.
type refused struct {
	code  funds.Code
	field string // may be empty
	text  string
}

// Error is the code, the field and the text.
func (r *refused) Error() string {
	if r.field == "" {
		return fmt.Sprintf("%s: %s", r.code, r.text)
	}
	return fmt.Sprintf("%s (%s): %s", r.code, r.field, r.text)
}

func invalid(field, format string, args ...any) error {
	return &refused{funds.CodeInvalid, field, fmt.Sprintf(format, args...)}
}

// classed is an error's code and field, be it the sandbox's own or the protocol's.
func classed(err error) (code funds.Code, field string) {
	var own *refused
	if errors.As(err, &own) {
		return own.code, own.field
	}
	var protocol *funds.Error
	if errors.As(err, &protocol) {
		return protocol.Code, protocol.Field
	}
	return funds.CodeInternal, ""
}
