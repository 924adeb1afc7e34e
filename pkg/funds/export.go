package funds

import (
	"encoding/json"
	"fmt"
	"unicode"
)

// Unmasked is the audit record of an admin who read a user's whole account.
func Unmasked(act Act, withdrawal Withdrawal) AuditRecord {
	return AuditRecord{
		ID: act.CommitID, Module: "withdraw", Action: "view_unmasked", TargetID: string(withdrawal.ID), TargetType: "withdrawal",
		Actor: act.Actor, At: act.At,
	}
}

// UnmaskedList is the audit record of a list in which an admin saw some of a user's accounts whole; accounts says how
// many.
func UnmaskedList(act Act, userID string, accounts int) AuditRecord {
	return AuditRecord{
		ID: act.CommitID, Module: ModuleWithdraw, Action: "view_unmasked", TargetID: userID, TargetType: "wallet",
		Detail: fmt.Sprintf(`{"count":%d}`, accounts), Actor: act.Actor, At: act.At,
	}
}

// Exported is the audit record of an export (console, section 7); count is how many withdrawals it holds. given are the
// filters as the admin gave them, by name; a phone number among them is masked.
func Exported(act Act, count int64, format string, given map[string]string) AuditRecord {
	return AuditRecord{
		ID: act.CommitID, Module: ModuleWithdraw, Action: "export",
		Detail: fmt.Sprintf(`{"count":%d,"format":%q}`, count, format), Filters: MaskSearched(jsonOf(given)), Actor: act.Actor, At: act.At,
	}
}

// JobExported is the audit record of a file that a job has made, in the name of whoever asked for it.
func JobExported(act Act, job Job) *AuditRecord {
	return &AuditRecord{
		ID: act.CommitID, Module: moduleJob, Action: "export", TargetID: string(job.ID), TargetType: moduleJob,
		Detail: fmt.Sprintf(`{"count":%d,"kind":%q}`, job.Counts[CountDone], job.Kind), Filters: MaskSearched(jsonOf(job.Given)), Actor: act.Actor, At: act.At,
	}
}

// JobFetched is the audit record of an admin's getting a job's file.
func JobFetched(act Act, job Job) AuditRecord {
	return AuditRecord{
		ID: act.CommitID, Module: moduleJob, Action: "download", TargetID: string(job.ID), TargetType: moduleJob,
		Detail: fmt.Sprintf(`{"kind":%q}`, job.Kind), Actor: act.Actor, At: act.At,
	}
}

// moduleJob is the audit log's word for what is about jobs.
const moduleJob = "job"

// searched is the filter that may hold a phone number.
const searched = "keyword"

// MaskSearched masks the phone number in an audit record's filters, also of records that were written before
// phone numbers were masked there. What is no JSON object of texts stays as it is.
func MaskSearched(filters string) string {
	var given map[string]string
	if json.Unmarshal([]byte(filters), &given) != nil || given[searched] == "" {
		return filters
	}
	masked := maskedPhone(given[searched])
	if masked == given[searched] {
		return filters
	}
	given[searched] = masked
	return jsonOf(given)
}

// The digits of a phone number, of which E.164 allows 15, and how many of them stay readable at either end.
const (
	minPhoneDigits, maxPhoneDigits = 7, 15
	phoneHead, phoneTail           = 3, 4
)

// maskedPhone is 138****5678 of what may be a phone number, however it is spelled: digits and no letters. Other
// texts are as they are. Where it is not certain, it is masked: a user's id of digits alone is too.
func maskedPhone(text string) string {
	var digits []rune
	for _, c := range text {
		switch {
		case unicode.IsDigit(c):
			digits = append(digits, c)
		case unicode.IsLetter(c), c == '*':
			return text
		}
	}
	if len(digits) < minPhoneDigits || len(digits) > maxPhoneDigits {
		return text
	}
	return string(digits[:phoneHead]) + "****" + string(digits[len(digits)-phoneTail:])
}

func jsonOf(texts map[string]string) string {
	text, err := json.Marshal(texts)
	if err != nil {
		panic(fmt.Sprintf("a map of strings does not marshal: %v", err))
	}
	return string(text)
}
