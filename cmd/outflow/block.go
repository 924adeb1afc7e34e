package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/outflow-pay/outflow/pkg/edge"
	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
)

// blocker is whoever has the table's own credentials. Reconcile raises the alarm about what they do.
var blocker = funds.System("outflow block")

// block lists the accounts that nothing is paid to, or blocks and lifts with the table's own credentials.
func (p program) block(ctx context.Context, arguments []string) error {
	act, arguments := actOf(arguments, "list")
	if !slices.Contains([]string{"list", "set", "lift"}, act) {
		return fmt.Errorf("block: there is list, set and lift, and no %q", act)
	}
	flags := p.flags("block " + act)
	var account, id, reason string
	switch act {
	case "set":
		flags.StringVar(&account, "account", "", "the account, in any spelling; without it, that of a withdrawal")
		flags.StringVar(&id, "withdrawal", "", "the withdrawal to whose account nothing is to be paid")
	case "lift":
		flags.StringVar(&id, "id", "", "of the block, as list shows it")
	}
	if act != "list" {
		flags.StringVar(&reason, "reason", "", "why; it is kept in the audit log, and shown to admins")
	}
	if err := parse(flags, arguments); err != nil {
		return err
	}
	switch {
	case act != "list" && reason == "":
		return errors.New("block: -reason is missing")
	case act == "set" && (account == "") == (id == ""):
		return errors.New("block: it takes -account or -withdrawal")
	}
	service, err := p.service(ctx, policyOf(""))
	if err != nil {
		return err
	}
	switch act {
	case "set":
		return p.setBlock(ctx, service, account, id, reason)
	case "lift":
		return p.liftBlock(ctx, service, id, reason)
	default:
		return p.listBlocked(ctx, service)
	}
}

func (p program) listBlocked(ctx context.Context, service *flow.Service) error {
	found, err := service.BlockedAccounts(ctx)
	if err != nil {
		return fmt.Errorf("read what is blocked in %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	shown := ""
	for _, block := range found {
		shown += blockLine(block)
	}
	if shown == "" {
		shown = "no account is blocked\n"
	}
	_, err = fmt.Fprint(p.out, shown)
	return err
}

func blockLine(block funds.BlockedAccount) string {
	return fmt.Sprintf("%s is blocked since %s by %s: %s (%s)\n", block.Shown, block.At.Format(time.RFC3339), block.By.Known(), block.Reason, block.ID)
}

func (p program) setBlock(ctx context.Context, service *flow.Service, account, of, reason string) error {
	var done flow.Blocked
	var err error
	if account = edge.Narrow(account); account != "" {
		if err = funds.CheckAccount("account", account); err != nil {
			return fmt.Errorf("block: -account is nothing that money is ever sent to: %w", err)
		}
		done, err = service.Block(ctx, blocker, pause.BlockRequest{Account: account, Reason: reason})
	} else {
		var id funds.ID
		if id, err = funds.ParseID(of); err == nil {
			done, err = service.BlockPayee(ctx, blocker, id, reason)
		}
	}
	if err != nil {
		return fmt.Errorf("block an account in %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	_, err = fmt.Fprint(p.out, blockLine(done.BlockedAccount)+claimedBefore(done.UnderWay))
	return err
}

func (p program) liftBlock(ctx context.Context, service *flow.Service, id, reason string) error {
	lifted, _, err := service.Unblock(ctx, blocker, id, reason)
	if err != nil {
		return fmt.Errorf("lift the block %s in %s at %s: %w", id, p.tableName(), p.endpoint(), err)
	}
	_, err = fmt.Fprintf(p.out, "%s is not blocked any more\n", lifted.Shown)
	return err
}
