package server

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// call asks the control API as the queue does.
func (h *house) call(method, path, body string) *httptest.ResponseRecorder {
	token, err := api.SignService(h.key, "mm", "s1", time.Now())
	require.NoError(h.t, err)
	return h.callWith(token, method, path, body)
}

func (h *house) callWith(token, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	h.srv.Control(func(issuer string) (ed25519.PublicKey, bool) {
		return h.key.Public().(ed25519.PublicKey), issuer == "mm"
	}).ServeHTTP(w, r)
	return w
}

func TestControlWantsAServiceToken(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		stranger, err := api.SignService(h.key, "who", "s1", time.Now())
		require.NoError(t, err)
		elsewhere, err := api.SignService(h.key, "mm", "s2", time.Now())
		require.NoError(t, err)
		for _, token := range []string{"", stranger, elsewhere, h.ticket(1, 0)} {
			w := h.callWith(token, "GET", "/v1/matches", "")
			require.Equal(t, http.StatusUnauthorized, w.Code)
			require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
		}
		require.Equal(t, http.StatusOK, h.call("GET", "/v1/matches", "").Code)
	})
}

func TestOpeningMatches(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		var asked []string
		h.srv.cfg.Scenarios = func(name string) (*game.Setup, error) {
			asked = append(asked, name)
			return h.zone.setup, nil
		}
		require.Equal(t, http.StatusOK, h.call("PUT", "/v1/matches/m1", `{"scenario":"duel","seed":7}`).Code)
		require.Empty(t, asked, "it runs already")
		require.Equal(t, http.StatusOK, h.call("PUT", "/v1/matches/m2", `{"scenario":"duel","seed":7}`).Code)
		require.Equal(t, []string{"duel"}, asked)
		require.Equal(t, http.StatusUnprocessableEntity, h.call("PUT", "/v1/matches/m3", `{"scenaro":"duel"}`).Code)
		require.Equal(t, http.StatusNoContent, h.call("POST", "/v1/drain", "").Code)
		require.Equal(t, http.StatusServiceUnavailable, h.call("PUT", "/v1/matches/m3", `{"scenario":"duel"}`).Code)

		require.Equal(t, http.StatusNoContent, h.call("POST", "/v1/matches/m1/end", "").Code)
		h.tick()
		require.Equal(t, http.StatusGone, h.call("PUT", "/v1/matches/m1", `{"scenario":"duel"}`).Code)
	})
}

// The queue says how good the commanders of a match shall be, and may say so again; a level that is not there is told.
func TestCommandersAreOfTheLevelThatTheQueueWants(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		var mu sync.Mutex
		var made []string
		h.srv.cfg.Levels = func(name string) (Commanders, error) {
			if name == "marshal" {
				return nil, errors.New("there is no commander marshal")
			}
			return func(_ string, _ *game.Setup, seat uint8, _ uint64) ai.Commander {
				mu.Lock()
				defer mu.Unlock()
				made = append(made, fmt.Sprint(name, seat))
				return keeper{}
			}, nil
		}
		for range 2 { // the second changes nothing
			require.Equal(t, http.StatusOK, h.call("PUT", "/v1/matches/m1", `{"scenario":"duel","ai":["elite",""]}`).Code)
			h.tick()
		}
		require.Equal(t, []string{"elite0"}, made)
		require.Equal(t, http.StatusOK, h.call("PUT", "/v1/matches/m1", `{"scenario":"duel","ai":["recruit","regular"]}`).Code)
		h.tick()
		require.ElementsMatch(t, []string{"elite0", "recruit0", "regular1"}, made)
		refused := h.call("PUT", "/v1/matches/m1", `{"scenario":"duel","ai":["elite","marshal"]}`)
		require.Equal(t, http.StatusUnprocessableEntity, refused.Code)
		require.Contains(t, refused.Body.String(), "ai of seat 1: there is no commander marshal")
	})
}

func TestAKickedPlayerStaysOut(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, w := h.join(1, 0)
		require.Equal(t, http.StatusNoContent, h.call("PUT", "/v1/matches/m1/barred", `{"players":["ann"]}`).Code)
		synctest.Wait()
		require.Equal(t, wire.Left, want[*wire.Goodbye](t, c).Reason)
		for _, m := range []*wire.Hello{hello("", w.Token), hello(h.ticket(2, 0), nil), hello(h.ticket(3, -1), nil)} {
			require.Equal(t, wire.Left, want[*wire.Goodbye](t, h.knock(m)).Reason, "not to play and not to watch")
		}
		require.Equal(t, http.StatusNotFound, h.call("PUT", "/v1/matches/m9/barred", `{"players":["ann"]}`).Code)

		h.stop()
		h.open() // it was started again, and hears of it from the queue
		require.Equal(t, http.StatusOK, h.call("PUT", "/v1/matches/m1", `{"scenario":"duel","barred":["ann"]}`).Code)
		require.Equal(t, wire.Left, want[*wire.Goodbye](t, h.knock(hello("", w.Token))).Reason)
		require.Equal(t, http.StatusNoContent, h.call("PUT", "/v1/matches/m1/barred", `{"players":[]}`).Code)
		back := h.knock(hello("", w.Token))
		h.tick()
		want[*wire.Welcome](t, back)
	})
}

// In a match that was resumed, or taken over, nobody is heard until the queue has said who is muted: a restart must not
// give anybody the word back.
func TestNobodyIsHeardUntilTheQueueSaysWhoIsMuted(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.reports = func(context.Context, api.MatchReport) error { return nil }
		h.stop()
		h.open()
		c, _ := h.join(1, 0)
		says := func() string {
			require.NoError(t, c.Send(t.Context(), &wire.Talk{Talk: game.Talk{Text: "hello"}}))
			synctest.Wait()
			n := want[*wire.Notice](t, c)
			return n.Key
		}
		require.Equal(t, "talk.not_yet", says())
		require.Equal(t, http.StatusOK, h.call("PUT", "/v1/matches/m1",
			`{"scenario":"duel","seats":[{"seat":0,"player":"ann","name":"Ann","muted":"2100-01-01T00:00:00Z"}]}`).Code)
		require.Equal(t, "talk.muted", says())
		require.Equal(t, http.StatusNoContent, h.call("PUT", "/v1/players/ann/mute", `{"until":"1999-01-01T00:00:00Z"}`).Code)
		said := len(h.zone.in.Talk)
		require.NoError(t, c.Send(t.Context(), &wire.Talk{Talk: game.Talk{Text: "hello"}}))
		synctest.Wait()
		require.Len(t, h.zone.in.Talk, said+1)
	})
}

func TestASeatOfferedToAnotherIsTaken(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, w := h.join(1, 0)
		require.Equal(t, http.StatusNoContent, h.call("PUT", "/v1/matches/m1/seats/0", `{"player":"bob","name":"Bob"}`).Code)
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, c).Reason)
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, h.knock(hello("", w.Token))).Reason)
	})
}

// A match that ended before its shard could say so is not gone on with: whoever was asked to reports how it ended.
func TestAnEndedMatchThatIsTakenOverIsReported(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		told := make(chan api.MatchReport, 1)
		h.reports = func(_ context.Context, r api.MatchReport) error { told <- r; return nil }
		h.stop()
		h.open()
		require.Equal(t, http.StatusGone, h.call("POST", "/v1/matches/over/take-over", "").Code)
		require.Equal(t, api.MatchReport{Match: "over", Winner: 1, Reason: "elimination", Ticks: 900}, <-told)
	})
}

func TestTakingOverAndDraining(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		told := 0
		h.srv.cfg.Drained = func() { told++ }
		for range 2 {
			require.Equal(t, http.StatusNoContent, h.call("POST", "/v1/matches/m1/take-over", "").Code,
				"and again: it goes on here already")
		}
		require.Equal(t, http.StatusServiceUnavailable, h.call("POST", "/v1/matches/m9/take-over", "").Code)
		require.Equal(t, http.StatusUnauthorized, h.callWith("", "POST", "/v1/matches/m1/take-over", "").Code)
		require.Equal(t, http.StatusNoContent, h.call("POST", "/v1/drain", "").Code)
		require.True(t, h.srv.Draining())
		require.Equal(t, http.StatusServiceUnavailable, h.call("POST", "/v1/matches/m1/take-over", "").Code,
			"a shard that drains takes nothing over")
		require.Equal(t, http.StatusServiceUnavailable, h.call("PUT", "/v1/matches/m2", `{"scenario":"duel"}`).Code)
		require.Equal(t, http.StatusNoContent, h.call("DELETE", "/v1/drain", "").Code)
		require.Equal(t, http.StatusNoContent, h.call("POST", "/v1/matches/m1/take-over", "").Code)
		require.Equal(t, 2, told, "once for each change")
	})
}

// A match that waits for another release is not to be given up: the queue hears 412 whatever it asks, and players hear
// which release it needs. One that the operator has given up is unknown.
func TestAMatchThatWaitsForAnotherRelease(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		for match, status := range map[string]int{
			"foreign": http.StatusPreconditionFailed,
			"void":    http.StatusNotFound,
		} {
			require.Equal(t, status, h.call("PUT", "/v1/matches/"+match, `{"scenario":"duel"}`).Code)
			require.Equal(t, status, h.call("POST", "/v1/matches/"+match+"/take-over", "").Code)
			require.Equal(t, status, h.call("DELETE", "/v1/matches/"+match+"/seats/0", "").Code)
		}
		require.Contains(t, h.call("PUT", "/v1/matches/foreign", `{"scenario":"duel"}`).Body.String(), "release v2")
		ticket, err := api.SignJoin(h.key, api.JoinClaims{
			ID: [16]byte{1}, Match: "foreign", Seat: 0, Player: "ann", Expires: time.Now().Add(time.Minute),
		})
		require.NoError(t, err)
		bye := want[*wire.Goodbye](t, h.knock(&wire.Hello{Oldest: 1, Newest: 1, Match: "foreign", Ticket: ticket}))
		require.Equal(t, wire.Quarantined, bye.Reason)
		require.Contains(t, bye.Text, "release v2")
	})
}

// A muted player's talk reaches nobody from the moment on that the queue says so, until it says otherwise.
func TestMutedPlayersAreNotHeard(t *testing.T) {
	var m mutes
	m.set("p", time.Now().Add(time.Hour))
	require.True(t, m.has("p", time.Now()))
	require.False(t, m.has("q", time.Now()))
	require.False(t, m.has("p", time.Now().Add(2*time.Hour)), "it has expired")
	m.set("p", time.Time{})
	require.False(t, m.has("p", time.Now()), "it was lifted")
}

// Another shard has a copy of a replay kept, and may do nothing else; the queue, which has no replays, may not.
func TestOtherShardsMayHaveReplaysKeptAndNothingElse(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		kept, why := api.KeptReplay{Records: 3, Head: "ab"}, error(nil)
		h.srv.cfg.Peers = func(id string) (ed25519.PublicKey, bool) {
			return h.key.Public().(ed25519.PublicKey), id == "s2"
		}
		h.srv.cfg.KeepReplay = func(context.Context, string) (api.KeptReplay, error) { return kept, why }
		peer, err := api.SignService(h.key, "s2", "s1", time.Now())
		require.NoError(t, err)
		w := h.callWith(peer, "PUT", "/v1/matches/m9/replay", "")
		require.Equal(t, http.StatusOK, w.Code)
		require.JSONEq(t, `{"records":3,"head":"ab"}`, w.Body.String())
		require.Equal(t, http.StatusUnauthorized, h.call("PUT", "/v1/matches/m9/replay", "").Code)
		for _, path := range []string{"/v1/drain", "/v1/matches/m1/end", "/v1/matches/m1/take-over", "/v1/none"} {
			require.Equal(t, http.StatusUnauthorized, h.callWith(peer, "POST", path, "").Code, path)
		}
		why = ErrNoReplay
		require.Equal(t, http.StatusNotFound, h.callWith(peer, "PUT", "/v1/matches/m9/replay", "").Code)
		why = errors.New("it is being made")
		require.Equal(t, http.StatusServiceUnavailable, h.callWith(peer, "PUT", "/v1/matches/m9/replay", "").Code)
	})
}

// book is a log that remembers what was asked of it.
type book struct {
	asked api.LogQuery
	level api.LogLevelRequest
}

func (b *book) Read(_ context.Context, q api.LogQuery) (api.LogPage, error) {
	b.asked = q
	return api.LogPage{Lines: []api.LogLine{{Text: "hello"}}}, nil
}

func (b *book) SetLevel(r api.LogLevelRequest) error {
	b.level = r
	return r.Check()
}

// The queue reads the log of the process, and has it log more: nobody else does.
func TestTheProcessesLog(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		require.Equal(t, http.StatusNotFound, h.call("GET", "/v1/own/log", "").Code, "it keeps none")
		b := &book{}
		h.srv.cfg.Logbook = b
		w := h.call("GET", "/v1/own/log?match=m1&level=warn&limit=7&after=2026-11-30T12:00:00.5Z", "")
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, w.Body.String(), `"text":"hello"`)
		require.Equal(t, api.LogQuery{
			Match: "m1", Level: api.LogWarn, Limit: 7, After: time.Date(2026, 11, 30, 12, 0, 0, 5e8, time.UTC),
		}, b.asked)
		for _, wrong := range []string{"level=loud", "limit=x", "limit=100000", "before=now"} {
			require.Equal(t, http.StatusUnprocessableEntity, h.call("GET", "/v1/own/log?"+wrong, "").Code, wrong)
		}
		put := func(body string) int { return h.call("PUT", "/v1/own/log-level", body).Code }
		require.Equal(t, http.StatusNoContent, put(`{"level":"debug","seconds":600}`))
		require.Equal(t, api.LogLevelRequest{Level: api.LogDebug, Seconds: 600}, b.level)
		require.Equal(t, http.StatusUnprocessableEntity, put(`{"level":"loud"}`))
		require.Equal(t, http.StatusUnprocessableEntity, put(`{"lvl":"debug"}`))
		require.Equal(t, http.StatusUnauthorized, h.callWith("", "GET", "/v1/own/log", "").Code)
		require.Equal(t, http.StatusUnauthorized, h.callWith(h.ticket(1, 0), "PUT", "/v1/own/log-level", `{}`).Code)
	})
}

// The records of a match that runs are given to the queue as late as spectators are, once it has said how late that is.
func TestTheRecordsOfAMatchThatRunsAreLate(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		const path = "/v1/matches/m1/so-far"
		require.Equal(t, http.StatusNotFound, h.call("GET", path, "").Code, "nothing is kept")
		var asked []game.Tick
		h.srv.cfg.SoFar = func(_ context.Context, match string, until game.Tick) ([]byte, error) {
			require.Equal(t, "m1", match)
			asked = append(asked, until)
			return []byte("records"), nil
		}
		m, _ := h.srv.find("m1")
		m.terms.Store(nil)
		require.Equal(t, http.StatusServiceUnavailable, h.call("GET", path, "").Code, "nobody has said")
		m.setSpectators(api.Spectators{Delay: 1})
		late := m.terms.Load().ticks
		require.Positive(t, late)
		for h.zone.at = range late + 4 {
			code := h.call("GET", path, "").Code
			require.Equal(t, h.zone.at > late, code == http.StatusOK, "at tick %d", h.zone.at)
		}
		require.Equal(t, []game.Tick{1, 2, 3}, asked)
		w := h.call("GET", path, "")
		require.Equal(t, "records", w.Body.String())
		h.srv.cfg.SoFar = func(context.Context, string, game.Tick) ([]byte, error) { return nil, errors.New("away") }
		require.Equal(t, http.StatusServiceUnavailable, h.call("GET", path, "").Code)
		require.Equal(t, http.StatusUnauthorized, h.callWith(h.ticket(1, 0), "GET", path, "").Code)
	})
}

// What happens in a match now is told on the private listener alone, to a queue, and holds nothing older.
func TestASightOfAMatchIsOfNow(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		const path = "/v1/matches/m1/sight"
		require.Equal(t, http.StatusServiceUnavailable, h.call("GET", path, "").Code, "nothing has happened")
		h.zone.all = func(at game.Tick) *game.View {
			return &game.View{Tick: at, Audience: game.All, Units: []game.UnitView{{ID: 1, HP: uint8(at)}}}
		}
		m, _ := h.srv.find("m1")
		m.setSpectators(api.Spectators{Delay: 300, NoOrders: true})
		for _, at := range []game.Tick{5, 9} {
			h.zone.at = at
			w := h.call("GET", path, "")
			require.Equal(t, http.StatusOK, w.Code)
			s, err := wire.DecodeSight(w.Body.Bytes())
			require.NoError(t, err)
			require.Equal(t, m.packed(), s.Setup)
			v, err := wire.NewIncoming(nil).Receive(s.Frame)
			require.NoError(t, err)
			require.Equal(t, []any{at, uint8(at)}, []any{v.Tick, v.Units[0].HP})
		}
		require.Equal(t, http.StatusUnauthorized, h.callWith("", "GET", path, "").Code)
		require.Equal(t, http.StatusUnauthorized, h.callWith(h.ticket(1, 0), "GET", path, "").Code)
		require.Equal(t, http.StatusNotFound, h.call("GET", "/v1/matches/m2/sight", "").Code)
	})
}
