// Package edge is where HTTP comes in and goes out: routes that deny unless they say who may, strict
// decoding of bodies and queries, and one place that turns an error into a contract's answer.
//
// A contract declares routes; edge authenticates, bounds, recovers and encodes. edge imports flow
// (for its keys), list (for its pages), funds, identity, logline, wire and words, and no AWS package: what it needs of the event is put
// into the context by [WithSource].
package edge
