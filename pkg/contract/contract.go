// Package contract holds what several contracts spell alike: the wallet's and the merchant's answers,
// pages, and how a state is spelled. Each contract is a package below; none knows another.
package contract

import (
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

type success struct {
	Success bool   `json:"success"`
	Message string `json:"message,omitempty"`
	Data    any    `json:"data"`
}

// Failure is the error body {"success":false,"message":…}.
type Failure struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
	words.Refusal
	// DuplicateOf, an addition, is there where the request refused duplicates and is one.
	DuplicateOf *Earlier `json:"duplicateOf,omitempty"`
}

// Earlier is what a refused request is a likely duplicate of.
type Earlier struct {
	ID        string `json:"id"`
	CreatedAt string `json:"createdAt"`
}

// Failed is the error body of a refusal, with a message in words.
func Failed(err *funds.Error, message string, reader words.Reader) Failure {
	failure := Failure{Message: message, Refusal: reader.Refusal(err)}
	if err.Code == funds.CodeDuplicate {
		failure.DuplicateOf = &Earlier{err.Facts.Earlier, edge.Moment(err.Facts.EarlierAt)}
	}
	return failure
}

// OK answers {"success":true,"data":…}.
func OK(data any) edge.Response { return edge.OK(success{Success: true, Data: data}) }

// Refused is the form of errors of what is no contract's: the status of the code, and the usual sentences.
func Refused(err *funds.Error, reader words.Reader) (status int, body any) {
	return edge.Status(err.Code), Failed(err, reader.Error(err, ""), reader)
}

// Said answers {"success":true,"message":…,"data":…}, with what the reason says.
func Said(reader words.Reader, reason funds.Reason, data any) edge.Response {
	return SaidMessage(reader, funds.Say(reason, funds.Facts{}), data)
}

// SaidMessage is [Said] for what has facts.
func SaidMessage(reader words.Reader, said funds.Message, data any) edge.Response {
	return edge.OK(success{Success: true, Message: reader.Message(said), Data: data})
}

// ReasonCancelled says that a withdrawal is cancelled.
const ReasonCancelled funds.Reason = "withdrawal_cancelled"

// Pagination describes the page that an answer holds.
type Pagination struct {
	Page       int64 `json:"page"`
	PageSize   int64 `json:"pageSize"`
	Total      int64 `json:"total"`
	TotalPages int64 `json:"totalPages"`
}

// Paged describes one page, and how many rows a page has.
func Paged(page list.Page, total int64) Pagination {
	return Pagination{page.Number, page.Size, total, (total + page.Size - 1) / page.Size}
}

// Found is one page of items, and how many there are.
type Found[Item any] struct {
	Items []Item
	Total int64
}

// FoundOf is what a list has found.
func FoundOf[Item any](items []Item, total int64, err error) (Found[Item], error) {
	return Found[Item]{items, total}, err
}

// Views is the view of each item; an empty list, never null, where there is none.
func Views[Item, View any](items []Item, view func(Item) View) []View {
	views := make([]View, 0, len(items))
	for _, item := range items {
		views = append(views, view(item))
	}
	return views
}

// ViewsFor is [Views] for whoever reads them.
func ViewsFor[Item, View any](reader words.Reader, items []Item, view func(Item, words.Reader) View) []View {
	return Views(items, func(item Item) View { return view(item, reader) })
}

// Spelling is how a contract spells each state.
type Spelling map[funds.State]string

// States are the states that a status filter matches: all that are spelled so.
func (s Spelling) States(status string) (states []funds.State) {
	for _, state := range funds.States() {
		if s[state] == status {
			states = append(states, state)
		}
	}
	return states
}

// rechargeTexts are the gateway's states of a recharge in its document's words.
var rechargeTexts = map[int]string{
	funds.GatewayDepositNew:        "新创建",
	funds.GatewayDepositProcessing: "处理中",
	funds.GatewayDepositDone:       "完成",
	funds.GatewayDepositRefused:    "驳回",
	funds.GatewayDepositTimedOut:   "超时",
	funds.GatewayDepositMismatch:   "已收到转账,但金额不匹配",
}

// RechargeText is the word for one of the gateway's states of a recharge.
func RechargeText(state int) string { return rechargeTexts[state] }
