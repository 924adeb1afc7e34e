package preflight

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/outflow-pay/outflow/pkg/app"
	"github.com/outflow-pay/outflow/pkg/gateway"
)

// secrets are the deployment's two. What is in them is never shown.
type secrets struct {
	client      *secretsmanager.Client
	gatewayID   string
	tokensID    string
	development bool
	held        gateway.Keys
	unread      error // why there are no keys of the gateway's
}

func (d *Deployment) secrets() *secrets {
	read := &secrets{gatewayID: d.Settings.GatewaySecretID, tokensID: d.Settings.TokenSecretID, development: d.Stack == ""}
	if read.development {
		read.held = gateway.Keys{Current: gateway.SandboxKey}
		return read
	}
	read.client, read.unread = secretsmanager.NewFromConfig(d.AWS), errors.New("not read yet")
	return read
}

func (s *secrets) checks() []check {
	if s.development {
		return []check{{"secrets", func(context.Context) Result {
			return fine("this machine's functions have the sandbox's key, which is public, and development tokens")
		}}}
	}
	return []check{
		{"gateway secret", func(ctx context.Context) Result {
			return s.shape(ctx, "GatewaySecretArn", s.gatewayID, func(text string) (err error) {
				s.held, err = app.ParseGatewayKeys(text)
				s.unread = err
				return err
			})
		}},
		{"token secret", func(ctx context.Context) Result {
			return s.shape(ctx, "TokenSecretArn", s.tokensID, func(text string) error {
				_, err := app.ParseTokenSecrets(text)
				return err
			})
		}},
	}
}

// shape says whether a secret is there and can be used.
func (s *secrets) shape(ctx context.Context, parameter, id string, parse func(string) error) Result {
	value, err := s.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
	switch code := codeOf(err); {
	case code == "ResourceNotFoundException", code == "InvalidRequestException": // the latter: it is to be deleted
		return verdict(Fail, fmt.Sprintf("there is no secret that %s names, or it is being deleted", parameter), "aws secretsmanager restore-secret --secret-id …, or make it: Secrets in docs/operations.md says what is in it")
	case err != nil:
		return unasked(err, "secretsmanager:GetSecretValue on it")
	}
	if err := parse(aws.ToString(value.SecretString)); err != nil {
		return verdict(Fail, fmt.Sprintf("the secret that %s names cannot be used: %s", parameter, plain(err)), "put a right one in: Secrets in docs/operations.md says what is in it")
	}
	return fine("it is there, and of the right shape")
}

func (s *secrets) keys(context.Context) (gateway.Keys, error) { return s.held, s.unread }

// gateway asks the gateway for our balance there: a signed question that changes nothing. How much it is, is not shown.
func (d *Deployment) gateway(ctx context.Context, keys func(context.Context) (gateway.Keys, error)) Result {
	if _, err := keys(ctx); err != nil {
		return verdict(Unknown, "it can only be asked with its key, and the gateway secret could not be used", "see there")
	}
	client, err := gateway.New(gateway.Config{
		BaseURL: d.Settings.GatewayURL, Username: d.Settings.GatewayUsername, NotifyURL: d.Settings.NotifyURL,
		RechargeNotifyURL: d.Settings.RechargeNotifyURL, Keys: keys, Now: d.Now,
	})
	if err != nil {
		return verdict(Fail, plain(err), "see GatewayUrl, GatewayUsername and PublicUrl")
	}
	if _, err := client.Balance(ctx); err != nil {
		return verdict(Fail, "it does not answer a signed question for the balance: "+plain(err),
			"see GatewayUrl and GatewayUsername; an answer about the sign or the merchant means another key than theirs; none at all, that this machine or all are kept out")
	}
	return fine("it answers a signed question")
}
