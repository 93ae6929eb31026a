package i18n

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
)

// said are the keys that the screen's source spells out.
func said(t *testing.T) map[string]bool {
	key := regexp.MustCompile(`"((?:title|wait|hud|menu|result|note|help|key|keys|mouse|does|settings|page|graph|talk|phrases|goal|net|credits|reference|palette|say|replay|replays|online|party|trouble|why|report|rating|link|notice)\.[a-z0-9_]+)"`)
	found := map[string]bool{}
	require.NoError(t, fs.WalkDir(os.DirFS(".."), ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		src, err := os.ReadFile("../" + file)
		for _, m := range key.FindAllStringSubmatch(string(src), -1) {
			found[m[1]] = true
		}
		return err
	}))
	require.Greater(t, len(found), 40)
	return found
}

func TestWhatTheScreenSaysHasATextInEveryLanguage(t *testing.T) {
	keys := said(t)
	for _, lang := range assets.Languages {
		w, err := Load(lang)
		require.NoError(t, err)
		for key := range keys {
			require.True(t, w[key] != "", "%s: %s has no text", lang, key)
		}
		for key := range w {
			prefix, _, _ := strings.Cut(key, ".")
			if strings.Contains("title wait hud menu result note mouse does page graph phrases net credits replay "+
				"replays online party report rating link", prefix) {
				require.True(t, keys[key], "%s: nobody says %s", lang, key)
			}
		}
	}
}

func TestNamesAreFilledIn(t *testing.T) {
	w := Words{"greet": "{who} meets {whom}"}
	require.Equal(t, "Ada meets Bo", w.Say("greet", "who", "Ada", "whom", "Bo"))
	require.Equal(t, "no.such", w.Say("no.such"))
	require.Equal(t, "plain", w.Or("no.such", "plain"))
}

func TestNumbersAreCountedAsTheLanguageDoes(t *testing.T) {
	w := Words{
		"language": "en",
		"army":     "{squads} {squads?squad|squads} at {n} {n?bridge|bridges}", "line": "{n}{n#st|nd|rd|th} in queue",
	}
	require.Equal(t, "1 squad at 2 bridges", w.Say("army", "squads", "1", "n", "2"))
	require.Equal(t, "0 squads at ? bridges", w.Say("army", "squads", "0", "n", "?"))
	for n, want := range map[string]string{
		"1": "1st",
		"2": "2nd", "3": "3rd", "4": "4th", "11": "11th", "12": "12th", "21": "21st", "112": "112th",
	} {
		require.Equal(t, want+" in queue", w.Say("line", "n", n))
	}
	w["language"] = "zh"
	require.Equal(t, "1 squads at 1 bridges",
		w.Say("army", "squads", "1", "n", "1"), "a language without such forms takes the last")
}
