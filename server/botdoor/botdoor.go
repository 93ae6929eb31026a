// Package botdoor lets bots in that speak no QUIC: over a WebSocket they speak "muster lines" (package ai/lines), a
// message a line, with the join ticket that the queue gave them.
//
//	GET /v1/matches/{id}/lines           Upgrade: websocket; Authorization: Bearer TICKET, or ?ticket=TICKET
//	> {"begin":{..}}                     as in ai/lines: > is the server
//	< {"ready":{..}}
//	  ..
//	> {"end":{..}}, and the WebSocket is closed: 1000 when the match is over, 1008 when the bot broke off, 1001 else
//
// A message has at most 32 KiB and forty come in a second: whoever sends more is let go, and so is whoever loses a
// hundred turns in a row.
//
// For the match the bot is a player: the door dials the shard by QUIC for it, spends its ticket there, resends its
// orders and finds its seat again when the match moves. Before the upgrade a refusal has an HTTP status.
package botdoor

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"muster/ai/lines"
	"muster/client"
	"muster/client/commander"
	"muster/clientip"
	"muster/game"
	"muster/matchmaker/api"
)

// Queue knows tickets and where matches live.
type Queue interface {
	// Ticket reads a join ticket of this queue's.
	Ticket(ticket string) (api.JoinClaims, error)
	// Where reports where the seat of a ticket is now, and makes another ticket for it. The status is that of the
	// API's answer.
	Where(ctx context.Context, c api.JoinClaims) (a api.Assignment, status int, err error)
}

// Config is what a Door needs.
type Config struct {
	Queue   Queue
	Origins []string          // of web pages whose bots may come in beside those of our own; "*" for all
	Proxies *clientip.Proxies // whose word about whom a request comes from counts; nil for nobody's
	Log     *slog.Logger

	dial func(ctx context.Context, cfg client.Config) (commander.Link, error) // client.Dial, but in tests
}

// Door is the handler of /v1/matches/{id}/lines.
type Door struct {
	cfg    Config
	places *places
	here   sync.WaitGroup // bots that are served
}

// New makes a door.
func New(cfg Config) *Door { return &Door{cfg: cfg, places: newPlaces()} }

// Handler lets bots in, and has all of them leave when ctx ends.
func (d *Door) Handler(ctx context.Context) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.serve(ctx, w, r) })
}

// Wait returns when all bots have left, as they do when a Handler's ctx ends, or have not for too long. Nobody else
// waits for them: a server that shuts down has nothing to do with connections that became WebSockets.
func (d *Door) Wait() {
	left := make(chan struct{})
	go func() {
		d.here.Wait()
		close(left)
	}()
	select {
	case <-left:
	case <-time.After(writeWithin):
	}
}

// serve returns when the bot has left, or its match is over.
func (d *Door) serve(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	d.here.Add(1)
	defer d.here.Done()
	c, ticket, refused := d.admit(r)
	if refused != nil {
		refused.write(w)
		return
	}
	leave, refused := d.places.acquire(clientip.Network(d.cfg.Proxies.Of(r)))
	if refused != nil {
		refused.write(w)
		return
	}
	defer leave()
	game, refused := d.join(r.Context(), c, ticket)
	if refused != nil {
		refused.write(w)
		return
	}
	defer game.Close()
	up := websocket.Upgrader{
		ReadBufferSize: 4096, WriteBufferSize: 4096, HandshakeTimeout: writeWithin,
		CheckOrigin: func(*http.Request) bool { return true }, // handshake has done it
	}
	ws, err := up.Upgrade(hijackable{w}, r, nil)
	if err != nil {
		return // it was answered
	}
	d.lead(ctx, game, newLink(ws), c)
}

// admit reads the ticket.
func (d *Door) admit(r *http.Request) (c api.JoinClaims, ticket string, refused *refusal) {
	if refused := d.handshake(r); refused != nil {
		return c, "", refused
	}
	ticket, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		ticket = r.URL.Query().Get("ticket")
	}
	c, err := d.cfg.Queue.Ticket(ticket)
	switch {
	case err != nil:
		return c, "", &refusal{http.StatusUnauthorized, "a join ticket of this queue is needed: " + err.Error()}
	case c.Match != r.PathValue("id"):
		return c, "", &refusal{http.StatusForbidden, "the ticket is for another match"}
	case c.Seat < 0:
		return c, "", &refusal{http.StatusForbidden, "the ticket is a spectator's: it has no seat to lead"}
	}
	return c, ticket, nil
}

// join takes the seat, by the ticket that the bot has.
func (d *Door) join(ctx context.Context, c api.JoinClaims, ticket string) (commander.Link, *refusal) {
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	a, status, err := d.cfg.Queue.Where(ctx, c)
	if err != nil {
		return nil, &refusal{status, err.Error()}
	}
	a.Join = ticket
	cfg := client.Config{Join: commander.JoinOf(a), Where: func(ctx context.Context, _ string) (client.Join, error) {
		now, status, err := d.cfg.Queue.Where(ctx, c)
		return commander.JoinOf(now), client.Told(status, err)
	}}
	game, err := commander.Enter(ctx, cfg, joinWithin, d.cfg.dial)
	if err != nil {
		return nil, &refusal{http.StatusConflict, err.Error()}
	}
	return game, nil
}

// lead has the bot lead its seat until the match is over, the link to it is, or the bot is gone.
func (d *Door) lead(ctx context.Context, l commander.Link, bot *link, c api.JoinClaims) {
	log := d.cfg.Log.With("match", c.Match, "player", c.Player, "seat", c.Seat)
	ctx, gone := context.WithCancel(ctx)
	defer gone()
	go func() {
		<-bot.gone
		gone()
	}()
	log.Info("a bot leads a seat by the WebSocket")
	s := commander.Sit(l, lines.Over("the bot", bot).New, uint64(c.Seat))
	ended := game.Result{}
	for ended.Reason == game.NotOver {
		u, err := l.Next(ctx)
		if err != nil || u.Link == client.Closed {
			break
		}
		if ended = commander.Ended(u); ended.Reason != game.NotOver {
			break
		}
		s.Order(s.Think(u), func(uint32, game.Order) {})
		s.Say()
		if err := s.Fault(); err != nil {
			log.Debug("a bot lost its turn", "error", err)
		}
	}
	bot.why(ended)
	s.Finish(ended)
	bot.Cut()
	log.Info("the bot leads no more", "reason", ended.Reason)
}
