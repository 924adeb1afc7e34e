// Command function answers with its event and its environment, and says where that came from; /echo/hang never ends.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

func handle(_ context.Context, event json.RawMessage) (any, error) {
	var source struct {
		Source  string `json:"source"`
		RawPath string `json:"rawPath"`
	}
	if err := json.Unmarshal(event, &source); err != nil {
		return nil, err
	}
	fmt.Printf("event from %q\n", source.Source)
	if source.RawPath == "/echo/hang" {
		select {}
	}
	body, err := json.Marshal(map[string]any{"event": event, "environment": os.Environ()})
	return map[string]any{"statusCode": 200, "body": string(body)}, err
}

func main() { lambda.Start(handle) }
