package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// evil is what a name is made of by somebody who wants the terminal to obey: colours, the window's title, C1, a mark of
// direction, and a line of its own.
const evil = "\x1b[2J\x1b]0;x\a\u009b31m\u202e\r\x7f\nFORGED line\tx"

// hostileMatch is a match whose names are evil, as sound as any other.
func hostileMatch(t *testing.T) (recs []journal.Record) {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	setup.Scenario.Name, setup.Scenario.Map, setup.Map.Name = "s"+evil, "m"+evil, "m"+evil
	for i := range setup.Scenario.Teams {
		setup.Scenario.Teams[i].Name = setup.Scenario.Teams[i].Name + evil
	}
	for i := range setup.Scenario.Points {
		setup.Scenario.Points[i].Name = setup.Scenario.Points[i].Name + evil
	}
	for i := range setup.Rules.Terrains {
		setup.Rules.Terrains[i].Letter = 0x1b
	}
	w, head := game.New(setup, 1), journal.Hash{}
	for _, r := range []*replay.Record{
		{
			Kind: replay.Begin, Setup: setup, Seed: 1, Fingerprint: replay.Fingerprint(), Owner: "o" + evil,
			Release: "r" + evil,
		},
		{Kind: replay.TakeOver, Epoch: 1, Owner: "p" + evil},
		{Kind: replay.End, WorldHash: w.Hash(), Result: game.Result{Winner: 0, Reason: game.Abandoned}},
	} {
		payload := replay.AppendRecord(nil, r)
		head = journal.Link(head, payload)
		recs = append(recs, journal.Record{Number: uint64(len(recs) + 1), Hash: head, Payload: payload})
	}
	return recs
}

// Every command that tells of a match is shown one of a hostile file: nothing of it reaches the terminal but what is
// drawn, and no line that is not ours.
func TestNoCommandHasATerminalObeyAReplay(t *testing.T) {
	recs, dir := hostileMatch(t), t.TempDir()
	f, err := replay.NewFile("m1", recs, nil)
	require.NoError(t, err)
	file, broken := filepath.Join(dir, "m1.muster"), filepath.Join(dir, "b.muster")
	require.NoError(t, os.WriteFile(file, f.Export(), 0o600))
	require.NoError(t, os.WriteFile(file+replay.IntentionsSuffix, []byte(`{"tick":0,"seat":0,"squad":0,"act":"\u001b[31m\u009b","x":9,"y":9,"point":0}`+"\n"), 0o600))
	named, err := replay.NewFile("m"+evil, recs, nil)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(broken, named.Export(), 0o600))
	store, err := journal.OpenFiles(filepath.Join(dir, "data", "journal"))
	require.NoError(t, err)
	prev := journal.Hash{}
	for _, rec := range recs {
		done := make(chan error, 1)
		store.Append("z"+evil, journal.Seal(prev, rec.Payload), func(err error) { done <- err })
		require.NoError(t, <-done)
		prev = rec.Hash
	}
	require.NoError(t, store.Close())
	data := filepath.Join(dir, "data")
	for _, args := range [][]string{
		{"replay", "--data", file, "list"},
		{"replay", "--data", file, "info", "m1"},
		{"replay", "--data", file, "info", "m1", "--json"},
		{"replay", "--data", file, "verify"},
		{"replay", "--data", file, "verify", "--json"},
		{"replay", "--data", file, "play", "m1", "--speed", "16"},
		{"replay", "--data", file, "diff", file},
		{"replay", "--data", file, "diff", data, "m1"},
		{"replay", "--data", file, "info", "nothing" + evil},
		{"replay", "--data", broken, "list"},
		{"replay", "--data", data, "list"},
		{"replay", "--data", data, "verify"},
		{"replay", "--data", data, "info", "z" + evil},
		{"replay", "--data", data, "play", "z" + evil, "--speed", "16"},
		{"replay", "--data", data, "export", "z" + evil, "--out", filepath.Join(dir, "out")},
		{"journal", "--data", data, "check"},
		{"journal", "--data", data, "check", "--json"},
		{"journal", "--data", data, "dump", "z" + evil},
	} {
		out, errs, code := says(t, args...)
		require.Less(t, code, 2, errs)
		for _, text := range []string{out, errs} {
			for _, r := range text {
				require.False(t, r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 ||
					r == 0x202e, "%q says %q", args, text)
			}
			for line := range strings.Lines(text) {
				require.False(t, strings.HasPrefix(line, "FORGED"), "%q says %q", args, text)
			}
		}
		require.NotEmpty(t, out+errs)
	}
}

// bomb is a replay's file with something in it.
func bomb(t *testing.T, plain []byte) string {
	w, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "bomb.muster")
	require.NoError(t, os.WriteFile(file, w.EncodeAll(plain, []byte("MUSTERR\x01")), 0o600))
	return file
}

// A file that asks for much is refused before it gets it, with what to do if it is one's own.
func TestAReplayThatAsksForMuchIsRefused(t *testing.T) {
	blob := func(to, b []byte) []byte { return append(binary.AppendUvarint(to, uint64(len(b))), b...) }
	long := hostileMatch(t)[:1]
	far := blob(nil, []byte("m1"))
	far = binary.AppendUvarint(far, 2)
	far = blob(far, long[0].Payload)
	far = blob(far, replay.AppendRecord(nil, &replay.Record{
		Kind: replay.Tick, Tick: 2_000_000_000, Lease: 2_000_000_000,
	}))
	for name, c := range map[string]struct {
		plain []byte
		want  string
	}{
		"zeros":   {make([]byte, 256<<20), "it unpacks to more than 12582912 bytes"},
		"records": {binary.AppendUvarint(blob(nil, []byte("m1")), 4<<20), "4194304 records, and 98304 are the most"},
		"ticks":   {far, "record 2 goes on to tick 2000000000, and 4194304 are the most"},
	} {
		file := bomb(t, c.plain)
		_, errs, code := says(t, "replay", "--data", file, "verify")
		require.Equal(t, 1, code, name)
		require.Contains(t, errs, c.want, name)
		require.Contains(t, errs, "--large reads it all the same, if it is of a server that you trust", name)
	}
}
