// Package table keeps Outflow's state in one DynamoDB table.
//
// It has one write door, [Store.Commit], which applies a funds.Change whole or not at all. Everything
// else here reads. No request path scans; the one Scan serves the command that verifies a whole table.
//
// The items, and their keys:
//
//	wallet            USER#<uid>          WALLET
//	entry             USER#<uid>          ENTRY#<seq>       indexes by-type, by-row (local)
//	idempotency claim IDEMP#<caller>      <key>             expires by ttl
//	withdrawal        WD#<code>           WD                indexes by-time, by-status, due, attention
//	its log           WD#<code>           LOG#<version>     index audit, where an admin acted
//	transaction no.   TXNO#<no>           TXNO
//	audit record      AUDIT#<day>#<shard> <time>#<id>       index audit
//	month             MONTHS              <yyyymm>          how many shards the month's index keys have
//
// table imports funds and the AWS SDK. The definition of the table and its indexes has one home: template.yaml.
package table
