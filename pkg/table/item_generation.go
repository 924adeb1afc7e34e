package table

// Generations say which tree is read, and which one is being built beside it (the same where none is), and by which
// business time zone each of them counts, as IANA's names. A zone that is empty was never written: the tree counts by
// the zone of whatever policy the projector had.
type Generations struct {
	Live         int64  `dynamodbav:"live"`
	Building     int64  `dynamodbav:"building"`
	LiveZone     string `dynamodbav:"liveZone,omitempty"`
	BuildingZone string `dynamodbav:"buildingZone,omitempty"`
	// PolicyZone is the projector's policy's: where it is not LiveZone, the counters wait for a recount.
	PolicyZone string `dynamodbav:"policyZone,omitempty"`
}
