package plan

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
)

// Every lesson is a plan that can run, and a page that shows it and says what there is to see.
func TestLessons(t *testing.T) {
	const dir = "../../../docs/lessons"
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	index, err := os.ReadFile(dir + "/README.md")
	require.NoError(t, err)
	levels, err := assets.Embedded().Levels()
	require.NoError(t, err)
	seen := 0
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".yaml")
		if !ok {
			continue
		}
		seen++
		source, err := os.ReadFile(dir + "/" + e.Name())
		require.NoError(t, err)
		p, err := Read(e.Name(), source)
		require.NoError(t, err)
		require.NoError(t, p.CheckNames(assets.Embedded().Scenarios(), levels))
		require.NotEmpty(t, p.Schedule())
		require.NotEmpty(t, p.Promises)
		require.Positive(t, p.For, "a lesson ends")
		page, err := os.ReadFile(dir + "/" + name + ".md")
		require.NoError(t, err)
		require.Contains(t, string(page), "```yaml\n"+string(source)+"```\n", "the page shows the plan as it is")
		for _, section := range []string{"\n## What to watch\n", "\n## Why it goes well\n", "\n## Try\n"} {
			require.Contains(t, string(page), section, name)
		}
		require.Contains(t, string(index), "("+name+".md)")
	}
	require.Equal(t, 7, seen)
}
