package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// seed is a change by hand of a rule that guards money: of a kind that no general change is. Before must stand exactly
// once in the sources under a folder, so that the list cannot rot: a test sees to that.
type seed struct {
	target, rule, under string
	before, after       string
}

var seeds = []seed{
	{
		"funds", "unknown is not failed", "pkg/funds/withdrawal",
		"case funds.OutcomeUnknown:\n\t}\n\treturn postpone(d, report, policy)", "case funds.OutcomeUnknown:\n\t}\n\treturn fail(d, report, report.Detail, policy)",
	},
	{
		"funds", "no such order is not failed either, however often it is said", "pkg/funds/withdrawal",
		"return absent(d, report, policy)", "return fail(d, report, report.Detail, policy)",
	},
	{
		"funds", "what is open at the gateway is not paid", "pkg/funds/withdrawal",
		"case funds.OutcomeOpen:\n\t\treturn accept(d, report, policy)", "case funds.OutcomeOpen:\n\t\treturn complete(d, report)",
	},
	{
		"funds", "a recharge is credited with what the gateway confirms, not with what was asked for", "pkg/funds/recharge",
		"d.Post(funds.EntryRecharge, report.Amount, 0,", "d.Post(funds.EntryRecharge, r.Amount, 0,",
	},
	{
		"funds", "money that another amount came for waits for an admin", "pkg/funds/recharge",
		"return park(d, report, funds.Say(ReasonRechargeMismatch, funds.Facts{}), policy)", "return creditOrPark(d, report, policy)",
	},
	{
		"funds", "approved is not paid", "pkg/funds",
		"CommandApprove:    {[]State{StatePending}, StateApproved, EffectNone}", "CommandApprove:    {[]State{StatePending}, StateApproved, EffectPay}",
	},
	{
		"funds", "what is completed does not fail", "pkg/funds",
		"CommandFail:       {[]State{StateApproved, StateProcessing}, StateFailed,", "CommandFail:       {[]State{StateApproved, StateProcessing, StateCompleted}, StateFailed,",
	},
	{
		"funds", "what is credited is not credited again", "pkg/funds",
		"RechargeExpired, RechargeClosed}, RechargeCredited, EffectNone}", "RechargeExpired, RechargeClosed, RechargeCredited}, RechargeCredited, EffectNone}",
	},
	{
		"gateway", "a create is one request on one connection: a dead one is not used again, as Go's transport would then send it twice", "pkg/gateway",
		"DisableKeepAlives:      true", "DisableKeepAlives:      false",
	},
	{
		"gateway", "a create cannot be replayed by the transport", "pkg/gateway",
		"io.NopCloser(bytes.NewReader(body)))", "bytes.NewReader(body))",
	},
	{
		"gateway", "a create does not follow a redirect, which would send it to another place", "pkg/gateway",
		"return http.ErrUseLastResponse", "return nil",
	},
	{
		"gateway", "a signature is checked over what came, before anything of it is believed", "pkg/gateway",
		"if !keys.Verify(message) {", "if !keys.Verify(keys.Sign(message)) {",
	},
	{
		"flow", "a payout is sent once", "pkg/flow",
		"report := s.Gateway.Create(sending, funds.OrderOf(claimed, channel))",
		"s.Gateway.Create(sending, funds.OrderOf(claimed, channel)); report := s.Gateway.Create(sending, funds.OrderOf(claimed, channel))",
	},
	{
		"flow", "a recharge is sent once", "pkg/flow",
		"report := s.Gateway.CreateRecharge(sending, funds.RechargeOrderOf(started))",
		"s.Gateway.CreateRecharge(sending, funds.RechargeOrderOf(started)); report := s.Gateway.CreateRecharge(sending, funds.RechargeOrderOf(started))",
	},
	{
		"flow", "an idempotency key is its caller's", "pkg/flow",
		"return &funds.Claim{Caller: k.Caller, Key: k.Key,", "return &funds.Claim{Caller: k.Caller, Key: k.Key + act.CommitID,",
	},
	{
		"flow", "what a key makes takes the key", "pkg/flow",
		"Claim: request.Idempotency.claim(act), AutoPay:", "AutoPay:",
	},
	{
		"commit", "a next version is written over the one that it was decided on", "pkg/table",
		"made, err := attributesOf(row, \"ver = :from\")\n\tw := b.add(", "made, err := attributesOf(row, \"ver >= :from\")\n\tw := b.add(",
	},
	{
		"commit", "and so is a withdrawal's", "pkg/table",
		`return "ver = :from"`, `return "ver >= :from"`,
	},
	{
		"commit", "nobody's approval counts twice", "pkg/table",
		`"(attribute_not_exists(apv." + alias + ") OR " + another + ")"`, `"(attribute_exists(PK) OR attribute_not_exists(apv." + alias + ") OR " + another + ")"`,
	},
	{
		"commit", "as many have approved it as it takes", "pkg/table",
		`w.and("size(apv) >= :people")`, `w.and("(attribute_exists(PK) OR size(apv) >= :people)")`,
	},
	{
		"commit", "what is paid is what they approved", "pkg/table",
		`same := "#hash = :hash"`, `same := "(attribute_exists(PK) OR #hash = :hash)"`,
	},
	{
		"commit", "what takes several people is not there for programs that do not count them", "pkg/table",
		"i.VersionN = w.Version", "i.VersionN, i.Version = w.Version, w.Version",
	},
	{
		"commit", "a transaction number pays once", "pkg/table",
		`absentCondition+" OR wd = :wd"`, `absentCondition+" OR wd <> :wd"`,
	},
	{
		"commit", "a key makes one", "pkg/table",
		`wholeOf(row, expiredCondition)`, `wholeOf(row, "#ttl > :now OR attribute_not_exists(#ttl) OR #ttl <= :now")`,
	},
	{
		"commit", "another's commit in the place of ours is a lost race, not ours", "pkg/table",
		`case text(out.Item["commit"]) == commitID:`, `case commitID != "":`,
	},
	{
		"commit", "the SDK sends no commit again by itself: the door decides that", "pkg/table",
		"o.Retryer, o.IdempotencyTokenProvider = aws.NopRetryer{}, nil", "o.IdempotencyTokenProvider = nil",
	},
	{
		"commit", "all of a change is written, or none of it", "pkg/table",
		"_, err = s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items}, withoutRetries)",
		"_, err = s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items[:max(len(items)-1, 1)]}, withoutRetries)",
	},
	{
		"commit", "a payout is claimed only while the wallet is active", "pkg/table",
		`condition: "st = :active"`, `condition: "attribute_exists(PK) OR st = :active"`,
	},
}

var errRotten = errors.New("the text does not stand there exactly once: bring the seed up to date with the code")

// locate finds the file that holds the seed's text, and gives what it is with the change.
func (s seed) locate(root string) (file string, changed []byte, err error) {
	found := 0
	err = filepath.WalkDir(filepath.Join(root, s.under), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path) //nolint:gosec // a source of this repository
		if n := bytes.Count(source, []byte(s.before)); n > 0 {
			found += n
			file, changed = path, bytes.Replace(source, []byte(s.before), []byte(s.after), 1)
		}
		return err
	})
	if err == nil && found != 1 {
		err = fmt.Errorf("%s: %q: %w", s.under, s.before, errRotten)
	}
	return file, changed, err
}

// planted is what became of a target's seeds.
type planted struct {
	seeds     int
	survivors []string
}

// plant compiles each seed of a target in the place of its file, and runs the target's tests.
func (t target) plant(ctx context.Context, only, scratch string) (result planted, err error) {
	for _, s := range seeds {
		if s.target != t.name || !strings.Contains(s.rule, only) {
			continue
		}
		result.seeds++
		noticed, err := s.noticed(ctx, scratch, t)
		if err != nil {
			return planted{}, err
		}
		if !noticed {
			result.survivors = append(result.survivors, "a seed: "+s.rule)
		}
	}
	return result, nil
}

func (s seed) noticed(ctx context.Context, scratch string, t target) (bool, error) {
	root, err := os.Getwd()
	if err != nil {
		return false, err
	}
	file, source, err := s.locate(root)
	if err != nil {
		return false, err
	}
	copied, listing := filepath.Join(scratch, "seed.go"), filepath.Join(scratch, "seed.json")
	over, err := json.Marshal(map[string]overlay{"Replace": {file: copied}})
	if err != nil {
		return false, err
	}
	if err := errors.Join(os.WriteFile(copied, source, 0o600), os.WriteFile(listing, over, 0o600)); err != nil {
		return false, err
	}
	build := exec.CommandContext(ctx, "go", "build", "-overlay", listing, t.mutate) //nolint:gosec // a package of this module
	if said, err := build.CombinedOutput(); err != nil {
		return false, fmt.Errorf("%s does not compile: %w\n%s", s.rule, err, said)
	}
	arguments := append([]string{"test", "-count=1", "-failfast", "-overlay", listing, "-skip", cmp.Or(t.skip, "^$")}, t.tests...)
	failed := exec.CommandContext(ctx, "go", arguments...).Run() //nolint:gosec // tests of this module
	return failed != nil, ctx.Err()
}
