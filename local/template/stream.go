package template

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// streamProperties are those of a DynamoDB event. What is not here does not change what is delivered, or is
// refused: a parallel delivery would need more than one position in a shard.
type streamProperties struct {
	StartingPosition               string
	BatchSize                      int
	MaximumBatchingWindowInSeconds json.Number // a parameter is a text
	TumblingWindowInSeconds        int
	ParallelizationFactor          int
	BisectBatchOnFunctionError     bool
	FilterCriteria                 struct {
		Filters []struct{ Pattern string }
	}
}

// defaultBatch is Lambda's.
const defaultBatch = 100

func (p eventProperties) stream() (Stream, error) {
	linger := int64(0)
	if p.MaximumBatchingWindowInSeconds != "" {
		var err error
		if linger, err = p.MaximumBatchingWindowInSeconds.Int64(); err != nil {
			return Stream{}, fmt.Errorf("MaximumBatchingWindowInSeconds: %w", err)
		}
	}
	stream := Stream{
		BatchSize: p.BatchSize, Bisect: p.BisectBatchOnFunctionError, Enabled: p.Enabled == nil || *p.Enabled,
		Linger: time.Duration(linger) * time.Second, Window: time.Duration(p.TumblingWindowInSeconds) * time.Second,
	}
	if stream.BatchSize == 0 {
		stream.BatchSize = defaultBatch
	}
	switch {
	case p.StartingPosition != "TRIM_HORIZON":
		return Stream{}, errors.New("a stream is delivered from TRIM_HORIZON alone")
	case p.ParallelizationFactor > 1:
		return Stream{}, errors.New("a shard is delivered one batch at a time: ParallelizationFactor is 1")
	case stream.Window == 0:
		return Stream{}, errors.New("a stream needs TumblingWindowInSeconds: without it, events do not name their shard")
	case len(p.FilterCriteria.Filters) > 1:
		return Stream{}, errors.New("more than one filter")
	case len(p.FilterCriteria.Filters) == 0:
		return stream, nil
	}
	var err error
	stream.SortKeys, err = sortKeysOf(p.FilterCriteria.Filters[0].Pattern)
	return stream, err
}

// sortKeysOf reads the one kind of pattern that runs locally: {"dynamodb":{"Keys":{"SK":{"S":["WD",{"prefix":"LOG#"}]}}}}.
func sortKeysOf(pattern string) (keys []string, err error) {
	var filter struct {
		DynamoDB struct {
			Keys struct {
				SK struct{ S []json.RawMessage }
			}
		} `json:"dynamodb"`
	}
	if err := json.Unmarshal([]byte(pattern), &filter); err != nil {
		return nil, fmt.Errorf("a filter that is no JSON: %w", err)
	}
	for _, raw := range filter.DynamoDB.Keys.SK.S {
		var whole string
		var beginning struct {
			Prefix string `json:"prefix"`
		}
		switch {
		case json.Unmarshal(raw, &whole) == nil:
			keys = append(keys, whole)
		case json.Unmarshal(raw, &beginning) == nil && beginning.Prefix != "":
			keys = append(keys, beginning.Prefix+"*")
		default:
			return nil, fmt.Errorf("a filter by neither a text nor a prefix: %s", raw)
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("a filter by something else than SK: %s", pattern)
	}
	return keys, nil
}
