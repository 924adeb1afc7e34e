package preflight

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// live is the alias that whatever calls a function calls.
const live = "live"

// release says whether the stack has the release of these parameters and this build.
func (s *stack) release(context.Context) Result {
	has, want := s.parameter("Release"), s.deployment.Release
	switch {
	case s.described == nil:
		return verdict(Unknown, "the stack could not be read", "see there")
	case want == "":
		return verdict(Unknown, "nothing has been built here to compare the stack's Release with", "tools/sam build, of what was deployed")
	case has != want:
		return verdict(Fail, fmt.Sprintf("the stack's Release is %.12s, and that of these parameters and this build %.12s: what was deployed without it reaches no function", has, want),
			"make deploy, which renews it; or look from where the last deployment was made")
	}
	return fine("the stack's Release is that of these parameters and this build")
}

// versions says whether what was deployed last is what is called. A deployment that keeps the Release of the one before
// changes each function, and publishes no version of it.
func (s *stack) versions(ctx context.Context, ids map[string]string) Result {
	var behind, shared []string
	for _, id := range sorted(ids) {
		name := ids[id]
		last, err := s.functions.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &name})
		if err != nil {
			return unasked(err, "lambda:GetFunctionConfiguration on the stack's functions")
		}
		alias, err := s.functions.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &name, Name: aws.String(live)})
		switch {
		case codeOf(err) == "ResourceNotFoundException":
			behind = append(behind, id+" (it has no alias "+live+")")
			continue
		case err != nil:
			return unasked(err, "lambda:GetAlias on the stack's functions")
		}
		called, err := s.functions.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &name, Qualifier: aws.String(live)})
		if err != nil {
			return unasked(err, "lambda:GetFunctionConfiguration on the stack's functions")
		}
		if what := differs(last, called); what != "" {
			behind = append(behind, fmt.Sprintf("%s (version %s has other %s)", id, aws.ToString(alias.FunctionVersion), what))
		}
		if alias.RoutingConfig != nil && len(alias.RoutingConfig.AdditionalVersionWeights) > 0 {
			shared = append(shared, id)
		}
	}
	switch {
	case len(behind) > 0:
		return verdict(Fail, "what was deployed last is not what is called, of "+strings.Join(behind, ", "),
			"make deploy: a bare sam deploy keeps the last Release, and so publishes nothing. After a roll-back by alias this is as it should be")
	case len(shared) > 0:
		return verdict(Warn, "two versions share the requests of "+strings.Join(shared, ", "), "nothing while a deployment is under way; else update-alias with --routing-config AdditionalVersionWeights={}")
	}
	return fine("the alias %s of each of %d functions is what was deployed last", live, len(ids))
}

// differs says in what two configurations differ; empty where they do not.
func differs(last, called *lambda.GetFunctionConfigurationOutput) string {
	variables := func(of *lambda.GetFunctionConfigurationOutput) map[string]string {
		if of.Environment == nil {
			return nil
		}
		return of.Environment.Variables
	}
	var what []string
	for _, one := range []struct {
		name string
		same bool
	}{
		{"code", aws.ToString(last.CodeSha256) == aws.ToString(called.CodeSha256)},
		{"variables", maps.Equal(variables(last), variables(called))},
		{"memory", aws.ToInt32(last.MemorySize) == aws.ToInt32(called.MemorySize)},
		{"time", aws.ToInt32(last.Timeout) == aws.ToInt32(called.Timeout)},
	} {
		if !one.same {
			what = append(what, one.name)
		}
	}
	return strings.Join(what, " and ")
}

// mapping says whether the table's stream reaches the counters: by a mapping that is on, of the stream that there is, to the alias.
func (s *stack) mapping(ctx context.Context, ids map[string]string) Result {
	table, err := s.deployment.describe(ctx)
	if err != nil {
		return unasked(err, "dynamodb:DescribeTable on the table")
	}
	for _, id := range sorted(ids) {
		found, err := s.functions.GetEventSourceMapping(ctx, &lambda.GetEventSourceMappingInput{UUID: aws.String(ids[id])})
		if err != nil {
			return unasked(err, "lambda:GetEventSourceMapping")
		}
		switch state, result := aws.ToString(found.State), aws.ToString(found.LastProcessingResult); {
		case state != "Enabled":
			return verdict(Fail, fmt.Sprintf("the mapping %s is %s: nothing is counted, and after 24 hours records are gone", id, state),
				"aws lambda update-event-source-mapping --uuid "+ids[id]+" --enabled; after more than 24 hours outflow recount, too")
		case aws.ToString(found.EventSourceArn) != aws.ToString(table.LatestStreamArn):
			return verdict(Fail, fmt.Sprintf("the mapping %s is of another stream than the table has now", id), "deploy, and outflow recount")
		case !strings.HasSuffix(aws.ToString(found.FunctionArn), ":"+live):
			return verdict(Fail, fmt.Sprintf("the mapping %s calls %s, and not the alias %s", id, aws.ToString(found.FunctionArn), live), "make deploy")
		case strings.HasPrefix(result, "PROBLEM"):
			return verdict(Fail, fmt.Sprintf("the last batch of the mapping %s failed: %s", id, result), "read the log of ProjectCounters")
		}
	}
	return fine("the table's stream is delivered to the alias %s", live)
}
