// Command function does what its event asks for, so that the tests can watch the host.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Do   string `json:"do"`
	File string `json:"file"` // wait: until it exists
	Size int    `json:"size"` // fill: bytes
}

type answer struct {
	Pid         int      `json:"pid"`
	RequestID   string   `json:"requestId"`
	ARN         string   `json:"arn"`
	RemainingMs int64    `json:"remainingMs"`
	Environment []string `json:"environment"`
}

func handle(ctx context.Context, e event) (any, error) {
	switch e.Do {
	case "wait":
		fmt.Println("waiting")
		for ctx.Err() == nil {
			if _, err := os.Stat(e.File); err == nil {
				break
			}
			time.Sleep(2 * time.Millisecond)
		}
	case "sleep for ever":
		select {}
	case "fail":
		return nil, errors.New("no luck")
	case "panic":
		panic("no luck at all")
	case "exit":
		os.Exit(3)
	case "fill":
		return strings.Repeat("x", e.Size), nil
	}
	deadline, _ := ctx.Deadline()
	lc, _ := lambdacontext.FromContext(ctx)
	return answer{os.Getpid(), lc.AwsRequestID, lc.InvokedFunctionArn, time.Until(deadline).Milliseconds(), os.Environ()}, nil
}

func main() {
	switch os.Getenv("INIT") {
	case "exit":
		os.Exit(4)
	case "report":
		url := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/init/error"
		response, err := http.Post(url, "application/json", strings.NewReader(`{"errorMessage":"no configuration"}`))
		if err != nil || response.StatusCode != http.StatusAccepted {
			os.Exit(5)
		}
		os.Exit(1)
	}
	lambda.Start(handle)
}
