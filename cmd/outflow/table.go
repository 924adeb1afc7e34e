package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/outflow-pay/outflow/local/template"
)

// table makes the table. Deployments make theirs from the same template with SAM.
func (p program) table(ctx context.Context, arguments []string) error {
	flags := p.flags("table create")
	path := flags.String("template", "template.yaml", "the template that defines the table")
	if len(arguments) > 0 && arguments[0] == "create" {
		arguments = arguments[1:]
	} else if len(arguments) == 0 || !strings.HasPrefix(arguments[0], "-h") && !strings.HasPrefix(arguments[0], "--h") {
		return errors.New("table: the one thing to do is create")
	}
	if err := parse(flags, arguments); err != nil {
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
