package post

import (
	"errors"
	"fmt"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/outflow-pay/outflow/pkg/webhook"
)

const (
	headerID        = standardwebhooks.HeaderWebhookID
	headerTimestamp = standardwebhooks.HeaderWebhookTimestamp
	headerSignature = standardwebhooks.HeaderWebhookSignature
)

// minSecretChars is what a secret of 24 bytes, the least that Standard Webhooks allows, has at least.
const minSecretChars = len("whsec_") + 32

var errSecret = errors.New("a secret that is empty, or too short to sign with")

// Sign gives an event's signatures by each of the secrets, in one text. The library signs with an empty secret too, which
// anybody could: here that is an error, as is none at all. No secret is in an error.
func Sign(secrets []string, event webhook.Event, at time.Time) (string, error) {
	if len(secrets) == 0 {
		return "", errSecret
	}
	signatures := make([]string, 0, len(secrets))
	for _, secret := range secrets {
		if len(secret) < minSecretChars {
			return "", errSecret
		}
		signer, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return "", errors.New("a secret that is not in base64")
		}
		signature, err := signer.Sign(event.ID, at, []byte(event.Body))
		if err != nil {
			return "", fmt.Errorf("sign: %w", err)
		}
		signatures = append(signatures, signature)
	}
	return strings.Join(signatures, " "), nil
}
