package identity

import (
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// MinSecretBytes is the least length of an HS256 secret (RFC 7518, section 3.2).
const MinSecretBytes = 32

// ReasonUnauthenticated says that there is no token, or one that does not verify.
const ReasonUnauthenticated funds.Reason = "unauthenticated"

var (
	errUnauthenticated = funds.Refuse(funds.CodeUnauthenticated, ReasonUnauthenticated)

	// errSource marks that a token could not be judged: the fault is not the token's.
	errSource = errors.New("the keys could not be had")
)

// Secrets are the shared secrets of HS256 tokens. Previous, where there is one, is still accepted
// while the secret is being rotated. Without Current no HS256 token verifies.
type Secrets struct {
	Current  string
	Previous string
}

// Check refuses secrets that are too short, a previous one alone, and the development secret, which is public.
func (s Secrets) Check() error {
	if s.Current == "" && s.Previous != "" {
		return errors.New("a previous token secret without a current one")
	}
	for _, secret := range []string{s.Current, s.Previous} {
		if secret != "" && len(strings.TrimSpace(secret)) < MinSecretBytes { // of blanks nothing is left
			return fmt.Errorf("a token secret of less than %d bytes", MinSecretBytes)
		}
		if secret == developmentSecret {
			return errors.New("the development secret is public and cannot be configured")
		}
	}
	return nil
}

// Config is what a [Verifier] needs to know.
type Config struct {
	Issuer   string // the iss that a token must carry
	Audience string // an aud that a token must carry
	JWKSURL  string // of RS256 and ES256 keys; https, or http on loopback; empty: HS256 alone

	// Secrets gives the present HS256 secrets, for each token anew, so that they can rotate.
	Secrets func(context.Context) (Secrets, error)

	// AdminLife is the longest life that an admin's token may have; DefaultAdminLife where zero.
	AdminLife time.Duration

	// Development accepts the tokens that [Mint] makes, which anybody can make, and makes Issuer and
	// Audience optional.
	Development bool

	Now func() time.Time
}

// DefaultAdminLife is used where Config.AdminLife is zero.
const DefaultAdminLife = 24 * time.Hour

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	secrets     func(context.Context) (Secrets, error)
	keys        *keySet // nil without a JWKS URL
	parser      *jwt.Parser
	development *jwt.Parser // nil unless development tokens are accepted
	adminLife   time.Duration
	now         func() time.Time
}

// New checks the configuration.
func New(config Config) (*Verifier, error) {
	if config.Secrets == nil || config.Now == nil {
		return nil, errors.New("identity: a source of secrets and a clock are needed")
	}
	if !config.Development && (config.Issuer == "" || config.Audience == "") {
		return nil, errors.New("identity: an issuer and an audience are needed")
	}
	if config.AdminLife < 0 {
		return nil, errors.New("identity: the longest life of admins' tokens is negative")
	}
	v := &Verifier{secrets: config.Secrets, adminLife: cmp.Or(config.AdminLife, DefaultAdminLife), now: config.Now}
	methods := []string{jwt.SigningMethodHS256.Alg()}
	if config.JWKSURL != "" {
		keys, err := newKeySet(config.JWKSURL, config.Now)
		if err != nil {
			return nil, fmt.Errorf("identity: JWKS URL: %w", err)
		}
		v.keys = keys
		methods = append(methods, jwt.SigningMethodRS256.Alg(), jwt.SigningMethodES256.Alg())
	}
	if config.Issuer != "" && config.Audience != "" { // else only development tokens are accepted
		v.parser = newParser(config.Issuer, config.Audience, config.Now, methods...)
	}
	if config.Development {
		v.development = newParser(DevelopmentIssuer, developmentAudience, config.Now, jwt.SigningMethodHS256.Alg())
	}
	return v, nil
}

func newParser(issuer, audience string, now func() time.Time, methods ...string) *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods(methods), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(leeway), jwt.WithTimeFunc(now),
	)
}

// Verify gives the caller of a token that is signed, in time, and from and for the configured issuer
// and audience.
//
// Errors: [funds.CodeUnauthenticated]; [funds.CodeForbidden] for a good token without one of the roles
// user, admin and service; [funds.CodeBusy] when the keys could not be had, so that nothing is known.
func (v *Verifier) Verify(ctx context.Context, token string) (Caller, error) {
	if checkHeader(token) != nil {
		return Caller{}, errUnauthenticated
	}
	var got claims
	if v.development != nil {
		if _, err := v.development.ParseWithClaims(token, &got, developmentKey); err == nil {
			return v.caller(&got)
		}
		got = claims{}
	}
	if v.parser == nil {
		return Caller{}, errUnauthenticated
	}
	_, err := v.parser.ParseWithClaims(token, &got, func(token *jwt.Token) (any, error) { return v.key(ctx, token) })
	switch {
	case errors.Is(err, errSource):
		return Caller{}, errors.Join(funds.ErrBusy, err)
	case err != nil:
		return Caller{}, errUnauthenticated
	}
	return v.caller(&got)
}

// caller is who a verified token speaks for, unless it is for something else, or an admin's and good for too long.
func (v *Verifier) caller(of *claims) (Caller, error) {
	caller, err := of.caller()
	if !of.isAccess() || (caller.Role == funds.RoleAdmin && of.lives(v.now()) > v.adminLife+leeway) {
		return Caller{}, errUnauthenticated
	}
	return caller, err
}

// key gives the keys of the token's own algorithm, which the parser has found to be an accepted one.
func (v *Verifier) key(ctx context.Context, token *jwt.Token) (any, error) {
	if token.Method == jwt.SigningMethodHS256 {
		return v.sharedKeys(ctx)
	}
	named, isNamed := token.Header["kid"]
	kid, isText := named.(string)
	if isNamed && !isText {
		return nil, errors.New("a kid that is no string")
	}
	keys, err := v.keys.get(ctx, func(all []publicKey) []publicKey {
		if !isNamed && len(all) == 1 {
			return all // there is nothing to choose from
		}
		return slices.DeleteFunc(slices.Clone(all), func(key publicKey) bool { return !isNamed || key.id != kid })
	})
	if err != nil {
		return nil, err
	}
	var set jwt.VerificationKeySet
	for _, key := range keys {
		if key.algorithm == token.Method.Alg() {
			set.Keys = append(set.Keys, key.public)
		}
	}
	return set, nil // of another algorithm's keys none verifies
}

func (v *Verifier) sharedKeys(ctx context.Context) (any, error) {
	secrets, err := v.secrets(ctx)
	if err == nil {
		err = secrets.Check()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSource, err)
	}
	var set jwt.VerificationKeySet
	for _, secret := range []string{secrets.Current, secrets.Previous} {
		if secret != "" {
			set.Keys = append(set.Keys, []byte(secret))
		}
	}
	return set, nil // without a key nothing verifies
}

// publicKey is a key of the JWKS, for one algorithm.
type publicKey struct {
	id        string // its kid; may be empty
	algorithm string
	public    any // *rsa.PublicKey or *ecdsa.PublicKey
}

func rs256(key *rsa.PublicKey) publicKey { return publicKey{"", jwt.SigningMethodRS256.Alg(), key} }

func es256(key *ecdsa.PublicKey) publicKey { return publicKey{"", jwt.SigningMethodES256.Alg(), key} }
