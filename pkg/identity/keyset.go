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
	"sync"
	"time"
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
	keys    map[string]publicKey
	fetched time.Time // when keys were
	tried   time.Time // when a fetch last began
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

// get finds a key by its kid. The error wraps errSource when the set could not be fetched and what is
// known of it is too old.
func (s *keySet) get(ctx context.Context, kid string) (publicKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	key, known := s.keys[kid]
	var failure error
	if (!known || now.Sub(s.fetched) >= refreshAfter) && now.Sub(s.tried) >= fetchInterval {
		s.tried = now
		keys, err := s.fetch(ctx)
		if err == nil {
			s.keys, s.fetched = keys, now
			key, known = keys[kid]
		}
		failure = err
	}
	if s.fetched.IsZero() || now.Sub(s.fetched) >= keepFor {
		return publicKey{}, errors.Join(errSource, failure)
	}
	if !known {
		return publicKey{}, errors.New("unknown kid")
	}
	return key, nil
}

func (s *keySet) fetch(ctx context.Context) (map[string]publicKey, error) {
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

// parseKeySet leaves keys of other kinds out: a provider may add some.
func parseKeySet(raw []byte) (map[string]publicKey, error) {
	var set struct {
		Keys []jwk `json:"keys"`
	}
	if err := json.Unmarshal(raw, &set); err != nil {
		return nil, fmt.Errorf("JWKS: %w", err)
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("JWKS: more than %d keys", maxKeys)
	}
	keys := make(map[string]publicKey, len(set.Keys))
	for _, one := range set.Keys {
		key, ok := one.publicKey()
		if ok && one.ID != "" && (one.Use == "" || one.Use == "sig") && (one.Algorithm == "" || one.Algorithm == key.algorithm) {
			keys[one.ID] = key
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
	n, err := base64.RawURLEncoding.DecodeString(k.N)
	if err != nil {
		return publicKey{}, false
	}
	e, err := base64.RawURLEncoding.DecodeString(k.E)
	if err != nil || len(e) > maxExponentBytes {
		return publicKey{}, false
	}
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e).Int64()
	if bits := modulus.BitLen(); bits < minModulusBits || bits > maxModulusBits || exponent < 3 || exponent%2 == 0 {
		return publicKey{}, false
	}
	return rs256(&rsa.PublicKey{N: modulus, E: int(exponent)}), true
}

func (k jwk) p256Key() (publicKey, bool) {
	point := []byte{uncompressed}
	for _, coordinate := range []string{k.X, k.Y} {
		raw, err := base64.RawURLEncoding.DecodeString(coordinate)
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
