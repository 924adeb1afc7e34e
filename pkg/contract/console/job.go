package console

import (
	"context"
	"maps"
	"net/http"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/job"
	"github.com/outflow-pay/outflow/pkg/words"
)

const jobsPath = "/admin/jobs"

// JobRoutes are the routes of jobs: ours, in this contract's form. Which permission a job takes depends on its kind: whoever
// has none of them has to do with none.
func JobRoutes(jobs *job.Service) []edge.Route {
	routes := []edge.Route{
		byAdmin(http.MethodGet, jobsPath, listJobs(jobs)),
		byAdmin(http.MethodPost, jobsPath, beginJob(jobs)),
		byAdmin(http.MethodGet, jobsPath+"/{id}", ofJob(jobs, jobs.Job, showJob)),
		byAdmin(http.MethodPost, jobsPath+"/{id}/step", ofJob(jobs, jobs.Step, showJob)),
		byAdmin(http.MethodPost, jobsPath+"/{id}/file", fetchJob(jobs)),
	}
	for i := range routes {
		routes[i].Errors, routes[i].OneOf = proposalRefusal, jobs.Permissions()
	}
	return routes
}

// listJobs serves the newest jobs.
func listJobs(jobs *job.Service) handler {
	return edge.Handle(func(in *edge.Input) funds.Permissions { return in.Caller.Permissions }, jobs.Jobs,
		func(reader words.Reader, _ funds.Permissions, found []funds.Job) edge.Response {
			return ok(struct {
				Data []jobView `json:"data"`
			}{contract.ViewsFor(reader, found, jobViewOf)})
		})
}

// beginJob serves a new job, of which nothing is done yet.
func beginJob(jobs *job.Service) handler {
	type asked struct {
		by    funds.Actor
		kind  funds.JobKind
		given map[string]string
	}
	return edge.Handle(func(in *edge.Input) asked {
		body := in.Object()
		of := asked{in.Actor(), funds.JobKind(body.Required("kind", funds.ReasonFieldMissing)), map[string]string{}}
		for _, field := range jobs.Fields() {
			if text := body.Text(field); text != "" {
				of.given[field] = text
			}
		}
		needed, err := jobs.Needs(of.kind)
		in.Fail(err)
		if err == nil {
			in.Fail(edge.Permit(in.Caller, needed...))
		}
		return of
	}, func(ctx context.Context, of asked) (job.Begun, error) {
		return jobs.Begin(ctx, of.by, of.kind, of.given)
	}, func(reader words.Reader, _ asked, begun job.Begun) edge.Response {
		view := jobViewOf(begun.Job, reader)
		if begun.Form.URL != "" {
			view.Upload = &uploadView{begun.Form.URL, begun.Form.Fields, begun.Most, edge.Moment(begun.Form.Ends)}
		}
		return ok(view)
	})
}

// jobAsked is a request about one job, and by whom.
type jobAsked struct {
	*edge.Request

	id funds.JobID
}

// ofJob reads one job's id, asks for the permission that its kind takes, and does what is asked with it.
func ofJob[Done any](jobs *job.Service, do func(context.Context, funds.JobID) (Done, error), show func(words.Reader, Done) edge.Response) handler {
	return aboutJob(jobs, func(ctx context.Context, of jobAsked) (Done, error) { return do(ctx, of.id) }, show)
}

func aboutJob[Done any](jobs *job.Service, do func(context.Context, jobAsked) (Done, error), show func(words.Reader, Done) edge.Response) handler {
	return edge.Handle(func(in *edge.Input) jobAsked {
		id, err := funds.ParseJobID(in.HTTP.PathValue("id"))
		in.Fail(err)
		return jobAsked{in.Request, id}
	}, func(ctx context.Context, of jobAsked) (done Done, err error) {
		found, err := jobs.Job(ctx, of.id)
		if err != nil {
			return done, err
		}
		needed, err := jobs.Needs(found.Kind)
		if err != nil {
			return done, err
		}
		if err := edge.Permit(of.Caller, needed...); err != nil {
			return done, err
		}
		return do(ctx, of)
	}, func(reader words.Reader, _ jobAsked, done Done) edge.Response { return show(reader, done) })
}

func showJob(reader words.Reader, found funds.Job) edge.Response { return ok(jobViewOf(found, reader)) }

// fetchJob serves the address of a job's file, for some minutes.
func fetchJob(jobs *job.Service) handler {
	return aboutJob(jobs, func(ctx context.Context, of jobAsked) (string, error) {
		return jobs.Fetch(ctx, of.Actor(), of.id)
	}, func(_ words.Reader, address string) edge.Response {
		return ok(struct {
			URL string `json:"url"`
		}{address})
	})
}

// jobView is a job as admins see it.
type jobView struct {
	ID           string            `json:"id"`
	Kind         funds.JobKind     `json:"kind"`
	State        funds.JobState    `json:"state"`
	Given        map[string]string `json:"given"`
	Counts       map[string]int64  `json:"counts"`
	By           string            `json:"by"`
	ByName       string            `json:"byName,omitempty"`
	FileName     string            `json:"fileName,omitempty"`
	FileBytes    int64             `json:"fileBytes,omitempty"` // once it is there
	Failure      string            `json:"failure,omitempty"`
	FailureParts *words.Parts      `json:"failureParts,omitempty"`
	Upload       *uploadView       `json:"upload,omitempty"` // how to send the file that it is about; told once
	CreatedAt    string            `json:"createdAt"`
	UpdatedAt    string            `json:"updatedAt"`
	EndedAt      string            `json:"endedAt,omitempty"`
}

// uploadView is what a browser needs to send a file: fields, in any order, and behind them the file as "file".
type uploadView struct {
	URL      string            `json:"url"`
	Fields   map[string]string `json:"fields"`
	MaxBytes int64             `json:"maxBytes"`
	Ends     string            `json:"ends"`
}

func jobViewOf(j funds.Job, reader words.Reader) jobView {
	view := jobView{
		ID: string(j.ID), Kind: j.Kind, State: j.State, Given: map[string]string{}, Counts: map[string]int64{}, By: j.By.ID, ByName: j.By.Name,
		FileName: j.File.Name, FileBytes: j.File.Bytes, Failure: reader.Message(j.Failure), FailureParts: words.PartsOf(j.Failure),
		CreatedAt: edge.Moment(j.CreatedAt), UpdatedAt: edge.Moment(j.UpdatedAt), EndedAt: edge.Moment(j.EndedAt),
	}
	maps.Copy(view.Given, j.Given)
	maps.Copy(view.Counts, j.Counts)
	return view
}
