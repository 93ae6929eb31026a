package shard

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/replay"
)

// foreignMatch puts the beginning of a match into a store that needs other rules than ours.
func foreignMatch(t *testing.T, store journal.Store, match, owner string, fingerprint uint64, release string) {
	b := replay.AppendRecord(nil, &replay.Record{
		Kind: replay.Begin, Setup: smallFight(), Seed: 7, Fingerprint: fingerprint, Release: release, Owner: owner,
		Nonce: nonce(),
	})
	done := make(chan error, 1)
	store.Append(match, journal.Seal(journal.Hash{}, b), func(err error) { done <- err })
	require.NoError(t, <-done)
}

// A live match of other rules is no damage: it waits for the release that has them, which the reason names, and nothing
// is written to it. All others go on.
func TestAMatchOfOtherRulesWaitsForItsRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		s := k.open(t)
		playOn(begin(t, s, "m"), time.Second)
		require.NoError(t, s.Close())
		foreignMatch(t, k.store, "newer", "one", 1, "v2")
		foreignMatch(t, k.store, "older", "one", 0xf5c495398b0ee84c, "")
		foreignMatch(t, k.store, "unknown", "one", 2, "")

		s = k.open(t)
		defer s.Close()
		require.Len(t, s.Hosts(), 1)
		require.Empty(t, s.Quarantined())
		require.Len(t, s.Foreign(), 3)
		for match, release := range map[string]string{
			"newer": "of release v2",
			"older": "of release 749cd07", "unknown": "of a release that the journal does not name",
		} {
			_, err := s.Host(match)
			require.ErrorIs(t, err, ErrForeign)
			require.ErrorContains(t, err, release)
			_, err = s.Begin(t.Context(), match, smallFight(), 7)
			require.ErrorIs(t, err, ErrForeign, "nobody begins it anew")
			_, err = s.TakeOver(t.Context(), match)
			require.ErrorIs(t, err, ErrForeign)
			recs, _, err := k.store.Read(match, 1)
			require.NoError(t, err)
			require.Len(t, recs, 1)
		}
	})
}

// An operator may give such matches up. That stays so in later starts, until it is taken back; the
// records stay in any case.
func TestAnOperatorMayVoidWhatWaits(t *testing.T) {
	k := newKeeper()
	foreignMatch(t, k.store, "m", "one", 1, "v2")
	start := func(void bool) (foreign int, err error) {
		s, err := Open(context.Background(), Config{
			ID: "one", Store: k.store, Sidecar: k.sidecar, Void: void, Log: slog.New(slog.DiscardHandler),
		})
		require.NoError(t, err)
		defer s.Close()
		require.Empty(t, s.Quarantined())
		_, err = s.Host("m")
		return len(s.Foreign()), err
	}
	_, err := start(false)
	require.ErrorIs(t, err, ErrForeign)
	for _, void := range []bool{true, false} {
		n, err := start(void)
		require.Zero(t, n)
		require.ErrorIs(t, err, ErrVoid)
		require.ErrorContains(t, err, "of release v2")
	}
	require.NoError(t, k.sidecar.Quarantine("m", ""))
	n, err := start(false)
	require.Equal(t, 1, n)
	require.ErrorIs(t, err, ErrForeign)
	require.NoError(t, Void(k.sidecar, "m", "it is of no use"))
	_, err = start(false)
	require.ErrorContains(t, err, "it is of no use")
	recs, _, err := k.store.Read("m", 1)
	require.NoError(t, err)
	require.Len(t, recs, 1)
}

// Where shards share a journal, matches of others are none of a shard's business, whatever rules they need, and one
// that is asked to take such a match over refuses and is as before.
func TestAForeignMatchOfAnotherShardIsLeftAlone(t *testing.T) {
	k := newKeeper()
	foreignMatch(t, k.store, "mine", "one", 1, "v2")
	foreignMatch(t, k.store, "theirs", "two", 1, "v2")
	s, err := Open(context.Background(),
		Config{ID: "one", Store: k.store, Sidecar: k.sidecar, OwnOnly: true, Void: true})
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Host("mine")
	require.ErrorIs(t, err, ErrVoid)
	for range 2 {
		_, err = s.TakeOver(t.Context(), "theirs")
		require.ErrorIs(t, err, ErrForeign)
		h, err := s.Host("theirs")
		require.NoError(t, err)
		require.Nil(t, h)
	}
	why, err := k.sidecar.Quarantined("theirs")
	require.NoError(t, err)
	require.Empty(t, why)
}
