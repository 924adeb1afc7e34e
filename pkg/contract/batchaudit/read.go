package batchaudit

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

// maxShown bounds a page's rows. Rows of the usual lengths fit a function's answer; see [listAnswer].
const maxShown = 1000

// look is an admin's, at one withdrawal.
type look struct {
	by funds.Actor
	id funds.ID
}

// get serves 获取提现申请详情 (section 1): the whole account, which leaves an audit record.
func get(lists *list.Service) handler {
	return edge.Handle(func(in *edge.Input) look {
		id, err := funds.ParseID(in.Object().Required("withdrawID", funds.ReasonFieldMissing))
		in.Fail(err)
		return look{in.Actor(), id}
	}, func(ctx context.Context, asked look) (list.Record, error) {
		return lists.Unmasked(ctx, asked.by, asked.id)
	}, func(reader words.Reader, _ look, record list.Record) edge.Response {
		return ok(struct {
			Withdraw view `json:"withdraw"`
		}{wholeView(record.Withdrawal, reader)})
	})
}

// listAll serves 获取提现申请列表 (section 2).
func listAll(lists *list.Service) handler {
	type asked struct {
		status int
		page   list.Page
	}
	return edge.Handle(func(in *edge.Input) asked {
		body := in.Object()
		return asked{int(body.Whole("status", statusAll, statusAll, statusCompleted)), pageOf(body)}
	}, func(ctx context.Context, of asked) (list.RecordPage, error) {
		return lists.Records(ctx, funds.Filter{States: statesOf(of.status)}, of.page)
	}, func(reader words.Reader, _ asked, found list.RecordPage) edge.Response {
		return listAnswer(found.Total, contract.ViewsFor(reader, found.Records, func(record list.Record, reader words.Reader) view {
			return listView(record.Withdrawal, reader)
		}))
	})
}

// userList serves 获取用户的提现申请列表 (section 3).
func userList(lists *list.Service) handler {
	type asked struct {
		userID string
		page   list.Page
	}
	return edge.Handle(func(in *edge.Input) asked {
		body := in.Object()
		userID := body.Required("userID", funds.ReasonFieldMissing)
		exact := body.Exact("userID")
		if userID != "" && !funds.ValidSub(exact) {
			in.Fail(funds.Invalid("userID", edge.ReasonInvalid))
		}
		return asked{exact, pageOf(body)}
	}, func(ctx context.Context, of asked) (contract.Found[funds.Withdrawal], error) {
		return contract.FoundOf(lists.UserWithdrawals(ctx, of.userID, of.page))
	}, func(reader words.Reader, _ asked, found contract.Found[funds.Withdrawal]) edge.Response {
		return listAnswer(found.Total, contract.ViewsFor(reader, found.Items, listView))
	})
}

// ReasonPageTooLarge says that a page does not fit an answer.
const ReasonPageTooLarge funds.Reason = "page_too_large"

// listAnswer shows one page, or refuses one that is larger than a function may answer: the texts of a row are
// people's own.
func listAnswer(total int64, views []view) edge.Response {
	response := ok(struct {
		Total int64  `json:"total"`
		List  []view `json:"list"`
	}{total, views})
	body, err := json.Marshal(response.JSON)
	switch {
	case err != nil:
		response.Refused = fmt.Errorf("encode a page: %w", err)
	case contract.AnswerBytes(body) > contract.MaxAnswerBytes:
		response.Refused = funds.Invalid("showNumber", ReasonPageTooLarge)
	}
	return response
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
