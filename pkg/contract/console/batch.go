package console

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/words"
)

const (
	batchesPath = "/admin/payout-batches"
	batchPath   = batchesPath + "/{id}"
)

// BatchParts are what batches of payouts are served with. They come from outside, so that one function alone carries what
// they need.
type BatchParts struct {
	Forms []string                                            // names of the forms that a file may have
	Form  func(name, account string) (flow.BatchFormat, bool) // of an account, by its id
	// Results reads a file of results of a batch that has these rows.
	Results func(content []byte, id funds.BatchID, rows []funds.ID) ([]flow.BankWord, error)
	Files   flow.BatchFiles
	Link    func(ctx context.Context, b funds.Batch) (string, error) // lets whoever has it fetch the file, for some minutes
}

// BatchRoutes are the routes of payout-batches. A batch's file has whole account numbers: whoever makes one, releases it or
// fetches its file needs export beside pay, and each fetching leaves an audit record.
func BatchRoutes(lists *list.Service, service *flow.Service, parts BatchParts) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodGet, batchesPath, batches(lists)),
		byAdmin(http.MethodPost, batchesPath, makeBatch(lists, service, parts), funds.PermissionPay, funds.PermissionExport).Deciding(),
		byAdmin(http.MethodGet, batchPath, batchDetail(lists)),
		byAdmin(http.MethodPost, batchPath, actOnBatch(service), funds.PermissionPay, funds.PermissionExport).Deciding(),
		byAdmin(http.MethodPost, batchPath+"/step", stepBatch(service, parts), funds.PermissionPay).Deciding(),
		byAdmin(http.MethodGet, batchPath+"/file", batchFile(lists, parts), funds.PermissionPay, funds.PermissionExport),
		byAdmin(http.MethodPost, batchPath+"/results", batchResults(lists, service, parts), funds.PermissionPay),
	}
	for i := range routes {
		routes[i].Errors = proposalRefusal
	}
	return routes
}

func batchID(in *edge.Input) funds.BatchID {
	id, err := funds.ParseBatchID(in.HTTP.PathValue("id"))
	in.Fail(err)
	return id
}

// batches serves the list.
func batches(lists *list.Service) handler {
	return edge.Handle(pageOf, func(ctx context.Context, page list.Page) (contract.Found[funds.Batch], error) {
		return contract.FoundOf(lists.Batches(ctx, page))
	}, func(_ words.Reader, page list.Page, found contract.Found[funds.Batch]) edge.Response {
		return ok(struct {
			Data     []batchView `json:"data"`
			Total    int64       `json:"total"`
			Page     int64       `json:"page"`
			PageSize int64       `json:"pageSize"`
		}{contract.Views(found.Items, batchViewOf), found.Total, page.Number, page.Size})
	})
}

// makeBatch serves the making of a batch of what was selected, or of all that filters match.
func makeBatch(lists *list.Service, service *flow.Service, parts BatchParts) handler {
	type asked struct {
		flow.BatchRequest

		filter *funds.Filter
	}
	return edge.Handle(func(in *edge.Input) asked {
		body := in.Object()
		of := asked{BatchRequest: flow.BatchRequest{Actor: in.Actor()}}
		name := body.Required("format", funds.ReasonFieldMissing)
		form, known := parts.Form(name, body.Text("account"))
		if !known {
			body.Fail(funds.NotOneOf("format", parts.Forms...))
		}
		of.Format, of.Account = form, body.Text("account")
		if of.filter = batchFilter(in, lists); of.filter == nil {
			for _, text := range body.Texts("ids") {
				id, err := funds.ParseID(text)
				if err != nil {
					body.Fail(funds.Invalid("ids", funds.ReasonNotFound))
				}
				of.IDs = append(of.IDs, id)
			}
		}
		in.Fail(body.Err())
		return of
	}, func(ctx context.Context, of asked) (flow.MadeBatch, error) {
		if of.filter != nil {
			ids, err := lists.Matching(ctx, *of.filter, funds.MaxBatchRows)
			if err != nil {
				return flow.MadeBatch{}, err
			}
			of.IDs = ids
		}
		return service.MakeBatch(ctx, of.BatchRequest)
	}, func(reader words.Reader, _ asked, made flow.MadeBatch) edge.Response {
		view := batchMadeView{batchView: batchViewOf(made.Batch)}
		for _, row := range made.Left {
			view.Left = append(view.Left, leftViewOf(row, reader))
		}
		return ok(view)
	})
}

// batchFilters are those of the list's filters that a batch may be made by.
var batchFilters = []string{"method", "startAt", "endAt", "minAmount", "maxAmount"}

// batchFilter is the list's filters, where the body has some: approved ones, whatever it says of their status.
func batchFilter(in *edge.Input, lists *list.Service) *funds.Filter {
	var given struct {
		Filter map[string]*string `json:"filter"`
	}
	if err := json.Unmarshal(in.Body, &given); err != nil {
		in.Fail(funds.Invalid("filter", edge.ReasonNoObject)) // never what the ids say instead
		return nil
	}
	if given.Filter == nil {
		return nil
	}
	values := url.Values{}
	for name, text := range given.Filter {
		if text == nil {
			in.Fail(funds.Invalid("filter", edge.ReasonNoText))
			return nil
		}
		values.Set(name, *text)
	}
	asked := in.HTTP.Clone(in.HTTP.Context())
	asked.URL.RawQuery = values.Encode()
	query := &edge.Input{Request: &edge.Request{HTTP: asked, Caller: in.Caller}}
	for name := range given.Filter {
		if !slices.Contains(batchFilters, name) {
			in.Fail(funds.NotOneOf("filter", batchFilters...))
		}
	}
	filter, _ := filterOf(query, lists)
	in.Fail(query.Err())
	filter.States = []funds.State{funds.StateApproved}
	return &filter
}

// batchDetail serves one with a page of its rows.
func batchDetail(lists *list.Service) handler {
	type asked struct {
		id      funds.BatchID
		refused bool
		page    list.Page
	}
	return edge.Handle(func(in *edge.Input) asked {
		only, given := in.Query("refused")
		if given && only != "true" && only != "false" {
			in.Fail(funds.Invalid("refused", edge.ReasonNoFlag))
		}
		return asked{batchID(in), only == "true", pageOf(in)}
	}, func(ctx context.Context, of asked) (list.BatchRecord, error) {
		return lists.Batch(ctx, of.id, of.refused, of.page)
	}, func(reader words.Reader, of asked, found list.BatchRecord) edge.Response {
		return ok(batchDetailOf(found, of.page, reader))
	})
}

// actOnBatch serves the release of a batch, its discarding before, and its recall after that.
func actOnBatch(service *flow.Service) handler {
	type asked struct {
		act func(context.Context) (flow.Batching, error)
		of  funds.ProposedAct
	}
	return edge.Handle(func(in *edge.Input) asked {
		id, body, by := batchID(in), in.Object(), in.Actor()
		action := body.Required("action", funds.ReasonFieldMissing)
		of := asked{}
		switch action {
		case "release":
			seen := body.ContentHash()
			of = asked{func(ctx context.Context) (flow.Batching, error) { return service.ReleaseBatch(ctx, by, id, seen) }, funds.ProposeRelease}
		case "recall":
			reason := body.RequiredProse("reason", funds.ReasonNoReasonGiven)
			if !confirmed(in.Body) {
				body.Fail(errNotConfirmed)
			}
			of = asked{func(ctx context.Context) (flow.Batching, error) { return service.RecallBatch(ctx, by, id, reason) }, funds.ProposeRecall}
		case "discard":
			of = asked{func(ctx context.Context) (flow.Batching, error) { return service.DiscardBatch(ctx, by, id) }, ""}
		default:
			body.Fail(funds.NotOneOf("action", "release", "recall", "discard"))
		}
		in.Fail(body.Err())
		return of
	}, func(ctx context.Context, of asked) (flow.Batching, error) { return of.act(ctx) },
		func(_ words.Reader, of asked, now flow.Batching) edge.Response {
			return ok(batchActedView{batchViewOf(now.Batch), pendingOf(of.of, now.Proposal).PendingAction})
		})
}

// stepTime is how long one step works: the page repeats it.
const stepTime = 20 * time.Second

// stepBatch serves the next part of the work on a batch.
func stepBatch(service *flow.Service, parts BatchParts) handler {
	return edge.Handle(batchID, func(ctx context.Context, id funds.BatchID) (funds.Batch, error) {
		return service.StepBatch(ctx, id, service.Now().Add(stepTime), parts.Files)
	}, func(_ words.Reader, _ funds.BatchID, b funds.Batch) edge.Response { return ok(batchViewOf(b)) })
}

// batchFile serves the address of a batch's file.
func batchFile(lists *list.Service, parts BatchParts) handler {
	type asked struct {
		by funds.Actor
		id funds.BatchID
	}
	type fetched struct {
		funds.Batch

		url string
	}
	return edge.Handle(func(in *edge.Input) asked { return asked{in.Actor(), batchID(in)} }, func(ctx context.Context, of asked) (fetched, error) {
		b, err := lists.FetchedBatch(ctx, of.by, of.id)
		if err != nil {
			return fetched{}, err
		}
		url, err := parts.Link(ctx, b)
		return fetched{b, url}, err
	}, func(_ words.Reader, _ asked, file fetched) edge.Response {
		return ok(struct {
			URL    string `json:"url"`
			SHA256 string `json:"sha256"`
			Bytes  int64  `json:"bytes"`
		}{file.url, hex.EncodeToString([]byte(file.File.SHA256)), file.File.Bytes})
	})
}

// batchResults serves what a bank says of a batch: a preview, and with the confirmation what comes of it.
func batchResults(lists *list.Service, service *flow.Service, parts BatchParts) handler {
	type asked struct {
		by   funds.Actor
		id   funds.BatchID
		file []byte
		sure bool
	}
	return edge.Handle(func(in *edge.Input) asked {
		id, body := batchID(in), in.Object()
		of := asked{by: in.Actor(), id: id, sure: confirmed(in.Body)}
		if body.Text("operatorConfirmText") != "" && !of.sure {
			body.Fail(errNotConfirmed)
		}
		var given struct { // a file is longer than a text may be
			File string `json:"file"`
		}
		if err := json.Unmarshal(in.Body, &given); err != nil || given.File == "" {
			body.Fail(funds.Missing("file"))
		}
		content, err := base64.StdEncoding.DecodeString(given.File)
		if err != nil {
			body.Fail(funds.Invalid("file", ReasonNoBase64))
		}
		of.file = content
		in.Fail(body.Err())
		return of
	}, func(ctx context.Context, of asked) ([]flow.BatchResult, error) {
		rows, err := lists.BatchRows(ctx, of.id)
		if err != nil {
			return nil, err
		}
		said, err := parts.Results(of.file, of.id, rows)
		if err != nil {
			return nil, err
		}
		return service.BatchResults(ctx, of.by, of.id, said, of.sure)
	}, func(reader words.Reader, of asked, found []flow.BatchResult) edge.Response {
		return ok(batchResultsOf(found, of.sure, reader))
	})
}

// ReasonNoBase64 says that a file is not in base64.
const ReasonNoBase64 funds.Reason = "no_base64"
