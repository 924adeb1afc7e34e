package preflight

import (
	"strings"
	"testing"
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
