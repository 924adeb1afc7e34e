package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/proposal"
	"github.com/outflow-pay/outflow/pkg/list"
	"github.com/outflow-pay/outflow/pkg/table"
	"github.com/outflow-pay/outflow/pkg/words"
)

// proposals prints what waits for other people's approval, and for whose.
func (p program) proposals(ctx context.Context, arguments []string) error {
	if err := parse(p.flags("proposals"), arguments); err != nil {
		return err
	}
	store, err := p.store(ctx)
	if err != nil {
		return err
	}
	ids, err := store.ProposalIDs(ctx, []funds.ProposalState{funds.ProposalOpen})
	if err != nil {
		return fmt.Errorf("list the proposals of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	open, err := store.Proposals(ctx, ids)
	if err != nil {
		return fmt.Errorf("read the proposals of %s at %s: %w", p.tableName(), p.endpoint(), err)
	}
	now := time.Now()
	controls, err := controlsOf(ctx, store, now)
	if err != nil {
		return err
	}
	waiting := 0
	for _, one := range open {
		if one.State != funds.ProposalOpen || one.Expired(now) {
			continue
		}
		waiting++
		if _, err := fmt.Fprint(p.out, waits(one, controls)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(p.out, "%d proposals wait\n", waiting)
	return err
}

// controlsOf is what the policy in force decides about people; nothing where the table has none yet.
func controlsOf(ctx context.Context, store *table.Store, at time.Time) (funds.Controls, error) {
	head, err := store.PolicyHead(ctx)
	if err != nil {
		return funds.Controls{}, err
	}
	inForce := head.InForce(at)
	if inForce == 0 {
		return funds.Controls{}, nil
	}
	version, err := store.PolicyVersion(ctx, inForce)
	if err != nil {
		return funds.Controls{}, err
	}
	decided, err := config.ReadPolicy(version.Text)
	if err != nil {
		return funds.Controls{}, fmt.Errorf("version %d of the policy: %w", inForce, err)
	}
	return decided.Policy.Controls, nil
}

// waits are the lines of one proposal.
func waits(one funds.Proposal, controls funds.Controls) string {
	reader := words.Reader{Language: words.English}
	var approved, missing []string
	for _, approval := range one.Approvals {
		approved = append(approved, approval.Person)
	}
	for _, person := range proposal.WaitsFor(one, controls) {
		missing = append(missing, person.ID)
	}
	whom := strings.Join(missing, ", ")
	switch {
	case len(controls.People) == 0:
		whom = "any other admin"
	case len(missing) == 0:
		whom = "nobody that the policy lists"
	}
	return fmt.Sprintf("%s  %s: %s\n  approved by %s, %d of %d; waits for %s, by the permission %s; expires %s\n",
		one.ID, reader.Message(list.ProposalSummary(one)), one.Body[funds.BodyReason],
		strings.Join(approved, ", "), len(one.Approvals), max(one.Need, controls.NeedOfAll(one.Judged)), whom, one.Act.Permission(), one.Expires.Format(time.RFC3339))
}
