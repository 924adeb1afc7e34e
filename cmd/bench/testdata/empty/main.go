// Command empty is the least that a Lambda function in Go can be: what every cold start pays.
package main

import "github.com/aws/aws-lambda-go/lambda"

func main() { lambda.Start(func() {}) }
