//go:build window

package screen

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/host"
	"muster/client/screen/lobby"
	"muster/client/screen/pages"
	"muster/client/screen/settings"
	"muster/client/screen/ui"
	"muster/game"
	"muster/matchmaker/api"
)

// desk answers for a matchmaker, from a table of what is there.
type desk struct {
	mu  sync.Mutex
	has map[string]any
}

// thirdInLine is a ticket that waits for its second player.
var thirdInLine = api.Ticket{
	ID: "t1", Mode: "ranked", Status: api.Waiting, Created: moment.Add(-42 * time.Second), Place: 3, Estimate: 25,
	Why: "1 of 2 players are there, within 310 points by now; AI commanders fill the rest in 48 s; number 3 in line",
	Reasons: []api.Reason{
		{Kind: api.PlayersWithin, Numbers: map[string]int{"found": 1, "seats": 2, "points": 310}},
		{Kind: api.Fill, Numbers: map[string]int{"seconds": 48}},
	},
}

func (d *desk) RoundTrip(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := httptest.NewRecorder()
	if v, ok := d.has[r.Method+" "+r.URL.Path]; ok {
		_ = json.NewEncoder(w).Encode(v)
	} else {
		w.WriteHeader(http.StatusNotFound)
	}
	return w.Result(), nil
}

// moment is when the pictures are taken.
var moment = time.Unix(1000, 0)

func newDesk() *desk {
	played := time.Date(2026, 3, 14, 15, 9, 26, 0, time.Local)
	why := &api.Why{
		Players: []api.WhySeat{
			{Seat: 0, Team: 0, Player: "p1", Name: "Ada", Points: 1512, Deviation: 60, Waited: 14, RTT: 23},
			{Seat: 1, Team: 1, Player: "p2", Name: "Bo 伯", Points: 1540, Deviation: 45, Waited: 31, RTT: 48},
		},
		WinChance: []float64{0.46, 0.54},
		GaveWay:   []api.Reason{{Kind: api.Apart, Numbers: map[string]int{"points": 140, "wished": 100}}},
	}
	return &desk{has: map[string]any{
		"POST /v1/guests": api.Session{
			Player: "p1", Name: "Ada", Token: "t", Expires: time.Now().Add(time.Hour), Refresh: "r",
		},
		"GET /v1/account": api.Account{
			Player: "p1", Name: "Ada", Guest: true,
			Ratings: []api.Rating{{Mode: "ranked", Points: 1512, Deviation: 60}},
		},
		"GET /v1/modes": []api.Mode{
			{
				Name: "quick", Title: "Quick match", Scenarios: []string{"duel", "arena"}, Open: true, PartyMax: 8,
				Hold: 300,
			},
			{
				Name: "ranked", Title: "Ranked match", Scenarios: []string{"duel"}, Rated: true, Accept: 20, Fill: 90,
				PartyMax: 4, Hold: -1,
			},
		},
		"GET /v1/matches": []api.Match{
			{
				ID: "m1", Mode: "quick", Scenario: "arena", Seats: 4, Taken: 3, Open: true,
				Begun: moment.Add(-6 * time.Minute),
			},
			{ID: "m2", Mode: "ranked", Scenario: "duel", Seats: 2, Taken: 2, Begun: moment.Add(-17 * time.Minute)},
		},
		"GET /v1/invitations": []api.Invitation{
			{Party: "g2", Code: "QRST", From: api.Member{Player: "p7", Name: "Cleo"}},
		},
		"GET /v1/party": api.Party{
			ID: "g1", Code: "K3QW7Z2M", Leader: "p1",
			Members: []api.Member{{Player: "p1", Name: "Ada"}, {Player: "p2", Name: "Bo 伯"}},
			Invited: []api.Member{{Player: "p3", Name: "~Dee Łę"}},
		},
		"GET /v1/matches/m1": api.Match{
			ID: "m1", Scenario: "duel", Why: why, Ended: moment, Replay: "/v1/matches/m1/replay",
		},
		"GET /v1/players/p1/matches": []api.Played{
			{
				Match: "m1", Mode: "ranked", Scenario: "duel", Winner: 1, Reason: "elimination", Rated: true,
				Before: 1512, After: 1494, Ended: played, Replay: "/v1/matches/m1/replay",
			},
			{
				Match: "m0", Mode: "quick", Scenario: "arena", Winner: 0, Reason: "score_reached",
				Ended: played.Add(-time.Hour),
			},
			{
				Match: "m8", Mode: "ranked", Scenario: "ridge", Winner: -1, Reason: "clock_ran_out", Rated: true,
				Before: 1508, After: 1512, Ended: played.Add(-26 * time.Hour),
			},
		},
	}}
}

// visit signs in at a desk.
func (d *desk) visit(t *testing.T, a *app) {
	a.pages.Lobby = lobby.Enter(lobby.Config{Addr: "example.org:7480", Name: "Ada", HTTP: &http.Client{Transport: d}})
	require.Eventually(t, func() bool {
		s := a.pages.Lobby.State()
		return s.Here && s.Me.Name != "" && s.Party != nil
	}, time.Minute, time.Millisecond)
}

// queue is a ticket that the desk gives and keeps.
func (d *desk) queue(t *testing.T, a *app, ticket api.Ticket) {
	d.mu.Lock()
	d.has["POST /v1/tickets"], d.has["GET /v1/tickets/t1"] = ticket, ticket
	d.mu.Unlock()
	a.pages.Lobby.Queue(api.TicketRequest{})
	require.Eventually(t, func() bool {
		s := a.pages.Lobby.State()
		return s.Ticket != nil && s.Ticket.Status == ticket.Status && !s.Busy
	}, time.Minute, time.Millisecond)
}

// atTheLobby opens the matchmaker's page at a tab, the second way to play being chosen.
func atTheLobby(a *app, tab int) {
	a.Open(pages.Online)
	a.settle()
	if a.pages.Lobby != nil {
		use(a, "lobby.mode", ui.Input{More: true})
		use(a, fmt.Sprint("tab.online.", tab), ui.Input{Accept: true})
	}
}

// rated reports whether the page knows what a match did to the rating, and why its players met.
func rated(a *app) bool {
	return !reads(a, a.Words.Say("rating.unknown")) && reads(a, a.Words.Say("rating.why"))
}

func TestTheLobbyLooksAsItDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			a.paintNow()
			a.Chosen.Matchmaker = "example.org:7480"
			show := func(name string, tab int) {
				atTheLobby(a, tab)
				take(t, a, l, name)
			}
			show("online.door", 0)
			d := newDesk()
			d.visit(t, a)
			defer a.pages.Depart()
			show("online.matches", 1)
			show("online.party", 2)
			a.pages.Lobby.LookBack()
			require.Eventually(t, func() bool {
				return len(a.pages.Lobby.State().Played) == 3
			}, time.Minute, time.Millisecond)
			show("online.history", 3)
			d.queue(t, a, thirdInLine)
			show("online.waiting", 0)
			d.queue(t, a, api.Ticket{
				ID: "t1", Mode: "ranked", Status: api.Proposed, Created: moment,
				Proposal: &api.Proposal{
					Match: "m1", Scenario: "duel", By: moment.Add(13 * time.Second), Players: 2, Accepted: 1,
				},
			})
			show("online.proposed", 0)
		})
	}
}

// around are servers on the local network.
type around []host.Nearby

func (n around) Find(context.Context) ([]host.Nearby, error) { return n, nil }

func TestServersNearbyLookAsTheyDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			a.paintNow()
			show := func(name string, found around) {
				a.pages.Nearby = found
				a.Open(pages.Online)
				a.settle()
				require.Eventually(t, func() bool {
					a.settle()
					return !reads(a, a.Words.Say("nearby.looking"))
				}, time.Minute, time.Millisecond)
				a.settle()
				take(t, a, l, name)
			}
			show("online.alone", nil)
			show("online.nearby", around{
				{Name: "Ada's server", Version: "891aebf", Players: 3, URL: "http://192.168.1.5:7480"},
				{Name: "伯的服务器", Players: 0, URL: "http://192.168.1.6:7480"},
				{
					Name: "a name as long as it may be, 40 letters.", Version: "891aebf-and-more-of-", Players: 12345,
					URL: "http://[fd00::7]:7480",
				},
			})
		})
	}
}

// holds has the desk keep a seat for the player.
func (d *desk) holds(until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.has["GET /v1/seat"] = api.Seated{
		Match: "m1", Mode: "quick", Scenario: "arena", Seat: 2, Begun: moment.Add(-6 * time.Minute), Until: until,
	}
}

func TestTheWayBackLooksAsItDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			a.paintNow()
			d := newDesk()
			d.holds(moment.Add(4*time.Minute + 12*time.Second))
			d.visit(t, a)
			defer a.pages.Depart()
			a.Open(pages.Title)
			a.settle()
			take(t, a, l, "title.return")
			a.Open(pages.Online)
			a.settle()
			take(t, a, l, "online.return")
		})
	}
}

// The game ended in the middle of a match, by a crash or with the power. Started again it is at the matchmaker at once,
// as the same player, offers the way back, and goes it; when the match is over it asks no more.
func TestAGameThatEndedInAMatchOffersTheWayBack(t *testing.T) {
	onMain(func() {
		d := newDesk()
		d.has["POST /v1/sessions/refresh"] = d.has["POST /v1/guests"]
		delete(d.has, "POST /v1/guests") // or it would be somebody else
		d.holds(time.Time{})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer, _ := d.RoundTrip(r)
			w.WriteHeader(answer.StatusCode)
			_, _ = io.Copy(w, answer.Body)
		}))
		defer server.Close()
		addr := server.Listener.Addr().String()
		store := &settings.Memory{}
		s := settings.Default("en")
		s.Guests = map[string]string{addr: "r"}
		require.NoError(t, settings.Save(store, s))
		begin := func() *app {
			a, err := newApp(Config{Host: still{}, Settings: store, Language: "en"})
			require.NoError(t, err)
			a.ground = painted
			a.fit(wide, high, 1)
			return a
		}
		a := begin()
		require.Nil(t, a.pages.Lobby, "nothing was begun: nobody is asked")
		a.pages.Enter(addr)
		seat := func() bool { a.step(time.Now()); return a.pages.Seat() != nil }
		require.Eventually(t, seat, time.Minute, time.Millisecond)
		a.step(time.Now()) // and then the power goes

		a = begin()
		require.NotNil(t, a.pages.Lobby)
		require.Equal(t, "title", a.top().name(), "who would rather do something else is not kept from it")
		require.Eventually(t, seat, time.Minute, time.Millisecond)
		require.Eventually(t, func() bool {
			return a.pages.Lobby.State().Me.Name == "Ada"
		}, time.Minute, time.Millisecond)
		use(a, "return", ui.Input{Accept: true})
		require.Equal(t, "wait", a.top().name())
		back, _ := a.source.Seat()
		require.Equal(t, "m1", back.Match)
		require.Equal(t, 2, back.Seat)

		d.mu.Lock()
		delete(d.has, "GET /v1/seat")
		d.mu.Unlock()
		require.Eventually(t, func() bool {
			a.step(time.Now())
			return a.Chosen.Playing == ""
		}, time.Minute, time.Millisecond)
		a.pages.Depart()
		require.Nil(t, begin().pages.Lobby, "it is over")
	})
}

func TestThePlayerIsCalledToTheMatchFromAnyPage(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		d := newDesk()
		d.visit(t, a)
		defer a.pages.Depart()
		a.Open(pages.Title)
		a.Open(pages.Settings)
		a.settle()
		require.Equal(t, "settings", a.top().name())
		d.queue(t, a, api.Ticket{ID: "t1", Status: api.Proposed, Proposal: &api.Proposal{Match: "m1"}})
		a.settle()
		require.Equal(t, "online", a.top().name(), "to accept it")
		a.Open(pages.Keys)
		d.queue(t, a, api.Ticket{
			ID: "t1", Status: api.Assigned, Assignment: &api.Assignment{Match: "m1", Scenario: "duel"},
		})
		a.step(a.Now)
		require.Equal(t, "wait", a.top().name())
		seat, _ := a.source.Seat()
		require.Equal(t, "m1", seat.Match)
	})
}

func TestAfterAMatchWithOthersLooksAsItDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			d := newDesk()
			d.visit(t, a)
			defer a.pages.Depart()
			f := fight(t, a, "duel", 0, 0)
			a.source = pages.Assigned(a.pages, api.Assignment{Match: "m1", Scenario: "duel"}, api.TicketRequest{})
			f.Battle.Seated([]client.SeatNews{{Seat: 0, Name: "Ada"}, {Seat: 1, Team: 1, Name: "Bo 伯"}})
			b := a.shown(f)
			for name, open := range map[string]func(){
				"over.rating": func() {
					a.Over(pages.Result(a.pages, b))
					use(a, "tab.result.3", ui.Input{Accept: true})
					require.Eventually(t, func() bool { a.settle(); return rated(a) }, time.Minute, time.Millisecond)
				},
				"over.report": func() {
					a.Over(pages.Phrases(b))
					use(a, "tell.1", ui.Input{Accept: true})
				},
				"over.mute": func() { a.Over(pages.Phrases(b)) },
			} {
				a.show(shown{battlefield{f}})
				open()
				a.settle()
				take(t, a, l, name)
			}
		})
	}
}

func TestTheNetworkPanelTellsWhoLags(t *testing.T) {
	for _, l := range looks[:2] {
		onMain(func() {
			a := newTestApp(t, l)
			f := fight(t, a, "arena", 0, 300)
			f.Panels.Net = true
			f.Battle.Seated([]client.SeatNews{
				{Seat: 0, Name: "Ada"},
				{Seat: 1, Name: "Bo 伯", Leader: game.Player},
				{Seat: 2, Name: "Cleo", Leader: game.Player},
				{Seat: 3, Leader: game.AI},
			})
			f.Battle.Reseat(client.SeatNews{Seat: 1, Name: "Bo 伯", Leader: game.AI}, a.Now)
			f.Battle.Announce("shard.draining", a.Now)
			f.Link.Stats = client.Stats{
				RTT: 84 * time.Millisecond, Jitter: 11 * time.Millisecond, Lost: 0.013, BytesIn: 1_310_000,
				BytesOut: 96_000, Reconnects: 1, Server: 1,
			}
			for i := range 40 {
				f.Link.Trip(int64(i), 60+float64(i*i%37)*4)
			}
			a.show(shown{battlefield{f}})
			take(t, a, l, "battle.network")
		})
	}
}

// Who looks at a victory is not called away to the next match: the page has a button to it.
func TestNobodyIsCalledAwayFromTheEndOfAMatch(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a, d := newTestApp(t, l), newDesk()
			d.visit(t, a)
			defer a.pages.Depart()
			f := fight(t, a, "duel", 0, 0)
			a.source = pages.Assigned(a.pages, api.Assignment{Match: "m1", Scenario: "duel"}, api.TicketRequest{})
			a.show(battlefield{f})
			a.Over(pages.Result(a.pages, a.shown(f)))
			d.queue(t, a, api.Ticket{
				ID: "t1", Status: api.Assigned, Assignment: &api.Assignment{Match: "m2", Scenario: "duel"},
			})
			a.settle()
			require.Equal(t, "result", a.top().name(), "the victory stays")
			pressOn(t, a, "result.next")
			a.settle()
			require.Equal(t, "wait", a.top().name())
			seat, _ := a.source.Seat()
			require.Equal(t, "m2", seat.Match)
		})
	}
}

// playing has the desk know of matches that the player plays: two wait for the player, one for somebody else, and one
// is in real time.
func (d *desk) playing() {
	d.mu.Lock()
	defer d.mu.Unlock()
	me := api.GameSeat{Player: "p1", Name: "Ada", You: true, Waited: true}
	d.has["GET /v1/players/me/games"] = []api.Game{
		{
			Match: "m7", Mode: "correspondence", Scenario: "clearing", Correspondence: true, Open: true, Turn: 4,
			Yours: true, Due: moment.Add(53*time.Hour + 20*time.Minute),
			Players: []api.GameSeat{me, {Seat: 1, Team: 1, Name: "Bo 伯"}},
		},
		{
			Match: "m6", Mode: "correspondence", Scenario: "farms", Correspondence: true, Open: true, Turn: 11,
			Players: []api.GameSeat{{Player: "p1", You: true}, {Seat: 1, Team: 1, Name: "~Dee Łę", Waited: true}},
		},
		{
			Match: "m5", Mode: "correspondence", Scenario: "pond", Correspondence: true, Open: true, Turn: 2,
			Yours: true, Due: moment.Add(25 * time.Minute), Players: []api.GameSeat{me},
		},
		{Match: "m1", Mode: "quick", Scenario: "arena", Open: true, Seat: 2, Players: []api.GameSeat{me}},
	}
}

func TestTheGamesThatOnePlaysLookAsTheyDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a, d := newTestApp(t, l), newDesk()
			a.paintNow()
			d.playing()
			d.visit(t, a)
			defer a.pages.Depart()
			atTheLobby(a, 4)
			take(t, a, l, "online.games")
			use(a, "games.give_up.0", ui.Input{Accept: true})
			a.settle()
			take(t, a, l, "online.give_up")
			use(a, "give_up.keep", ui.Input{Accept: true})
			a.settle()
			use(a, "games.open.1", ui.Input{Accept: true})
			require.Equal(t, "wait", a.top().name())
			seat, _ := a.source.Seat()
			require.Equal(t, "m6", seat.Match)
		})
	}
}

// A link in a message leads to the match that it is of, of many that one plays.
func TestALinkLeadsToOneOfManyGames(t *testing.T) {
	onMain(func() {
		a, d := newTestApp(t, looks[0]), newDesk()
		d.playing()
		d.visit(t, a)
		defer a.pages.Depart()
		a.pages.Home = "example.org:7480"
		listed := func() bool { return len(a.pages.Lobby.State().Games) == 4 }
		require.Eventually(t, listed, time.Minute, time.Millisecond)
		a.pages.Follow(host.Link{Match: "m6"})
		comes := func() bool { a.step(a.Now); return a.top().name() == "wait" }
		require.Eventually(t, comes, time.Minute, time.Millisecond)
		seat, _ := a.source.Seat()
		require.Equal(t, "m6", seat.Match)
	})
}

// telling has the desk know where and when the player is told of turns.
func (d *desk) telling() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.has["GET /v1/players/me/notices"] = api.Notices{
		NoticeWishes: api.NoticeWishes{Zone: "Asia/Shanghai", QuietFrom: "22:30", QuietTo: "07:00"},
		Ways: []api.NoticeWay{
			{ID: "w1", Kind: api.ByMail, Target: "ada@example.org", Confirmed: true},
			{ID: "w2", Kind: api.ByWebhook, Target: "https://discord.com/api/webhooks/1/x"},
		},
		Offers: []api.NoticeKind{api.ByMail, api.ByWebhook, api.ByPush}, Key: "key",
	}
	d.has["POST /v1/players/me/notices/ways"] = api.NoticeWay{
		ID: "w3", Kind: api.ByWebhook, Target: "https://x.example", Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
	}
}

func TestWhereOneIsToldOfTurnsLooksAsItDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a, d := newTestApp(t, l), newDesk()
			a.paintNow()
			a.pages.Push, a.pages.Copy = browserPush{}, func(string) {}
			d.playing()
			d.telling()
			d.visit(t, a)
			defer a.pages.Depart()
			atTheLobby(a, 4)
			use(a, "games.notices", ui.Input{Accept: true})
			known := func() bool { a.settle(); s := a.pages.Lobby.State(); return s.Notices != nil && !s.Busy }
			require.Eventually(t, known, time.Minute, time.Millisecond)
			take(t, a, l, "online.notices")
			use(a, "notices.browser", ui.Input{Accept: true})
			require.Eventually(t, func() bool {
				a.settle()
				s := a.pages.Lobby.State()
				return s.Secret != "" && !s.Busy
			}, time.Minute, time.Millisecond)
		})
	}
}

// browserPush is a browser that lets itself be told.
type browserPush struct{}

func (browserPush) Subscribe(context.Context, string) (endpoint, auth, p256dh string, err error) {
	return "https://push.example/1", "a", "p", nil
}
