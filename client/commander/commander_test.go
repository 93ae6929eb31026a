package commander

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// A commander's process is killed: from the next tick on the server's AI leads its squads, everybody is told, and it
// hands them back when the process is there again, in the same seat, though the queue is away.
func TestAKilledCommanderIsStoodInForAndComesBack(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		w := h.witness()
		defer w.Close()
		first := h.start(Kept{})
		w.sees(game.Player)
		now := w.watches(5 * time.Second)
		require.Empty(t, h.ai[0].since(now-20), "nobody thinks for a seat whose player leads")

		first.kill()
		told := w.sees(game.AI)
		require.LessOrEqual(t, told, now+2, "everybody is told with the next tick")
		require.Equal(t, wire.LostLink, w.Seats()[0].Parting, "and why")
		w.watches(5 * time.Second)
		thoughts := h.ai[0].since(now)
		require.LessOrEqual(t, thoughts[0], now+2, "and from then on the server's AI thinks for it")
		require.Greater(t, len(thoughts), 90, "with each view")

		h.set(func() { h.away = true })
		second := h.start(first.kept)
		now = w.sees(game.Player)
		w.watches(5 * time.Second)
		require.Empty(t, h.ai[0].since(now+2), "it leads again")
		h.set(func() { h.away = false; require.Equal(t, 1, h.guests) })

		// Stopped in good order it keeps its seat, and a third process finds it, even without the token.
		require.NoError(t, second.stop())
		w.sees(game.AI)
		require.Equal(t, wire.WentAway, w.Seats()[0].Parting)
		third := h.start(Kept{Session: second.kept.Session})
		w.sees(game.Player)
		h.set(func() { require.Equal(t, 1, h.guests) })
		require.NoError(t, third.stop())
	})
}

// fake is a match that ends after some views.
type fake struct {
	Link
	views int
	seat  client.Join
	give  error // the reason for which the link is closed, instead
}

func (f *fake) Setup() *game.Setup                     { return &game.Setup{} }
func (f *fake) Seat() int                              { return 0 }
func (f *fake) Seats() []wire.SeatNews                 { return nil }
func (f *fake) Resume() client.Join                    { return f.seat }
func (f *fake) Close() error                           { return nil }
func (f *fake) Order(game.Order) (seq uint32, _ error) { return 1, nil }

func (f *fake) Next(context.Context) (client.Update, error) {
	f.views--
	v := &game.View{Tick: 1}
	switch {
	case f.views == 0 && f.give != nil:
		return client.Update{Link: client.Closed, Err: f.give}, nil
	case f.views == 0:
		v.Result.Reason = game.Elimination
	}
	return client.Update{View: v}, nil
}

// idle orders nothing.
type idle struct{}

func (idle) Think(*game.View, []game.Talk) []game.Order { return nil }

func idles(*game.Setup, uint8, uint64) ai.Commander { return idle{} }

// alone runs a commander in matches that end as they are told to.
func (h *house) alone(cfg Config, kept *Kept, matches ...*fake) error {
	cfg.Queue, cfg.Makes = api.NewClient("http://queue", &http.Client{Transport: h}), idles
	cfg.Keep = func(k Kept) error { *kept = k; return nil }
	cfg.join = func(_ context.Context, c client.Config) (Link, error) {
		if len(matches) == 0 {
			return nil, errors.New("nothing is there")
		}
		m := matches[0]
		matches = matches[1:]
		if m.views == 0 {
			return nil, m.give
		}
		m.seat = client.Join{Match: c.Join.Match, Token: []byte("token")}
		return m, nil
	}
	return Run(h.t.Context(), cfg)
}

func TestMatchAfterMatchIsPlayed(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		var kept Kept
		away := &wire.CloseError{Reason: wire.SeatTaken, Remote: true}
		over := &wire.CloseError{Reason: wire.MatchEnded, Remote: true}
		require.NoError(t, h.alone(Config{Matches: 3}, &kept, &fake{views: 3}, &fake{give: over}, &fake{views: 2},
			&fake{views: 2, give: away}, &fake{views: 1}))
		require.Nil(t, kept.Seat, "nothing is left to come back to")
		require.NotNil(t, kept.Session)
		require.Equal(t, 1, h.guests)
		require.Empty(t, h.holder, "seats are given back")
	})
}

// A seat that is lost meanwhile is asked for at the queue, and then a new one is taken.
func TestASeatThatIsLostIsNotWaitedFor(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		kept := Kept{
			Session: &api.Session{Player: "p", Token: "p", Expires: time.Now().Add(time.Hour)},
			Seat:    &client.Join{Match: "old", Token: []byte("token")},
		}
		taken := &wire.CloseError{Reason: wire.SeatTaken, Remote: true}
		require.NoError(t, h.alone(Config{Matches: 1, Kept: kept}, &kept, &fake{give: taken}, &fake{views: 1}))
		require.Equal(t, []string{"GET /v1/seat", "POST /v1/tickets", "DELETE /v1/matches/m/seat"}, h.calls)
	})
}

// Neither the seat nor the queue is there for minutes: that is one line in the log.
func TestALongOutageDoesNotFillTheLog(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		h.away = true
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		tries, said := 0, strings.Builder{}
		require.NoError(t, Run(ctx, Config{
			Queue: api.NewClient("http://queue", &http.Client{Transport: h}), Makes: idles,
			Kept: Kept{
				Session: &api.Session{Player: "p", Token: "p", Expires: time.Now().Add(time.Hour)},
				Seat:    &client.Join{Match: "m", Token: []byte("token")},
			},
			Log: slog.New(slog.NewTextHandler(&said, nil)),
			join: func(context.Context, client.Config) (Link, error) {
				tries++
				return nil, errors.New("nothing is there")
			},
		}))
		require.Greater(t, tries, 200)
		require.Equal(t, 1, strings.Count(said.String(), "\n"), "%.400s", said.String())
	})
}

func TestAWishThatNobodyFulfilsEndsIt(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		var kept Kept
		h.refuse = http.StatusNotFound
		require.ErrorContains(t, h.alone(Config{}, &kept), "create ticket: 404")
		h.refuse = http.StatusConflict
		require.ErrorContains(t, h.alone(Config{Wish: api.TicketRequest{Match: "m"}}, &kept), "409")
	})
}

// A session that the queue knows no more makes it somebody new.
func TestAForgottenSessionIsReplaced(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		kept := Kept{Session: &api.Session{Player: "p", Token: "p", Refresh: "r", Expires: time.Now().Add(-time.Hour)}}
		require.NoError(t, h.alone(Config{Matches: 1, Kept: kept}, &kept, &fake{views: 1}))
		require.Equal(t, 1, h.guests, "%v", h.calls)
	})
}

// A disk that takes nothing costs the way back alone.
func TestADiskThatTakesNothingStopsNothing(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		var kept Kept
		cfg := Config{Matches: 1}
		cfg.Queue, cfg.Makes = api.NewClient("http://queue", &http.Client{Transport: h}), idles
		cfg.Keep = func(Kept) error { return errors.New("no space left") }
		cfg.join = func(context.Context, client.Config) (Link, error) { return &fake{views: 2}, nil }
		require.NoError(t, Run(t.Context(), cfg))
		require.Nil(t, kept.Seat)
	})
}
