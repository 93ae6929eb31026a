//go:build linux && !race

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// A directory that a release before the shared journal left has live matches in the files of a shard. That shard
// finishes them, and begins no others; as many as ever share the journal beside it. Its players find their seats, and
// nothing is lost when it is killed meanwhile.
func TestLiveMatchesInOldFilesAreFinishedByTheirShard(t *testing.T) {
	s := newLiving(t)
	s.args = []string{"--assets", blink(t, 12)}
	s.up(t)
	guest := api.NewClient("http://"+s.http, nil)
	me, err := guest.Guest(t.Context(), "")
	require.NoError(t, err)
	c := guest.In(me, nil)
	old, err := c.Seat(t.Context(), "blink", nil)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		return strings.Contains(s.log.String(), "match opened")
	}, patience, 10*time.Millisecond)
	s.kill()

	first := filepath.Join(s.data, "shard-1")
	require.NoError(t, os.Mkdir(first, 0o700))
	for _, name := range []string{"journal", "keys"} {
		require.NoError(t, os.Rename(filepath.Join(s.data, name), filepath.Join(first, name)))
	}
	s.args = append(s.args, "--shards", "2")
	s.up(t)
	require.Eventually(t, func() bool {
		return strings.Contains(s.log.String(), `journal="1 matches go on."`)
	}, patience, 10*time.Millisecond, "%s", s.log)
	require.Contains(t, s.log.String(), "it finishes them, and begins no others shard=shard-1")
	s.ready(t, 2)
	require.NoError(t, syscall.Kill(s.shardNamed(t, "shard-1"), syscall.SIGKILL))
	other, err := guest.Guest(t.Context(), "")
	require.NoError(t, err)
	fresh, err := guest.In(other, nil).Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	m := ended(t, c, old.Match)
	require.Equal(t, "clock_ran_out", m.Reason, "%s", s.log)
	fetches(t, c, old.Match, m.Replay)
	require.Regexp(t, `match opened shard=shard-[23] match=`+fresh.Match, s.log)
	require.NotContains(t, s.log.String(), "voided")
	list, wrong, code := says(t, "replay", "list", "--data", s.data)
	require.Zero(t, code, wrong)
	require.Contains(t, list, old.Match)
	require.Contains(t, list, fresh.Match)
}
