package pages

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/i18n"
	"muster/matchmaker/api"
)

// Every kind of reason that a matchmaker may tell has a text in both languages, with the numbers that its
// English has and no others.
func TestEveryReasonIsTranslated(t *testing.T) {
	number := regexp.MustCompile(`\{(\w+)\}`)
	for _, lang := range assets.Languages {
		w, err := i18n.Load(lang)
		require.NoError(t, err)
		for kind, english := range api.ReasonKinds() {
			r := api.Reason{Kind: kind, Numbers: map[string]int{}}
			var in []string
			for i, name := range number.FindAllStringSubmatch(english, -1) {
				r.Numbers[name[1]] = 100 + i
				in = append(in, i18n.Number(100+i))
			}
			text, known := reason(w, r)
			require.True(t, known, "%s has no text for %s", lang, kind)
			require.NotContains(t, text, "{", "%s: %s", lang, kind)
			require.ElementsMatch(t, in, regexp.MustCompile(`\d+`).FindAllString(text, -1), "%s: %s", lang, text)
			if lang == "zh" {
				require.NotRegexp(t, "[a-z]", text)
			}
		}
		unknown := []api.Reason{{Kind: "something_new"}}
		require.Equal(t, "something new",
			because(w, unknown, "something new"), "a newer matchmaker's is shown as it was said")
		require.Equal(t, "1 of 2 players are there",
			because(w, nil, "1 of 2 players are there"), "and so is an older one's")
		old := &api.Why{Relaxed: []string{"so much"}}
		require.Equal(t, old.Relaxed, gaveWay(w, old))
	}
}
