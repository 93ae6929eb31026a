package node

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/sources"
)

// Without a key of the cluster nobody could tell a peer from a stranger: nobody stands by, which is said once.
func TestWithoutTheClustersKeyNobodyStandsBy(t *testing.T) {
	for name, c := range map[string]struct {
		standby, shared bool
		warned          int
	}{
		"a shared journal": {true, true, 1}, "none wanted": {false, true, 0}, "a journal of its own": {true, false, 0},
	} {
		var log strings.Builder
		p := &Node{
			cfg:   Config{ID: "one", Standby: c.standby, Log: slog.New(slog.NewTextHandler(&log, nil))},
			store: &sources.Journal{Store: journal.NewMemory(), Shared: c.shared},
		}
		require.NoError(t, p.openPeers(), name)
		require.Nil(t, p.peers, name)
		require.False(t, p.standsBy(), name)
		require.Equal(t, c.warned, strings.Count(log.String(), "give --cluster-key FILE"), "%s: %s", name, &log)
		p.handAllOver(t.Context()) // nobody is there to take anything
	}
}

// Whose a match is, the journal says.
func TestTheOwnerIsTheOneInTheJournal(t *testing.T) {
	store := journal.NewMemory()
	p := &Node{store: &sources.Journal{Store: store}}
	owner, err := p.ownerBehind("m1", 0)
	require.NoError(t, err)
	require.Empty(t, owner)
	done := make(chan error)
	store.Append("m1", journal.Seal(journal.Hash{}, []byte("no record of ours")), func(err error) { done <- err })
	require.NoError(t, <-done)
	_, err = p.ownerBehind("m1", 0)
	require.ErrorContains(t, err, "record 1")
	owner, err = p.ownerBehind("m1", 1)
	require.NoError(t, err)
	require.Empty(t, owner)
}
