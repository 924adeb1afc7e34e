package identity

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/wire"
)

// claims are what is read of a token. Those that nobody needs are optional; iat and jti among them, which here
// stand before the library's own.
type claims struct {
	jwt.RegisteredClaims
	IssuedAt optional[*jwt.NumericDate] `json:"iat"`
	ID       optional[string]           `json:"jti"`
	Role     optional[string]           `json:"role"` // an odd one is a caller without a role, not a bad token
	Name     optional[string]           `json:"name"`
	Phone    optional[string]           `json:"phone_number"`
	IDCard   optional[string]           `json:"id_card"`
	Type     optional[string]           `json:"typ"` // as some providers mark what is no access token
	Perms    permissions                `json:"perms"`
	Events   json.RawMessage            `json:"events"` // of a security event, as signing out is one (RFC 8417)
}

// optional is a claim without which its bearer is still who they are: one of another type is left out.
type optional[T any] struct{ value T }

// UnmarshalJSON never fails.
func (o *optional[T]) UnmarshalJSON(raw []byte) error {
	var value T
	if json.Unmarshal(raw, &value) == nil {
		o.value = value
	}
	return nil
}

// UnmarshalJSON reads claims by their exact names, each of which may be there once.
func (c *claims) UnmarshalJSON(raw []byte) error {
	type plain claims
	return wire.Unmarshal(raw, (*plain)(c))
}

// GetIssuedAt is for the library's validation.
func (c *claims) GetIssuedAt() (*jwt.NumericDate, error) { return c.IssuedAt.value, nil }

// leeway is how much clocks may differ: it holds for exp, nbf and iat alike.
const leeway = 5 * time.Second

// lives says how long the token is good in all: from when it was issued, where it says so and that is past.
func (c *claims) lives(now time.Time) time.Duration {
	from := now
	if issued := c.IssuedAt.value; issued != nil && issued.Before(now) {
		from = issued.Time
	}
	return c.ExpiresAt.Sub(from)
}

// otherTypes are what providers call their tokens that are no access tokens, in a claim.
var otherTypes = []string{"id", "refresh", "offline", "logout"}

// isAccess says that the token is not marked as being for something else than to speak for its bearer.
func (c *claims) isAccess() bool {
	return c.Events == nil && !slices.Contains(otherTypes, strings.ToLower(c.Type.value))
}

// caller reads a verified token's claims.
func (c *claims) caller() (Caller, error) {
	if !funds.ValidSub(c.Subject) {
		return Caller{}, errUnauthenticated
	}
	role := funds.Role(c.Role.value)
	switch role {
	case funds.RoleUser, funds.RoleAdmin, funds.RoleService:
	default:
		return Caller{}, funds.ErrForbidden
	}
	return Caller{
		Sub: c.Subject, Role: role,
		Name: storable(c.Name.value), Phone: storable(c.Phone.value), IDCardMasked: maskIDCard(c.IDCard.value),
		HasPerms: c.Perms.said, Permissions: c.Perms.words,
	}, nil
}

// accessTypes are the types that a token's header may name (RFC 9068, section 2.1; RFC 7519, section 5.1). Others
// are for something else: id+jwt, logout+jwt, secevent+jwt.
var accessTypes = []string{"", "jwt", "at+jwt"}

// checkHeader reads a token's header by its exact names before the library reads it by the last of each.
func checkHeader(token string) error {
	segment, _, _ := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(segment)
	if err != nil {
		return err
	}
	var header struct {
		Algorithm string           `json:"alg"`
		KeyID     json.RawMessage  `json:"kid"`
		Type      optional[string] `json:"typ"`
		Content   optional[string] `json:"cty"`
		Critical  json.RawMessage  `json:"crit"`
	}
	if err := wire.Unmarshal(raw, &header); err != nil {
		return err
	}
	if kind := strings.TrimPrefix(strings.ToLower(header.Type.value), "application/"); !slices.Contains(accessTypes, kind) {
		return fmt.Errorf("a token of the type %.64q", kind)
	}
	if header.Critical != nil {
		return errors.New("it wants an extension understood, and none is") // RFC 7515, section 4.1.11
	}
	return nil
}
