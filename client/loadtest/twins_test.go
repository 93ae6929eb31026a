package loadtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"muster/ai"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// fakeQueue is a matchmaker that is always ready, reached without a network so that tests run in virtual time.
type fakeQueue struct {
	mu     sync.Mutex
	guests int
	seats  int
	left   []string
	broken bool // refuses to sign anybody in
}

func (q *fakeQueue) client() *http.Client { return &http.Client{Transport: q} }

func (q *fakeQueue) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	q.serve(w, r)
	return w.Result(), nil
}

func (q *fakeQueue) serve(w http.ResponseWriter, r *http.Request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.broken:
		w.WriteHeader(http.StatusForbidden)
	case r.URL.Path == "/v1/guests":
		q.guests++
		_ = json.NewEncoder(w).Encode(api.Guest{Player: "p", Token: fmt.Sprint("token ", q.guests)})
	case r.URL.Path == "/v1/tickets":
		seat := q.seats % 2
		match := fmt.Sprint("m", q.seats/2)
		q.seats++
		_ = json.NewEncoder(w).Encode(api.Ticket{
			ID: "t", Status: api.Assigned, Assignment: &api.Assignment{Match: match, Seat: seat},
		})
	case r.Method == http.MethodDelete:
		q.left = append(q.left, r.URL.Path)
		w.WriteHeader(http.StatusNoContent)
	}
}

// fakeLink is a match of one squad that shows a view each 50 ms.
type fakeLink struct {
	seat    int
	play    play
	tick    game.Tick
	seq     uint32
	answers []game.Answer
	squad   game.SquadView
	stats   client.Stats
	closed  bool
}

// play says what happens in a fakeLink, by tick; zero for never.
type play struct {
	late     int // so many joins come after the match's end
	ends     game.Tick
	silent   game.Tick // the next view comes 3 s late
	drops    game.Tick // the link is lost for 3 s
	breaks   game.Tick // the link is closed for good
	twice    bool      // answers come twice
	refuses  bool
	unseated bool
	back     game.Tick // the match goes on from half of it,
	restored bool      // and the bot is told why
}

func (l *fakeLink) Setup() *game.Setup { return &game.Setup{} }
func (l *fakeLink) Seat() int          { return l.seat }
func (l *fakeLink) Stats() client.Stats {
	return l.stats
}

func (l *fakeLink) Seats() []wire.SeatNews {
	leader := game.Player
	if l.play.unseated {
		leader = game.AI
	}
	return []wire.SeatNews{{Seat: uint8(l.seat), Leader: leader}}
}

func (l *fakeLink) Resume() client.Join { return client.Join{Match: "m0", Token: []byte("token")} }
func (l *fakeLink) Close() error        { l.closed = true; return nil }
func (l *fakeLink) Say(game.Talk) error { return nil }

func (l *fakeLink) Order(o game.Order) (uint32, error) {
	if l.seq == 5 {
		return 0, errors.New("window is full")
	}
	l.seq++
	a := game.Answer{Seat: uint8(l.seat), Seq: l.seq, Tick: l.tick + 1}
	if l.play.refuses {
		a.Refusal = game.NoWay
	} else {
		l.squad.Order, l.squad.X, l.squad.Y = o.Kind, o.X, o.Y
	}
	l.answers = append(l.answers, a)
	if l.play.twice {
		l.answers = append(l.answers, a)
	}
	return l.seq, nil
}

func (l *fakeLink) Next(ctx context.Context) (client.Update, error) {
	l.tick++
	l.squad.Alive = 1
	pause := 50 * time.Millisecond
	switch l.tick {
	case l.play.silent:
		pause = 3 * time.Second
	case l.play.drops:
		return client.Update{Link: client.Reconnecting}, nil
	case l.play.drops + 1:
		if l.play.drops > 0 {
			pause = 3 * time.Second
			l.stats.Reconnects++
		}
	case l.play.breaks:
		return client.Update{Link: client.Closed, Err: errors.New("went away")}, nil
	}
	select {
	case <-ctx.Done():
		return client.Update{}, ctx.Err()
	case <-time.After(pause):
	}
	l.stats.Views++
	l.stats.BytesIn += 100
	l.stats.BytesOut += 10
	v := &game.View{Tick: l.tick, Squads: []game.SquadView{l.squad}}
	if l.tick == l.play.ends {
		v.Result.Reason = game.Elimination
	}
	u := client.Update{View: v, Answers: l.answers}
	l.answers = nil
	if l.tick == l.play.back {
		l.tick, l.seq, l.play.back = l.tick/2, 0, 0
		u = client.Update{Restored: l.play.restored, View: &game.View{Tick: l.tick}}
	}
	return u, nil
}

// marcher orders its squad about once a second.
type marcher struct{}

func (marcher) Think(v *game.View, _ []game.Talk) []game.Order {
	if v.Tick%20 != 1 {
		return nil
	}
	return []game.Order{{Kind: game.Move, X: uint16(v.Tick), Y: 7}}
}

func march(*game.Setup, uint8, uint64) ai.Commander { return marcher{} }
