package edge

import (
	"context"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// Handle is a handler of three parts. read takes out of the request what is asked for; do is the use case, and is not
// called where anything is wrong with the request; show is the contract's answer, for whoever reads it.
func Handle[Asked, Done any](
	read func(*Input) Asked, do func(context.Context, Asked) (Done, error), show func(words.Reader, Asked, Done) Response,
) func(context.Context, *Request) (Response, error) {
	return func(ctx context.Context, r *Request) (Response, error) {
		in := &Input{Request: r}
		asked := read(in)
		if in.err != nil {
			return Response{}, in.err
		}
		done, err := do(ctx, asked)
		if err != nil {
			return Response{}, err
		}
		answer := show(r.Reader(), asked, done)
		return answer, answer.Refused
	}
}

// Whole reads nothing out of a request: it is all that is asked for.
func Whole(in *Input) *Request { return in.Request }

// Input is a request while it is read. It keeps the first thing that is wrong with it, so that a handler reads all that
// it needs, one after the other, and asks nothing: what is read behind a fault is never used.
type Input struct {
	*Request

	err error
}

// Fail notes what is wrong; the first fault counts. nil is none.
func (in *Input) Fail(err error) {
	if in.err == nil {
		in.err = err
	}
}

// Err is the first thing that is wrong.
func (in *Input) Err() error { return in.err }

// noted is a value that was read, whose fault is noted.
func noted[Value any](in *Input, value Value, err error) Value {
	in.Fail(err)
	return value
}

// ID is the withdrawal's in the path.
func (in *Input) ID() funds.ID {
	id, err := in.Request.ID()
	return noted(in, id, err)
}

// RechargeID is the recharge's in the path.
func (in *Input) RechargeID() funds.RechargeID {
	id, err := funds.ParseRechargeID(in.HTTP.PathValue("id"))
	return noted(in, id, err)
}

// Page is [Request.Page].
func (in *Input) Page(numberName, sizeName string, defaultSize, maxSize int64) list.Page {
	page, err := in.Request.Page(numberName, sizeName, defaultSize, maxSize)
	return noted(in, page, err)
}

// Query is [Request.Query].
func (in *Input) Query(name string) (value string, given bool) {
	value, given, err := in.Request.Query(name)
	return noted(in, value, err), given
}

// Keyword is [Request.Keyword].
func (in *Input) Keyword(name string) (value string, given bool) {
	value, given, err := in.Request.Keyword(name)
	return noted(in, value, err), given
}

// Idempotency is [Request.Idempotency].
func (in *Input) Idempotency() *flow.Idempotency {
	key, err := in.Request.Idempotency()
	return noted(in, key, err)
}

// Object is the body. What is wrong with a field of it is wrong with the request.
func (in *Input) Object() *Object {
	object, err := in.Request.Object()
	if err != nil {
		in.Fail(err)
		return &Object{err: err}
	}
	object.note = in.Fail
	return object
}
