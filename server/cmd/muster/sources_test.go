package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/sources"
)

// Where shards share a journal, a match that was given up is kept as a replay in the directory of its shard alone. It
// is found there by every command, and together with what is in the journal.
func TestGivenUpMatchesAreFoundWhereJournalsAreShared(t *testing.T) {
	t.Parallel()
	a := newWritten(t)
	a.close()
	data := filepath.Join(t.TempDir(), oddName)
	file := filepath.Join(data, "replays", "ended.muster")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
	does := func(args ...string) string {
		out, wrong, code := says(t, args...)
		require.Zero(t, code, "%v: %s", args, wrong)
		return out
	}
	_, wrong, code := says(t, "replay", "list", "--data", data)
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "no replay of a finished match")
	does("replay", "export", "ended", "--data", a.data, "--out", file)

	require.Regexp(t, `(?m)^ended +duel +0:\d\d +12 +a draw \(abandoned\)$`, does("replay", "list", "--data", data))
	require.Contains(t, does("replay", "info", "ended", "--data", data), "a draw (abandoned)")
	require.Contains(t, does("replay", "verify", "--data", data), "ended: sound")
	require.Contains(t, does("replay", "play", "ended", "--speed", "16", "--data", data), "duel")
	files, err := journal.OpenFiles(filepath.Join(data, "journal")) // it had the match, and gave it up
	require.NoError(t, err)
	require.NoError(t, files.Close())
	require.Contains(t, does("replay", "verify", "ended", "--data", data), "ended: sound")
	copied := filepath.Join(t.TempDir(), "copy.muster")
	does("replay", "export", "ended", "--data", data, "--out", copied)
	require.Contains(t, does("replay", "diff", copied, "--data", data), "both agree")
	require.Contains(t, does("journal", "check", "--data", data), "whole")

	shared := startMember(t)
	_, wrong, code = says(t, "replay", "info", "ended", "--data", shared)
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "give --data of its shard too")
	a.copyTo(t, shared, "live")
	list := does("replay", "list", "--data", shared, "--data", data)
	require.Regexp(t, `(?m)^ended +duel`, list)
	require.Regexp(t, `(?m)^live +duel`, list)
	both := does("replay", "verify", "--data", shared, "--data", data)
	require.Contains(t, both, "ended: sound")
	require.Contains(t, both, "live: sound")
}

// copyTo puts a match into a journal that is shared.
func (a *written) copyTo(t *testing.T, url, match string) {
	s, err := journal.TakeSnapshot(filepath.Join(a.data, "journal"))
	require.NoError(t, err)
	recs, err := s.Read(match)
	require.NoError(t, err)
	to, err := sources.OpenShared(t.Context(), url, etcd.Access{}, false)
	require.NoError(t, err)
	defer to.Close()
	prev := journal.Hash{}
	for _, rec := range recs {
		outcome := make(chan error, 1)
		to.Append(match, journal.Seal(prev, rec.Payload), func(err error) { outcome <- err })
		require.NoError(t, <-outcome)
		prev = rec.Hash
	}
}

// What `up --shards` wrote is found by the directory that it was given.
func TestMatchesOfAHouseOfShardsAreFound(t *testing.T) {
	a := newWritten(t)
	a.close()
	house := filepath.Join(t.TempDir(), oddName)
	require.NoError(t, os.Mkdir(house, 0o750))
	require.NoError(t, os.Rename(a.data, filepath.Join(house, "shard-2")))
	out, wrong, code := says(t, "replay", "list", "--data", house)
	require.Zero(t, code, wrong)
	require.Regexp(t, `(?m)^live +duel +0:\d\d +12 +live$`, out)
	_, wrong, code = says(t, "replay", "list", "--data", filepath.Join(house, "shard-1"))
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "there is no such directory")
}
