package main

import (
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/require"
)

// Whatever a player writes into a report is one cell of one row.
func TestPlayersTextForgesNoRows(t *testing.T) {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	row(w, "ID", "NAME", "TEXT")
	row(w, "r1", "Gus\tOlga", "rude\nr2  Olga  \x1b[2Jall is well")
	row(w, 3, "Ann", "")
	require.NoError(t, w.Flush())
	all := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	require.Len(t, all, 3)
	require.Equal(t, "r1  Gus\uFFFDOlga  rude\uFFFDr2  Olga  \uFFFD[2Jall is well", all[1])
	require.True(t, strings.HasPrefix(all[2], "3   Ann"))
}
