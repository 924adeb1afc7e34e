package app

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/pkg/config"
)

const (
	// attemptTimeout bounds one try of a request to AWS. A function wakes from its freeze with dead
	// connections, and must not wait for them until its own end.
	attemptTimeout = 5 * time.Second

	// keptConnections are as many as a function uses at once at most: one that is closed and opened again costs a handshake.
	keptConnections = 64

	localRegion = "us-east-1" // any: the engines on loopback do not care
	localKey    = "local"
)

// NewDynamoDB opens a client of an endpoint, or of AWS's own where it is empty. Credentials and region
// are those that Lambda puts into the environment; on loopback any would do, so fixed ones are used.
func NewDynamoDB(endpoint string, getenv func(string) string) (*dynamodb.Client, error) {
	base, err := AWSConfig(config.OnLoopback(endpoint), getenv)
	if err != nil {
		return nil, err
	}
	return dynamodb.NewFromConfig(base, func(o *dynamodb.Options) {
		if endpoint != "" {
			o.BaseEndpoint = &endpoint
		}
	}), nil
}

// AWSConfig reads the environment itself. The SDK's own chain knows many more sources, none of which
// Lambda has, and costs a function's cold start the loading of all of them.
func AWSConfig(local bool, getenv func(string) string) (aws.Config, error) {
	region := cmp.Or(getenv("AWS_REGION"), getenv("AWS_DEFAULT_REGION"))
	key, secret, session := getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY"), getenv("AWS_SESSION_TOKEN")
	switch {
	case local:
		region, key, secret, session = localRegion, localKey, localKey, ""
	case region == "":
		return aws.Config{}, errors.New("AWS_REGION: missing")
	case key == "" || secret == "":
		return aws.Config{}, errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: missing")
	}
	return aws.Config{
		Region:      region,
		Credentials: credentials.NewStaticCredentialsProvider(key, secret, session),
		HTTPClient: awshttp.NewBuildableClient().WithTimeout(attemptTimeout).WithTransportOptions(func(transport *http.Transport) {
			transport.MaxIdleConnsPerHost = keptConnections
		}),
	}, nil
}
