package funds

import "unicode"

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
	keycap             = '\u20e3'
)

// blanks have a glyph, and nothing in it.
var blanks = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x2800, Hi: 0x2800, Stride: 1}},
	R32: []unicode.Range32{{Lo: 0x16fe4, Hi: 0x16fe4, Stride: 1}, {Lo: 0x1d159, Hi: 0x1d159, Stride: 1}},
}

// joined are the scripts in which a joiner changes what the letters at its sides look like.
var joined = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
}

// hides says that a line has a character that cannot be seen, and changes nothing that can.
func hides(line string) bool {
	runes := []rune(line)
	for i, r := range runes {
		if isUndefined(r) && !isIdeographOfTomorrow(r) {
			return true
		}
		if isHidden(r) && !shows(around(runes, i)) {
			return true
		}
	}
	return false
}

func around(runes []rune, i int) (before, r, after rune) {
	if i > 0 {
		before = runes[i-1]
	}
	if i+1 < len(runes) {
		after = runes[i+1]
	}
	return before, runes[i], after
}

// isHidden says that a character has no shape of its own: format characters (but for the few that are signs of
// numbers), line and paragraph separators, variation selectors, fillers, tags and blanks.
func isHidden(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, blanks) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

func isUndefined(r rune) bool { return unicode.Is(unicode.Cn, r) }

// isIdeographOfTomorrow says that a character lies in the two planes that are kept for ideographs: people's names get
// new ones there faster than programs learn of them.
func isIdeographOfTomorrow(r rune) bool {
	const planeBits, noncharacters = 16, 0xfffe
	plane, place := r>>planeBits, r&(1<<planeBits-1)
	return (plane == 2 || plane == 3) && place < noncharacters
}

// shows says that a hidden character changes how its neighbours look: a joiner between letters that join or between
// parts of one pictograph, a variation selector behind what has variants.
func shows(before, r, after rune) bool {
	switch {
	case r == zeroWidthJoiner && isPictograph(before):
		return unicode.Is(unicode.So, after)
	case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
		return unicode.In(before, joined...) && unicode.In(after, joined...)
	case unicode.Is(unicode.Mongolian, before):
		return unicode.Is(unicode.Mongolian, r)
	case unicode.Is(unicode.Variation_Selector, r):
		return unicode.In(before, unicode.So, unicode.Sm, unicode.Han) || after == keycap
	}
	return false
}

// isPictograph says that a character may end a part of a pictograph: itself, with its variation or its shade.
func isPictograph(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Sk) || r == '\ufe0f'
}
