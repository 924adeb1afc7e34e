// Command bare is a Lambda function that makes the DynamoDB calls of another one by the SDK as it comes, and does nothing
// else: what a function pays that has no rules. It reads the calls from the file that BARE_CALLS names, and who they are
// about from its event.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// script is the file's content: requests in DynamoDB's JSON, and the answer to HTTP. Names are in braces.
type script struct {
	Calls []struct {
		Name  string
		Input map[string]any
	}
	Answer events.APIGatewayV2HTTPResponse
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func run() error {
	raw, err := os.ReadFile(os.Getenv("BARE_CALLS"))
	if err != nil {
		return err
	}
	var s script
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(os.Getenv("OUTFLOW_DYNAMODB")), Region: os.Getenv("AWS_REGION"),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	calls := make([]call, 0, len(s.Calls))
	for _, one := range s.Calls {
		prepared, err := prepare(client, one.Name, one.Input)
		if err != nil {
			return fmt.Errorf("%s: %w", one.Name, err)
		}
		calls = append(calls, prepared)
	}
	lambda.Start(func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		about := strings.NewReplacer(strings.Fields(event.Headers["bare-about"])...)
		for _, call := range calls {
			if err := call(ctx, about); err != nil {
				return events.APIGatewayV2HTTPResponse{}, err
			}
		}
		return s.Answer, nil
	})
	return nil
}
