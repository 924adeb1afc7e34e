package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/outflow-pay/outflow/local/template"
)

// table makes the table. Deployments make theirs from the same template with SAM.
func (p program) table(ctx context.Context, arguments []string) error {
	if len(arguments) == 0 || arguments[0] != "create" {
		return errors.New("table: the one thing to do is create")
	}
	flags := p.flags("table create")
	path := flags.String("template", "template.yaml", "the template that defines the table")
	if err := parse(flags, arguments[1:]); err != nil {
		return err
	}
	endpoint, err := p.loopback()
	if err != nil {
		return err
	}
	loaded, err := template.Load(*path)
	if err != nil {
		return err
	}
	client, err := p.client(ctx, endpoint)
	if err != nil {
		return err
	}
	if err := loaded.Table.Create(ctx, client, p.tableName()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "table %s is there, at %s\n", p.tableName(), endpoint)
	return err
}
