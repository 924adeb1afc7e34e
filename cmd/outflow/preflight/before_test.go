package preflight

import (
	"strings"
	"testing"
)

const noPolicy = `{}`

func account(all, unreserved string) string {
	return `{"AccountLimit":{"ConcurrentExecutions":` + all + `,"UnreservedConcurrentExecutions":` + unreserved + `},"AccountUsage":{}}`
}

func stackIs(status string, parameters ...string) string {
	var members strings.Builder
	for i := 0; i+1 < len(parameters); i += 2 {
		members.WriteString("<member><ParameterKey>" + parameters[i] + "</ParameterKey><ParameterValue>" + parameters[i+1] + "</ParameterValue></member>")
	}
	return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>outflow</StackName><StackStatus>` +
		status + `</StackStatus><CreationTime>2026-11-27T00:00:00Z</CreationTime><Parameters>` + members.String() + `</Parameters></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`
}

const settingsPath = "GET /2016-08-19/account-settings"

// TestAnAccountThatCannotReserveIsToldBeforeADeployment: CloudFormation would find out in the middle of the first one.
func TestAnAccountThatCannotReserveIsToldBeforeADeployment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		account    string
		stack      string
		parameters map[string]string
		want       Status
		mention    string
	}{
		"a new account":                    {account("10", "10"), "", nil, Fail, "10 concurrent executions"},
		"a new account, none reserved":     {account("10", "10"), "", map[string]string{"GatewayOrders": "0", "ReconcileRuns": "0"}, Warn, "Service Quotas"},
		"as the account comes after that":  {account("1000", "1000"), "", nil, OK, "108 are reserved"},
		"others have reserved too much":    {account("1000", "201"), "", nil, Fail, "100 have to stay"},
		"the stack has reserved it itself": {account("1000", "120"), stackIs("UPDATE_COMPLETE", "GatewayOrders", "100", "ReconcileRuns", "8"), nil, OK, "1000"},
		"it may not be looked at":          {"!AccessDeniedException", "", nil, Unknown, "lambda:GetAccountSettings"},
		"Lambda is not well":               {"!ServiceException", "", nil, Fail, "ServiceException"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := answers{settingsPath: test.account}
			if test.stack != "" {
				said["DescribeStacks"] = test.stack
			}
			finds(t, played(t, said, test.parameters).Before(t.Context()), "concurrency", test.want, test.mention)
		})
	}
}

func TestAStackThatTakesNoDeploymentIsToldBefore(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]Status{
		"UPDATE_COMPLETE": OK, "UPDATE_ROLLBACK_COMPLETE": OK, "UPDATE_IN_PROGRESS": Fail, "ROLLBACK_COMPLETE": Fail, "UPDATE_ROLLBACK_FAILED": Fail,
	} {
		finds(t, played(t, answers{"DescribeStacks": stackIs(status)}, nil).Before(t.Context()), "stack", want, status)
	}
}

func TestSecretsAreJudgedByTheirShapeAndNeverShown(t *testing.T) {
	t.Parallel()
	secret := func(text string) string { return `{"SecretString":"` + strings.ReplaceAll(text, `"`, `\"`) + `"}` }
	for name, test := range map[string]struct {
		gateway string
		want    Status
		mention string
	}{
		"right":                 {secret(`{"gatewayKey":"` + sign + `"}`), OK, "right shape"},
		"short":                 {secret(`{"gatewayKey":"secret12"}`), Fail, "less than 16 bytes"},
		"the sandbox's":         {secret(`{"gatewayKey":"sandbox-secret-key"}`), Fail, "public"},
		"misspelled":            {secret(`{"gatewaykey":"` + sign + `"}`), Fail, "gatewayKey"},
		"no JSON":               {secret(sign), Fail, "JSON"},
		"deleted":               {"!ResourceNotFoundException", Fail, "there is no secret"},
		"about to be deleted":   {"!InvalidRequestException", Fail, "being deleted"},
		"not the caller's":      {"!AccessDeniedException", Unknown, "secretsmanager:GetSecretValue"},
		"there, and AWS is ill": {"!InternalServiceError", Fail, "InternalServiceError"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results := played(t, answers{"GetSecretValue arn:g": test.gateway, "GetSecretValue arn:t": secret(`{"tokenSecret":"short12"}`)}, nil).Before(t.Context())
			finds(t, results, "gateway secret", test.want, test.mention)
			finds(t, results, "token secret", Fail, "less than 32 bytes")
			for _, one := range results {
				if said := one.Found + one.Do; strings.Contains(said, sign) || strings.Contains(said, "secret12") || strings.Contains(said, "short12") || strings.Contains(said, "sandbox-secret") {
					t.Errorf("it shows a secret: %+v", one)
				}
			}
			if test.want != OK {
				finds(t, results, "gateway", Unknown, "could not be used")
			}
		})
	}
}

// TestThePolicyThatCountsIsNamed: whoever changes the parameter of a table that has a policy changes nothing.
func TestThePolicyThatCountsIsNamed(t *testing.T) {
	t.Parallel()
	first := played(t, answers{"GetItem": noPolicy}, nil).Before(t.Context())
	finds(t, first, "policy", Warn, "the parameter Policy will be its version 1")
	one := played(t, answers{"GetItem": noPolicy}, map[string]string{"Approvals": "one-person"}).Before(t.Context())
	finds(t, one, "policy", OK, "one person")
	finds(t, one, "table", Unknown, "dynamodb:DescribeTable")
}
