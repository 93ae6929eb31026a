//go:build linux && !race

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A shard process whose journal holds live matches that its release cannot go on with says so once, by the house's log.
func TestAHouseSaysOnceWhyAShardDoesNotStart(t *testing.T) {
	all := pasts(t)
	i := slices.IndexFunc(all, func(p *past) bool { return p.old && !p.same })
	require.GreaterOrEqual(t, i, 0)
	s := newLiving(t)
	require.NoError(t, os.CopyFS(filepath.Join(s.data, "shard-1"), os.DirFS(all[i].data)))
	s.args = []string{"--shards", "1"}
	s.up(t)
	pids := map[int]bool{}
	require.Eventually(t, func() bool {
		for _, pid := range shardsOf(t, s.cmd.Process.Pid) {
			pids[pid] = true
		}
		return len(pids) >= 4
	}, patience, 5*time.Millisecond, "%s", s.log)
	require.Equal(t, 1, strings.Count(s.log.String(), "--void-foreign"), "%s", s.log)
	require.NotContains(t, s.log.String(), "muster: ")
}
