package batchaudit

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// maxShown bounds a page's rows. Rows of the usual lengths fit a function's answer; see [listAnswer].
const maxShown = 1000

// get serves 获取提现申请详情 (section 1): the whole account, which leaves an audit record.
func get(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		text := body.Required("withdrawID", funds.ReasonFieldMissing)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		id, err := funds.ParseID(text)
		if err != nil {
			return edge.Response{}, err
		}
		record, err := lists.Unmasked(ctx, r.Actor(), id)
		if err != nil {
			return edge.Response{}, err
		}
		return ok(struct {
			Withdraw view `json:"withdraw"`
		}{wholeView(record.Withdrawal, r.Reader())}), nil
	}
}

// listAll serves 获取提现申请列表 (section 2).
func listAll(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		status := int(body.Whole("status", statusAll, statusAll, statusCompleted))
		page := pageOf(body)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		found, err := lists.Records(ctx, funds.Filter{States: statesOf(status)}, page)
		if err != nil {
			return edge.Response{}, err
		}
		return listAnswer(found.Total, contract.ViewsFor(r.Reader(), found.Records, func(record list.Record, reader words.Reader) view { return listView(record.Withdrawal, reader) }))
	}
}

// userList serves 获取用户的提现申请列表 (section 3).
func userList(lists *list.Service) handler {
	return func(ctx context.Context, r *edge.Request) (edge.Response, error) {
		body, err := r.Object()
		if err != nil {
			return edge.Response{}, err
		}
		userID := body.Required("userID", funds.ReasonFieldMissing)
		if exact := body.Exact("userID"); userID != "" && !identity.ValidSub(exact) {
			body.Fail(funds.Invalid("userID", edge.ReasonInvalid))
		}
		page := pageOf(body)
		if err := body.Err(); err != nil {
			return edge.Response{}, err
		}
		withdrawals, total, err := lists.UserWithdrawals(ctx, body.Exact("userID"), page)
		if err != nil {
			return edge.Response{}, err
		}
		return listAnswer(total, contract.ViewsFor(r.Reader(), withdrawals, listView))
	}
}

// ReasonPageTooLarge says that a page does not fit an answer.
const ReasonPageTooLarge funds.Reason = "page_too_large"

// listAnswer shows one page, or refuses one that is larger than a function may answer: the texts of a row are
// people's own.
func listAnswer(total int64, views []view) (edge.Response, error) {
	response := ok(struct {
		Total int64  `json:"total"`
		List  []view `json:"list"`
	}{total, views})
	body, err := json.Marshal(response.JSON)
	if err != nil {
		return edge.Response{}, fmt.Errorf("encode a page: %w", err)
	}
	if contract.AnswerBytes(body) > contract.MaxAnswerBytes {
		return edge.Response{}, funds.Invalid("showNumber", ReasonPageTooLarge)
	}
	return response, nil
}

// pageOf reads the document's pagination, both of whose fields are required.
func pageOf(body *edge.Object) list.Page {
	const required = 0 // below the least: what is missing is refused
	pagination := body.Child("pagination")
	page := list.Page{
		Number: pagination.Whole("pageNumber", required, 1, edge.MaxPage),
		Size:   pagination.Whole("showNumber", required, 1, maxShown),
	}
	if err := pagination.Err(); err != nil {
		body.Fail(err)
	}
	return page
}
