// Package names says what players may be called, and which names look alike. It hides Unicode's tables.
//
// A name is letters, digits and a little punctuation, in any script, as NFKC writes them. Two names look alike when a
// reader may take one for the other: their Looks are equal. A guest's name begins with api.GuestMark, which nobody
// else's name begins with, so that guests need not stay clear of the names of others.
package names

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"

	"go.mau.fi/util/confusable"

	"muster/matchmaker/api"
)

// punctuation is what a name may hold beside letters and digits. The middle dots stand in names like 约翰·史密斯.
const punctuation = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}·・’"

// Clean writes a name as it is kept: NFKC, with no space around it and one at most in a row. It does not say whether
// the name will do.
func Clean(name string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(name)), " ")
}

// Check says why a clean name will not do; empty if it will.
func Check(name string) string {
	if n := utf8.RuneCountInString(name); n > maxRunes {
		return fmt.Sprintf("a name has at most %d letters, this one has %d", maxRunes, n)
	}
	letters, marks, wide := 0, 0, false
	for _, r := range name {
		switch {
		case hidden(r) || !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune(punctuation, r):
			return fmt.Sprintf("a name has letters, digits and simple punctuation only, not %q (%U)", r, r)
		case unicode.In(r, unicode.M):
			if marks++; marks > maxMarks {
				return fmt.Sprintf("a name has at most %d marks on one letter", maxMarks)
			}
			continue
		case unicode.In(r, unicode.L, unicode.N):
			letters++
			wide = wide || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
				unicode.Bopomofo)
		}
		marks = 0
	}
	if letters < 2 && !wide {
		return "a name has at least two letters or digits, or one Chinese, Japanese or Korean character"
	}
	if mixed(name) {
		return "a name is written from left to right or from right to left, not both"
	}
	return ""
}

// hidden reports whether a letter or mark is drawn as nothing.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// mixed reports whether letters of both directions are in a name: the screen would put them in another order.
func mixed(name string) bool {
	var left, right bool
	for _, r := range name {
		p, _ := bidi.LookupRune(r)
		left = left || p.Class() == bidi.L
		right = right || p.Class() == bidi.R || p.Class() == bidi.AL
	}
	return left && right
}

// Looks is what a name looks like: equal for names that differ only by case, or by letters that a reader may take for
// each other (UTS #39). A capital I is drawn as a small L is, and is a small I in another case:
// all of them count as one.
func Looks(name string) string {
	small := confusable.Skeleton(strings.ToLower(confusable.Skeleton(Clean(name))))
	return strings.ReplaceAll(small, "i", "l")
}

// Login is what one logs in with: the clean name in small letters.
func Login(name string) string { return strings.ToLower(Clean(name)) }

// OfGuest is what a guest is called who wants to be called name.
func OfGuest(name string) string { return api.GuestMark + name }
