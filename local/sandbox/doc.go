// Package sandbox is a payment gateway to develop and test against: the seven /gateway-api calls and
// both callbacks of the gateway's document, with real signatures, a balance that is really kept, and
// controls of its own that make it misbehave on demand. Orders live in memory.
//
// # Business errors
//
// The gateway's document defines no code but 200. These are the sandbox's own, and what a
// configuration should make of them:
//
//	400   CodeField         a field is missing or wrong; the message names it (unknown)
//	401   CodeSign          the signature, or the username, is wrong (unknown)
//	1001  CodeAbsent        "order not found" (absent)
//	1002  CodeRepeated      "merchant serial exists" (unknown: it says nothing about the order's fate)
//	1003  CodeInsufficient  "insufficient balance" (a refusal: no order was made)
//	1004  CodeRefused       "refused by risk control" (a refusal: no order was made)
//
// # Controls
//
// JSON in and out; a bad one is a 400 that names the field.
//
//	GET  /sandbox/orders                   a [Listing]
//	POST /sandbox/orders/{merchantSerial}  state, hidden, received (of a deposit: the amount that came,
//	                                       which get and callbacks then name), callback; with a callback
//	                                       also amount, times, delayMs, badSign. It speaks of the
//	                                       serial's newest order; a platformId in its place names any
//	                                       other. The state that an order is in may be named again, to
//	                                       call back again; a move that the order's states do not allow
//	                                       is a 409. Callbacks leave in the background; the listing shows
//	                                       their answers
//	PUT  /sandbox/settings                 withdrawalBalance, settleAfterMs (null: by hand), repeatedSerial
//	                                       (refuse, accept); what is not named stays
//	PUT  /sandbox/faults                   api, mode, count (1), delayMs
//	DELETE /sandbox/faults
//
// A deposit's url is a page of the sandbox, where a person with a browser pays the order, in its amount or in
// another one (state 5), or refuses it; the gateway then calls back by itself, in states 2 and 3.
//
// # Faults
//
// PUT /sandbox/faults arms one fault for the next count well-signed calls of one api; it replaces the
// api's earlier fault. Every mode first waits delayMs (0 where missing; slow needs one).
//
//	slow             waits, then works and answers; where orders settle at once, the callback
//	                 has been sent and answered before the answer leaves
//	drop-before      breaks the connection, nothing done
//	drop-after       done, then breaks it
//	refuse           CodeRefused, nothing done
//	http500          HTTP 500, nothing done
//	garbage          done, then answers HTTP 200 with text that is not JSON
//	duplicate-error  done, then answers CodeRepeated (create alone)
//	auth-error       CodeSign, nothing done
//	other-order      done, then answers with another serial (create and get alone)
//
// A caller that has gone away does not stop a call: what was sent is done.
//
// sandbox imports the standard library and packages funds and gateway (for the signature rule, which
// is tested against vectors of its own).
package sandbox
