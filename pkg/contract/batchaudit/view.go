package batchaudit

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/contract"
	"github.com/outflow-pay/outflow/pkg/funds"
	"github.com/outflow-pay/outflow/pkg/words"
)

// The document's statuses (状态说明).
const (
	statusAll        = 0
	statusPending    = 1
	statusApproved   = 2
	statusRejected   = 3
	statusProcessing = 4
	statusCompleted  = 5
)

// statuses spells each state as the document does.
var statuses = map[funds.State]int{
	funds.StatePending:    statusPending,
	funds.StateApproved:   statusApproved,
	funds.StateProcessing: statusProcessing,
	funds.StateCompleted:  statusCompleted,
	funds.StateRejected:   statusRejected,
	funds.StateFailed:     statusRejected,
	funds.StateCancelled:  statusRejected,
}

// StatusOf spells a state as the document does.
func StatusOf(state funds.State) int { return statuses[state] }

// statesOf are the states that a status filter matches: all that are spelled so, or none for all.
func statesOf(status int) (states []funds.State) {
	for _, state := range funds.States() {
		if statuses[state] == status {
			states = append(states, state)
		}
	}
	return states
}

// view is the document's withdrawal. What is not there is "" or 0.
type view struct {
	ID              string `json:"id"`
	UserID          string `json:"userID"`
	Amount          int64  `json:"amount"` // cents
	WithdrawAccount string `json:"withdrawAccount"`
	BankCardInfo    string `json:"bankCardInfo,omitempty"` // an addition: the text that the account was found in
	Status          int    `json:"status"`
	AuditorID       string `json:"auditorID"`
	AuditTime       int64  `json:"auditTime"` // milliseconds, as the other times
	AuditRemark     string `json:"auditRemark"`
	IP              string `json:"ip"`
	DeviceID        string `json:"deviceID"`
	Platform        string `json:"platform"`
	DeviceModel     string `json:"deviceModel"`
	DeviceBrand     string `json:"deviceBrand"`
	OSVersion       string `json:"osVersion"`
	AppVersion      string `json:"appVersion"`
	CreateTime      int64  `json:"createTime"`
	UpdateTime      int64  `json:"updateTime"`
}

// wholeView shows the account whole: reading it leaves an audit record.
func wholeView(w funds.Withdrawal, reader words.Reader) view {
	return view{
		ID: string(w.ID), UserID: w.UserID, Amount: int64(w.Amount), WithdrawAccount: w.Target.Account, BankCardInfo: w.Target.Remark, Status: statuses[w.State],
		AuditorID: w.Review.By, AuditTime: millis(w.Review.At), AuditRemark: reader.Message(w.Review.Note),
		IP: w.Origin.IP, DeviceID: w.Origin.DeviceID, Platform: w.Origin.Platform, DeviceModel: w.Origin.Model,
		DeviceBrand: w.Origin.Brand, OSVersion: w.Origin.OSVersion, AppVersion: w.Origin.AppVersion,
		CreateTime: millis(w.CreatedAt), UpdateTime: millis(w.UpdatedAt),
	}
}

// listView masks the account, and leaves out the text that it was found in.
func listView(w funds.Withdrawal, reader words.Reader) view {
	masked := wholeView(w, reader)
	masked.WithdrawAccount, masked.BankCardInfo = maskAccount(w.Target.Account), ""
	return masked
}

const accountEnd = 4

// maskAccount shows ****1111; of a short account nothing. An empty one stays empty.
func maskAccount(account string) string {
	if masked, isMail := contract.MaskMail(account); isMail {
		return masked
	}
	runes := []rune(account)
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) <= accountEnd:
		return "****"
	}
	return "****" + string(runes[len(runes)-accountEnd:])
}

func millis(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}
