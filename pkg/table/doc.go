// Package table keeps Outflow's state in one DynamoDB table.
//
// Money and state have one write door, [Store.Commit], which applies a funds.Change whole or not at all. What else is
// written is what follows from them: the counters and their generations, months, and stream records that were kept
// aside. No request path scans: Scans serve the commands that verify a whole table and count it anew.
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
//	recharge          RC#<code>           RC                indexes by-time, by-status, due, attention
//	a user's recharge USER#<uid>          RECHARGE#<n>
//	counter           COUNT#<gen>#<span>  <month, day, hour>
//	generations       COUNT               GENERATIONS       which counters are read, and by which zone they count
//	poison            POISON              <shard>#<number>  a stream record that could not be decoded
//
// table imports funds, count and the AWS SDK. The definition of the table and its indexes has one home: template.yaml.
package table
