package preflight

import (
	"context"
	"fmt"

	"github.com/outflow-pay/outflow/pkg/config"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

// policy says which policy counts, the table's or the deployment's own, and whether there are people enough for it.
func (d *Deployment) policy(ctx context.Context) Result {
	store := table.New(d.DynamoDB, d.Settings.Table, d.Now)
	head, err := store.PolicyHead(ctx)
	switch {
	case codeOf(err) == "ResourceNotFoundException", err == nil && head.Newest == 0:
		return people(d.Settings.Policy.Controls, "the table has no policy yet, so the parameter Policy will be its version 1")
	case err != nil:
		return unasked(err, "dynamodb:GetItem on the table")
	}
	number := head.InForce(d.Now())
	if number == 0 {
		return verdict(Fail, "the table's policy is not whole: whoever decides about money answers 503", "outflow policy show; put the items PK = POLICY back from a point in time before")
	}
	version, err := store.PolicyVersion(ctx, number)
	if err != nil {
		return unasked(err, "dynamodb:GetItem on the table")
	}
	decided, err := config.ReadPolicy(version.Text)
	if err != nil {
		return verdict(Fail, fmt.Sprintf("this version cannot read the policy in force, version %d: %s", number, plain(err)), "do not deploy it; propose a policy that both versions read")
	}
	return people(decided.Policy.Controls, fmt.Sprintf("version %d of the table's policy counts, and the parameter Policy is not read any more", number))
}

// people says whether those whom a policy lists are as many as it asks for. What lists some and asks for more is refused when it
// is read.
func people(controls funds.Controls, which string) Result {
	switch {
	case controls.OnePerson():
		return fine("%s; one person is enough for everything", which)
	case len(controls.People) == 0:
		return verdict(Warn, which+"; it asks for several people and lists nobody, so every account is a person", "list the people: whoever has two accounts counts twice")
	}
	return fine("%s; it has %d rules, and %d people for them", which, len(controls.Rules), len(controls.People))
}
