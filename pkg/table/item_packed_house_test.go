package table_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/flow"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/funds/pause"
	"github.com/outflow-pay/outflow/pkg/table"
)

// cutOff takes the last byte of a packed attribute away.
func cutOff(name string) func(storedItem) {
	return func(item storedItem) {
		packed, ok := item[name].(*types.AttributeValueMemberB)
		if !ok || len(packed.Value) == 0 {
			panic("nothing is packed in " + name)
		}
		item[name] = &types.AttributeValueMemberB{Value: bytes.Clone(packed.Value[:len(packed.Value)-1])}
	}
}

// whatIsPackedIsReadWholeOrRefused: of a sum that is cut off nobody knows how much there is. Whatever would be decided by it
// is refused and changes nothing, and verify names the item.
func whatIsPackedIsReadWholeOrRefused(t *testing.T, h *house) {
	t.Helper()
	h.Policy.Controls = people(false)
	h.Policy.Controls.Rules = []funds.ApprovalRule{
		{Act: funds.ActPayout, Above: 1000 * yuan, Need: 2}, {Act: funds.ActAdjust, Above: 10_000 * yuan, Need: 2},
	}
	h.Policy.Rolling24h, h.Policy.Rolling30d = funds.RollingLimit{Amount: 5000 * yuan}, funds.RollingLimit{Count: 100}
	gives := flow.Adjustment{UserID: "u1", Amount: 1000 * yuan, Reason: "充值"}
	if _, err := h.Adjust(t.Context(), of("li"), gives); err != nil {
		t.Fatal(err)
	}
	pending, mayPay := h.pending(t, handRequest("u1", 10*yuan)), h.pending(t, channelRequest("u1", 10*yuan))
	if _, err := h.Approve(t.Context(), of("wang"), mayPay, ""); err != nil {
		t.Fatal(err)
	}
	blocked, err := h.Block(t.Context(), of("li"), pause.BlockRequest{Account: "6222020200119999", Reason: "盗号"})
	if err != nil {
		t.Fatal(err)
	}
	h.invariantsHold(t)
	ways := map[string]map[string]func() error{
		"USER#u1 WALLET": {
			"create":          func() error { _, err := h.Create(t.Context(), handRequest("u1", 2*yuan)); return err },
			"create and pay":  func() error { _, err := h.CreateAndPay(t.Context(), channelRequest("u1", 2*yuan)); return err },
			"approve":         func() error { _, err := h.Approve(t.Context(), of("wang"), pending, ""); return err },
			"approve and pay": func() error { _, err := h.ApproveAndPay(t.Context(), of("wang"), pending); return err },
			"confirm":         func() error { _, err := h.Confirm(t.Context(), of("wang"), pending); return err },
			"pay by hand": func() error {
				_, err := h.PayManually(t.Context(), of("wang"), mayPay, funds.Transfer{})
				return err
			},
			"pay by a channel": func() error { _, err := h.PayByChannel(t.Context(), of("wang"), mayPay); return err },
			"adjust":           func() error { _, err := h.Adjust(t.Context(), of("wang"), gives); return err },
		},
		"ADMIN#li RELEASED": {
			"adjust": func() error { _, err := h.Adjust(t.Context(), of("li"), gives); return err },
		},
		"BLOCKED ": {
			"unblock": func() error {
				_, _, err := h.Unblock(t.Context(), of("wang"), blocked.ID, "r")
				return err
			},
		},
	}
	for name, planted := range map[string]lie{
		"the sums of late":                 {"USER#u1", "WALLET", cutOff("rcnt"), table.RuleItem},
		"who filled it":                    {"USER#u1", "WALLET", cutOff("fill"), table.RuleItem},
		"the sums of the day":              {"USER#u1", "WALLET", sets("today", &types.AttributeValueMemberL{}), table.RuleItem},
		"sums that are a number":           {"USER#u1", "WALLET", sets("rcnt", number(1)), table.RuleItem},
		"what somebody released":           {"ADMIN#li", "RELEASED", cutOff("hours"), table.RuleItem},
		"what somebody released is a text": {"ADMIN#li", "RELEASED", sets("hours", words("1")), table.RuleItem},
		"the mark of an account, which is another's": {"BLOCKED", fmt.Sprintf("%02d", funds.MarkAccount("6222020200119999").Shard()), func(item storedItem) {
			on, _ := item["on"].(*types.AttributeValueMemberL)
			part, _ := on.Value[0].(*types.AttributeValueMemberM)
			cutOff("mark")(part.Value)
		}, table.RuleItem},
	} {
		restore := h.plant(t, planted)
		before := h.rows(t)
		for item, decided := range ways {
			if !strings.HasPrefix(planted.pk+" "+planted.sk, item) {
				continue
			}
			for way, decide := range decided {
				if err := decide(); funds.CodeOf(err) != funds.CodeInternal || !strings.Contains(err.Error(), "decode") {
					t.Errorf("%s: %s: %v", name, way, err)
				}
			}
		}
		sameRows(t, before, h.rows(t))
		verified, err := h.store.Verify(t.Context())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		named := false
		for _, violation := range verified.Violations {
			named = named || (violation.Rule == planted.rule && violation.Subject == planted.pk+" "+planted.sk)
		}
		if !named {
			t.Errorf("%s: verify names no %s %s: %v", name, planted.pk, planted.sk, verified.Violations)
		}
		restore()
	}
	h.invariantsHold(t)
	for way, decide := range ways["USER#u1 WALLET"] {
		if way == "approve" || way == "create" || way == "pay by a channel" {
			if err := decide(); err != nil {
				t.Errorf("whole again, %s: %v", way, err)
			}
		}
	}
}
