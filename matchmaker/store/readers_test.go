package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Whoever has read the chat of a match that runs, or has looked at it without delay, gets no seat in it, from whichever
// process asks: matching is told, and what was planned before comes to nothing. When it is over all is forgotten but
// the audit log.
func readers(t *testing.T, open func() *Store) {
	s, other, ctx := open(), open(), t.Context()
	people(t, s, "a", "b", "c", "mod", "op")
	queue(t, s, "ta", quick, "a")
	queue(t, s, "tb", quick, "b")
	opened(t, s, duel("m", "a", "b"))
	require.NoError(t, s.Leave(ctx, "m", "b", noon))
	entry := api.Audit{At: noon, By: "mod", What: "read chat", Whom: "a", Detail: "m"}

	for _, inside := range []string{"a", "b"} {
		require.ErrorIs(t, s.LetRead(ctx, "m", inside, time.Time{}, entry), ErrConflict, "has or had a seat")
	}
	log, err := s.Audit(ctx, "", 0, 10)
	require.NoError(t, err)
	require.Empty(t, log, "nothing was read")
	require.NoError(t, s.LetRead(ctx, "m", "mod", time.Time{}, entry))
	sees := entry
	sees.By, sees.What = "op", "look"
	require.NoError(t, s.LetRead(ctx, "m", "op", noon.Add(time.Minute), sees))
	log, err = s.Audit(ctx, "", 0, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"look", "read chat"}, []string{log[0].What, log[1].What})

	until := func(player string, now time.Time) time.Time {
		u, err := other.Sees(ctx, "m", player, now)
		require.NoError(t, err)
		return u
	}
	require.Equal(t, noon.Add(time.Minute), until("op", noon))
	require.NoError(t, s.LetRead(ctx, "m", "op", time.Time{}, entry), "who reads the chat, too, goes on looking")
	require.Equal(t, noon.Add(time.Minute), until("op", noon))
	require.Zero(t, until("op", noon.Add(time.Minute)), "it is over")
	require.Zero(t, until("mod", noon), "who read the chat sees nothing")
	require.Zero(t, until("c", noon))

	read, err := other.HaveRead(ctx, "m", []string{"op", "c", "mod"})
	require.NoError(t, err)
	require.Equal(t, []string{"mod", "op"}, read)
	for _, player := range read {
		watches, err := s.Watches(ctx, "m", player)
		require.NoError(t, err)
		require.True(t, watches, "a ban has the shard remove them")
	}
	free, err := other.WithRoom(ctx, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"mod", "op"}, free[0].Barred)
	joins := func(player string) int {
		queue(t, s, "t"+player, quick, player)
		n, err := other.Join(ctx, []Join{{"m", []NewSeat{{1, player, "t" + player}}}}, noon)
		require.NoError(t, err)
		return n
	}
	require.Zero(t, joins("mod"), "planned before it was known")
	require.Equal(t, Waiting, status(t, s, "tmod", "mod"))
	require.Zero(t, joins("op"))
	require.Equal(t, 1, joins("c"))
	_, err = s.Sees(ctx, "m", "c", noon)
	require.ErrorIs(t, err, ErrConflict, "who has a seat meanwhile sees nothing")

	require.NoError(t, s.Void(ctx, "m", api.NotOpened, noon))
	read, err = s.HaveRead(ctx, "m", []string{"op", "mod"})
	require.NoError(t, err)
	require.Empty(t, read)
	require.NoError(t, s.LetRead(ctx, "m", "a", noon.Add(time.Minute), entry), "nothing is a secret any more")
	require.Empty(t, func() []string { read, _ := s.HaveRead(ctx, "m", []string{"a"}); return read }())
}

// The right to look without delay is given to an account, and lost with the operator's role, or the account.
func sightIsARight(t *testing.T, open func() *Store) {
	s, ctx := open(), t.Context()
	people(t, s, "a")
	require.NoError(t, s.AddSession(ctx, "s", "a", "x", noon, noon.Add(time.Hour)))
	may := func() bool {
		c, err := s.Caller(ctx, "a", "s", noon)
		require.NoError(t, err)
		found, err := s.FindPeople(ctx, "a", "", 1, noon)
		require.NoError(t, err)
		require.Equal(t, c.Sight, found[0].Sight)
		return c.Sight
	}
	give := func(may bool) error {
		return s.SetSight(ctx, "a", may, api.Audit{At: noon, By: "op", What: "give sight", Whom: "a"})
	}
	require.NoError(t, s.SetRole(ctx, "a", api.RoleOperator))
	require.False(t, may(), "no role has it")
	require.NoError(t, give(true))
	require.True(t, may())
	require.NoError(t, s.SetRole(ctx, "a", api.RoleOperator))
	require.True(t, may())
	require.NoError(t, s.SetRole(ctx, "a", api.RoleModerator))
	require.False(t, may())
	require.NoError(t, s.SetRole(ctx, "a", api.RoleOperator))
	require.False(t, may(), "it does not come back by itself")
	require.NoError(t, give(true))
	require.NoError(t, give(false))
	require.False(t, may())
	log, err := s.Audit(ctx, "a", 0, 10)
	require.NoError(t, err)
	require.Len(t, log, 3)
	require.NoError(t, s.Erase(ctx, "a", noon))
	require.ErrorIs(t, give(true), ErrConflict)
}

// Addresses are shown for a while to whoever said why, and to nobody else.
func addressesShown(t *testing.T, open func() *Store) {
	s, other, ctx := open(), open(), t.Context()
	shown := func(by string, now time.Time) bool {
		is, err := other.AddressesShown(ctx, by, now)
		require.NoError(t, err)
		return is
	}
	require.False(t, shown("op", noon))
	for _, minutes := range []time.Duration{1, 5} {
		until := noon.Add(minutes * time.Minute)
		require.NoError(t, s.ShowAddresses(ctx, "op", until, api.Audit{At: noon, By: "op", What: "show addresses"}))
		require.True(t, shown("op", until.Add(-time.Second)))
		require.False(t, shown("op", until))
	}
	require.False(t, shown("other", noon))
	log, err := s.Audit(ctx, "op", 0, 10)
	require.NoError(t, err)
	require.Len(t, log, 2)
}
