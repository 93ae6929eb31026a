package lessons

import (
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
