package table

// Generations name the tree of counters that is read, the one that is being built beside it (the same number if none
// is), and the business time zone by which each of them counts, as an IANA name. An empty zone was never written: such
// a tree counts by the zone of whatever policy the projector had.
type Generations struct {
	Live         int64  `dynamodbav:"live"`
	Building     int64  `dynamodbav:"building"`
	LiveZone     string `dynamodbav:"liveZone,omitempty"`
	BuildingZone string `dynamodbav:"buildingZone,omitempty"`
	// PolicyZone is the zone of the policy that the projector has. If it differs from LiveZone, the counters need a
	// recount.
	PolicyZone string `dynamodbav:"policyZone,omitempty"`
	// Payees is the first generation that counts payees, below their accounts; nil where none does yet.
	Payees *int64 `dynamodbav:"accounts,omitempty"`
}

func (g Generations) countsPayees(generation int64) bool {
	return g.Payees != nil && generation >= *g.Payees
}
