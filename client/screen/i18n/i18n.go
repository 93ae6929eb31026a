// Package i18n is what people read on the screen, in their language.
package i18n

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"muster/assets"
	"muster/matchmaker/api"
	"muster/printable"
)

// Words are one language's texts by their keys.
type Words map[string]string

// Load reads a language's texts.
func Load(lang string) (Words, error) {
	for _, known := range assets.Languages {
		if lang == known {
			return assets.Embedded().Words(lang)
		}
	}
	return nil, fmt.Errorf("there is no language %q; there are %s", lang, strings.Join(assets.Languages, ", "))
}

// Say returns a text with its {names} replaced: Say("note.taken", "team", "Red"). {n?squad|squads} is the form that the
// language has for so many, {n#st|nd|rd|th} for the rank. A key without a text stands for itself.
func (w Words) Say(key string, pairs ...string) string {
	text := w.Or(key, key)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		text = w.count(text, "{"+name+"?", value, plural.Cardinal)
		text = w.count(text, "{"+name+"#", value, plural.Ordinal)
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

// count replaces what begins with mark by the form for a number. The last form is that of all others, and of no number.
func (w Words) count(text, mark, number string, rules *plural.Rules) string {
	for {
		before, rest, marked := strings.Cut(text, mark)
		inside, after, closed := strings.Cut(rest, "}")
		if !marked || !closed {
			return text
		}
		forms := strings.Split(inside, "|")
		text = before + forms[min(w.form(number, rules), len(forms)-1)] + after
	}
}

// form is the place of a number's form among those that a text gives: one, two, few, then all others.
func (w Words) form(number string, rules *plural.Rules) int {
	const others = 1 << 10
	n, err := strconv.Atoi(number)
	if err != nil {
		return others
	}
	switch rules.MatchPlural(language.Make(w["language"]), n, 0, 0, 0, 0) {
	case plural.One:
		return 0
	case plural.Two:
		return 1
	case plural.Few:
		return 2
	default:
		return others
	}
}

// Who is a player's name as it is read: one line that tells a guest from somebody with an account.
func (w Words) Who(name string) string {
	name = printable.Line(name)
	if given, guest := strings.CutPrefix(name, api.GuestMark); guest {
		return w.Say("who.guest", "name", given)
	}
	return name
}

// Or returns a key's text, or what to say where there is none.
func (w Words) Or(key, otherwise string) string {
	if text, ok := w[key]; ok {
		return text
	}
	return otherwise
}
