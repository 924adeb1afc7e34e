package app

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/table"
)

func TestWhichPartOfWhatIsDueARunIsFor(t *testing.T) {
	t.Parallel()
	for part, good := range map[DuePart]bool{
		{}:                                     true,
		{0, 1}:                                 true,
		{3, 4}:                                 true,
		{table.DueShards - 1, table.DueShards}: true,
		{1, 0}:                                 false,
		{4, 4}:                                 false,
		{0, -1}:                                false,
		{-1, 4}:                                false,
		{0, table.DueShards + 1}:               false,
	} {
		if err := part.check(); (err == nil) != good {
			t.Errorf("%+v: %v", part, err)
		}
	}
	if err := Reconcile(t.Context(), nil, DuePart{Part: 4, Of: 4}); err == nil {
		t.Error("a run for a part that is not there")
	}
}
