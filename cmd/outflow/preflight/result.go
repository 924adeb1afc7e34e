package preflight

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
)

// Status is what a check comes to.
type Status string

// A check fails where the deployment cannot work, or has lost something that it is relied on for. It warns of what a deployer may
// have meant. It is unknown where the caller has no right to look, which says nothing of the deployment.
const (
	OK      Status = "ok"
	Warn    Status = "warn"
	Fail    Status = "fail"
	Unknown Status = "unknown"
)

// Result is what one check found.
type Result struct {
	Check  string `json:"check"`
	Status Status `json:"status"`
	Found  string `json:"found"`        // a sentence: what is so, and what it means
	Do     string `json:"do,omitempty"` // what to do about it; empty where it is ok
}

func fine(format string, arguments ...any) Result {
	return Result{Status: OK, Found: fmt.Sprintf(format, arguments...)}
}

// verdict is a result that asks for something to be done.
func verdict(status Status, found, do string) Result {
	return Result{Status: status, Found: found, Do: do}
}

// denials are the codes by which AWS's services say that the caller may not do something.
var denials = []string{"AccessDenied", "AccessDeniedException", "AuthorizationError", "NotAuthorized", "UnauthorizedOperation", "AllAccessDisabled"}

// unasked is what a check comes to that got no answer: unknown where the caller may not ask.
func unasked(err error, needs string) Result {
	if code := codeOf(err); slices.Contains(denials, code) {
		return verdict(Unknown, "you have no right to look", "allow yourself "+needs+", or have somebody look who has it")
	}
	return verdict(Fail, "it cannot be asked: "+plain(err), "see that the address, the region and the credentials are right, and that AWS is well")
}

// codeOf is the code of an error of AWS's; empty where it is none.
func codeOf(err error) string {
	var said smithy.APIError
	if errors.As(err, &said) {
		return said.ErrorCode()
	}
	return ""
}

// plain is an error in one line.
func plain(err error) string {
	var said smithy.APIError
	if errors.As(err, &said) {
		return said.ErrorCode() + ": " + said.ErrorMessage()
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// check is one look. Its context is bounded.
type check struct {
	name string
	look func(context.Context) Result
}

// all makes the checks one after the other.
func all(ctx context.Context, checks []check) []Result {
	results := make([]Result, 0, len(checks))
	for _, one := range checks {
		results = append(results, one.made(ctx))
	}
	return results
}

func (c check) made(ctx context.Context) Result {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	result := c.look(ctx)
	result.Check = c.name
	return result
}
