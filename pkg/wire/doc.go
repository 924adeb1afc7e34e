// Package wire reads JSON and XML that somebody else has written: tokens, a gateway's answers, key sets, secrets, the
// policy, requests.
//
// encoding/json takes a member's name in any letter case, and of two members that it takes for one the later.
// Whoever looks at such a text by exact names, or at the first of two, has read something else than we. So a name
// that is known counts in its exact spelling alone, and where it is there twice, or once more in another letter
// case, the whole text is refused.
//
// Of XML ([Markup]) it reads tags and texts within bounds, and refuses what declares anything; [Gauge] is the bound, for
// other decoders too.
//
// wire imports the standard library alone.
package wire
