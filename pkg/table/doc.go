// Package table keeps Outflow's state in one DynamoDB table.
//
// Money and state have one write door, [Store.Commit], which applies a funds.Change whole or not at all. What else is
// written is what follows from them, or bounds who may ask for how much: the counters and their generations, months,
// stream records that were kept aside, and the bounds of what the gateway is asked. No request path scans: Scans serve the commands that verify a whole table and count it anew.
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
//	likely twin       TWIN#<likeness>     TWIN              what was asked for a moment ago; expires by ttl
//	stray callback    STRAY#<serial>      <kind>#<word>     about what was never sent here; index attention
//	kept answer       GATEWAY             <question>        the gateway's last, and whose turn it is to ask
//	refused orders    RATE#<uid>          REFUSED           of one caller, of late; expires by ttl
//	poison            POISON              <shard>#<number>  a stream record that could not be decoded
//
// table imports funds, count and the AWS SDK. The definition of the table and its indexes has one home: template.yaml.
package table
