package replay

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
)

// A journal of version 1 stays readable for ever: segments and records. It was written by this very test, once; what
// the rules make of it may change with them, what is in it may not.
const version1 = "testdata/version1"

var write1 = flag.Bool("write-version1", false, "write testdata/version1 anew: only while nobody has such files")

func TestAJournalOfVersion1IsRead(t *testing.T) {
	if *write1 {
		writeVersion1(t)
	}
	dir := t.TempDir()
	b, err := os.ReadFile(filepath.Join(version1, "00000001.seg"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "00000001.seg"), b, 0o600))
	store, err := journal.OpenFiles(dir) // an owner goes on with it
	require.NoError(t, err)
	defer store.Close()
	require.Empty(t, store.Damage())
	zones, err := store.Zones()
	require.NoError(t, err)
	require.Equal(t, []string{"first match", "m2"}, zones)
	recs, durable, err := store.Read("first match", 1)
	require.NoError(t, err)
	require.EqualValues(t, len(recs), durable)
	s, err := Summarize("first match", recs)
	require.NoError(t, err)
	require.Equal(t, "duel", s.Scenario)
	require.Equal(t, 2, s.Owners)
	require.True(t, s.Ended)
	require.EqualValues(t, 344, s.Records)
	require.Equal(t, "8544", recs[len(recs)-1].Hash.String()[:4])
	first, err := DecodeRecord(recs[0].Payload)
	require.NoError(t, err)
	if first.Fingerprint == Fingerprint() { // else it takes an older build to play it
		_, err = Verify("first match", recs)
		require.NoError(t, err)
	}
}

func writeVersion1(t *testing.T) {
	dir := t.TempDir()
	s, err := journal.OpenFiles(dir)
	require.NoError(t, err)
	for _, zone := range []string{"first match", "m2"} {
		recs, prev := duel(), journal.Hash{}
		if zone == "m2" {
			recs = recs[:9] // a live one
		}
		for _, rec := range recs {
			done := make(chan error, 1)
			s.Append(zone, journal.Seal(prev, rec.Payload), func(err error) { done <- err })
			require.NoError(t, <-done)
			prev = rec.Hash
		}
	}
	require.NoError(t, s.Close())
	require.NoError(t, os.MkdirAll(version1, 0o755))
	from, err := os.Open(filepath.Join(dir, "00000001.seg"))
	require.NoError(t, err)
	defer from.Close()
	to, err := os.Create(filepath.Join(version1, "00000001.seg"))
	require.NoError(t, err)
	defer to.Close()
	_, err = io.Copy(to, from)
	require.NoError(t, err)
}
