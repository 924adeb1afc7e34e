package funds

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxTextRunes bounds every text that a person gives: a reason, a name, an account.
const MaxTextRunes = 200

// maxGatewayRunes bounds text that the gateway gets.
const maxGatewayRunes = 64

// Why a text is refused.
const (
	ReasonTextUnseen  Reason = "text_unseen" // it has what cannot be seen
	ReasonTextNoUTF8  Reason = "text_no_utf8"
	ReasonTextTooLong Reason = "text_too_long" // it has more than Maximum characters
	ReasonTextControl Reason = "text_control"  // it has control characters
	ReasonTextBroken  Reason = "text_broken"   // it has the sign of what a decoder has lost
	ReasonTextWide    Reason = "text_wide"     // its digits and letters are not the usual ones
	ReasonTextSigns   Reason = "text_signs"    // it has & or =, which the gateway's signature cannot carry
)

// CheckText refuses a person's line of text that is too long, is not UTF-8, or holds what could make it read as
// something else: control and bidirectional characters, and those that cannot be seen. It also refuses U+FFFD,
// which is what decoders have put in the place of something that was lost.
func CheckText(field, text string) error {
	if err := CheckLine(field, text); err != nil {
		return err
	}
	if hides(text) {
		return unseen(field)
	}
	return nil
}

// CheckProse is [CheckText] for reasons, remarks and notes, which may have tabs and several lines.
func CheckProse(field, text string) error { return CheckText(field, OneLine(text)) }

func unseen(field string) error { return Invalid(field, ReasonTextUnseen) }

// OneLine shows a text of several lines in one: each tab and line break is a space.
func OneLine(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch r {
		case '\t', '\n', '\r', '\u2028', '\u2029':
			return ' '
		}
		return r
	}, text)
}

// CheckLine is [CheckText] for what no person of ours has typed, as the gateway's own names and numbers: what merely
// cannot be seen is not ours to refuse there.
func CheckLine(field, text string) error {
	if !utf8.ValidString(text) {
		return Invalid(field, ReasonTextNoUTF8)
	}
	if utf8.RuneCountInString(text) > MaxTextRunes {
		return Invalid(field, ReasonTextTooLong).About(Facts{Maximum: MaxTextRunes})
	}
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return Invalid(field, ReasonTextControl)
		}
		if r == unicode.ReplacementChar {
			return Invalid(field, ReasonTextBroken)
		}
	}
	return nil
}

// CheckAccount refuses, of what money is to be sent to, what [CheckText] refuses, every format character, every
// space but the usual one, every digit but 0 to 9, private characters, and those of another width than usual: two
// accounts that look alike are the same. Whoever reads an account from outside narrows it first.
func CheckAccount(field, account string) error {
	if err := CheckText(field, account); err != nil {
		return err
	}
	for _, r := range account {
		switch {
		case isHidden(r) || unicode.Is(unicode.Co, r) || isUndefined(r) || (unicode.Is(unicode.Z, r) && r != ' '):
			return unseen(field)
		case unicode.In(r, unicode.Nd, unicode.No) && !isDigits(string(r)), isOfOddWidth(r):
			return Invalid(field, ReasonTextWide)
		}
	}
	return nil
}

// isOfOddWidth says that a character is one of those that Unicode has for another width alone.
func isOfOddWidth(r rune) bool { return r == '\u3000' || (r >= '\uff01' && r <= '\uffee') }

// CheckGatewayText is [CheckLine] for what the gateway gets. Its signature joins name=value with &,
// so neither sign may occur in a value.
func CheckGatewayText(field, text string) error {
	if err := CheckLine(field, text); err != nil {
		return err
	}
	if utf8.RuneCountInString(text) > maxGatewayRunes {
		return Invalid(field, ReasonTextTooLong).About(Facts{Maximum: maxGatewayRunes})
	}
	for _, r := range text {
		if r == '&' || r == '=' {
			return Invalid(field, ReasonTextSigns)
		}
	}
	return nil
}
