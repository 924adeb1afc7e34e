package config

import (
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// timing is the policy's part that says how long the machine waits, in whole seconds.
type timing struct {
	SendWindow   int64   `json:"sendWindowSeconds"`
	SendGrace    int64   `json:"sendGraceSeconds"`
	AskInterval  int64   `json:"askIntervalSeconds"`
	ReceiptDelay int64   `json:"receiptDelaySeconds"`
	BackoffMin   int64   `json:"backoffMinSeconds"`
	BackoffMax   int64   `json:"backoffMaxSeconds"`
	AbsentGrace  int64   `json:"absentGraceSeconds"`
	AbsentTimes  int     `json:"absentTimes"`
	Rechecks     []int64 `json:"recheckSeconds"`
	FailUnknown  int64   `json:"failUnknownAfterSeconds"`
}

const (
	// maxSendWindowSeconds leaves room for the two commits around the gateway's call within the 30 s
	// that template.yaml gives a function, which are also what the HTTP API waits for.
	maxSendWindowSeconds = 20

	maxGraceSeconds = 300
	maxWaitSeconds  = 7 * 24 * 3600
	maxTimes        = 100

	maxFailUnknownSeconds = 90 * 24 * 3600
	maxRechecks           = 10
)

func timingOf(t funds.Timing) timing {
	seconds := func(d time.Duration) int64 { return int64(d / time.Second) }
	of := timing{
		SendWindow: seconds(t.SendWindow), SendGrace: seconds(t.SendGrace), AskInterval: seconds(t.AskInterval),
		ReceiptDelay: seconds(t.ReceiptDelay), BackoffMin: seconds(t.BackoffMin), BackoffMax: seconds(t.BackoffMax),
		AbsentGrace: seconds(t.AbsentGrace), AbsentTimes: t.AbsentTimes, FailUnknown: seconds(t.FailUnknown),
	}
	for _, recheck := range t.Rechecks {
		of.Rechecks = append(of.Rechecks, seconds(recheck))
	}
	return of
}

// refusals is the policy's part that bounds one user's refused orders.
type refusals struct {
	Free   int   `json:"refusedOrders"`
	Window int64 `json:"refusedWindowSeconds"`
	Apart  int64 `json:"refusedApartSeconds"`
}

func refusalsOf(limit funds.RateLimit) refusals {
	return refusals{limit.Free, int64(limit.Window / time.Second), int64(limit.Apart / time.Second)}
}

const (
	maxRefused        = 10_000
	maxRefusedSeconds = 3600
)

func (r *reader) refusals(raw refusals) funds.RateLimit {
	r.want(raw.Free >= 1 && raw.Free <= maxRefused, "refusedOrders", "want 1 to %d", maxRefused)
	r.want(raw.Window >= 1 && raw.Window <= maxRefusedSeconds, "refusedWindowSeconds", "want 1 to %d seconds", maxRefusedSeconds)
	r.want(raw.Apart >= 0 && raw.Apart <= raw.Window, "refusedApartSeconds", "want 0 seconds to refusedWindowSeconds")
	return funds.RateLimit{Free: raw.Free, Window: time.Duration(raw.Window) * time.Second, Apart: time.Duration(raw.Apart) * time.Second}
}

func (r *reader) timing(raw timing) funds.Timing {
	between := func(field string, value, least, most int64) time.Duration {
		r.want(value >= least && value <= most, field, "want %d to %d seconds", least, most)
		return time.Duration(value) * time.Second
	}
	t := funds.Timing{
		SendWindow:   between("sendWindowSeconds", raw.SendWindow, 1, maxSendWindowSeconds),
		SendGrace:    between("sendGraceSeconds", raw.SendGrace, 1, maxGraceSeconds),
		AskInterval:  between("askIntervalSeconds", raw.AskInterval, 1, maxWaitSeconds),
		ReceiptDelay: between("receiptDelaySeconds", raw.ReceiptDelay, 0, maxWaitSeconds),
		BackoffMin:   between("backoffMinSeconds", raw.BackoffMin, 1, maxWaitSeconds),
		BackoffMax:   between("backoffMaxSeconds", raw.BackoffMax, 1, maxWaitSeconds),
		AbsentGrace:  between("absentGraceSeconds", raw.AbsentGrace, 0, maxWaitSeconds),
		AbsentTimes:  raw.AbsentTimes,
		FailUnknown:  between("failUnknownAfterSeconds", raw.FailUnknown, 1, maxFailUnknownSeconds),
	}
	r.want(t.BackoffMax >= t.BackoffMin, "backoffMaxSeconds", "less than backoffMinSeconds")
	r.want(t.AbsentTimes >= 1 && t.AbsentTimes <= maxTimes, "absentTimes", "want 1 to %d", maxTimes)
	r.want(len(raw.Rechecks) <= maxRechecks, "recheckSeconds", "more than %d", maxRechecks)
	for i, value := range raw.Rechecks {
		t.Rechecks = append(t.Rechecks, between("recheckSeconds", value, 1, maxWaitSeconds))
		r.want(i == 0 || value > raw.Rechecks[i-1], "recheckSeconds", "want each later than the one before")
	}
	return t
}
