package preflight

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/local/loopback"
)

const (
	safeTable = `{"Table":{"TableStatus":"ACTIVE","DeletionProtectionEnabled":true,"SSEDescription":{"Status":"ENABLED"},
		"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}}`
	safeBackups = `{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"ENABLED"}}}`
	ttlIs       = `{"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"ttl"}}`
)

// TestWhatMakesTheTableSafeIsLookedAtAsItIs: somebody may have changed it by hand since.
func TestWhatMakesTheTableSafeIsLookedAtAsItIs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		from, to string // in the answers
		check    string
		want     Status
		mention  string
	}{
		"as it should be":          {"", "", "table is kept", OK, "point-in-time"},
		"no point in time":         {`"PointInTimeRecoveryStatus":"ENABLED"`, `"PointInTimeRecoveryStatus":"DISABLED"`, "table is kept", Fail, "point-in-time recovery"},
		"anybody may delete it":    {`"DeletionProtectionEnabled":true`, `"DeletionProtectionEnabled":false`, "table is kept", Fail, "protection against deletion"},
		"another key":              {`"SSEDescription":{"Status":"ENABLED"},`, ``, "table is kept", Fail, "encryption"},
		"another attribute":        {`"AttributeName":"ttl"`, `"AttributeName":"expires"`, "expiry", Fail, "ttl"},
		"nothing expires":          {`"TimeToLiveStatus":"ENABLED"`, `"TimeToLiveStatus":"DISABLED"`, "expiry", Fail, "stay for ever"},
		"things expire":            {"", "", "expiry", OK, "ttl"},
		"new images alone":         {"NEW_AND_OLD_IMAGES", "NEW_IMAGE", "stream", Fail, "NEW_IMAGE"},
		"no stream":                {`"StreamEnabled":true`, `"StreamEnabled":false`, "stream", Fail, "recount"},
		"a stream as it should be": {"", "", "stream", OK, "NEW_AND_OLD_IMAGES"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := answers{}
			for operation, answer := range map[string]string{"DescribeTable": safeTable, "DescribeContinuousBackups": safeBackups, "DescribeTimeToLive": ttlIs} {
				said[operation] = strings.ReplaceAll(answer, test.from, test.to)
				if test.from == "" {
					said[operation] = answer
				}
			}
			finds(t, played(t, said, nil).After(t.Context()), test.check, test.want, test.mention)
		})
	}
}

// deployed is what AWS says of a deployment that is as it should be.
func deployed() answers {
	resource := func(kind, logical, physical string) string {
		return "<member><ResourceType>" + kind + "</ResourceType><LogicalResourceId>" + logical + "</LogicalResourceId><PhysicalResourceId>" + physical +
			"</PhysicalResourceId><ResourceStatus>UPDATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-11-27T00:00:00Z</LastUpdatedTimestamp></member>"
	}
	const functions = "GET /2015-03-31/functions/outflow-Wallet/"
	version := `{"FunctionName":"outflow-Wallet","CodeSha256":"new","MemorySize":512,"Timeout":30,"Environment":{"Variables":{"OUTFLOW_TABLE":"outflow-table"}}}`
	return answers{
		"DescribeStacks": stackIs("UPDATE_COMPLETE", "Release", "abc"),
		"DescribeTable":  strings.Replace(safeTable, `"Table":{`, `"Table":{"LatestStreamArn":"arn:stream/now",`, 1),
		"ListStackResources": `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries>` +
			resource(aFunction, "Wallet", "outflow-Wallet") + resource(aMapping, "ProjectCountersWithdrawals", "uuid-1") + resource(anAlarm, "FaultAlarm", "outflow-FaultAlarm-1") +
			resource(anAlarm, "PausedAlarm", "outflow-PausedAlarm-1") + resource(aLogGroup, "FunctionLogs", "outflow-FunctionLogs-1") + resource(aBucket, "Files", "outflow-files-1") +
			`</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`,
		functions + "configuration":                    version,
		functions + "configuration?Qualifier=live":     version,
		functions + "aliases/live":                     `{"Name":"live","FunctionVersion":"7"}`,
		"GET /2015-03-31/event-source-mappings/uuid-1": `{"State":"Enabled","EventSourceArn":"arn:stream/now","FunctionArn":"arn:function:outflow-ProjectCounters:live","LastProcessingResult":"OK"}`,
		"DescribeAlarms":                               `{"MetricAlarms":[` + alarmIs("FaultAlarm", "OK", "true", `"arn:topic"`) + `,` + alarmIs("PausedAlarm", "OK", "true", `"arn:topic"`) + `]}`,
		"ListSubscriptionsByTopic":                     subscribed("arn:aws:sns:eu-west-1:1:topic:id"),
		"DescribeLogGroups":                            `{"logGroups":[{"logGroupName":"outflow-FunctionLogs-1","retentionInDays":90}]}`,
		"GET /outflow-files-1?encryption=":             `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
		"GET /outflow-files-1?publicAccessBlock=":      `<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
		"GET /outflow-files-1?lifecycle=":              `<LifecycleConfiguration><Rule><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>`,
	}
}

func alarmIs(id, state, enabled, actions string) string {
	return `{"AlarmName":"outflow-` + id + `-1","StateValue":"` + state + `","ActionsEnabled":` + enabled + `,"AlarmActions":[` + actions + `]}`
}

func subscribed(arn string) string {
	return `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult><Subscriptions><member><SubscriptionArn>` + arn +
		`</SubscriptionArn></member></Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`
}

// TestADeploymentIsLookedAtAsItHasBecome: each row breaks one thing of a deployment that is as it should be.
func TestADeploymentIsLookedAtAsItHasBecome(t *testing.T) {
	t.Parallel()
	const (
		live    = "GET /2015-03-31/functions/outflow-Wallet/configuration?Qualifier=live"
		alias   = "GET /2015-03-31/functions/outflow-Wallet/aliases/live"
		mapping = "GET /2015-03-31/event-source-mappings/uuid-1"
		topics  = "ListSubscriptionsByTopic"
		files   = "GET /outflow-files-1?"
	)
	for name, test := range map[string]struct {
		of, from, to string // in what AWS says; to all of it, where from is empty
		check        string
		want         Status
		mention      string
	}{
		"a whole release":                   {"", "", "", "release", OK, "Release"},
		"a bare sam deploy":                 {"DescribeStacks", "abc", "abd", "release", Fail, "make deploy"},
		"versions are what is called":       {"", "", "", "versions", OK, "1 functions"},
		"a bare sam deploy of code":         {live, `"new"`, `"old"`, "versions", Fail, "Wallet (version 7 has other code)"},
		"and of a variable":                 {live, "outflow-table", "another-table", "versions", Fail, "other variables"},
		"no alias":                          {alias, "", "!ResourceNotFoundException", "versions", Fail, "no alias live"},
		"two versions share":                {alias, `"7"`, `"7","RoutingConfig":{"AdditionalVersionWeights":{"8":0.1}}`, "versions", Warn, "Wallet"},
		"functions are another's":           {alias, "", "!AccessDeniedException", "versions", Unknown, "lambda:GetAlias"},
		"the mapping is on":                 {"", "", "", "mapping", OK, "alias live"},
		"the mapping is off":                {mapping, `"Enabled"`, `"Disabled"`, "mapping", Fail, "24 hours"},
		"the mapping is of another stream":  {mapping, "stream/now", "stream/before", "mapping", Fail, "another stream"},
		"the mapping calls no alias":        {mapping, ":live", "", "mapping", Fail, "not the alias"},
		"the mapping fails":                 {mapping, `"OK"`, `"PROBLEM: Function call failed"`, "mapping", Fail, "Function call failed"},
		"alarms tell":                       {"", "", "", "alarms", OK, "all 2"},
		"an alarm is gone":                  {"DescribeAlarms", "PausedAlarm", "AnotherAlarm", "alarms", Fail, "deleted PausedAlarm"},
		"an alarm is silenced":              {"DescribeAlarms", `"StateValue":"OK","ActionsEnabled":true`, `"StateValue":"OK","ActionsEnabled":false`, "alarms", Fail, "silenced FaultAlarm, PausedAlarm"},
		"an alarm is on":                    {"DescribeAlarms", `"OK"`, `"ALARM"`, "alarms", Warn, "is on"},
		"alarms are another's":              {"DescribeAlarms", "", "!AccessDenied", "alarms", Unknown, "cloudwatch:DescribeAlarms"},
		"somebody hears":                    {"", "", "", "topic", OK, "1 hear"},
		"nobody has confirmed":              {topics, "", subscribed("PendingConfirmation"), "topic", Fail, "nobody has confirmed"},
		"the topic is gone":                 {topics, "", "!NotFound", "topic", Fail, "no topic arn:topic"},
		"lines are kept":                    {"", "", "", "logs", OK, "90 days"},
		"lines are kept for ever":           {"DescribeLogGroups", `,"retentionInDays":90`, "", "logs", Warn, "put-retention-policy"},
		"the log group is gone":             {"DescribeLogGroups", "outflow-FunctionLogs-1", "outflow-FunctionLogs-12", "logs", Fail, "no log group"},
		"files are safe":                    {"", "", "", "files", OK, "private"},
		"files are not encrypted":           {files + "encryption=", "", "!ServerSideEncryptionConfigurationNotFoundError", "files", Fail, "without encryption"},
		"files may be public":               {files + "publicAccessBlock=", "<BlockPublicPolicy>true", "<BlockPublicPolicy>false", "files", Fail, "public access"},
		"files stay":                        {files + "lifecycle=", "", "!NoSuchLifecycleConfiguration", "files", Fail, "after a day"},
		"files end later":                   {files + "lifecycle=", "<Days>1<", "<Days>30<", "files", Fail, "after a day"},
		"files are another's":               {files + "lifecycle=", "", "!AccessDenied", "files", Unknown, "s3:GetLifecycleConfiguration"},
		"the stack has nothing of the kind": {"ListStackResources", aMapping, "AWS::SQS::Queue", "mapping", Fail, "none of type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := deployed()
			if changed := strings.ReplaceAll(said[test.of], test.from, test.to); test.from != "" && changed == said[test.of] {
				t.Fatalf("%s does not say %s", test.of, test.from)
			} else if test.of != "" {
				said[test.of] = changed
			}
			if test.from == "" && test.of != "" {
				said[test.of] = test.to
			}
			deployment := played(t, said, map[string]string{"AlarmTopicArn": "arn:topic"})
			deployment.Release = "abc"
			finds(t, deployment.After(t.Context()), test.check, test.want, test.mention)
		})
	}
}

func TestAlarmsThatNobodyWantedToHearAreWarnedOf(t *testing.T) {
	t.Parallel()
	said := maps.Clone(deployed())
	said["DescribeAlarms"] = strings.ReplaceAll(said["DescribeAlarms"], `"arn:topic"`, "")
	results := played(t, said, nil).After(t.Context())
	finds(t, results, "alarms", Warn, "no alarm tells anybody")
	finds(t, results, "topic", Warn, "nobody hears")
	finds(t, results, "release", Unknown, "nothing has been built")
}

// TestTheAPIIsAskedAsAnybodyMayAsk: what it must answer to them, and nothing that makes it write.
func TestTheAPIIsAskedAsAnybodyMayAsk(t *testing.T) {
	t.Parallel()
	want := map[string]int{"/config.json": 200, "/api/wallet": 401, "/api/nowhere": 404, "/openapi.json": 200}
	for broken, status := range map[string]int{"": 0, "/config.json": 503, "/api/wallet": 200, "/api/nowhere": 500, "/openapi.json": 404} {
		address := loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet {
				t.Errorf("it was asked by %s", r.Method)
			}
			answer := want[r.URL.Path]
			if r.URL.Path == broken {
				answer = status
			}
			w.WriteHeader(answer)
		}))
		deployment := played(t, nil, map[string]string{})
		deployment.Stack, deployment.API = "", address
		expected := Fail
		if broken == "" {
			expected = OK
		}
		finds(t, deployment.After(t.Context()), "routes", expected, broken)
	}
	closed := played(t, nil, map[string]string{"Docs": "false"})
	closed.Stack, closed.API = "", loopback.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		delete(want, "/openapi.json")
		w.WriteHeader(max(want[r.URL.Path], 0) + map[bool]int{true: 404}[want[r.URL.Path] == 0])
	}))
	finds(t, closed.After(t.Context()), "routes", OK, "answers")
}
