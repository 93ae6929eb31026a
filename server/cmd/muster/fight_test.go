package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFightIsBetweenWhomTheFlagsName(t *testing.T) {
	hash := func(flags ...string) string {
		out, errs, code := says(t, append([]string{"fight", "duel", "--seed", "7", "--ticks", "600"}, flags...)...)
		require.Zero(t, code, errs)
		return out[len(out)-17:]
	}
	require.Equal(t, hash(), hash("--commander", "regular"))
	require.NotEqual(t, hash(), hash("--commander", "duel/1=elite"))
}

// A directory of one's own may hold a battle by turns.
func TestAFightByTurns(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "scenarios"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "texts"), 0o755))
	for _, language := range []string{"en", "zh"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "texts", language+".yaml"),
			[]byte("scenario.post: The post\n"), 0o644))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "scenarios", "post.yaml"), []byte(`map: duel.txt
teams: [{name: red, start: [4, 36]}, {name: blue, start: [59, 11]}]
seats: [red, blue]
squads:
  - {seat: 0, kind: rifle, count: 5, at: [24, 36], facing: east}
  - {seat: 1, kind: rifle, count: 3, at: [40, 34], facing: west}
points: [{name: south bridge, at: [32, 36], radius: 4}]
clock: {turns: together, length: 5, planning: 60, limit: 60}
score_to_win: 10
capture: 10
score_every: 2
`), 0o644))
	out, errs, code := says(t, "check", dir)
	require.Zero(t, code, out+errs)
	out, errs, code = says(t, "fight", "post", "--assets", dir)
	require.Zero(t, code, errs)
	require.Regexp(t, `after \d+ ticks, \d+ s of play in \d+ turns`, out)
}
