package table

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// listedAttributes are the attributes of a withdrawal that a list shows. Those with an alias are reserved words of
// DynamoDB.
var listedAttributes = &projection{
	expression: "PK, SK, timeSK, uid, st, amount, fee, #method, acct, bank, pay.paid, bt, rvAt, #fail, attn, look, ret, rets, #at",
	names:      map[string]string{"#method": "method", "#fail": "fail", "#at": "at"},
}

func listedWithdrawal(row item) funds.Withdrawal {
	withdrawal := funds.Withdrawal{
		ID: withdrawalItem{TimeSK: text(row["timeSK"])}.id(), UserID: text(row["uid"]), State: funds.State(text(row["st"])),
		Amount: funds.Amount(integer(row["amount"])), Fee: funds.Amount(integer(row["fee"])), Method: funds.Method(text(row["method"])),
		Target: funds.Target{Account: text(row["acct"]), Bank: text(row["bank"])},
		Payout: funds.Payout{Batch: funds.BatchID(text(row["bt"]))}, FailReason: funds.Message(text(row["fail"])), Review: funds.Review{At: moment(integer(row["rvAt"]))}, CreatedAt: moment(integer(row["at"])),
		Returned: funds.Amount(integer(row["ret"])), Returns: unpackedReturns(text(row["rets"])),
	}
	if payout, ok := row["pay"].(*types.AttributeValueMemberM); ok {
		withdrawal.Payout.PaidAt = moment(integer(payout.Value["paid"]))
	}
	withdrawal.NeedsAttention, withdrawal.Parked = attentionOf(withdrawal.State, boolean(row["attn"]), boolean(row["look"]))
	return withdrawal
}

// ownerAttributes are the attributes of a wallet that a list shows of its owner, and those by which it is told how many
// people a payout takes.
var ownerAttributes = &projection{expression: "PK, SK, st, frz, rcnt, #name, phone, idc", names: map[string]string{"#name": "name"}}

func ownerOf(row item) funds.Wallet {
	var recent packedRecent
	if stored, there := row["rcnt"]; there && recent.UnmarshalDynamoDBAttributeValue(stored) != nil {
		recent = nil // a list shows what it can: whoever decides reads the wallet whole, and is refused
	}
	return funds.Wallet{
		UserID: strings.TrimPrefix(text(row[attrPK]), pkUser("")), Status: funds.WalletStatus(text(row["st"])),
		Frozen: funds.Amount(integer(row["frz"])), Recent: recent.recent(),
		Profile: funds.Profile{Name: text(row["name"]), Phone: text(row["phone"]), IDCardMasked: text(row["idc"])},
	}
}
