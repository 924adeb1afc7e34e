package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
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

// list is the list of a user's withdrawals, and oldList its old name, as its requirements misspell it.
const list, oldList = "/withdrawal-list", "/withdral-list" //nolint:misspell // as it is there

// rest is the parameter of the routes that take every other address.
const rest = "rest"

// routes are the pages, what they load, and what they are told. They are open to all: what is in the pages is no
// secret, and the API that they call asks who is calling. policy is asked when the first request comes.
func routes(getenv func(string) string, policy func() funds.Policy) []edge.Route {
	load := sync.OnceValues(func() (*site, error) { return loadSite(getenv, policy()) })
	open := func(method, path string, serve func(*site, *edge.Request) (edge.Response, error)) edge.Route {
		return edge.Route{
			Method: method, Path: path, Open: true, Errors: contract.Refused,
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
		open(http.MethodGet, "/config.json", (*site).serveConfig),
		open(http.MethodGet, "/assets/{asset}", (*site).serveAsset),
		open(http.MethodGet, oldList, (*site).serveRest),
		open(http.MethodGet, "/{"+rest+"+}", (*site).serveRest),
		// The HTTP API has no route for HEAD where there is one for GET; here GET's takes it too.
		open(http.MethodHead, "/", (*site).servePage),
		open(http.MethodHead, "/{"+rest+"+}", (*site).serveRest),
	}
	for _, path := range pages {
		all = append(all, open(http.MethodGet, path, (*site).servePage))
	}
	return all
}

func (s *site) servePage(*edge.Request) (edge.Response, error) {
	document, policy := s.page()
	return edge.Response{Body: document, Header: http.Header{
		"Content-Type":            {"text/html; charset=utf-8"},
		"Content-Security-Policy": {policy},
		"Referrer-Policy":         {"no-referrer"},
	}}, nil
}

// serveRest is for every address that is no page's: it leads to the page that is meant, where that is sure, or else
// says with the pages' own words that there is none.
func (s *site) serveRest(r *edge.Request) (edge.Response, error) {
	if page, ok := meant(r.HTTP.URL.EscapedPath()); ok {
		if query := r.HTTP.URL.RawQuery; query != "" {
			page += "?" + query
		}
		return edge.Response{Status: http.StatusPermanentRedirect, Text: page + "\n", Header: http.Header{"Location": {page}}}, nil
	}
	if isAPI(r.HTTP.URL.Path) {
		return edge.Response{Status: http.StatusNotFound, JSON: map[string]string{"message": "Not Found"}}, nil
	}
	response, err := s.servePage(r)
	response.Status = http.StatusNotFound
	return response, err
}

// isAPI says that whoever asks is a program, which reads no page: it is told as the HTTP API tells it.
func isAPI(address string) bool {
	begins := func(prefix string) bool { return strings.HasPrefix(address, prefix) }
	return slices.ContainsFunc([]string{"/api/", "/admin/", "/withdraw/"}, begins)
}

// meant is the page that an address with slashes at its end means, or with the list's old name. Both are still encoded.
func meant(address string) (page string, ok bool) {
	address = strings.TrimRight(address, "/")
	if address == oldList {
		return list, true
	}
	segments := strings.Split(address, "/")
	ok = slices.ContainsFunc(pages, func(page string) bool {
		return slices.EqualFunc(segments, strings.Split(page, "/"), func(given, wanted string) bool {
			return given == wanted || (strings.HasPrefix(wanted, "{") && given != "")
		})
	})
	return address, ok && address != ""
}

// pageConfig is what the pages are told; web/src/session reads it.
type pageConfig struct {
	Authority string        `json:"authority"`
	ClientID  string        `json:"clientId"`
	Scope     string        `json:"scope"`
	Audience  string        `json:"audience"`
	Zone      string        `json:"zone"`     // IANA name of the policy's: where a business day begins
	Channels  []channelView `json:"channels"` // of withdrawals
}

// channelView is a channel: what a request calls it, and what people do.
type channelView struct {
	Method funds.Method `json:"method"`
	Name   string       `json:"name"`
}

func (s *site) serveConfig(*edge.Request) (edge.Response, error) {
	channels := make([]channelView, 0, len(s.policy.Channels))
	for _, channel := range s.policy.Channels {
		channels = append(channels, channelView{channel.Method, channel.Name})
	}
	return edge.OK(pageConfig{
		s.signIn.Authority, s.signIn.ClientID, s.signIn.Scope, s.signIn.Audience, s.policy.Zone.String(), channels,
	}), nil
}

func (s *site) serveAsset(r *edge.Request) (edge.Response, error) {
	return s.assets.Serve(r.HTTP.PathValue("asset"), r)
}
