package table

import (
	"errors"
	"fmt"
	"net/http"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/outflow-pay/outflow/pkg/funds"
)

type kind int

const (
	applied         kind = iota
	notApplied           // throttled, or in conflict with another transaction: send it again
	conditionFailed      // a condition does not hold
	ambiguous            // no answer, or one that does not tell
	broken               // a fault that no repetition cures
)

// failure is what became of one request.
type failure struct {
	kind    kind
	refused []refusal // of a failed condition, one for each item that says so
	err     error
}

// refusal is the error of the failed condition that takes precedence.
func (f failure) refusal() error {
	first := refusedInactive
	for _, r := range f.refused {
		first = min(first, r)
	}
	switch first {
	case refusedCode:
		return funds.ErrCodeTaken
	case refusedNumber:
		return &funds.Error{Code: funds.CodeDuplicateNumber, Field: "transactionNo", Message: "交易号已存在，请勿重复打款"}
	case refusedInactive:
		return funds.ErrWalletInactive
	case refusedConflict:
		return funds.ErrConflict
	default:
		return funds.ErrConflict
	}
}

// Codes of single requests, and of a cancelled transaction's reasons, that say that nothing was
// written and that the same request may succeed later (DynamoDB developer guide, "Error handling"
// and "TransactWriteItems").
var transient = map[string]bool{
	"TransactionConflict":                    true,
	"TransactionConflictException":           true,
	"ThrottlingError":                        true,
	"ThrottlingException":                    true,
	"ProvisionedThroughputExceeded":          true,
	"ProvisionedThroughputExceededException": true,
	"RequestLimitExceeded":                   true,
}

const (
	reasonNone      = "None"
	reasonCondition = "ConditionalCheckFailed"
)

// classify tells by code, never by text, what became of a request.
func classify(err error, writes []write) failure {
	if err == nil {
		return failure{kind: applied}
	}
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return classifyReasons(err, cancelled.CancellationReasons, writes)
	}
	var condition *types.ConditionalCheckFailedException
	if errors.As(err, &condition) {
		return failure{kind: conditionFailed, refused: []refusal{writes[0].refusal}, err: err}
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		if transient[api.ErrorCode()] {
			return failure{kind: notApplied, err: err}
		}
		var response *awshttp.ResponseError
		if errors.As(err, &response) && response.HTTPStatusCode() >= http.StatusInternalServerError {
			return failure{kind: ambiguous, err: err}
		}
		if api.ErrorFault() == smithy.FaultServer {
			return failure{kind: ambiguous, err: err}
		}
		return failure{kind: broken, err: err}
	}
	return failure{kind: ambiguous, err: err}
}

func classifyReasons(err error, reasons []types.CancellationReason, writes []write) failure {
	result := failure{kind: notApplied, err: err}
	for i, reason := range reasons {
		code := ""
		if reason.Code != nil {
			code = *reason.Code
		}
		switch {
		case code == "" || code == reasonNone:
		case code == reasonCondition && i < len(writes):
			result.kind = conditionFailed
			result.refused = append(result.refused, writes[i].refusal)
		case transient[code]:
		default: // ValidationError, ItemCollectionSizeLimitExceeded, and whatever comes
			return failure{kind: broken, err: err}
		}
	}
	return result
}

// unread is the error of a read that failed: busy where it may succeed later, internal otherwise.
func unread(what string, err error) error {
	var ours *funds.Error
	if errors.As(err, &ours) {
		return err // it was read, but does not decode
	}
	switch classify(err, nil).kind {
	case notApplied, ambiguous:
		return errors.Join(funds.ErrBusy, fmt.Errorf("%s: %w", what, err))
	case applied, conditionFailed, broken:
	}
	return funds.Internal(what, err)
}
