package batchaudit

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

func TestAPageOfUsualRowsFitsAnAnswerAndOneThatDoesNotIsRefused(t *testing.T) {
	t.Parallel()
	usual := listView(approved(), words.Reader{})
	response := listAnswer(maxShown, slices.Repeat([]view{usual}, maxShown))
	if response.Refused != nil {
		t.Fatal(response.Refused)
	}
	if size := contract.AnswerBytes([]byte(encoded(t, response.JSON))); size > contract.MaxAnswerBytes/8 {
		t.Errorf("%d usual rows take %d bytes", maxShown, size)
	}

	longest := strings.Repeat("\u2028", funds.MaxTextRunes) // six characters in JSON
	wide := usual
	wide.DeviceID, wide.Platform, wide.DeviceModel, wide.DeviceBrand, wide.OSVersion, wide.AppVersion = longest, longest, longest, longest, longest, longest
	err := listAnswer(maxShown, slices.Repeat([]view{wide}, maxShown)).Refused
	if !errors.Is(err, &funds.Error{Code: funds.CodeInvalid, Field: "showNumber"}) {
		t.Errorf("rows that do not fit: %v, want a refusal that names showNumber", err)
	}
}
