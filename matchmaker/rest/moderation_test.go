package rest

import (
	"crypto/ed25519"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// judge signs a moderator in.
func (h *house) judge(t *testing.T) *api.Client {
	c, g := h.player(t)
	require.NoError(t, h.m.store.SetRole(t.Context(), g.Player, api.RoleModerator))
	return c
}

// What moderators said holds on a shard that was started again and has forgotten it, or was in
// trouble when they said it.
func TestSanctionsOutliveTheShardTheyWereToldTo(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	mod := h.judge(t)
	loud, g := h.player(t)
	a, err := loud.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	rude, r := h.player(t)
	b, err := rude.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	require.Equal(t, a.Match, b.Match)
	mute, err := mod.Punish(t.Context(), api.SanctionRequest{
		Player: g.Player, Kind: api.Mute, Reason: "loud", Seconds: 3600,
	})
	require.NoError(t, err)
	kick, err := mod.Punish(t.Context(), api.SanctionRequest{Player: r.Player, Kind: api.Kick, Reason: "rude"})
	require.NoError(t, err)
	require.True(t, shard.mutedFor(g.Player) > 0 && shard.bars(a.Match, r.Player), "at once")
	shard.restarts(t, meet)
	soon(t, func() bool {
		return shard.mutedFor(g.Player) > 0 && shard.bars(a.Match, r.Player)
	}, "the next run is told")
	require.Equal(t, g.Player, shard.at(a.Match, a.Seat), "and who sits where")

	shard.answers(http.StatusServiceUnavailable)
	require.NoError(t, mod.Lift(t.Context(), mute.ID))
	other, o := h.player(t)
	_, err = other.CreateTicket(t.Context(), "arena")
	require.NoError(t, err)
	require.Positive(t, shard.mutedFor(g.Player), "it is in trouble, and does not know")
	shard.answers(0)
	soon(t, func() bool { return shard.mutedFor(g.Player) <= 0 }, "it is told until it knows")
	c, err := other.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)

	shard.answers(http.StatusServiceUnavailable)
	_, err = mod.Punish(t.Context(), api.SanctionRequest{Player: o.Player, Kind: api.Ban, Reason: "cheats"})
	require.NoError(t, err)
	require.False(t, shard.bars(c.Match, o.Player))
	shard.answers(0)
	soon(t, func() bool { return shard.bars(c.Match, o.Player) }, "a banned player does not play on")

	require.NoError(t, mod.Lift(t.Context(), kick.ID))
	require.False(t, shard.bars(a.Match, r.Player))
	again, err := loud.Where(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, a.Seat, again.Seat, "whoever was muted keeps the seat")
}

// Why players met tells their names, as they are called now, and no one's who is gone.
func TestWhyPlayersMetTellsTheirNames(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	nobody := api.NewClient(h.url, patient)
	g, err := nobody.Guest(t.Context(), "Ann")
	require.NoError(t, err)
	ann := nobody.In(g, nil)
	a, err := ann.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	m, err := nobody.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, "~Ann", m.Why.Players[a.Seat].Name)
	require.Empty(t, m.Why.Players[1-a.Seat].Name, "an AI commander has its level")
	_, err = ann.Upgrade(t.Context(), "Anna", "correct horse")
	require.NoError(t, err)
	m, err = nobody.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, "Anna", m.Why.Players[a.Seat].Name)
}

// A queue that was started again just when a match ended hears from the shard that it is over before it hears the
// result: it waits for that, and its players are not sent to play it once more.
func TestAResultThatIsUnderWayIsWaitedFor(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	c, g := h.player(t)
	a, err := c.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	shard.answers(http.StatusGone)
	shard.restarts(t, meet)
	require.Eventually(t, func() bool {
		shard.mu.Lock()
		defer shard.mu.Unlock()
		return shard.refused > 0
	}, time.Minute, 10*time.Millisecond)
	m, err := c.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.True(t, m.Ended.IsZero())
	require.NoError(t, shard.report(t, c, "queue-1", api.MatchReport{
		Match: a.Match, Winner: a.Seat, Reason: "clock", Ticks: 9,
	}))
	past, err := c.History(t.Context(), g.Player, "", 1)
	require.NoError(t, err)
	require.Equal(t, a.Match, past[0].Match)
	require.Equal(t, "clock", past[0].Reason)
}

// A ban reaches every match that the account watches, a kick the one that is named, and a kicked spectator gets no
// further ticket; a ban that was lifted lets him watch again.
func TestSanctionsReachSpectators(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	mod := h.judge(t)
	ann, _ := h.player(t)
	a, err := ann.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	bob, _ := h.player(t)
	b, err := bob.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	require.NotEqual(t, a.Match, b.Match)
	eve, e := h.player(t)
	for _, match := range []string{a.Match, b.Match} {
		_, err = eve.Watch(t.Context(), match)
		require.NoError(t, err)
	}
	kick := api.SanctionRequest{Player: e.Player, Kind: api.Kick, Reason: "shouts"}
	_, err = mod.Punish(t.Context(), kick)
	require.Equal(t, http.StatusConflict, api.StatusOf(err), "from where?")
	kick.Match = a.Match
	_, err = mod.Punish(t.Context(), kick)
	require.NoError(t, err)
	require.True(t, shard.bars(a.Match, e.Player))
	require.False(t, shard.bars(b.Match, e.Player))
	_, err = eve.Watch(t.Context(), a.Match)
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))

	shard.answers(http.StatusServiceUnavailable)
	ban, err := mod.Punish(t.Context(), api.SanctionRequest{Player: e.Player, Kind: api.Ban, Reason: "shouts on"})
	require.NoError(t, err)
	require.False(t, shard.bars(b.Match, e.Player), "the shard is in trouble")
	shard.answers(0)
	soon(t, func() bool { return shard.bars(b.Match, e.Player) }, "it is told until it knows")
	shard.restarts(t, meet)
	soon(t, func() bool {
		return shard.bars(a.Match, e.Player) && shard.bars(b.Match, e.Player)
	}, "and so is the next run")
	require.NoError(t, mod.Lift(t.Context(), ban.ID))
	soon(t, func() bool { return !shard.bars(b.Match, e.Player) }, "lifted")
	require.True(t, shard.bars(a.Match, e.Player), "that was a kick")
}

// Whoever goes elsewhere has left: his shard hears which stint is over, and so of who is banned while leading a seat.
func TestShardsHearWhichStintIsOver(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	ann, g := h.player(t)
	first, err := ann.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	stint := func(a api.Assignment) int64 {
		c, err := api.VerifyJoin([]ed25519.PublicKey{h.key.Public}, a.Join, time.Now())
		require.NoError(t, err)
		require.Positive(t, c.Stint)
		return c.Stint
	}
	one := stint(first)
	second, err := ann.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	two := stint(second)
	require.NotEqual(t, one, two)
	over := func(a api.Assignment, stint int64) string { return fmt.Sprint(a.Match, "/", a.Seat, "/", stint) }
	soon(t, func() bool { return shard.hasFreed(over(first, one)) }, "she moved on")
	where, err := ann.Where(t.Context(), second.Match)
	require.NoError(t, err)
	require.Equal(t, two, stint(where), "the same stint")
	_, err = h.judge(t).Punish(t.Context(), api.SanctionRequest{Player: g.Player, Kind: api.Ban, Reason: "cheats"})
	require.NoError(t, err)
	require.True(t, shard.hasFreed(over(second, two)), "at once")
	require.True(t, shard.bars(first.Match, g.Player) && shard.bars(second.Match, g.Player), "in every match of hers")
}

// One guest cannot fill the moderators' list, nor can many of one address; others are heard.
func TestComplaintsAreBounded(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	h.m.moderation.reports.rate, h.m.moderation.reports.burst = 0, 20
	_, victim := h.player(t)
	complains := func(address, token string) (code int, after string) {
		w := h.came(address, "POST", "/v1/players/"+victim.Player+"/complaints", `{"reason":"abuse"}`,
			"Authorization", "Bearer "+token)
		return w.Code, w.Header().Get("Retry-After")
	}
	_, spammer := h.player(t)
	codes := map[int]int{}
	for range 10 {
		code, _ := complains("192.0.2.1:7", spammer.Token)
		codes[code]++
	}
	require.Equal(t, map[int]int{http.StatusOK: maxReportsOf, http.StatusTooManyRequests: 10 - maxReportsOf}, codes)
	_, after := complains("192.0.2.1:7", spammer.Token)
	require.Equal(t, "3600", after)
	codes = map[int]int{}
	for range 12 {
		_, g := h.player(t)
		code, _ := complains("192.0.2.1:7", g.Token)
		codes[code]++
	}
	require.Equal(t, map[int]int{http.StatusOK: 9, http.StatusTooManyRequests: 3}, codes, "11 of 20 were asked before")
	_, honest := h.player(t)
	code, _ := complains("192.0.2.2:7", honest.Token)
	require.Equal(t, http.StatusOK, code)
	accused, err := h.judge(t).Accused(t.Context())
	require.NoError(t, err)
	require.Len(t, accused, 1)
	require.Len(t, accused[0].By, 11)
	require.Equal(t, spammer.Player, accused[0].By[0].Player, "with most of them")
}
