package table_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/count"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/table"
)

func inZone(t *testing.T, name string) *count.Calendar {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return count.NewCalendar(funds.Policy{Zone: zone})
}

// generations writes the generations, all of which count payees, with their zones if any are given.
func (h *house) generations(t *testing.T, live, building, buildingZone string) {
	t.Helper()
	row := map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: "COUNT"}, "SK": &types.AttributeValueMemberS{Value: "GENERATIONS"},
		"live": &types.AttributeValueMemberN{Value: live}, "building": &types.AttributeValueMemberN{Value: building}, "accounts": &types.AttributeValueMemberN{Value: "0"},
	}
	if buildingZone != "" {
		row["buildingZone"] = &types.AttributeValueMemberS{Value: buildingZone}
	}
	if _, err := h.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(h.table), Item: row}); err != nil {
		t.Fatal(err)
	}
}

// half counts something in a generation that a recount left behind, for which there is no withdrawal any more.
func (h *house) half(t *testing.T, calendar *count.Calendar, generation int64) {
	t.Helper()
	made := []count.Delta{{Sequence: "1", Key: count.Key{State: funds.StatePending, Method: funds.MethodBank}, Count: 1, Amount: yuan}}
	for _, node := range calendar.Path(time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)) {
		if err := h.store.CountUp(t.Context(), generation, node, "shard", made); err != nil {
			t.Fatal(err)
		}
	}
}

func (h *house) wantGenerations(t *testing.T, want table.Generations) {
	t.Helper()
	got, err := h.store.Generations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got.Payees = nil // from when on payees are counted is another test's
	same(t, "generations", want, got)
}

// aHalfBuiltTreeOfAnotherZoneBlocksNoRecount: nor does one whose zone was not stored. Such a tree can never agree with
// the table, and would be continued for ever.
func aHalfBuiltTreeOfAnotherZoneBlocksNoRecount(t *testing.T, h *house) {
	t.Helper()
	const shanghai = "Asia/Shanghai"
	live := int64(0)
	for _, half := range []string{"Europe/Paris", ""} {
		building := live + 1
		h.generations(t, strconv.FormatInt(live, 10), strconv.FormatInt(building, 10), half)
		h.half(t, inZone(t, "Europe/Paris"), building)
		if _, err := h.store.Recount(t.Context(), inZone(t, shanghai), time.Second); err != nil {
			t.Fatalf("a half-built tree of zone %q: %v", half, err)
		}
		live = building + 1
		h.wantGenerations(t, table.Generations{Live: live, Building: live, LiveZone: shanghai})
	}
}

// aTreeThatCameOutWrongIsBuiltAnew by the next recount, because whatever made it wrong is still in it.
func aTreeThatCameOutWrongIsBuiltAnew(t *testing.T, h *house) {
	t.Helper()
	calendar := inZone(t, "Asia/Shanghai")
	h.generations(t, "0", "1", calendar.Zone())
	h.half(t, calendar, 1)
	if _, err := h.store.Recount(t.Context(), calendar, 0); err == nil {
		t.Fatal("a tree that does not say what there is goes live")
	}
	if _, err := h.store.Recount(t.Context(), calendar, time.Second); err != nil {
		t.Fatal(err)
	}
	h.wantGenerations(t, table.Generations{Live: 2, Building: 2, LiveZone: calendar.Zone()})
}

// aTreeCountsByTheZoneThatItBeganWith, whatever the policy says since: a tree that mixed two zones could never be
// right.
func aTreeCountsByTheZoneThatItBeganWith(t *testing.T, h *house) {
	t.Helper()
	shanghai, paris := inZone(t, "Asia/Shanghai"), inZone(t, "Europe/Paris")
	at := time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC) // the 2nd in Shanghai
	step := func(sequence string) []count.Record {
		id := funds.ID("6FMYX77620260301200000")
		return []count.Record{{ID: id, Sequence: sequence, New: &count.Withdrawal{At: at, State: funds.StatePending, Method: funds.MethodBank, Amount: yuan, Generation: 1}}}
	}
	for i, calendar := range []*count.Calendar{shanghai, paris} {
		if err := h.store.Project(t.Context(), calendar, "shard", step(strconv.Itoa(i+1))); err != nil {
			t.Fatal(err)
		}
	}
	h.wantGenerations(t, table.Generations{LiveZone: shanghai.Zone(), PolicyZone: paris.Zone()})
	days, err := h.store.Nodes(t.Context(), 0, "2026-03", "", "")
	if err != nil || len(days) != 1 || days[0].Name != "2026-03-02" || days[0].Counts[count.Key{State: funds.StatePending, Method: funds.MethodBank}].Count != 2 {
		t.Errorf("the days are %+v, %v", days, err)
	}
}
