package flowtest

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/identity"
)

// TwoAbove is a policy under which a payout above an amount, in minor units, takes two of its people: the house's admin,
// its second, who has two accounts, its third, and its helper.
func TwoAbove(above funds.Amount) func(*funds.Policy) {
	return func(policy *funds.Policy) {
		policy.Controls.People = []funds.Person{
			{ID: "guan", Subs: []string{"admin1"}, Name: "管理员", Permissions: funds.AllPermissions()},
			{ID: "li", Subs: []string{"admin2", "admin2-phone"}, Name: "李审", Permissions: funds.AllPermissions()},
			{ID: "wang", Subs: []string{"admin3"}, Name: "王审", Permissions: funds.AllPermissions()},
			{ID: "helper", Subs: []string{Helper.ID}, Name: Helper.Name, Permissions: funds.AllPermissions()},
		}
		policy.Controls.Rules = []funds.ApprovalRule{{Act: funds.ActPayout, Above: above, Need: 2}}
	}
}

// PayerApart is a policy under which nobody pays by hand what they approved.
func PayerApart(policy *funds.Policy) { policy.Controls.PayerApart = true }

// Second is another admin than [House.Admin].
func (h *House) Second() *Person { return h.admin("admin2") }

// SecondsPhone is the second admin, with another account.
func (h *House) SecondsPhone() *Person { return h.admin("admin2-phone") }

// Third is yet another admin.
func (h *House) Third() *Person { return h.admin("admin3") }

func (h *House) admin(sub string) *Person {
	return h.Called(identity.Caller{Sub: sub, Role: funds.RoleAdmin, Name: "管理员 " + sub})
}

// Changes what the house decides by.
func (h *House) Changes(change func(*funds.Policy)) {
	change(&h.Flow.Policy)
	change(&h.Lists.Policy)
}

// Overwrites is somebody who writes one attribute of a withdrawal into the table, and cares for nothing else.
func (h *House) Overwrites(id funds.ID, attribute, value string) {
	h.t.Helper()
	_, err := h.client.UpdateItem(h.t.Context(), &dynamodb.UpdateItemInput{
		TableName: &h.table, UpdateExpression: aws.String("SET #a = :v"), ExpressionAttributeNames: map[string]string{"#a": attribute},
		Key: map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "WD#" + id.Code()}, "SK": &types.AttributeValueMemberS{Value: "WD"},
		},
		ExpressionAttributeValues: map[string]types.AttributeValue{":v": &types.AttributeValueMemberS{Value: value}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.seeded = true // no use case has written it: it is no fault of theirs
}
