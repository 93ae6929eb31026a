package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/replay"
)

// blink is data with one scenario more: a duel that is over after so many seconds.
func blink(t *testing.T, seconds int) (dir string) { return shortened(t, "duel", "blink", seconds) }

// shortened is data with one scenario more, which is another one that is over after so many seconds.
func shortened(t *testing.T, of, name string, seconds int) (dir string) {
	b, err := os.ReadFile(filepath.Join("../../../assets/scenarios", of+".yaml"))
	require.NoError(t, err)
	dir = t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "scenarios"), 0o750))
	short := regexp.MustCompile(`clock: \d+`).ReplaceAllString(string(b), fmt.Sprint("clock: ", seconds))
	require.NotEqual(t, string(b), short)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "scenarios", name+".yaml"), []byte(short), 0o600))
	return dir
}

// ended waits until the queue knows how a match ended.
func ended(t *testing.T, c *api.Client, match string) (m api.Match) {
	require.Eventually(t, func() (over bool) {
		var err error
		m, err = c.Match(t.Context(), match)
		return err == nil && !m.Ended.IsZero()
	}, patience, 50*time.Millisecond)
	return m
}

// fetches reads a replay by its link and folds it again.
func fetches(t *testing.T, c *api.Client, match, link string) {
	require.NotEmpty(t, link)
	b, err := c.Replay(t.Context(), link)
	require.NoError(t, err)
	f, err := replay.Import(b, replay.Own)
	require.NoError(t, err)
	require.Equal(t, match, f.Match)
	r, err := replay.Verify(match, f.Records)
	require.NoError(t, err)
	require.True(t, r.Ended)
}

// Whoever has played finds the replay by the link in the match and in the history: at once, from whichever process ran
// it, and when that has died and come back meanwhile.
func TestTheReplayOfAMatchIsBehindItsLink(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"one process": nil, "a process for each shard": {"--shards", "2"}} {
		t.Run(name, func(t *testing.T) {
			s := newLiving(t)
			s.args = append(args, "--assets", blink(t, 2))
			s.up(t)
			guest := api.NewClient("http://"+s.http, nil)
			me, err := guest.Guest(t.Context(), "")
			require.NoError(t, err)
			c := guest.In(me, nil)
			a, err := c.Seat(t.Context(), "blink", nil)
			require.NoError(t, err)
			m := ended(t, c, a.Match)
			fetches(t, c, a.Match, m.Replay)
			played, err := c.History(t.Context(), me.Player, "", 1)
			require.NoError(t, err)
			require.Equal(t, m.Replay, played[0].Replay)
			_, err = guest.Replay(t.Context(), m.Replay)
			require.Equal(t, 401, api.StatusOf(err), "for whoever is signed in")

			b, err := c.Seat(t.Context(), "blink", nil)
			require.NoError(t, err)
			s.kill()
			s.up(t)
			fetches(t, c, a.Match, m.Replay)
			fetches(t, c, b.Match, ended(t, c, b.Match).Replay)
		})
	}
}

// Where shards share a journal, any of them has the replay of a match whose shard is gone for good.
func TestTheReplayOutlivesItsShard(t *testing.T) {
	s, data := newStage(t), blink(t, 2)
	s.share(t)
	one, _ := s.start(t, "one", nil, "--assets", data)
	s.begin(t, "m1", "blink")
	s.begin(t, "m2", "duel")
	kept := func(of, match string) error {
		body, _, err := s.control(t, of).Replay(t.Context(), match)
		if err == nil {
			err = body.Close()
		}
		return err
	}
	require.Eventually(t, func() bool {
		return kept("one", "m1") == nil
	}, patience, 50*time.Millisecond, "until it is over")
	require.NoError(t, one.Process.Kill())
	s.start(t, "two", nil, "--assets", data)
	require.Eventually(t, func() bool { return kept("two", "m1") == nil }, patience, 50*time.Millisecond)
	for _, match := range []string{"m2", "m3"} { // one has not ended, of the other nobody has heard
		require.Eventually(t, func() bool {
			return api.StatusOf(kept("two", match)) == 404
		}, patience, 50*time.Millisecond)
	}
}
