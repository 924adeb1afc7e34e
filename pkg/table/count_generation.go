package table

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
)

// projected are the generations into which the projector counts, each with its calendar. A generation between the live
// one and the one being built was abandoned. A zone that this machine does not know would block the stream, so the
// policy's zone takes its place.
func (g Generations) projected(policy *count.Calendar) map[int64]*count.Calendar {
	calendars := map[int64]*count.Calendar{g.Live: calendarOf(g.LiveZone, policy)}
	if g.Building != g.Live {
		calendars[g.Building] = calendarOf(g.BuildingZone, policy)
	}
	return calendars
}

func calendarOf(zone string, policy *count.Calendar) *count.Calendar {
	if zone == "" || zone == policy.Zone() {
		return policy
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return policy
	}
	return count.NewCalendar(funds.Policy{Zone: location})
}

// next is the state of the generations during a recount by a zone. It continues a half-built generation that counts by
// the same zone, and payees, and otherwise abandons it and begins another.
func (g Generations) next(zone string) Generations {
	next := g
	if g.Building == g.Live || g.BuildingZone != zone || g.Payees == nil {
		next.Building = max(g.Live, g.Building) + 1
	}
	if g.Payees == nil {
		from := next.Building
		next.Payees = &from
	}
	next.BuildingZone = zone
	return next
}

// rememberZone stores the policy's zone. The zone of the live tree is stored once and changes only by a recount,
// because everybody who counts into a tree counts by the zone that it began with.
func (s *Store) rememberZone(ctx context.Context, stored Generations, zone string) (Generations, error) {
	if stored.LiveZone != "" && stored.PolicyZone == zone {
		return stored, nil
	}
	expression := "SET live = if_not_exists(live, :zero), building = if_not_exists(building, :zero), " +
		"liveZone = if_not_exists(liveZone, :zone), policyZone = :zone"
	if begins, err := s.beginsCounting(ctx, stored); err != nil {
		return Generations{}, err
	} else if begins {
		expression += ", accounts = if_not_exists(accounts, :zero)"
	}
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: s.table, Key: key{pkGenerations, skGenerations}.attributes(), ReturnValues: types.ReturnValueAllNew,
		UpdateExpression: aws.String(expression), ExpressionAttributeValues: item{":zero": number(0), ":zone": stringValue(zone)},
	})
	if err != nil {
		return Generations{}, readError("write the counters' zone", err)
	}
	return decode[Generations](out.Attributes)
}

// beginsCounting says that nothing was ever counted in a table, so that its first generation counts payees too.
func (s *Store) beginsCounting(ctx context.Context, stored Generations) (bool, error) {
	if stored.LiveZone != "" || stored.Live != 0 || stored.Building != 0 {
		return false, nil
	}
	whole, err := s.nodeItem(ctx, 0, count.All(), true)
	return len(whole) == 0, err
}

// moveGenerations writes the generations, unless another recount has changed them: the projector would no longer count
// into the tree that this one builds, and this one would switch to it all the same.
func (s *Store) moveGenerations(ctx context.Context, from, to Generations) error {
	condition := "(live = :live AND building = :building) OR (live = :newLive AND building = :newBuilding)"
	if from.Live == 0 && from.Building == 0 {
		condition = absentCondition + " OR " + condition
	}
	expression, values := "SET live = :newLive, building = :newBuilding", item{
		":live": number(from.Live), ":building": number(from.Building), ":newLive": number(to.Live), ":newBuilding": number(to.Building),
	}
	if to.Payees != nil {
		expression, values[":payees"] = expression+", accounts = if_not_exists(accounts, :payees)", number(*to.Payees)
	}
	remove := " REMOVE"
	for name, zone := range map[string]string{"liveZone": to.LiveZone, "buildingZone": to.BuildingZone} {
		if zone == "" {
			remove += " " + name + ","
			continue
		}
		expression += ", " + name + " = :" + name
		values[":"+name] = stringValue(zone)
	}
	if remove != " REMOVE" {
		expression += remove[:len(remove)-1]
	}
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: s.table, Key: key{pkGenerations, skGenerations}.attributes(), UpdateExpression: aws.String(expression),
		ConditionExpression: aws.String(condition), ExpressionAttributeValues: values,
	})
	switch {
	case isConditionFailed(err):
		return errors.New("another recount was quicker: the counters are as it leaves them")
	case err != nil:
		return readError("write generations", err)
	}
	return nil
}
