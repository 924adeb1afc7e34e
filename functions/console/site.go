package main

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// What is embedded of built/ is made by `make build`, out of web/: index.html, and its assets gzipped. A binary
// without it compiles, and answers 500.
//
//go:embed all:built
var files embed.FS

// site is everything that is served.
type site struct {
	document []byte
	assets   edge.Assets // by name, which has a hash of what is in it
	signIn   config.SignIn
	files    string // where pages put files, as an origin; empty: nowhere
	policy   funds.Policy
}

// loadSite reads what is embedded, and the environment.
func loadSite(getenv func(string) string, policy funds.Policy) (*site, error) {
	signIn, err := config.LoadSignIn(getenv)
	if err != nil {
		return nil, err
	}
	document, err := files.ReadFile("built/index.html")
	if err != nil {
		return nil, fmt.Errorf("the binary was built without `make build`: %w", err)
	}
	names, err := fs.Glob(files, "built/assets/*.gz")
	if err != nil {
		return nil, err
	}
	loaded := &site{document, edge.Assets{}, signIn, config.LoadFiles(getenv).Origin(getenv("AWS_REGION")), policy}
	for _, name := range names {
		gzipped, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		plain := strings.TrimSuffix(path.Base(name), ".gz") // index-BqX3k2.js
		if err := loaded.assets.Add(plain, gzipped); err != nil {
			return nil, err
		}
	}
	return loaded, nil
}

// noncePlace is where index.html has the nonce.
const noncePlace = "{style-nonce}"

// page is the document with a fresh nonce, and the policy that it comes with. Scripts are files of ours alone,
// and so are styles, but for those that Ant Design makes while it runs: they carry the nonce.
func (s *site) page() (document []byte, policy string) {
	nonce := rand.Text()
	connect := strings.TrimSpace(strings.Join(append([]string{"'self'"}, s.signIn.Origins...), " ") + " " + s.files)
	policy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; img-src 'self' data:; font-src 'self'; " +
		"connect-src " + connect + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	return bytes.ReplaceAll(s.document, []byte(noncePlace), []byte(nonce)), policy
}
