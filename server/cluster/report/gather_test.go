package report

import (
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/history"
)

// A run's file has what the history has of its time, peaks included, in no more points than are asked for.
func TestGather(t *testing.T) {
	h, err := history.Open(filepath.Join(t.TempDir(), "history.db"))
	require.NoError(t, err)
	defer h.Close()
	for s := range 200 {
		v := 1.0
		if s == 131 {
			v = 50
		}
		samples := []history.Sample{{Node: "shard-1", Name: "n", Value: v}}
		if s > 100 {
			samples = append(samples, history.Sample{Node: "bots", Name: "m", Value: 2})
		}
		require.NoError(t, h.Add(began.Add(time.Duration(s)*time.Second), samples))
	}
	start := began.Add(10 * time.Second)
	all, err := Gather(h, start, began, began.Add(200*time.Second), 60)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Equal(t, "bots", all[0].Node)
	n := all[1]
	require.Equal(t, 4*time.Second, n.Step)
	require.Equal(t, -10*time.Second, n.From)
	require.Len(t, n.Points, 50)
	require.Equal(t, 50.0, n.Points[32], "the peak")
	require.True(t, math.IsNaN(all[0].Points[3]))

	r := example()
	r.Series = all
	file, _ := keep(t, r)
	again, err := Read(file)
	require.NoError(t, err)
	require.Equal(t, n, again.Series[1])
}
