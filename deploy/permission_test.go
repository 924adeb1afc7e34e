package deploy_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/pkg/job"
)

// need is what a function's code does to what it does not own, with the reason for each. It is granted this, and
// nothing else: TransactWriteItems is authorised by the actions of its items, so a claim of the wallet's status
// beside a write is ConditionCheckItem, and what is read to find out what became of a lost answer is GetItem.
type need struct {
	secrets map[string]string // template parameters
	table   map[string]string // actions on the table itself
	indexes map[string]string // of the table, each queried
	files   string            // writes and reads files
	places  []string          // beginnings of their names; exports/ where there is none
	others  map[string]string // grants as they are spelt, on what is neither the table nor the bucket
}

// Reasons that several functions share.
const (
	callers   = "it verifies HS256 tokens"
	state     = "wallets, withdrawals or recharges, idempotency claims, months, and what became of a lost answer"
	commits   = "the write door"
	versions  = "the write door writes later versions by their attributes"
	audits    = "the audit record of what was shown"
	active    = "a claim for the gateway holds only while the wallet is active, and does not write the wallet"
	unpaused  = "nothing that is paused is claimed for the gateway"
	underWay  = "whoever pauses is told what was claimed before, and may still be sent"
	toPay     = "a wallet with what is blocked; a refusal for too many open ones says what they wait for"
	blocks    = "which accounts are blocked"
	named     = "whether payouts see what is blocked"
	shared    = "how many users have the account that money is asked for to"
	openOnes  = "a refusal for too many open ones says what they wait for"
	pages     = "a page's or a file's rows"
	rehearsed = "the past, which a change of the policy is tried on"
	months    = "how many partitions each month has, and the counters that find a page"
)

// needs are every function's. Scan is a job's alone, as no request reads the whole table, and DeleteItem is not here, as
// nothing is ever taken out of a ledger.
var needs = map[string]need{
	"CreateWithdrawal": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "BatchGetItem": toPay, "Query": shared, "PutItem": commits, "UpdateItem": versions},
		indexes: map[string]string{"by-type": openOnes},
	},
	"GatewayOrder": {
		secrets: map[string]string{"GatewaySecretArn": "the gateway's balance is asked for, and what policy approves is sent", "TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "BatchGetItem": toPay, "Query": shared, "PutItem": commits, "UpdateItem": versions, "ConditionCheckItem": unpaused},
		indexes: map[string]string{"by-type": openOnes},
	},
	"ListWithdrawals": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table:   map[string]string{"GetItem": "a withdrawal by its number; which counters are read", "BatchGetItem": pages, "Query": months},
		indexes: finding,
	},
	"GetWithdrawal": {
		secrets: map[string]string{"GatewaySecretArn": "a check asks the gateway", "TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "BatchGetItem": "a withdrawal and its owner's wallet at once", "Query": "a withdrawal with its log", "PutItem": "what a check settles, and the audit record of what was shown", "UpdateItem": versions},
	},
	"WithdrawalStats": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table:   map[string]string{"GetItem": "counters; a user's wallet", "Query": "the counters of many days or hours; which months there are", "BatchGetItem": "when each was approved"},
		indexes: map[string]string{"by-status": "what waits, and for how long"},
	},
	"ExportWithdrawals": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table:   map[string]string{"GetItem": "a withdrawal by its number; counters", "BatchGetItem": pages, "Query": months, "PutItem": audits},
		indexes: with(finding, "paid", "what was paid on some days"),
		files:   "a large file goes by S3, and a signed address has its signer's rights",
	},
	"Jobs": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table: map[string]string{
			"GetItem": "jobs, and what became of a lost answer", "BatchGetItem": "many jobs", "Query": "which months there are", "Scan": "a month's entries of all ledgers, and its recharges",
			"PutItem": commits, "UpdateItem": versions,
		},
		indexes: map[string]string{"by-status": "jobs by state", "audit": "a month's acts of admins"},
		files:   "what jobs are about, what their steps write, and what comes of it", places: []string{string(job.Exports), string(job.Uploads)},
		others: map[string]string{"s3:ListBucket on Files.Arn": "whether a file has come"},
	},
	"ReviewWithdrawal": {
		secrets: map[string]string{"GatewaySecretArn": "a review may be the payout", "TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "BatchGetItem": "many are audited at once", "PutItem": commits, "UpdateItem": versions, "ConditionCheckItem": active},
	},
	"PayoutWithdrawal": {
		secrets: map[string]string{"GatewaySecretArn": "it sends, and asks before it fails", "TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "PutItem": commits, "UpdateItem": versions, "ConditionCheckItem": active},
	},
	"Wallet": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table:   map[string]string{"GetItem": "wallets", "BatchGetItem": "found wallets; the withdrawals of rows", "Query": "entries of every type", "PutItem": "a wallet is made on first access; audit records", "UpdateItem": versions},
		indexes: map[string]string{"by-type": "entries of one type", "by-phone": "wallets by phone number", "by-row": "withdraw-flow's rows"},
	},
	"AdjustWallet": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "BatchGetItem": underWay, "Query": blocks, "PutItem": commits, "UpdateItem": versions},
		indexes: map[string]string{"due": underWay},
	},
	"Proposals": {
		secrets: map[string]string{"GatewaySecretArn": "it asks before a payout fails, and before a recharge is credited", "TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "BatchGetItem": pages, "Query": "which months there are", "PutItem": commits, "UpdateItem": versions},
		indexes: map[string]string{"by-status": "proposals by state"},
	},
	"PayoutBatches": {
		secrets: map[string]string{"GatewaySecretArn": "it asks before a flagged withdrawal is claimed", "TokenSecretArn": callers},
		table: map[string]string{
			"GetItem": state, "BatchGetItem": "the rows of a batch, and their withdrawals", "Query": "which months there are", "PutItem": commits, "UpdateItem": versions,
			"ConditionCheckItem": active,
		},
		indexes: map[string]string{"by-status": "batches, and what is approved"},
		others: map[string]string{
			"s3:PutObject on ${Files.Arn}/batches/*": "it keeps the files of batches", "s3:GetObject on ${Files.Arn}/batches/*": "it signs addresses for whoever may have one",
		},
	},
	"Statements": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "BatchGetItem": "lines, breaks, and the payouts that lines name", "Query": "the sheets of a day", "PutItem": commits, "UpdateItem": versions},
		indexes: map[string]string{"by-time": "an account's statements", "by-status": "the breaks of a day", "attention": "the open breaks of an account", "paid": "what was paid on a day"},
	},
	"AuditLogs": {
		secrets: map[string]string{"TokenSecretArn": callers},
		table: map[string]string{
			"GetItem": "the policy, which also says who may read", "PutItem": "a new version, and its audit record", "UpdateItem": "what becomes of a version",
			"Query": rehearsed, "BatchGetItem": rehearsed,
		},
		indexes: map[string]string{"audit": "it is the log", "by-time": rehearsed},
	},
	"GatewayCallback": {
		secrets: map[string]string{"GatewaySecretArn": "it verifies the gateway's signature, and asks it"},
		table:   map[string]string{"GetItem": state, "PutItem": commits, "UpdateItem": versions},
	},
	"Recharge": {
		secrets: map[string]string{"GatewaySecretArn": "channels and checks", "TokenSecretArn": callers},
		table:   map[string]string{"GetItem": state, "BatchGetItem": pages, "Query": "a user's recharges in order; how many partitions each month has", "PutItem": commits, "UpdateItem": versions},
		indexes: map[string]string{"by-time": "the admins' list", "by-status": "the same by state", "by-phone": "the search by a number", "attention": "what waits for an admin"},
	},
	"Reconcile": {
		secrets: map[string]string{"GatewaySecretArn": "it asks about all that is open, and sends what is approved for it to pay"},
		table:   map[string]string{"GetItem": state, "BatchGetItem": named, "Query": "which accounts are blocked, and which months may have what is pending for too long", "PutItem": commits, "UpdateItem": versions, "ConditionCheckItem": active},
		indexes: map[string]string{"by-time": "the newest withdrawals, which the counters are compared with", "by-status": "what waits for people, and for how long", "due": "what waits for the machine", "attention": "what waits for an admin"},
	},
	"ProjectCounters": {
		table: map[string]string{"GetItem": "marks, and which trees there are", "UpdateItem": "counters", "PutItem": "records that cannot be decoded"},
	},
	"FanOut": {others: hooks(map[string]string{"Query": "who wants to hear of it", "PutItem": "a delivery for each, and records that cannot be decoded"}, nil)},
	"DeliverWebhooks": {
		secrets: map[string]string{"WebhookKey": "it signs what it sends"},
		others: hooks(map[string]string{
			"Query": "which endpoints there are", "GetItem": "an endpoint, and what is replayed", "BatchGetItem": "what is due", "PutItem": "whose an endpoint is", "UpdateItem": "what became of it",
		}, map[string]string{"due": "what is due", "made": "what is replayed"}),
	},
	"Webhooks": {
		secrets: map[string]string{"TokenSecretArn": callers, "WebhookKey": "it shows an endpoint's secret, once"},
		table:   map[string]string{"GetItem": "the policy; a recharge that is replayed", "Query": "a withdrawal's log, which is replayed", "PutItem": "the audit record of what an admin does"},
		others: hooks(map[string]string{
			"Query": "which endpoints there are", "GetItem": "an endpoint, and what is replayed", "BatchGetItem": "what was delivered", "PutItem": "a new endpoint, and a new delivery", "UpdateItem": "what is changed, and replayed",
		}, map[string]string{"made": "what was delivered"}),
	},
	"ApiDocs":   {}, // shows the API's description to everybody
	"Console":   {}, // shows the pages to everybody
	"Preflight": {others: checksAll()},

	"Unrouted": {}, // says to everybody what is no route
}

// checksAll are the grants by which new versions are checked: any of each function, as a policy knows none that is
// still to be published.
func checksAll() map[string]string {
	all := map[string]string{
		"codedeploy:PutLifecycleEventHookExecutionStatus on arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${AWS::StackName}-ServerlessDeploymentApplication-*/*": "it says whether requests may go over",
	}
	for _, id := range []string{
		"CreateWithdrawal", "GatewayOrder", "ListWithdrawals", "GetWithdrawal", "WithdrawalStats", "ExportWithdrawals", "ReviewWithdrawal", "PayoutWithdrawal", "Wallet", "AdjustWallet",
		"Proposals", "Statements", "PayoutBatches", "AuditLogs", "GatewayCallback", "Recharge", "Jobs", "ApiDocs", "Unrouted", "Console", "Reconcile", "ProjectCounters", "FanOut", "DeliverWebhooks", "Webhooks",
	} {
		all["lambda:InvokeFunction on ${"+id+".Arn}:*"] = "it has the new version check itself"
	}
	return all
}

// hooks are grants on the table of deliveries and its indexes.
func hooks(table, indexes map[string]string) map[string]string {
	all := map[string]string{}
	for action, why := range table {
		all["dynamodb:"+action+" on Deliveries.Arn"] = why
	}
	for index, why := range indexes {
		all["dynamodb:Query on ${Deliveries.Arn}/index/"+index] = why
	}
	return all
}

var finding = map[string]string{
	"by-time": "all", "by-status": "all of a state", "by-type": "a user's", "by-phone": "the users of a number", "attention": "what waits for an admin",
}

// with is a map with one entry more.
func with(all map[string]string, name, why string) map[string]string {
	more := maps.Clone(all)
	more[name] = why
	return more
}

// list is what the template grants, in one spelling.
func (n need) list() (all []string) {
	for name := range n.secrets {
		all = append(all, "secretsmanager:GetSecretValue on "+name)
	}
	for action := range n.table {
		all = append(all, "dynamodb:"+action+" on Table.Arn")
	}
	for index := range n.indexes {
		all = append(all, "dynamodb:Query on ${Table.Arn}/index/"+index)
	}
	if n.files != "" {
		places := n.places
		if len(places) == 0 {
			places = []string{string(job.Exports)}
		}
		for _, place := range places {
			for _, action := range []string{"PutObject", "AbortMultipartUpload", "GetObject"} {
				all = append(all, "s3:"+action+" on ${Files.Arn}/"+place+"*")
			}
		}
	}
	return append(all, slices.Collect(maps.Keys(n.others))...)
}

func (n need) reasons() []string {
	reasons := slices.Concat(slices.Collect(maps.Values(n.secrets)), slices.Collect(maps.Values(n.table)), slices.Collect(maps.Values(n.indexes)), slices.Collect(maps.Values(n.others)))
	if n.files != "" {
		reasons = append(reasons, n.files)
	}
	return reasons
}

// granted is what a function's policies allow, in the spelling of [need.list].
func (f function) granted() (all []string) {
	for _, policy := range f.Policies {
		if policy.Secret.Arn != "" {
			all = append(all, "secretsmanager:GetSecretValue on "+policy.Secret.Arn)
		}
		for _, s := range policy.Statement {
			for _, action := range s.Action {
				for _, resource := range s.Resource {
					all = append(all, action+" on "+resource)
				}
			}
		}
	}
	return all
}

func TestFunctionsAreGrantedWhatTheyNeedAndNothingElse(t *testing.T) {
	t.Parallel()
	functions := loadTemplate(t).functions(t)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(needs)), slices.Sorted(maps.Keys(functions))); diff != "" {
		t.Errorf("functions whose needs are named (-) and functions (+):\n%s", diff)
	}
	for id, f := range functions {
		if diff := cmp.Diff(sorted(needs[id].list()), sorted(f.granted())); diff != "" {
			t.Errorf("%s needs (-) and is granted (+):\n%s", id, diff)
		}
		if slices.Contains(needs[id].reasons(), "") {
			t.Errorf("%s needs something for no reason", id)
		}
	}
}

func sorted(list []string) []string {
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	return sorted
}

// secretVariables name the secrets to the functions that may read them.
var secretVariables = map[string]string{"OUTFLOW_GATEWAY_SECRET": "GatewaySecretArn", "OUTFLOW_TOKEN_SECRET": "TokenSecretArn", "OUTFLOW_WEBHOOK_SECRET": "WebhookKey"}

func TestAFunctionIsToldTheNamesOfTheSecretsThatItReadsAlone(t *testing.T) {
	t.Parallel()
	loaded := loadTemplate(t)
	functions := loaded.functions(t)
	functions["Globals"] = loaded.Globals.Function
	for id, f := range functions {
		for variable, parameter := range secretVariables {
			_, needed := needs[id].secrets[parameter]
			if told, is := f.Environment.Variables[variable]; is != needed || (is && told != parameter) {
				t.Errorf("%s has %s %q, and reads it: %t", id, variable, told, needed)
			}
		}
	}
}

func TestEveryFunctionThatAsksWhoIsCallingHasTheTokensSecretAndNoOther(t *testing.T) {
	t.Parallel()
	public := []string{"GatewayCallback", "ApiDocs", "Console", "Unrouted"} // who calls proves it by the gateway's signature, or is anybody
	for id, f := range loadTemplate(t).functions(t) {
		_, reads := needs[id].secrets["TokenSecretArn"]
		if asks := f.hasEvent("HttpApi") && !slices.Contains(public, id); asks != reads {
			t.Errorf("%s asks who is calling: %t, and reads the tokens' secret: %t", id, asks, reads)
		}
	}
}

func TestListingWritesNothing(t *testing.T) {
	t.Parallel()
	for action := range needs["ListWithdrawals"].table {
		if !strings.HasPrefix(action, "Get") && !strings.HasPrefix(action, "BatchGet") && action != "Query" {
			t.Errorf("ListWithdrawals needs %s", action)
		}
	}
}
