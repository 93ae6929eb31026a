// Package client is a player without a screen: it joins, sends orders, receives views and finds
// its seat again by itself.
//
// orderqueue.go decides; this file and link.go are the goroutines around it.
package client

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"muster/game"
	"muster/server/wire"
)

// Join says where a match is and what opens its door.
type Join struct {
	Addr     string   // UDP host:port
	Others   []string // further addresses of the same server, tried beside the first
	CertHash []byte   // SHA-256 of the shard's certificate
	// SHA-256 of those that browsers are shown, 32 bytes each; empty where those need no hash
	WebHashes []byte
	Match     string
	Ticket    string // join ticket; not needed where Token is given
	Token     []byte // resume token
}

// moved takes over where the match lives now.
func (j *Join) moved(to *wire.Redirect) {
	j.Addr, j.Others, j.CertHash, j.WebHashes = to.Addr, to.Others, to.CertHash, to.WebHashes
}

// Config is what Dial needs.
type Config struct {
	Join Join
	// asks where the match lives now, see Told; nil if nobody knows
	Where func(ctx context.Context, match string) (Join, error)
	// opens a link, given the hashes of all certificates that may be shown; nil for wire.Dial
	Dial  func(ctx context.Context, addr string, certHashes []byte) (wire.Conn, error)
	Log   *slog.Logger
	Setup *game.Setup // known already, if any: it is not sent again when its hash agrees
	// deferred by each goroutine, where it may recover from a panic of ours; nil for one that does not
	Catch func()
}

// What the wire says, for those who know no wire.
type (
	SeatNews = wire.SeatNews // who leads a seat now
	Parting  = wire.Parting  // why its player does no more
	Waiting  = wire.Waiting  // for whom the first tick waits, and how long
	LinkKind = wire.LinkKind // what a link goes over: "quic", "webtransport", "websocket" or "pipe"
	Notice   = wire.Notice   // something to be read: a key of the texts and an argument
)

// The partings.
const (
	Unexplained = wire.Unexplained
	WentAway    = wire.WentAway
	LostLink    = wire.LostLink
	Removed     = wire.Removed
)

// Client is one player's (or spectator's) seat in a match, through any number of links.
type Client struct {
	cfg    Config
	cancel context.CancelFunc
	done   chan struct{}
	wake   chan struct{} // holds one: there is something to send
	news   chan struct{} // holds one: there is something for Next
	live   context.Context
	comes  chan *arrival  // a warm link that Welcome came over
	warmth sync.WaitGroup // of whoever tends warm links

	mu         sync.Mutex
	orderQueue OrderQueue
	setup      *game.Setup
	seat       int
	audience   game.Audience
	seats      []SeatNews
	join       Join
	update     Update
	warm       *warm       // at the standby; nil for none
	says       []game.Talk // to be sent
	over       bool        // update.Link is Closed
	stats      meter
	clock      *Clock
	prediction *Prediction // nil for spectators
}

// Dial joins and returns when the server has said Welcome. ctx bounds the joining only.
func Dial(ctx context.Context, cfg Config) (*Client, error) {
	if cfg.Dial == nil {
		cfg.Dial = wire.Dial
	}
	if cfg.Catch == nil {
		cfg.Catch = func() {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	c := &Client{
		cfg: cfg, done: make(chan struct{}), wake: make(chan struct{}, 1), news: make(chan struct{}, 1),
		setup: cfg.Setup, join: cfg.Join, comes: make(chan *arrival),
		orderQueue: OrderQueue{queue: cfg.Where != nil},
	}
	conn, err := c.enter(ctx)
	if err != nil {
		return nil, err
	}
	c.live, c.cancel = context.WithCancel(context.Background())
	go func() {
		defer c.cfg.Catch()
		c.run(c.live, conn)
	}()
	return c, nil
}

// Setup is the match's immutable set-up.
func (c *Client) Setup() *game.Setup { return c.setup }

// Seat is the client's seat, -1 for a spectator.
func (c *Client) Seat() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seat
}

// Audience is whose views the client gets.
func (c *Client) Audience() game.Audience {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.audience
}

// Order sends an order: Kind, Squad, X, Y and Target count, and of one that is Planned its Turn and At. It returns the
// order's number. It is kept and sent again until it is answered, through any number of links. ErrTooMany when
// AnswerWindow orders are unanswered.
func (c *Client) Order(o game.Order) (seq uint32, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return 0, ErrClosed
	}
	if seq, err = c.orderQueue.Give(o); err == nil && c.prediction != nil && o.Flags&game.Planned == 0 {
		o.Seq = seq
		c.prediction.Gave(o, c.orderQueue.shown)
	}
	poke(c.wake)
	return seq, err
}

// Predict returns a view of Next with the effects of own orders that no view shows yet; the view itself if there are
// none.
func (c *Client) Predict(v *game.View) *game.View {
	c.mu.Lock()
	if c.prediction == nil {
		c.mu.Unlock()
		return v
	}
	f := c.prediction.pending()
	c.mu.Unlock()
	return f.Show(v)
}

// ServerTick is the tick that the server is at now, as far as it is known: views are as old as their way here.
func (c *Client) ServerTick(now time.Time) float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock.At(now)
}

// maxSays is how many lines of talk may wait to be sent: a person types slower; more are refused.
const maxSays = 16

// Say sends talk (Kind, X, Y, Text). What is said while the link is lost is sent when it is found again.
func (c *Client) Say(t game.Talk) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.over:
		return ErrClosed
	case len(c.says) >= maxSays:
		return ErrTooMany
	}
	c.says = append(c.says, t)
	poke(c.wake)
	return nil
}

// Update is what happened since the last call of Next.
type Update struct {
	View    *game.View    // the newest view, nil if there is none since
	Answers []game.Answer // to own orders, each once, in sequence
	Talk    []game.Talk
	Seats   []SeatNews
	Notices []Notice
	// Restored reports that the server was restored from a backup. Nothing counts any more of what was shown before:
	// the match goes on from an earlier moment, unanswered orders are dropped, and numbers of orders come again. View
	// and Answers beside it are of after it.
	Restored bool
	// Moved reports that another server goes on with the match, and that the client has gone over to it by the link
	// that it held there: everything goes on.
	Moved bool

	Waiting *Waiting // the match has not begun and waits for its players; zero when it begins. nil if nothing is new
	Link    LinkStatus
	Stopped bool  // Link is Reconnecting: the match was stopped, and waits for its server's operator
	Err     error // Link is Closed: why
}

// LinkStatus reports how the client and its server are connected.
type LinkStatus uint8

// The states of the link.
const (
	Connected    LinkStatus = iota
	Reconnecting            // lost the link, tries to find the seat again
	Closed                  // for good: left, match over, or refused
)

// Next waits for something new. After Link is Closed, Next returns that Update again.
func (c *Client) Next(ctx context.Context) (Update, error) {
	select {
	case <-c.news:
	case <-ctx.Done():
		return Update{}, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.update
	c.update = Update{Link: u.Link, Stopped: u.Stopped, Err: u.Err}
	if c.over {
		poke(c.news)
	}
	return u, nil
}

// Seats reports who leads each seat, in seat order, as last heard.
func (c *Client) Seats() []SeatNews {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]SeatNews(nil), c.seats...)
}

// Resume holds the newest resume token and where to use it: a restarted program may come back with it.
func (c *Client) Resume() Join {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.join
}

// Stats reports how the link does.
func (c *Client) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stats.stats()
}

// Close leaves the match.
func (c *Client) Close() error {
	c.cancel()
	<-c.done
	return nil
}

// poke fills a channel that holds one.
func poke(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// publish changes the update under the lock and wakes Next.
func (c *Client) publish(do func(u *Update)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	do(&c.update)
	poke(c.news)
}

// run keeps the seat through any number of links, until the match is left or nothing helps any more.
func (c *Client) run(ctx context.Context, conn wire.Conn) {
	defer close(c.done)
	defer c.warmth.Wait()
	err := error(nil)
	for {
		if conn != nil {
			err = c.stay(ctx, conn)
			c.publish(func(u *Update) { u.Link = Reconnecting; c.stats.unlink() })
			conn = nil
		}
		if ctx.Err() != nil {
			err = ErrClosed
		}
		c.mu.Lock()
		wait, ask, giveUp := c.orderQueue.Next(err, time.Now())
		stopped := c.orderQueue.Stopped()
		c.mu.Unlock()
		if giveUp {
			c.publish(func(u *Update) { u.Link, u.Err, c.over = Closed, err, true })
			return
		}
		c.cfg.Log.Info("link lost, looking for the seat", "why", err, "again_in", wait)
		if stopped {
			c.publish(func(u *Update) { u.Stopped = true })
		}
		select {
		case <-ctx.Done():
			continue
		case <-time.After(wait):
		}
		if ask {
			if err = c.locate(ctx); err != nil {
				continue
			}
		}
		conn, err = c.connect(ctx)
	}
}
