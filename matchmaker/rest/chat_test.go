package rest

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// A moderator reads what was written in the match of a report, what teams wrote to themselves, too; the audit log says
// so. Nobody else does, and neither does who is reported or plays.
func TestAModeratorReadsTheChatAroundAReport(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	ctx := t.Context()
	victim, _ := h.player(t)
	a, err := victim.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	rude, r := h.player(t)
	b, err := rude.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	require.Equal(t, a.Match, b.Match)
	report, err := victim.Complain(ctx, r.Player, api.ComplaintRequest{Reason: "abuse", Match: a.Match})
	require.NoError(t, err)
	mod := h.judge(t)
	audited := func() (n int) {
		log, err := mod.AuditOf(ctx, r.Player, 0, 100)
		require.NoError(t, err)
		for _, e := range log {
			if e.What == "read chat" {
				n++
				require.Equal(t, "report "+report.ID+", match "+a.Match, e.Detail)
			}
		}
		return n
	}

	_, err = mod.Chat(ctx, report.ID)
	require.Equal(t, http.StatusNotFound, api.StatusOf(err), "the records are gone")
	require.ErrorContains(t, err, "the records of this match are kept no more")
	require.Zero(t, audited(), "nothing was read")
	shard.says(a.Match, api.MatchSaid{Tick: 400, Rate: 20, Lines: []api.Said{
		{Tick: 100, Seat: b.Seat, Team: true, Text: "<b>you</b> fools"},
		{Tick: 200, Seat: a.Seat, Phrase: "say.help"},
		{Tick: 300, Seat: 3, AI: true, Text: "I come"},
		{Tick: 300, Seat: 99, Text: "from nowhere"},
	}})
	chat, err := mod.Chat(ctx, report.ID)
	require.NoError(t, err)
	require.Equal(t, 1, audited())
	require.Len(t, chat.Lines, 3)
	require.Equal(t, []any{"<b>you</b> fools", "team", r.Player, b.Seat, false}, []any{
		chat.Lines[0].Text, chat.Lines[0].Channel, chat.Lines[0].Player, chat.Lines[0].Seat, chat.Lines[0].AI,
	})
	require.NotEmpty(t, chat.Lines[0].Name)
	require.Equal(t, []any{"say.help", "all"}, []any{chat.Lines[1].Phrase, chat.Lines[1].Channel})
	require.Equal(t, []any{true, ""}, []any{chat.Lines[2].AI, chat.Lines[2].Player})
	require.Equal(t, report.ID, chat.Complaint.ID)

	for who, c := range map[string]*api.Client{
		"the victim": victim, "who is reported": rude, "nobody": api.NewClient(h.url, patient),
		"a viewer": api.NewClient(h.url, patient).As(h.somebody(t, api.RoleViewer)),
	} {
		_, err = c.Chat(ctx, report.ID)
		require.Contains(t, []int{401, 403}, api.StatusOf(err), who)
	}
	require.NoError(t, h.m.store.SetRole(ctx, r.Player, api.RoleModerator))
	_, err = rude.Chat(ctx, report.ID)
	require.ErrorContains(t, err, "this report is about you")
	own, err := victim.Account(ctx)
	require.NoError(t, err)
	require.NoError(t, h.m.store.SetRole(ctx, own.Player, api.RoleModerator))
	_, err = victim.Chat(ctx, report.ID)
	require.ErrorContains(t, err, "you or your party play in this match")
	require.Equal(t, 1, audited())

	_, err = mod.Chat(ctx, "none")
	require.Equal(t, http.StatusNotFound, api.StatusOf(err))
	of, err := victim.Complain(ctx, r.Player, api.ComplaintRequest{Reason: "name"})
	require.NoError(t, err)
	_, err = mod.Chat(ctx, of.ID)
	require.ErrorContains(t, err, "names no match")

	require.NoError(t, shard.report(t, victim, "queue-1", api.MatchReport{
		Match: a.Match, Winner: 1, Reason: "clock", Ticks: 400,
	}))
	_, err = victim.Chat(ctx, report.ID)
	require.NoError(t, err, "when it is over nothing in it is a secret")
	require.NoError(t, meet.RemoveShard(ctx, "shard-1"))
	_, err = mod.Chat(ctx, report.ID)
	require.Equal(t, http.StatusServiceUnavailable, api.StatusOf(err), "the shard may come back")
}

// What a team says is kept from who may not watch: who is in a party with a player, or was removed. Who reads it counts
// as one who watches; the machine's operator is nobody.
func TestTheChatOfAMatchIsGuardedAsWatchingIs(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	ctx := t.Context()
	ann, _ := h.player(t)
	seat, err := ann.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	rude, r := h.player(t)
	_, err = rude.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	report, err := ann.Complain(ctx, r.Player, api.ComplaintRequest{Reason: "abuse", Match: seat.Match})
	require.NoError(t, err)
	shard.says(seat.Match, api.MatchSaid{Tick: 400, Rate: 20, Lines: []api.Said{{Tick: 100, Team: true, Text: "left"}}})
	friend, f := h.player(t)
	removed, k := h.player(t)
	_, err = removed.Seat(ctx, "arena", nil)
	require.NoError(t, err)
	_, err = h.judge(t).Punish(ctx, api.SanctionRequest{
		Player: k.Player, Kind: api.Kick, Match: seat.Match, Reason: "rude",
	})
	require.NoError(t, err)
	mod, m := h.player(t)
	for _, player := range []string{f.Player, k.Player, m.Player} {
		require.NoError(t, h.m.store.SetRole(ctx, player, api.RoleModerator))
	}
	watches := func(player string) bool {
		known, err := h.m.store.Watches(ctx, seat.Match, player)
		require.NoError(t, err)
		return known
	}

	machine := api.NewClient("http://localhost", &http.Client{Transport: within{h}})
	_, err = machine.Chat(ctx, report.ID)
	require.NoError(t, err)
	require.False(t, watches(api.MachineOperator))
	_, err = mod.Chat(ctx, report.ID)
	require.NoError(t, err)
	require.True(t, watches(m.Player))

	p, err := ann.FoundParty(ctx)
	require.NoError(t, err)
	_, err = friend.JoinParty(ctx, p.Code)
	require.NoError(t, err)
	for why, c := range map[string]*api.Client{"you or your party play": friend, "you were removed": removed} {
		_, err = c.Chat(ctx, report.ID)
		require.Equal(t, http.StatusForbidden, api.StatusOf(err), why)
		require.ErrorContains(t, err, why)
	}
	require.NoError(t, shard.report(t, ann, "queue-1", api.MatchReport{
		Match: seat.Match, Winner: 1, Reason: "clock", Ticks: 400,
	}))
	for _, c := range []*api.Client{friend, removed} {
		_, err = c.Chat(ctx, report.ID)
		require.NoError(t, err, "when it is over nothing in it is a secret")
	}
}

// Of a report after the match its last minutes are told, and of too many lines the last ones.
func TestTheChatIsThatAroundTheReport(t *testing.T) {
	ended := time.Date(2026, 11, 25, 20, 0, 0, 0, time.UTC)
	r := store.Match{Teams: []int{0, 1}, Begun: ended.Add(-time.Hour), Ended: ended}
	said := api.MatchSaid{Tick: 72_000, Rate: 20} // an hour
	for minute := range int64(60) {
		said.Lines = append(said.Lines, api.Said{Tick: minute * 1200, Seat: 0, Text: "."})
	}
	holders := []store.Holder{
		{Player: "first", Seat: 0, Since: ended.Add(-time.Hour)},
		{Player: "next", Seat: 0, Since: ended.Add(-5 * time.Minute)},
		{Player: "other", Seat: 1},
	}
	chat := around(&api.Complaint{Created: ended.Add(3 * time.Hour)}, &r, &said, holders, ended.Add(24*time.Hour))
	require.Len(t, chat.Lines, 10)
	require.Equal(t, ended.Add(-10*time.Minute), chat.Lines[0].At)
	require.Equal(t, "first", chat.Lines[4].Player)
	require.Equal(t, "next", chat.Lines[5].Player)
	chat = around(&api.Complaint{Created: ended.Add(-30 * time.Minute)}, &r, &said, holders, ended)
	require.Len(t, chat.Lines, 13)
	require.Equal(t, ended.Add(-28*time.Minute), chat.Lines[12].At)
	r.Begun = ended.Add(-2 * time.Hour) // it stood still for an hour, nobody knows when
	chat = around(&api.Complaint{Created: ended.Add(-30 * time.Minute)}, &r, &said, holders, ended)
	require.Len(t, chat.Lines, 40, "each may have been written then")
	said.Lines = nil
	for range maxChat + 7 {
		said.Lines = append(said.Lines, api.Said{Tick: 71_999})
	}
	chat = around(&api.Complaint{Created: ended}, &r, &said, holders, ended)
	require.Equal(t, []int{7, maxChat}, []int{chat.Left, len(chat.Lines)})
	require.Empty(t, around(&api.Complaint{Created: ended}, &r, &api.MatchSaid{}, nil, ended).Lines)
}

// A shard tells the newest lines of a match alone. Where older ones may have been around the report, too, it is said
// how many they are.
func TestLinesThatTheShardLeftOutAreCounted(t *testing.T) {
	ended := time.Date(2026, 11, 25, 20, 0, 0, 0, time.UTC)
	r := store.Match{Teams: []int{0, 1}, Begun: ended.Add(-time.Hour), Ended: ended}
	said := api.MatchSaid{Tick: 72_000, Rate: 20, Left: 9}
	said.Lines = []api.Said{{Tick: 60_000}} // 10 minutes before the end
	reported := func(before time.Duration) api.Chat {
		return around(&api.Complaint{Created: ended.Add(-before)}, &r, &said, nil, ended)
	}
	early := reported(30 * time.Minute)
	require.Empty(t, early.Lines)
	require.Equal(t, 9, early.Left)
	require.Zero(t, reported(0).Left, "all from then on are told")
	require.Equal(t, 9, reported(time.Minute).Left, "a minute of it is not")
	said.Lines = nil
	for range maxChat + 7 {
		said.Lines = append(said.Lines, api.Said{Tick: 71_999})
	}
	require.Equal(t, 16, reported(0).Left)
}

// says has the shard keep what was written in a match.
func (s *fakeShard) says(match string, said api.MatchSaid) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = map[string]api.MatchSaid{match: said}
}
