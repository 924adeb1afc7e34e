package console

import "testing"

func TestMasksAsTheDocumentDoes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		mask       func(string) string
		text, want string
	}{
		"a phone shows its first three and last four": {maskPhone, "13812345678", "138****5678"},
		"a phone of seven is long enough":             {maskPhone, "1234567", "123****4567"},
		"a phone of six is shown whole":               {maskPhone, "123456", "123456"},
		"no phone stays empty":                        {maskPhone, "", ""},
		"an account shows its last four":              {maskAccount, "6228480012345678", "****5678"},
		"an account of four is long enough":           {maskAccount, "1234", "****1234"},
		"an account of three is shown whole":          {maskAccount, "123", "123"},
		"an e-mail address shows its domain":          {maskAccount, "alice@example.com", "a***@example.com"},
		"no account stays empty":                      {maskAccount, "", ""},
		"an account is cut between characters":        {maskAccount, "支付宝账号甲乙", "****账号甲乙"},
		"an account that is masked already stays so":  {maskAccount, "****6789", "****6789"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.mask(test.text); got != test.want {
				t.Errorf("%q is masked as %q, want %q", test.text, got, test.want)
			}
		})
	}
}
