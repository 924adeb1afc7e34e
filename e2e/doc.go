// Package e2e holds the end-to-end tests: the built functions, a real DynamoDB engine, the gateway
// sandbox and HTTP, as `make run` starts them. Nothing is faked. `make test` builds what they need.
package e2e
