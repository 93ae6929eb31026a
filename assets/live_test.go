package assets

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What is saved while a server runs counts from the next match on; what is broken is told, and the last good one stays.
func TestFilesThatChangeCountForTheNextMatch(t *testing.T) {
	mod := modAt(t, "cheap", "", map[string]string{"rules.yaml": "kinds:\n  - {name: rifle, price: 12}\n"})
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "scenarios"), 0o755))
	duel := embeddedText(t, "scenarios/duel.yaml")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "scenarios/duel.yaml"), []byte(duel), 0o644))
	var told []error
	l, err := OpenLive(dir, []string{mod}, func(err error) { told = append(told, err) })
	require.NoError(t, err)
	now := time.Now()
	write := func(file, text string) {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
		now = now.Add(time.Minute)
		require.NoError(t, os.Chtimes(file, now, now))
		l.poll()
	}
	price := func() uint16 {
		s, err := l.Set().Setup("duel")
		require.NoError(t, err)
		return s.Rules.Kinds[0].Price
	}
	l.poll()
	require.Empty(t, told, "nothing has changed")
	require.EqualValues(t, 12, price())

	before, err := l.Set().Setup("duel")
	require.NoError(t, err)
	rules := filepath.Join(mod, "rules.yaml")
	write(rules, "kinds:\n  - {name: rifle, price: 9}\n")
	require.Equal(t, []error{nil}, told)
	require.EqualValues(t, 9, price())
	require.EqualValues(t, 12, before.Rules.Kinds[0].Price, "a match that runs keeps its rules")

	write(rules, "kinds:\n  - {name: rifel, price: 7}\n")
	require.ErrorContains(t, told[1], `rules.yaml:2:6: there is no "rifel" to change`)
	require.EqualValues(t, 9, price())
	l.poll()
	require.Len(t, told, 2, "it is told once")

	scenario := filepath.Join(dir, "scenarios/duel.yaml")
	write(scenario, strings.Replace(duel, "seats: [red, blue]", "seats: [red, blue, red]", 1))
	require.Error(t, told[2])
	write(rules, "kinds:\n  - {name: rifle, price: 7}\n")
	require.ErrorContains(t, told[3], "scenarios/duel.yaml has other seats than players wait for")
	require.EqualValues(t, 9, price())
	write(scenario, strings.Replace(duel, "clock: 600", "clock: 300", 1))
	require.NoError(t, told[4])
	require.EqualValues(t, 7, price())

	write(filepath.Join(dir, "scenarios/farms.yaml"), strings.Repeat("#", maxFile+1))
	require.ErrorContains(t, told[5], "scenarios/farms.yaml")
	again, err := l.Set().Setup("duel")
	require.NoError(t, err)
	require.Equal(t, before.Scenario.Clock/2, again.Scenario.Clock)
}
