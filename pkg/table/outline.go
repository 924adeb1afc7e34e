package table

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// outline are the attributes that a list shows. Some of them are words of DynamoDB's own.
var outline = &parts{
	expression: "PK, SK, timeSK, uid, st, amount, fee, #method, acct, bank, pay.paid, #fail, attn, look, #at",
	names:      map[string]string{"#method": "method", "#fail": "fail", "#at": "at"},
}

// Outlines are withdrawals with nothing but what lists show and filters look at: user, state, amount, fee, method,
// account, bank, when it was paid, why it failed, whether it waits for an admin, when it was asked for. They keep the
// order of ids and leave unknown ones out. Of many, most of the time goes into reading what is not needed.
func (s *Store) Outlines(ctx context.Context, ids []funds.ID) ([]funds.Withdrawal, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, key{pkWithdrawal(id), skWithdrawal})
	}
	rows, err := s.getMany(ctx, keys, outline)
	if err != nil {
		return nil, unread("read withdrawals", err)
	}
	found := make([]funds.Withdrawal, 0, len(rows))
	for i, k := range keys {
		if row, ok := rows[k]; ok {
			if withdrawal := outlined(row); withdrawal.ID == ids[i] { // the key is the code alone
				found = append(found, withdrawal)
			}
		}
	}
	return found, nil
}

func outlined(row item) funds.Withdrawal {
	withdrawal := funds.Withdrawal{
		ID: withdrawalItem{TimeSK: text(row["timeSK"])}.id(), UserID: text(row["uid"]), State: funds.State(text(row["st"])),
		Amount: funds.Amount(integer(row["amount"])), Fee: funds.Amount(integer(row["fee"])), Method: funds.Method(text(row["method"])),
		Target:     funds.Target{Account: text(row["acct"]), Bank: text(row["bank"])},
		FailReason: text(row["fail"]), CreatedAt: moment(integer(row["at"])),
	}
	if payout, ok := row["pay"].(*types.AttributeValueMemberM); ok {
		withdrawal.Payout.PaidAt = moment(integer(payout.Value["paid"]))
	}
	withdrawal.NeedsAttention, withdrawal.Parked = attention(withdrawal.State, truth(row["attn"]), truth(row["look"]))
	return withdrawal
}

// truth is a flag's value; false where there is none.
func truth(value types.AttributeValue) bool {
	stored, ok := value.(*types.AttributeValueMemberBOOL)
	return ok && stored.Value
}

// integer is a number's value; 0 where there is none.
func integer(value types.AttributeValue) int64 {
	stored, ok := value.(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(stored.Value, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
