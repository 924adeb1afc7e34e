package contract

import "testing"

func TestAMailAddressIsMasked(t *testing.T) {
	t.Parallel()
	for account, want := range map[string]string{
		"alice@example.com":        "a***@example.com",
		"zhang.san+x@mail.test.cn": "z***@mail.test.cn",
		"张三@example.com":           "张***@example.com",
		"a@example.com":            "***@example.com",
		"@example.com":             "",
		"alice@":                   "",
		"alice@localhost":          "",
		"a@b@example.com":          "",
		"支付宝 alice@example.com":    "",
		"13800001111":              "",
		"":                         "",
	} {
		if got, isMail := MaskMail(account); got != want || isMail != (want != "") {
			t.Errorf("%q: %q, %v, want %q", account, got, isMail, want)
		}
	}
}
