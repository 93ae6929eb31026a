package pages

import (
	"strings"

	"muster/client/screen/i18n"
	"muster/matchmaker/api"
)

// because says in the player's language why a ticket waits or ended. What an older matchmaker tells without data, or a
// newer one of kinds that have no text here, is shown as it was said, in English: that is more than nothing.
func because(w i18n.Words, all []api.Reason, said string) string {
	parts := make([]string, len(all))
	for i, r := range all {
		var known bool
		if parts[i], known = reason(w, r); !known {
			return said
		}
	}
	if len(parts) == 0 {
		return said
	}
	return strings.Join(parts, " · ")
}

// gaveWay says what gave way to waiting time, a text for each; the same holds for what has no text.
func gaveWay(w i18n.Words, y *api.Why) []string {
	all := make([]string, len(y.GaveWay))
	for i, r := range y.GaveWay {
		var known bool
		if all[i], known = reason(w, r); !known {
			return y.Relaxed
		}
	}
	if len(all) == 0 {
		return y.Relaxed
	}
	return all
}

func reason(w i18n.Words, r api.Reason) (text string, known bool) {
	key := "why." + string(r.Kind)
	if _, known = w[key]; !known {
		return "", false
	}
	var pairs []string
	for name, n := range r.Numbers {
		pairs = append(pairs, name, i18n.Number(n))
	}
	return w.Say(key, pairs...), true
}
