package names

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPeopleOfAllCountriesHaveNames(t *testing.T) {
	for _, name := range []string{
		"Jo", "王伟", "李", "カナ", "い", "김", "Łukasz", "Dvořák", "Ольга", "Ἀθηνᾶ", "דוד 1", "محمد", "ไทย", "約翰·史密斯",
		"ジョン・スミス", "O’Neil",
		"bot-17", "1up", "42", "x_X", "Nguyễn", strings.Repeat("名", 24),
	} {
		require.Equal(t, "", Check(Clean(name)), name)
	}
}

func TestWhatIsNoName(t *testing.T) {
	for name, why := range map[string]string{
		"":                                       "at least two",
		"J":                                      "at least two",
		"...":                                    "at least two",
		"·・":                                     "at least two",
		strings.Repeat("x", 25):                  "at most 24",
		"Ann\nBob":                               "", // a space by then
		"Ann\u202eBob":                           `not '\u202e' (U+202E)`,
		"Ann\u200b":                              "U+200B",
		"An\u00adn":                              "U+00AD",
		"An\u034fn":                              "U+034F",
		"Ann\ufe0f":                              "U+FE0F",
		"Ann\u3164":                              "U+1160", // as NFKC has it
		"Ann\u2800":                              "U+2800",
		"Ann\U000e0041":                          "U+E0041",
		"Ann\x1b[31m":                            "U+001B",
		"Ann\x00":                                "U+0000",
		"~Ann":                                   "U+007E",
		"～Ann":                                   "U+007E",
		"Ann★":                                   "U+2605",
		"A" + strings.Repeat("\u0335", 5) + "nn": "4 marks",
		"Ann דוד":                                "not both",
	} {
		if why == "" {
			require.Empty(t, Check(Clean(name)), "%q", name)
			continue
		}
		require.Contains(t, Check(Clean(name)), why, "%q", name)
	}
}

// Whoever reads one of these may take it for the first.
func TestLookAlikes(t *testing.T) {
	for name, alike := range map[string][]string{
		"Admiral": {
			"admiral", "ADMIRAL", " Admiral ", "Аdmiral", "Admirаl", "Adm1ral", "AdmiraI", "Admira1", "Ａｄｍｉｒａｌ",
			"𝐀dmiral", "Αdmiral", "Admіral", "Admiral\u200b",
		},
		"modern": {"rnodern", "modem"},
		"Zoé":    {"Zoe\u0301", "ZOÉ", "Z0é"},
		"力王":     {"⼒王"},
		"1 2":    {"1  2", "1\u00a02"},
	} {
		for _, other := range alike {
			require.Equal(t, Looks(name), Looks(other), "%q and %q", name, other)
		}
	}
	for _, apart := range [][2]string{
		{"Ann", "Anna"},
		{"Ann", "Anne"},
		{"Zoe", "Zoé"},
		{"王伟", "王韦"},
		{"Bob", "Rob"},
		{"Łukasz", "Tukasz"},
	} {
		require.NotEqual(t, Looks(apart[0]), Looks(apart[1]), "%v", apart)
	}
}

// What is clean stays as it is, and what looks alike does so when it is cleaned and written in another case.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"Ann", "İstanbul", "ﷺ", "ΑΣ", "ß", "\xff", "𝔭𝒶ỿ𝕡𝕒ℓ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		clean := Clean(name)
		require.Equal(t, clean, Clean(clean))
		require.Equal(t, Looks(name), Looks(clean))
		if Check(clean) == "" {
			require.NotEmpty(t, Looks(clean))
		}
	})
}
