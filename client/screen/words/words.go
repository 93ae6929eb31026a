// Package words is what people read on the screen, in their language.
package words

import (
	"fmt"
	"strings"

	"muster/assets"
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

// Say returns a text with its {names} replaced: Say("note.taken", "team", "Red"). A key without a text stands for itself.
func (w Words) Say(key string, pairs ...string) string {
	text := w.Or(key, key)
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// Or returns a key's text, or what to say where there is none.
func (w Words) Or(key, otherwise string) string {
	if text, ok := w[key]; ok {
		return text
	}
	return otherwise
}
