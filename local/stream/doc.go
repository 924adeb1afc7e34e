// Package stream delivers a table's stream to a function, as Lambda's event source mapping does: each shard's
// records in their order, one batch at a time, within tumbling windows, again until the function takes them.
//
// It imports the AWS SDK and the AWS event types.
package stream
