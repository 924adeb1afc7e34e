package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/outflow-pay/outflow/local/template"
)

// tableName is the template's.
const tableName = "outflow-table"

// createStreamless makes the template's table without its stream: on AWS a stream costs a writer nothing, and here the
// engine writes its records.
func createStreamless(ctx context.Context, client *dynamodb.Client) error {
	loaded, err := template.Load("template.yaml")
	if err != nil {
		return err
	}
	loaded.Streamless()
	return loaded.Table.Create(ctx, client, tableName)
}
