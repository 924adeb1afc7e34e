package architecture_test

// A rule says what one package, or every package below a folder, may import besides the standard
// library. Imports point down: a package names only what lies below it.
type rule struct {
	// packages is a path below the module: "pkg/funds", or "functions/*" for all below it.
	packages string
	// module lists what of this module may be imported, in the same notation.
	module []string
	// outside lists the modules of others that may be imported.
	outside []string
	why     string
}

const (
	awsLambda    = "github.com/aws/aws-lambda-go"
	awsSDK       = "github.com/aws/aws-sdk-go-v2"
	awsSmithy    = "github.com/aws/smithy-go"
	lambdaBridge = "github.com/awslabs/aws-lambda-go-api-proxy"
	goCmp        = "github.com/google/go-cmp"
	jwt          = "github.com/golang-jwt/jwt/v5"
	jsonSchema   = "github.com/santhosh-tekuri/jsonschema/v6"
	sync         = "golang.org/x/sync"
	text         = "golang.org/x/text"
	stdWebhooks  = "github.com/standard-webhooks/standard-webhooks/libraries"
	yaml         = "go.yaml.in/yaml/v3"
	sqlite       = "modernc.org/sqlite"
)

// rules names every package of the module; the first that matches counts. A package that none
// matches fails the test: its place has to be decided here first.
var rules = []rule{
	{
		packages: "pkg/funds",
		why:      "the core is pure: no storage, no wire format, nothing remote; its data knows no decision",
	},
	{
		packages: "pkg/funds/internal/ledger",
		module:   []string{"pkg/funds"},
		why:      "what decisions are made with knows the data, and no decision",
	},
	{
		packages: "pkg/funds/invariant",
		module:   []string{"pkg/funds"},
		why:      "what must hold is told from the data alone: a decision that is wrong must not be believed",
	},
	{
		packages: "pkg/funds/internal/fixture",
		module:   []string{"pkg/funds", "pkg/funds/*"},
		outside:  []string{goCmp},
		why:      "what the core's tests share; only tests import it",
	},
	{
		packages: "pkg/funds/*",
		module:   []string{"pkg/funds", "pkg/funds/internal/ledger"},
		why:      "a decision knows the data and what it is made with, and no other decision",
	},
	{
		packages: "pkg/words",
		module:   []string{"pkg/funds"},
		why:      "what people read of what the core says: it knows reasons and their facts, and decides nothing",
	},
	{
		packages: "pkg/handover",
		module:   []string{"pkg/flow", "pkg/funds", "pkg/iso20022", "pkg/payfile", "pkg/sheet"},
		why:      "what joins the forms of files with the acts: neither knows the other",
	},
	{
		packages: "pkg/logline",
		why:      "what all lines of one request say, noted by whoever knows it: it knows nothing of what it is told",
	},
	{
		packages: "pkg/wire",
		why:      "how JSON and XML of others are read, by whoever reads some: it knows nothing of what they say",
	},
	{
		packages: "pkg/charset",
		outside:  []string{text},
		why:      "which encoding a file of others is in: it knows nothing of what it says",
	},
	{
		packages: "pkg/count",
		module:   []string{"pkg/funds"},
		why:      "the counters' tree is pure, as the core is: what keeps it and what reads it agree on it here",
	},
	{
		packages: "pkg/parallel",
		why:      "how several things are done at once: it knows nothing of what they are",
	},
	{
		packages: "pkg/webhook",
		module:   []string{"pkg/funds", "pkg/parallel"},
		why:      "what is told to others, and when again: it owns the ports that storage and HTTP fill, and acts on no money",
	},
	{
		packages: "pkg/webhook/post",
		module:   []string{"pkg/webhook"},
		outside:  []string{stdWebhooks},
		why:      "sends to strangers' addresses, signed by the standard's own library; it knows no storage",
	},
	{
		packages: "pkg/list",
		module:   []string{"pkg/funds", "pkg/count"},
		outside:  []string{text},
		why:      "what reads knows nothing of what acts; it owns the ports that the adapters fill, so it knows no adapter; whether a new user's id is in NFC takes Unicode's tables",
	},
	{
		packages: "pkg/flow",
		module:   []string{"pkg/funds", "pkg/logline", "pkg/funds/withdrawal", "pkg/funds/recharge", "pkg/funds/wallet", "pkg/funds/pause", "pkg/funds/proposal", "pkg/funds/batch", "pkg/funds/policy", "pkg/funds/statement", "pkg/list"},
		why:      "what acts may read first; it owns the ports that the adapters fill, so it knows no adapter",
	},
	{
		packages: "pkg/job",
		module:   []string{"pkg/funds", "pkg/words"},
		outside:  []string{sync},
		why:      "what takes longer than a request, step by step; it owns the ports that the adapters fill, so it knows no adapter; files have words in them",
	},
	{
		packages: "pkg/table",
		module:   []string{"pkg/funds", "pkg/funds/invariant", "pkg/count", "pkg/parallel", "pkg/webhook"},
		outside:  []string{awsSDK, awsSmithy},
		why:      "the only package below the edges that knows DynamoDB; it fills a port, and knows no use case and no decision",
	},
	{
		packages: "pkg/gateway",
		module:   []string{"pkg/funds", "pkg/logline", "pkg/wire"},
		why:      "speaks the gateway's protocol; it fills a port, and knows no use case",
	},
	{
		packages: "pkg/identity",
		module:   []string{"pkg/funds", "pkg/wire"},
		outside:  []string{jwt},
		why:      "says who is calling; what that one may do is for the contracts to say",
	},
	{
		packages: "pkg/edge",
		module:   []string{"pkg/funds", "pkg/logline", "pkg/flow", "pkg/list", "pkg/identity", "pkg/wire", "pkg/words"},
		outside:  []string{text},
		why:      "what all contracts share of HTTP, in the words that use cases take (pages, idempotency keys); it narrows accounts, which takes Unicode's tables, and knows no contract",
	},
	{
		packages: "pkg/contract/merchant",
		module:   []string{"pkg/funds", "pkg/flow", "pkg/list", "pkg/identity", "pkg/edge", "pkg/contract", "pkg/gateway", "pkg/words"},
		why:      "the gateway's callbacks are read and verified by the rules of its own protocol",
	},
	{
		packages: "pkg/contract/console",
		module:   []string{"pkg/funds", "pkg/funds/withdrawal", "pkg/funds/pause", "pkg/funds/policy", "pkg/funds/statement", "pkg/flow", "pkg/job", "pkg/list", "pkg/identity", "pkg/edge", "pkg/contract", "pkg/webhook", "pkg/words"},
		why:      "as any contract; it also shows admins what the decisions about a withdrawal would grant them",
	},
	{
		packages: "pkg/contract",
		module:   []string{"pkg/funds", "pkg/flow", "pkg/list", "pkg/identity", "pkg/edge", "pkg/words"},
		why:      "what the contracts share",
	},
	{
		packages: "pkg/contract/*",
		module:   []string{"pkg/funds", "pkg/flow", "pkg/list", "pkg/identity", "pkg/edge", "pkg/contract", "pkg/words"},
		why:      "HTTP in and out of one contract: it decodes, calls a use case and encodes; no adapter, no other contract",
	},
	{
		packages: "pkg/bucket",
		module:   []string{"pkg/funds"},
		outside:  []string{awsSDK, awsSmithy, sync},
		why:      "the only package below the edges that knows S3; it fills a port, and knows no use case",
	},
	{
		packages: "pkg/bankcsv",
		module:   []string{"pkg/funds"},
		why:      "reads one kind of file into what decisions take, and judges nothing",
	},
	{
		packages: "pkg/sheet",
		module:   []string{"pkg/funds", "pkg/charset", "pkg/wire"},
		why:      "writes and reads files of spreadsheets; a library for them reads and writes them in tests",
	},
	{
		packages: "pkg/iso20022",
		module:   []string{"pkg/funds", "pkg/charset", "pkg/wire"},
		why:      "writes and reads banks' messages, by the standard library alone; it knows no withdrawal",
	},
	{
		packages: "pkg/payfile",
		module:   []string{"pkg/funds", "pkg/charset", "pkg/iso20022", "pkg/sheet"},
		why:      "the files that batches leave in, and the tables that come back: it knows no state and no storage",
	},
	{
		packages: "pkg/banktable",
		module:   []string{"pkg/funds", "pkg/sheet"},
		why:      "banks' statements that are tables: it fills what the core takes, and judges nothing",
	},
	{
		packages: "pkg/config",
		module:   []string{"pkg/funds", "pkg/funds/policy", "pkg/gateway", "pkg/wire"},
		why:      "reads the environment into what the parts below take",
	},
	{
		packages: "pkg/app",
		module:   []string{"pkg/funds", "pkg/logline", "pkg/funds/policy", "pkg/count", "pkg/flow", "pkg/job", "pkg/list", "pkg/table", "pkg/gateway", "pkg/identity", "pkg/edge", "pkg/config", "pkg/webhook", "pkg/webhook/post", "pkg/wire", "pkg/words", "pkg/contract", "pkg/contract/*"},
		outside:  []string{awsSDK, awsLambda, lambdaBridge},
		why:      "puts the parts together for one Lambda function",
	},
	{
		packages: "pkg/rollout",
		module:   []string{"pkg/app", "local/loopback"},
		outside:  []string{awsSDK},
		why:      "has new versions check themselves; the one function that knows Lambda and CodeDeploy links it",
	},
	{
		packages: "functions/preflight",
		module:   []string{"pkg/app", "pkg/rollout"},
		why:      "wiring only",
	},
	{
		packages: "api",
		module:   []string{"pkg/funds", "pkg/edge", "pkg/contract"},
		why:      "serves the API's description, in the contracts' form of errors",
	},
	{
		packages: "api/apitest",
		module:   []string{"api"},
		outside:  []string{jsonSchema, yaml},
		why:      "checks examples and answers against the document; only tests import it",
	},
	{
		packages: "functions/console",
		module:   []string{"pkg/funds", "pkg/app", "pkg/config", "pkg/edge", "pkg/contract"},
		why:      "serves the built pages, and tells them where people sign in; no use case, no adapter",
	},
	{
		packages: "functions/statements",
		module:   []string{"pkg/funds", "pkg/app", "pkg/edge", "pkg/contract/console", "pkg/bankcsv", "pkg/iso20022"},
		why:      "wiring only, and which reader a file takes",
	},
	{
		packages: "functions/*",
		module:   []string{"api", "pkg/app", "pkg/edge", "pkg/contract", "pkg/contract/*", "pkg/bucket", "pkg/funds", "pkg/handover", "pkg/job", "pkg/sheet"},
		outside:  []string{awsLambda},
		why:      "wiring only: which handlers this function mounts",
	},
	{
		packages: "local/sandbox",
		module:   []string{"pkg/funds", "pkg/gateway"},
		why:      "plays the gateway, so it signs by the same rule and knows nothing of ours",
	},
	{
		packages: "local/flowtest",
		module:   []string{"api/apitest", "local/engine", "local/enginetest", "local/itemsize", "local/loopback", "local/sandbox", "local/seed", "pkg/funds", "pkg/count", "pkg/flow", "pkg/list", "pkg/table", "pkg/gateway", "pkg/identity", "pkg/edge"},
		outside:  []string{awsSDK, awsSmithy, goCmp},
		why:      "wires for tests what pkg/app wires for functions, with an engine and a gateway beside it; only tests import it",
	},
	{
		packages: "local/seed",
		module:   []string{"pkg/funds", "pkg/count", "pkg/table"},
		outside:  []string{awsSDK, awsSmithy, sync},
		why:      "writes crowds as the table would store them, and counts them as the projector would",
	},
	{
		packages: "local/signin",
		module:   []string{"pkg/funds", "pkg/identity"},
		outside:  []string{jwt},
		why:      "plays the identity provider, so it signs tokens that identity verifies",
	},
	{
		packages: "local/engine",
		module:   []string{"local/process"},
		outside:  []string{awsSDK, sqlite},
		why:      "runs dynoxide, whose file it indexes by a driver of its own; nothing else links that driver but what runs the engine",
	},
	{
		packages: "local/*",
		module:   []string{"local/*", "pkg/funds", "pkg/identity"},
		outside:  []string{awsSDK, awsSmithy, awsLambda, yaml},
		why:      "runs the built functions on this machine; nothing that is deployed imports it",
	},
	{
		packages: "cmd/outflow",
		module:   []string{"cmd/outflow/preflight", "cmd/outflow/story", "pkg/*", "local/*"},
		outside:  []string{awsSDK},
		why:      "the operators' program",
	},
	{
		packages: "cmd/outflow/story",
		module:   []string{"pkg/edge", "pkg/funds", "pkg/table"},
		outside:  []string{awsSDK},
		why:      "reads what the table and the logs know of one order; nothing that is deployed links it",
	},
	{
		packages: "cmd/outflow/preflight",
		module:   []string{"local/template", "pkg/app", "pkg/config", "pkg/funds", "pkg/gateway", "pkg/table"},
		outside:  []string{awsSDK, awsSmithy, goCmp},
		why:      "asks AWS's services what has become of a deployment; nothing that is deployed links them",
	},
	{
		packages: "cmd/*",
		module:   []string{"api", "pkg/*", "local/*"},
		outside:  []string{awsSDK, yaml},
		why:      "programs for developers and operators; nothing imports them",
	},
	{
		packages: "e2e",
		why:      "tests of everything at once",
	},
	{
		packages: "architecture",
		why:      "tests of the tree",
	},
	{
		packages: "deploy",
		why:      "tests of the template",
	},
}
