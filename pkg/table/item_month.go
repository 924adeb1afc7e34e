package table

// monthConfig is how the orders that are created in one month are stored in the indexes. It is index configuration,
// neither money nor state.
type monthConfig struct {
	shards     int
	generation int64 // of the counters; the stream brings an older one up to date
}

type monthItem struct {
	PK     string `dynamodbav:"PK"`
	SK     string `dynamodbav:"SK"`
	Shards int    `dynamodbav:"shards"`
	// Generation is the counters' generation when the month began, or at the last recount since.
	Generation int64 `dynamodbav:"gen,omitempty"`
}

func (i monthItem) config() monthConfig { return monthConfig{i.Shards, i.Generation} }
