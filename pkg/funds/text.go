package funds

import (
	"unicode"
	"unicode/utf8"
)

// MaxTextRunes bounds every text that a person gives: a reason, a name, an account.
const MaxTextRunes = 200

// maxGatewayRunes bounds text that the gateway gets.
const maxGatewayRunes = 64

// CheckText refuses a person's text that is too long, is not UTF-8, or holds control or
// bidirectional characters, which could make it read as something else. It also refuses U+FFFD, which
// is what decoders have put in the place of something that was lost.
func CheckText(field, text string) error {
	if !utf8.ValidString(text) {
		return Invalid(field, "%s 不是有效的 UTF-8 文本", field)
	}
	if utf8.RuneCountInString(text) > MaxTextRunes {
		return Invalid(field, "%s 最多 %d 个字符", field, MaxTextRunes)
	}
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return Invalid(field, "%s 含有控制字符", field)
		}
		if r == unicode.ReplacementChar {
			return Invalid(field, "%s 含有损坏的字符", field)
		}
	}
	return nil
}

// CheckGatewayText is [CheckText] for what the gateway gets. Its signature joins name=value with &,
// so neither sign may occur in a value.
func CheckGatewayText(field, text string) error {
	if err := CheckText(field, text); err != nil {
		return err
	}
	if utf8.RuneCountInString(text) > maxGatewayRunes {
		return Invalid(field, "%s 最多 %d 个字符", field, maxGatewayRunes)
	}
	for _, r := range text {
		if r == '&' || r == '=' {
			return Invalid(field, "%s 不能包含 & 或 =", field)
		}
	}
	return nil
}
