package api

import (
	"context"
	"net/http"
	"sync"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

const assetsPath = "/docs/"

// pagePolicy lets the page load nothing but what comes from here, and nobody frame it. data: is for the
// pictures in Swagger UI's style sheet.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Routes are the document as JSON, the page, and what the page loads. They are open to all; where they are not shown, each
// answers as if it were not there.
func Routes(shown bool) []edge.Route {
	load := sync.OnceValues(loadPage)
	open := func(path string, serve func(*page, *edge.Request) (edge.Response, error)) edge.Route {
		return edge.Route{
			Method: http.MethodGet, Path: path, Open: true, Errors: contract.Refused,
			Handle: func(_ context.Context, r *edge.Request) (edge.Response, error) {
				if !shown {
					return edge.Response{}, funds.Refuse(funds.CodeNoRoute, edge.ReasonNoRoute)
				}
				loaded, err := load()
				if err != nil {
					return edge.Response{}, err
				}
				return serve(loaded, r)
			},
		}
	}
	return []edge.Route{
		open("/openapi.json", (*page).serveDocument),
		open("/docs", (*page).serveHTML),
		open(assetsPath+"{asset}", (*page).serveAsset),
	}
}

func (p *page) serveDocument(*edge.Request) (edge.Response, error) {
	return edge.Response{Body: p.document, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}, nil
}

func (p *page) serveHTML(*edge.Request) (edge.Response, error) {
	return edge.Response{Body: p.html, Header: http.Header{
		"Content-Type":            {"text/html; charset=utf-8"},
		"Content-Security-Policy": {pagePolicy},
		"Referrer-Policy":         {"no-referrer"},
	}}, nil
}

func (p *page) serveAsset(r *edge.Request) (edge.Response, error) {
	return p.assets.Serve(r.HTTP.PathValue("asset"), r)
}
