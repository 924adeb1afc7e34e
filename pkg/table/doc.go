// Package table keeps Outflow's state in one DynamoDB table.
//
// Money and state have one write door, [Store.Commit], which applies a funds.Change whole or not at all. Everything else
// that is written either follows from them (the counters and their generations, months, stream records that were kept
// aside) or limits how often the gateway is asked. No request path scans the table; only the commands that verify it and
// count it anew do.
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
//	month             MONTHS              <yyyymm>          the shards of its index keys, also those that it grew to
//	recharge          RC#<code>           RC                indexes by-time, by-status, due, attention
//	a user's recharge USER#<uid>          RECHARGE#<n>
//	counter           COUNT#<gen>#<span>  <month, day, hour>
//	generations       COUNT               GENERATIONS       which counters are read, and by which zone
//	likely twin       TWIN#<likeness>     TWIN              what was requested a moment ago; expires by ttl
//	stray callback    STRAY#<serial>      <kind>#<word>     about what was never sent; index attention
//	kept answer       GATEWAY             <question>        the gateway's last one, and when to ask again
//	refused orders    RATE#<uid>          REFUSED           of one caller, lately; expires by ttl
//	proposal          PROPOSAL#<id>       PROPOSAL          index by-status
//	released alone    ADMIN#<person>      RELEASED          by the hour, of the last day
//	poison            POISON              <shard>#<number>  a stream record that could not be decoded
//
// Deliveries to other systems stand in a second table, which [Hooks] keeps.
//
// table imports funds, invariant, count, parallel, webhook and the AWS SDK. The definition of the table and its indexes has one home: template.yaml.
package table
