package main

import (
	"context"
	"net/http"
	"sync"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// pages are the addresses at which the document is served; it finds out for itself what to show there.
var pages = []string{
	"/", "/signed-in", "/signed-out",
	"/dashboard", "/recharge", "/recharge/{id}", "/recharge-list", "/withdrawal", "/withdrawal-list", "/wallet/{page}",
	"/console", "/console/{page}", "/console/{page}/{id}",
}

// routes are the pages, what they load, and where people sign in. zone is the business time zone's name. They are open to all: what is in the pages is
// no secret, and the API that they call asks who is calling.
func routes(getenv func(string) string, zone func() string) []edge.Route {
	load := sync.OnceValues(func() (*site, error) { return loadSite(getenv, zone()) })
	open := func(path string, serve func(*site, *edge.Request) (edge.Response, error)) edge.Route {
		return edge.Route{
			Method: http.MethodGet, Path: path, Open: true, Errors: refusal,
			Handle: func(_ context.Context, r *edge.Request) (edge.Response, error) {
				loaded, err := load()
				if err != nil {
					return edge.Response{}, err
				}
				return serve(loaded, r)
			},
		}
	}
	all := []edge.Route{
		open("/config.json", (*site).serveConfig),
		open("/assets/{asset}", (*site).serveAsset),
		open("/withdral-list", (*site).redirectToList), //nolint:misspell // as its requirements spell it
	}
	for _, path := range pages {
		all = append(all, open(path, (*site).servePage))
	}
	return all
}

func refusal(err *funds.Error, requestID string) (int, any) {
	return edge.Status(err.Code), contract.Failure{Message: edge.PublicMessage(err, requestID)}
}

func (s *site) servePage(*edge.Request) (edge.Response, error) {
	document, policy := s.page()
	return edge.Response{Body: document, Header: http.Header{
		"Content-Type":            {"text/html; charset=utf-8"},
		"Content-Security-Policy": {policy},
		"Referrer-Policy":         {"no-referrer"},
	}}, nil
}

// redirectToList is for the list's old name, which its requirements misspell.
func (s *site) redirectToList(*edge.Request) (edge.Response, error) {
	const list = "/withdrawal-list"
	return edge.Response{
		Status: http.StatusPermanentRedirect, Text: list + "\n", Header: http.Header{"Location": {list}},
	}, nil
}

// pageConfig is what the pages are told; web/src/session reads it.
type pageConfig struct {
	Authority string `json:"authority"`
	ClientID  string `json:"clientId"`
	Scope     string `json:"scope"`
	Audience  string `json:"audience"`
	Zone      string `json:"zone"` // IANA name of the policy's: where a business day begins
}

func (s *site) serveConfig(*edge.Request) (edge.Response, error) {
	return edge.OK(pageConfig{s.signIn.Authority, s.signIn.ClientID, s.signIn.Scope, s.signIn.Audience, s.zone}), nil
}

func (s *site) serveAsset(r *edge.Request) (edge.Response, error) {
	return s.assets.Serve(r.HTTP.PathValue("asset"), r)
}
