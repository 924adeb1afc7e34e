package funds

import "testing"

func TestASearchedPhoneNumberIsMaskedInTheAuditLog(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ given, want string }{
		"a phone number":               {"13812345678", "138****5678"},
		"with its country":             {"+86 138-1234-5678", "861****5678"},
		"in full-width digits":         {"１３８１２３４５６７８", "１３８****５６７８"},
		"with what cannot be seen":     {"13812345678\u200b", "138****5678"},
		"one that was masked before":   {"138****5678", "138****5678"},
		"a withdrawal's number":        {"WD202611210528420222968061158", "WD202611210528420222968061158"},
		"a user's id with letters":     {"user-13812345678", "user-13812345678"},
		"the fewest digits of a phone": {"1234567", "123****4567"},
		"the most digits of a phone":   {"123456789012345", "123****2345"},
		"too few digits for a phone":   {"123456", "123456"},
		"more digits than a phone has": {"6225881234567890", "6225881234567890"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := map[string]string{"keyword": test.given, "status": "completed", "minAmount": "12345678"}
			want := jsonOf(map[string]string{"keyword": test.want, "status": "completed", "minAmount": "12345678"})
			record := Exported(Act{CommitID: "c", Actor: Actor{Role: RoleAdmin, ID: "a1"}}, 1, "csv", given)
			if record.Filters != want {
				t.Errorf("the record says %s, want %s", record.Filters, want)
			}
			if given["keyword"] != test.given {
				t.Errorf("the filter itself is %q now", given["keyword"])
			}
		})
	}
	for _, other := range []string{"", "null", "[1]", `{"keyword":1}`, `{"status":"failed"}`} {
		if got := MaskSearched(other); got != other {
			t.Errorf("%q becomes %q", other, got)
		}
	}
}
