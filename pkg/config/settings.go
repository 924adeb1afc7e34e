package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The variables. All but the endpoints of DynamoDB and S3 come from template.yaml.
const (
	EnvDynamoDB        = "OUTFLOW_DYNAMODB" // the endpoint, where it is not AWS's own
	EnvTable           = "OUTFLOW_TABLE"
	envFilesEndpoint   = "OUTFLOW_S3" // the endpoint, where it is not AWS's own
	envFilesBucket     = "OUTFLOW_FILES"
	envHooks           = "OUTFLOW_WEBHOOKS"         // the table of deliveries to others
	EnvWebhookSecret   = "OUTFLOW_WEBHOOK_SECRET"   //nolint:gosec // a variable's name
	envWebhookLoopback = "OUTFLOW_WEBHOOK_LOOPBACK" // true on a developer's machine alone; no template sets it
	envGatewayURL      = "OUTFLOW_GATEWAY_URL"
	envGatewayUsername = "OUTFLOW_GATEWAY_USERNAME"
	envPublicURL       = "OUTFLOW_PUBLIC_URL"
	envPolicy          = "OUTFLOW_POLICY"
	EnvGatewaySecret   = "OUTFLOW_GATEWAY_SECRET"
	EnvTokenSecret     = "OUTFLOW_TOKEN_SECRET" //nolint:gosec // a variable's name
	envCORSOrigins     = "OUTFLOW_CORS_ORIGINS"
	envTokenIssuer     = "OUTFLOW_TOKEN_ISSUER"
	envTokenAudience   = "OUTFLOW_TOKEN_AUDIENCE" //nolint:gosec // a variable's name
	envTokenJWKSURL    = "OUTFLOW_TOKEN_JWKS_URL" //nolint:gosec // a variable's name
	envAdminTokenHours = "OUTFLOW_ADMIN_TOKEN_HOURS"
	envLooksPerSecond  = "OUTFLOW_LOOKS_PER_SECOND"
	envLogReads        = "OUTFLOW_LOG_READS"
	envBreaker         = "OUTFLOW_BREAKER" // false for tests that break one call after another; no template sets it
	envApprovals       = "OUTFLOW_APPROVALS"
	envPayoutsAbove    = "OUTFLOW_PAYOUTS_ABOVE"
	envAdjustmentAbove = "OUTFLOW_ADJUSTMENTS_ABOVE"
)

// The routes of gateway-callback to which the gateway sends a withdrawal's outcome, and a recharge's.
const (
	callbackPath         = "/api/withdrawal/callback"
	rechargeCallbackPath = "/api/recharge/callback"
)

const maxLooksPerSecond = 10_000

// maxAdminHours is a year.
const maxAdminHours = 8760

// minTableChars is what stream shard ids need: they are made of the table's name.
const minTableChars = 11

// Settings is a whole configuration.
type Settings struct {
	Table    string
	DynamoDB string // the endpoint; empty is AWS's own
	Local    bool   // the table is on loopback, so this is a developer's machine

	GatewayURL        string
	GatewayUsername   string
	NotifyURL         string // where the gateway calls back about withdrawals
	RechargeNotifyURL string // and about recharges

	Files Files

	Hooks           string // the table of deliveries to others; empty in functions that have nothing to do with them
	WebhookSecretID string // as the other secrets'
	WebhookLoopback bool   // events may go to this machine itself, without TLS; only where Local

	// CORSOrigins are the origins, beside the API's own, whose pages may call it.
	CORSOrigins []string

	// Names or ARNs of the secrets; empty where Local, and in functions that are not to have them.
	GatewaySecretID, TokenSecretID string

	TokenIssuer   string // empty only where Local
	TokenAudience string // empty only where Local
	TokenJWKSURL  string
	AdminLife     time.Duration // the longest of an admin's token; zero where none is configured

	LooksPerSecond int // how many questions reconcile puts to the gateway in a second, all of its runs together; 0 bounds none

	Breaker bool // whether a channel that the gateway gives no word about is sent one probe a minute, and nothing else

	// Decided is the deployment's own policy: the first version of what the table has, which counts from then on.
	Decided
}

// Files say where large files are put.
type Files struct {
	Endpoint string // of S3; empty is AWS's own
	Bucket   string // its name; empty where a function puts none anywhere
}

// LoadFiles reads where large files are put.
func LoadFiles(getenv func(string) string) Files {
	return Files{getenv(envFilesEndpoint), getenv(envFilesBucket)}
}

// Origin is where browsers reach the bucket in a region; empty where there is none.
func (f Files) Origin(region string) string {
	switch {
	case f.Endpoint != "":
		return f.Endpoint
	case f.Bucket == "":
		return ""
	case strings.HasPrefix(region, "cn-"):
		return "https://" + f.Bucket + ".s3." + region + ".amazonaws.com.cn"
	}
	return "https://" + f.Bucket + ".s3." + region + ".amazonaws.com"
}

// Load reads the variables. The error is one line that names the variable, and the field where it is
// within the policy.
func Load(getenv func(string) string) (Settings, error) {
	s := Settings{
		Table:             getenv(EnvTable),
		DynamoDB:          getenv(EnvDynamoDB),
		Local:             OnLoopback(getenv(EnvDynamoDB)),
		GatewayURL:        getenv(envGatewayURL),
		GatewayUsername:   getenv(envGatewayUsername),
		NotifyURL:         strings.TrimSuffix(getenv(envPublicURL), "/") + callbackPath,
		RechargeNotifyURL: strings.TrimSuffix(getenv(envPublicURL), "/") + rechargeCallbackPath,
		Files:             LoadFiles(getenv),
		GatewaySecretID:   getenv(EnvGatewaySecret),
		Hooks:             getenv(envHooks),
		WebhookSecretID:   getenv(EnvWebhookSecret),
		WebhookLoopback:   getenv(envWebhookLoopback) == "true",
		TokenSecretID:     getenv(EnvTokenSecret),
		TokenIssuer:       getenv(envTokenIssuer),
		TokenAudience:     getenv(envTokenAudience),
		TokenJWKSURL:      getenv(envTokenJWKSURL),
	}
	required := []string{EnvTable, envGatewayURL, envGatewayUsername, envPublicURL}
	if !s.Local {
		required = append(required, envTokenIssuer, envTokenAudience)
	}
	for _, name := range required {
		if getenv(name) == "" {
			return Settings{}, fmt.Errorf("%s: missing", name)
		}
	}
	if s.WebhookLoopback && !s.Local {
		return Settings{}, fmt.Errorf("%s: want it on a developer's machine alone", envWebhookLoopback)
	}
	if len(s.Table) < minTableChars {
		return Settings{}, fmt.Errorf("%s: want %d characters or more", EnvTable, minTableChars)
	}
	for _, name := range []string{EnvDynamoDB, envFilesEndpoint, envGatewayURL, envPublicURL, envTokenJWKSURL} {
		if err := checkURL(getenv(name)); err != nil {
			return Settings{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	var err error
	if s.AdminLife, err = adminLife(getenv(envAdminTokenHours)); err != nil {
		return Settings{}, err
	}
	if looks := getenv(envLooksPerSecond); looks != "" {
		most, err := strconv.ParseUint(looks, 10, 16)
		if err != nil || most > maxLooksPerSecond {
			return Settings{}, fmt.Errorf("%s: want 0 to %d", envLooksPerSecond, maxLooksPerSecond)
		}
		s.LooksPerSecond = int(most)
	}
	switch getenv(envBreaker) {
	case "", "true":
		s.Breaker = true
	case "false":
	default:
		return Settings{}, fmt.Errorf("%s: want true or false", envBreaker)
	}
	for origin := range strings.FieldsSeq(getenv(envCORSOrigins)) {
		if plain, err := originOf(origin); err != nil || plain != origin {
			return Settings{}, fmt.Errorf("%s: want origins alone, as https://app.example, not %q", envCORSOrigins, origin)
		}
		s.CORSOrigins = append(s.CORSOrigins, origin)
	}
	s.Decided, err = ownPolicy(getenv)
	if err != nil {
		return Settings{}, err
	}
	return s, nil
}

// adminLife is the longest life of an admin's token; zero where none is configured.
func adminLife(hours string) (time.Duration, error) {
	if hours == "" {
		return 0, nil
	}
	longest, err := strconv.ParseUint(hours, 10, 16)
	if err != nil || longest < 1 || longest > maxAdminHours {
		return 0, fmt.Errorf("%s: want 1 to %d", envAdminTokenHours, maxAdminHours)
	}
	return time.Duration(longest) * time.Hour, nil
}

// OnLoopback says that an http or https address is this machine's own: localhost, 127.0.0.0/8 or ::1.
func OnLoopback(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return false
	}
	host := parsed.Hostname()
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// checkURL wants https, or http on loopback; an empty address is for others to refuse.
func checkURL(address string) error {
	if address == "" || OnLoopback(address) {
		return nil
	}
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" {
		return errors.New("not a URL") // url.Error would print it, password included
	}
	if parsed.Scheme != "https" {
		return errors.New("want https outside loopback")
	}
	return nil
}
