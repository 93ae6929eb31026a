package lobby

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/shard/registry"
)

// house is a real matchmaker over HTTP, with one shard that does as told.
func house(t *testing.T) (addr string) {
	addr, _ = houseOf(t)
	return addr
}

// houseOf is a house with its keeper.
func houseOf(t *testing.T) (addr string, m *matchmaker.Matchmaker) {
	meet := registry.NewMemory(time.Hour)
	shard := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(shard.Close)
	public, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	hash := sha256.Sum256(shard.Certificate().Raw)
	require.NoError(t, meet.PutShard(t.Context(), registry.Shard{
		ID: "shard-1", Addr: "127.0.0.1:4433", CertHash: hash[:], Control: shard.URL, PublicKey: public, Capacity: 100,
	}))
	m, err = matchmaker.Open(t.Context(), matchmaker.Config{
		ID: "queue-1", URL: "http://queue", DataDir: t.TempDir(), Registry: meet,
		Scenarios: []api.ScenarioInfo{{Name: "duel", Teams: []int{0, 1}}, {Name: "arena", Teams: []int{0, 0, 1, 1}}},
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- m.Run(ctx) }()
	server := httptest.NewServer(m.Handler())
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
		require.NoError(t, m.Close())
		server.Close()
	})
	return server.Listener.Addr().String(), m
}

// player signs in under a name.
func player(t *testing.T, addr, name string) *Lobby {
	l := Enter(Config{Addr: addr, Name: name})
	t.Cleanup(l.stop)
	until(t, l, func(s *State) bool { return s.Here && s.Me.Name == api.GuestMark+name })
	return l
}

// until waits for things to stand as wanted.
func until(t *testing.T, l *Lobby, wanted func(s *State) bool) State {
	var s State
	require.Eventually(t, func() bool {
		s = l.State()
		return wanted(&s)
	}, time.Minute, 5*time.Millisecond, "%+v", l.State())
	return s
}

// seat waits for what the queue assigns.
func seat(t *testing.T, l *Lobby) (a api.Assignment) {
	require.Eventually(t, func() (ok bool) { a, ok = l.Seat(); return ok }, time.Minute, 5*time.Millisecond)
	return a
}

func TestAPlayerQueuesAndGetsASeat(t *testing.T) {
	t.Parallel()
	l := player(t, house(t), "Ann")
	require.NotEmpty(t, l.State().Modes)
	l.Queue(api.TicketRequest{Scenario: "duel"})
	got := seat(t, l)
	require.Equal(t, "duel", got.Scenario)
	require.Equal(t, "127.0.0.1:4433", got.Addr)
	_, again := l.Seat()
	require.False(t, again, "a seat is taken once")
	until(t, l, func(s *State) bool { return len(s.Matches) == 1 && s.Matches[0].ID == got.Match })
}

// A frame in somebody else's page looks as nobody: an account is made when something needs a player, and once.
func TestAFrameSignsInWhenSomethingNeedsAPlayer(t *testing.T) {
	t.Parallel()
	addr := house(t)
	host := player(t, addr, "Ann")
	host.Queue(api.TicketRequest{Scenario: "duel"})
	match := seat(t, host).Match
	l := Enter(Config{Addr: addr, Name: "Eve", Framed: true})
	t.Cleanup(l.stop)
	s := until(t, l, func(s *State) bool { return s.Here && s.Looked })
	require.NotEmpty(t, s.Modes)
	a, err := l.Watch(t.Context(), match)
	require.NoError(t, err)
	require.Equal(t, -1, a.Seat)
	_, err = l.Client().Account(t.Context())
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(err), "nobody has signed in")
	first, err := l.Player(t.Context())
	require.NoError(t, err)
	me, err := first.Account(t.Context())
	require.NoError(t, err)
	require.Equal(t, api.GuestMark+"Eve", me.Name)
	again, err := l.Player(t.Context())
	require.NoError(t, err)
	same, err := again.Account(t.Context())
	require.NoError(t, err)
	require.Equal(t, me.Player, same.Player)
}

// A match was over before its player came: the seat is given back, and the player is in the queue again by itself.
func TestALatePlayerQueuesAgain(t *testing.T) {
	t.Parallel()
	addr := house(t)
	l := player(t, addr, "Ann")
	wish := api.TicketRequest{Scenario: "duel"}
	l.Queue(wish)
	got := seat(t, l)
	require.False(t, l.Elsewhere(got.Match, api.TicketRequest{Match: got.Match}), "no other was wished for")
	require.True(t, l.Elsewhere(got.Match, wish))
	again := seat(t, l)
	require.NotEqual(t, got.Join, again.Join)
	history, err := l.Client().Export(t.Context())
	require.NoError(t, err)
	require.Len(t, history.Tickets, 2, "another ticket, not the same once more")
}

func TestWhoeverWaitsIsToldWhyAndMayLeave(t *testing.T) {
	t.Parallel()
	l := player(t, house(t), "Ann")
	l.Queue(api.TicketRequest{Mode: "ranked", Scenario: "duel"})
	s := until(t, l, func(s *State) bool { return s.Ticket != nil && s.Ticket.Place > 0 })
	require.Contains(t, s.Ticket.Why, "1 of 2 players are there")
	require.True(t, l.Waiting())
	l.Cancel()
	until(t, l, func(s *State) bool { return s.Ticket == nil && !s.Busy })
}

func TestARankedMatchIsAcceptedByBoth(t *testing.T) {
	t.Parallel()
	addr := house(t)
	a, b := player(t, addr, "Ann"), player(t, addr, "Bob")
	for _, l := range []*Lobby{a, b} {
		l.Queue(api.TicketRequest{Mode: "ranked", Scenario: "duel"})
	}
	for _, l := range []*Lobby{a, b} {
		until(t, l, func(s *State) bool { return s.Ticket != nil && s.Ticket.Status == api.Proposed })
		l.Accept()
	}
	require.Equal(t, seat(t, a).Match, seat(t, b).Match)
}

func TestAPartyIsFoundedJoinedLedAndLeft(t *testing.T) {
	t.Parallel()
	addr := house(t)
	a, b := player(t, addr, "Ann"), player(t, addr, "Bob")
	a.FoundParty()
	s := until(t, a, func(s *State) bool { return s.Party != nil })
	b.JoinParty(s.Party.Code)
	until(t, b, func(s *State) bool { return s.Party != nil && len(s.Party.Members) == 2 })
	until(t, a, func(s *State) bool { return len(s.Party.Members) == 2 })

	a.Queue(api.TicketRequest{Scenario: "arena"})
	require.Equal(t, seat(t, a).Match, seat(t, b).Match, "whoever follows the leader is seated too")

	a.HandLead(b.State().Me.Player)
	until(t, b, func(s *State) bool { return s.Party.Leader == s.Me.Player })
	b.RemoveMember(a.State().Me.Player)
	until(t, a, func(s *State) bool { return s.Party == nil })
	b.LeaveParty()
	until(t, b, func(s *State) bool { return s.Party == nil })
}

func TestTheNextStayIsTheSamePlayers(t *testing.T) {
	t.Parallel()
	addr := house(t)
	kept := make(chan string, 8)
	first := Enter(Config{Addr: addr, Name: "Ann", Keep: func(refresh string) { kept <- refresh }})
	s := until(t, first, func(s *State) bool { return s.Here && s.Me.Player != "" })
	first.Leave()
	again := Enter(Config{Addr: addr, Name: "somebody else", Refresh: <-kept})
	t.Cleanup(again.stop)
	require.Equal(t, s.Me.Player, until(t, again, func(s *State) bool { return s.Here && s.Me.Player != "" }).Me.Player)
	lost := Enter(Config{Addr: addr, Name: "Bob", Refresh: "made up"})
	t.Cleanup(lost.stop)
	until(t, lost, func(s *State) bool { return s.Here && s.Me.Name == api.GuestMark+"Bob" })
}

func TestNobodyThereIsTold(t *testing.T) {
	t.Parallel()
	l := Enter(Config{Addr: "127.0.0.1:1"})
	t.Cleanup(l.stop)
	s := until(t, l, func(s *State) bool { return !s.Busy })
	require.False(t, s.Here)
	require.ErrorContains(t, s.Err, "sign in as guest")
}

func TestWhatAMatchDidIsAskedForUntilItIsKnown(t *testing.T) {
	t.Parallel()
	l := player(t, house(t), "Ann")
	l.Queue(api.TicketRequest{Scenario: "duel"})
	a := l.After(seat(t, l).Match, true)
	defer a.Stop()
	require.Eventually(t, func() bool {
		m, _, _ := a.Known()
		return m != nil && m.Why != nil
	}, time.Minute, 5*time.Millisecond)
	match, played, err := a.Known()
	require.NoError(t, err)
	require.Equal(t, l.State().Me.Player, match.Why.Players[0].Player)
	require.Nil(t, played, "it has not ended")
}

func TestAReportReachesTheModerators(t *testing.T) {
	t.Parallel()
	addr, m := houseOf(t)
	ann, bob := player(t, addr, "Ann"), player(t, addr, "Bob")
	for _, l := range []*Lobby{ann, bob} {
		l.Queue(api.TicketRequest{Mode: "ranked", Scenario: "duel"})
	}
	for _, l := range []*Lobby{ann, bob} {
		until(t, l, func(s *State) bool { return s.Ticket != nil && s.Ticket.Status == api.Proposed })
		l.Accept()
	}
	at, of := seat(t, ann), seat(t, bob)
	what := api.ComplaintRequest{Reason: "abuse", Match: at.Match, Text: "shouts 骂人"}
	require.NoError(t, ann.Complain(t.Context(), of.Seat, what))
	require.ErrorIs(t, ann.Complain(t.Context(), 7, what), ErrNobody)
	what.Reason = "his hat"
	require.Error(t, ann.Complain(t.Context(), of.Seat, what), "no such reason")

	guest := api.NewClient("http://"+addr, nil)
	s, err := guest.Register(t.Context(), "Mona", "a long password")
	require.NoError(t, err)
	code, err := m.NameOperator(t.Context(), "Mona")
	require.NoError(t, err)
	require.Empty(t, code)
	s, err = guest.Refresh(t.Context(), s.Refresh) // its token is of the new role
	require.NoError(t, err)
	told, err := guest.In(s, nil).Complaints(t.Context())
	require.NoError(t, err)
	require.Len(t, told, 1)
	require.Equal(t, []string{ann.State().Me.Player, bob.State().Me.Player, "abuse", at.Match, "shouts 骂人"},
		[]string{told[0].By, told[0].Player, told[0].Reason, told[0].Match, told[0].Text})
}

func TestAPlayerLooksBack(t *testing.T) {
	t.Parallel()
	l := player(t, house(t), "Ann")
	l.LookBack()
	s := until(t, l, func(s *State) bool { return !s.Busy && s.Err == nil })
	require.Empty(t, s.Played)
}

// A game that was ended in the middle of a match, by a crash or with the power, finds the seat again: the next stay
// knows it at once, and the way back.
func TestTheNextStayKnowsOfTheSeat(t *testing.T) {
	t.Parallel()
	addr := house(t)
	kept := make(chan string, 8)
	first := Enter(Config{Addr: addr, Name: "Ann", Keep: func(refresh string) { kept <- refresh }})
	until(t, first, func(s *State) bool { return s.Here && s.Looked })
	require.Nil(t, first.State().Seated)
	first.Queue(api.TicketRequest{Scenario: "duel"})
	a := seat(t, first)
	first.stop() // nobody says goodbye

	again := Enter(Config{Addr: addr, Refresh: <-kept})
	t.Cleanup(again.stop)
	s := until(t, again, func(s *State) bool { return s.Looked })
	require.Equal(t, a.Match, s.Seated.Match)
	require.Equal(t, "duel", s.Seated.Scenario)
	require.WithinDuration(t, time.Now().Add(5*time.Minute), s.Seated.Until, time.Minute)
	back, err := again.Client().Where(t.Context(), s.Seated.Match)
	require.NoError(t, err)
	require.Equal(t, a.Seat, back.Seat)

	require.NoError(t, again.Client().Leave(t.Context(), a.Match))
	until(t, again, func(s *State) bool { return s.Seated == nil })
}
