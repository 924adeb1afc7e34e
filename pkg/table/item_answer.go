package table

// The items in this file limit how often the gateway is asked. They are neither money nor state, and no decision about
// money reads them; losing one means that the gateway is asked once more. They are therefore written beside the write
// door, each by one conditional write, which is not tried again.

type answerItem struct {
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
