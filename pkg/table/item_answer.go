package table

// The items here bound how busy the gateway gets. They are neither money nor state, no decision about money reads
// them, and losing one lets the gateway be asked once more: so they are written beside the door, each by one
// conditional write, which is not tried again.

type keptItem struct {
	PK    string `dynamodbav:"PK"`
	SK    string `dynamodbav:"SK"`
	Value string `dynamodbav:"val,omitempty"`
	At    int64  `dynamodbav:"at,omitempty"`
	Next  int64  `dynamodbav:"next"` // milliseconds since 1970
}

type rateItem struct {
	PK      string `dynamodbav:"PK"`
	SK      string `dynamodbav:"SK"`
	Version int64  `dynamodbav:"ver"`
	Refused int    `dynamodbav:"n,omitempty"`
	Asking  int    `dynamodbav:"ask,omitempty"`
	Since   int64  `dynamodbav:"since"`
	Last    int64  `dynamodbav:"last"`
	TTL     int64  `dynamodbav:"ttl"` // seconds since 1970
}
