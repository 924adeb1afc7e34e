package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/outflow-pay/outflow/pkg/wire"
)

const (
	// fetchInterval bounds how often the address is asked, whatever kids callers invent and however
	// often it fails.
	fetchInterval = 10 * time.Second
	// refreshAfter is when keys are fetched again although they are known: one may have been withdrawn.
	refreshAfter = 10 * time.Minute
	// keepFor is how long keys are believed while fetching them again fails.
	keepFor = time.Hour

	fetchTimeout = 3 * time.Second
	maxSetBytes  = 256 << 10
	maxKeys      = 100

	minModulusBits   = 2048
	maxModulusBits   = 8192
	maxExponentBytes = 4
	p256Bytes        = 32
	uncompressed     = 4 // of a point (SEC 1, section 2.3.3)
)

// keySet keeps the keys of a JWKS address. It fetches lazily, in the request that needs it: a function
// that is frozen between requests can keep no background work.
type keySet struct {
	address string
	client  *http.Client
	now     func() time.Time

	mu      sync.Mutex // held during a fetch, so that there is one at a time
	keys    []publicKey
	fetched time.Time // when keys were
	tried   time.Time // when a fetch last began
	failure error     // of the last fetch
}

func newKeySet(address string, now func() time.Time) (*keySet, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.User != nil {
		return nil, errors.New("not a plain URL")
	}
	host := parsed.Hostname()
	loopback := host == "localhost" || net.ParseIP(host).IsLoopback()
	if parsed.Scheme != "https" && (parsed.Scheme != "http" || !loopback) {
		return nil, errors.New("want https outside loopback")
	}
	client := &http.Client{
		Timeout:       fetchTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &keySet{address: address, client: client, now: now}, nil
}

// get chooses keys. The error wraps errSource when the set could not be fetched and what is known of it is too old,
// or has nothing to choose: what is new since then cannot be known.
func (s *keySet) get(ctx context.Context, choose func(all []publicKey) []publicKey) ([]publicKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	chosen := choose(s.keys)
	if (len(chosen) == 0 || now.Sub(s.fetched) >= refreshAfter) && now.Sub(s.tried) >= fetchInterval {
		s.tried = now
		var keys []publicKey
		if keys, s.failure = s.fetch(ctx); s.failure == nil {
			s.keys, s.fetched = keys, now
			chosen = choose(keys)
		}
	}
	if s.fetched.IsZero() || now.Sub(s.fetched) >= keepFor || (len(chosen) == 0 && s.failure != nil) {
		return nil, errors.Join(errSource, s.failure)
	}
	if len(chosen) == 0 {
		return nil, errors.New("no key has the token's kid")
	}
	return chosen, nil
}

func (s *keySet) fetch(ctx context.Context) ([]publicKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address, http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // all that is wanted of it has been read
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("JWKS: HTTP status %d", response.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxSetBytes+1))
	if err != nil {
		return nil, fmt.Errorf("JWKS: %w", err)
	}
	if len(raw) > maxSetBytes {
		return nil, fmt.Errorf("JWKS: more than %d bytes", maxSetBytes)
	}
	return parseKeySet(raw)
}

// jwk is a JSON Web Key (RFC 7517), as far as RSA and P-256 signature keys need it.
type jwk struct {
	Type      string `json:"kty"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	N         string `json:"n"`
	E         string `json:"e"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	Y         string `json:"y"`
}

// parseKeySet leaves out what is no key of ours, whatever it is: one odd key must not lock out who has another's
// signature.
func parseKeySet(raw []byte) ([]publicKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := wire.Unmarshal(raw, &set); err != nil {
		return nil, fmt.Errorf("JWKS: %w", err)
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("JWKS: more than %d keys", maxKeys)
	}
	var keys []publicKey
	for _, text := range set.Keys {
		var one jwk
		if wire.Unmarshal(text, &one) != nil {
			continue
		}
		key, ok := one.publicKey()
		if ok && (one.Use == "" || one.Use == "sig") && (one.Algorithm == "" || one.Algorithm == key.algorithm) {
			key.id = one.ID
			keys = append(keys, key)
		}
	}
	return keys, nil
}

func (k jwk) publicKey() (publicKey, bool) {
	switch {
	case k.Type == "RSA":
		return k.rsaKey()
	case k.Type == "EC" && k.Curve == "P-256":
		return k.p256Key()
	}
	return publicKey{}, false
}

func (k jwk) rsaKey() (publicKey, bool) {
	n, err := unpadded(k.N)
	if err != nil {
		return publicKey{}, false
	}
	e, err := unpadded(k.E)
	if err != nil || len(e) > maxExponentBytes {
		return publicKey{}, false
	}
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e).Int64()
	if bits := modulus.BitLen(); bits < minModulusBits || bits > maxModulusBits || exponent < 3 || exponent%2 == 0 {
		return publicKey{}, false
	}
	return rs256(&rsa.PublicKey{N: modulus, E: int(exponent)}), true
}

// unpadded decodes base64url, whose padding some providers write against RFC 7518, section 2.
func unpadded(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
}

func (k jwk) p256Key() (publicKey, bool) {
	point := []byte{uncompressed}
	for _, coordinate := range []string{k.X, k.Y} {
		raw, err := unpadded(coordinate)
		if err != nil || len(raw) != p256Bytes {
			return publicKey{}, false
		}
		point = append(point, raw...)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point) // refuses what is not on the curve
	if err != nil {
		return publicKey{}, false
	}
	return es256(key), true
}
