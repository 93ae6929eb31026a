package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/journal/etcd/member"
	"muster/shard/sources"
)

// The journal of a house of shards is found by the house's directory, by every command: read, saved and put back; and
// where its store does not run, it is said what to do.
func TestTheStoreOfAHouseIsFoundSavedAndPutBack(t *testing.T) {
	a := newWritten(t)
	a.close()
	house := filepath.Join(t.TempDir(), oddName)
	s, err := sources.StoreIn(house)
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(house, 0o750))
	runs := func() *member.Member {
		m, err := member.Start(member.Config{Name: sources.StoreName, Dir: s.Dir, Socket: s.Socket})
		require.NoError(t, err)
		require.NoError(t, m.Ready(t.Context()))
		return m
	}
	does := func(args ...string) string {
		out, wrong, code := says(t, args...)
		require.Zero(t, code, "%v: %s", args, wrong)
		return out
	}
	m, copied := runs(), filepath.Join(t.TempDir(), "snapshot")
	a.copyTo(t, s.Place(), "live")
	require.Regexp(t, `(?m)^live +duel`, does("replay", "list", "--data", house))
	require.Contains(t, does("replay", "verify", "live", "--data", house), "live: sound")
	require.Contains(t, does("journal", "check", "--data", house), "whole")
	require.Contains(t, does("journal", "dump", "live", "--data", house), "1")
	does("journal", "store", "snapshot", copied, "--data", house)
	m.Stop()

	for _, args := range [][]string{
		{"replay", "list"},
		{"journal", "check"},
		{"journal", "pardon", "live"},
		{"journal", "void", "live"},
		{"journal", "store", "status"},
	} {
		_, wrong, code := says(t, append(args, "--data", house)...)
		require.Equal(t, 1, code, "%v", args)
		require.Contains(t, wrong, "muster store --name up --data", "%v", args)
	}
	require.NoError(t, os.RemoveAll(s.Dir))
	does("journal", "store", "restore", copied, "--name", "up", "--peers", "up=127.0.0.1:2380", "--to", s.Dir)
	defer runs().Stop()
	require.Contains(t, does("replay", "verify", "live", "--data", house), "live: sound")
	require.Regexp(t, `up +\S+ +leads`, does("journal", "store", "status", "--data", house))
	out, _, _ := says(t, "doctor", "up", "--shards=2", "--data", house, "--udp=127.0.0.1:0", "--http=127.0.0.1:0",
		"--admin=127.0.0.1:0")
	require.Regexp(t, `ok +store +server up answers`, out)
}
