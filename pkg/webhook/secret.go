package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"time"
)

const (
	// DevelopmentKey makes the secrets on a developer's machine. Everybody can read it here.
	DevelopmentKey = "outflow-development-webhook-key!"

	// MinKeyBytes is the least length of the key.
	MinKeyBytes = 32

	// Overlap is for how long the secret before the last one signs beside it.
	Overlap = 24 * time.Hour

	secretPrefix = "whsec_" // Standard Webhooks'
)

// Keys make the secrets of all endpoints. While the key itself is changed there are two.
type Keys struct{ Current, Previous string }

// Check refuses what cannot be the key. It shows none.
func (k Keys) Check() error {
	if k.Current == "" {
		return errors.New("no webhookKey")
	}
	for name, key := range map[string]string{"webhookKey": k.Current, "webhookKeyPrevious": k.Previous} {
		switch {
		case key == "": // no previous one
		case key == DevelopmentKey:
			return fmt.Errorf("%s is the one for development, which is public", name)
		case len(key) < MinKeyBytes:
			return fmt.Errorf("%s has less than %d bytes", name, MinKeyBytes)
		}
	}
	return nil
}

// Secret is an endpoint's, as its receiver has it. It is computed whenever it is needed, and stored nowhere.
func (k Keys) Secret(endpoint Endpoint) string {
	return secretOf(k.Current, endpoint.ID, endpoint.Secret)
}

// Secrets are those that sign for an endpoint now, the one that stays first: its own, the one before while they overlap, and
// what the previous key makes of both.
func (k Keys) Secrets(endpoint Endpoint, now time.Time) (secrets []string) {
	numbers := []int64{endpoint.Secret}
	if endpoint.Secret > 1 && now.Before(endpoint.RotatedAt.Add(Overlap)) {
		numbers = append(numbers, endpoint.Secret-1)
	}
	for _, key := range []string{k.Current, k.Previous} {
		for _, number := range numbers {
			if key != "" {
				secrets = append(secrets, secretOf(key, endpoint.ID, number))
			}
		}
	}
	return secrets
}

func secretOf(key, endpoint string, number int64) string {
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = mac.Write([]byte("outflow webhook secret\x00" + endpoint + "\x00" + strconv.FormatInt(number, 10))) // a hash never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
