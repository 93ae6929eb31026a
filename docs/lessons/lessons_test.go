package lessons

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every plan here is a lesson of the list, with a page.
func TestEveryLessonIsListed(t *testing.T) {
	all := All()
	require.Equal(t, "first", all[0].Name)
	require.Equal(t, "A first look", all[0].Title)
	require.Equal(t, "20 s", all[0].Takes)
	require.Equal(t, "how a lesson runs, and how to read what it says", all[0].Shows)
	entries, err := files.ReadDir(".")
	require.NoError(t, err)
	plans := 0
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".yaml")
		if !ok {
			continue
		}
		plans++
		l, found := Find(name)
		require.True(t, found, name)
		require.Contains(t, l.Page, "# "+l.Title+"\n")
		require.Contains(t, l.Page, l.Plan)
	}
	require.Len(t, all, plans)
	_, found := Find("nothing")
	require.False(t, found)
}

// Every language has all lessons, with the plans of the others, and a page that leads to pages of its own language.
func TestEveryLanguageHasEveryLesson(t *testing.T) {
	names := func(all []Lesson) (names []string) {
		for _, l := range all {
			names = append(names, l.Name)
		}
		return names
	}
	links := regexp.MustCompile(`\]\(([\w.-]+\.md)\)`)
	for _, lang := range Languages {
		all := In(lang)
		require.Equal(t, names(All()), names(all), lang)
		for i, l := range all {
			require.Equal(t, All()[i].Plan, l.Plan)
			require.Contains(t, l.Page, "# "+l.Title+"\n", lang)
			require.Contains(t, l.Page, l.Plan, "%s in %s", l.Name, lang)
			require.Contains(t, l.Page, "bin/muster cluster docs/lessons/"+l.File())
			for _, mark := range []string{"\n## ", "\n- "} { // nothing is left out
				want := strings.Count(All()[i].Page, mark)
				require.Equal(t, want, strings.Count(l.Page, mark), "%s in %s", l.Name, lang)
			}
			for _, found := range links.FindAllStringSubmatch(l.Page, -1) {
				to, is := Linked(found[1])
				require.True(t, is, "%s in %s: %s", l.Name, lang, found[1])
				if lang != Languages[0] {
					require.Equal(t, to+"."+lang+".md", found[1])
				}
			}
		}
	}
	require.Equal(t, All(), In("fr"), "who reads none of them is told in English")
	_, is := Linked("../cluster.md")
	require.False(t, is)
}
