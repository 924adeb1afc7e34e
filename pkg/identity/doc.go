// Package identity says who is calling: it verifies bearer tokens (JWT) and reads the caller from
// their claims. What a caller may do is for the contracts to say.
//
// A token is signed by HS256 with a shared secret, or by RS256 or ES256 with a key of the configured
// JWKS. Which keys count depends on the token's algorithm alone, so that no key ever verifies another
// algorithm's signature; key addresses inside a token (jku, x5u, jwk) are never looked at.
//
// Header and claims are read by exact names ([wire]), and a claim that nobody needs never keeps its bearer out.
//
// identity imports funds for roles and errors, wire, and a JWT library.
package identity
