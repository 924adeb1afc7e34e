// Package api is the description of the HTTP API, openapi.yaml, and the page that shows it. Both are served
// out of the binary: nothing is read from elsewhere, and the page loads nothing from another host.
//
// What is embedded of built/ is made by `make docs`: openapi.yaml as JSON, and Swagger UI. A binary without
// it compiles, and answers 500.
//
// It imports edge, funds for its errors, and contract for their form.
package api

import "embed"

// YAML is the document as it is written.
//
//go:embed openapi.yaml
var YAML []byte

//go:embed page.html all:built
var files embed.FS
