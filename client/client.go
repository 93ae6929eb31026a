// Package client is a player without a screen: it joins, sends orders, receives views and finds its seat again by itself.
package client

import (
	"context"
	"log/slog"
	"time"

	"muster/game"
	"muster/server/wire"
)

// Join says where a match is and what opens its door.
type Join struct {
	Addr     string // UDP host:port
	CertHash []byte // SHA-256 of the shard's certificate
	Match    string
	Ticket   string // join ticket; not needed where Token is given
	Token    []byte // resume token
}

// Config is what Dial needs.
type Config struct {
	Join  Join
	Where func(ctx context.Context, match string) (Join, error)                      // asks where the match lives now; nil if nobody knows
	Dial  func(ctx context.Context, addr string, certHash []byte) (wire.Conn, error) // nil for wire.Dial
	Log   *slog.Logger
	Setup *game.Setup // known already, if any: it is not sent again when its hash agrees
}

// Client is one player's (or spectator's) seat in a match, through any number of links.
type Client struct{}

// Dial joins and returns when the server has said Welcome. ctx bounds the joining only.
func Dial(ctx context.Context, cfg Config) (*Client, error) { panic("client: Dial is not built yet") }

// Setup is the match's immutable set-up.
func (c *Client) Setup() *game.Setup { return nil }

// Seat is the client's seat, -1 for a spectator; Audience is whose views it gets.
func (c *Client) Seat() int               { return -1 }
func (c *Client) Audience() game.Audience { return 0 }

// Order sends an order: Kind, Squad, X, Y and Target count. It returns the order's number. It is kept and sent again
// until it is answered, through any number of links. ErrTooMany when AnswerWindow orders are unanswered.
func (c *Client) Order(o game.Order) (seq uint32, err error) { return 0, nil }

// Say sends talk (Kind, X, Y, Text).
func (c *Client) Say(t game.Talk) error { return nil }

// Update is what happened since the last call of Next.
type Update struct {
	View    *game.View    // the newest view, nil if there is none since
	Answers []game.Answer // to own orders, each once, in sequence
	Talk    []game.Talk
	Seats   []wire.SeatNews
	Notices []wire.Notice
	Link    LinkStatus
	Err     error // Link is Closed: why
}

// LinkStatus tells how the client and its server are connected.
type LinkStatus uint8

// The states of the link.
const (
	Connected    LinkStatus = iota
	Reconnecting            // lost the link, tries to find the seat again
	Closed                  // for good: left, match over, or refused
)

// Next waits for something new. After Link is Closed, Next returns that Update again.
func (c *Client) Next(ctx context.Context) (Update, error) { return Update{}, nil }

// Seats tells who leads each seat, in seat order, as last heard.
func (c *Client) Seats() []wire.SeatNews { return nil }

// Token is the newest resume token and with it where to use it: a restarted program may come back with it.
func (c *Client) Resume() Join { return Join{} }

// Stats are figures about the link since Dial.
type Stats struct {
	RTT               time.Duration
	Jitter            time.Duration // of the intervals between views
	Lost              float64       // share of views that never came, over the last 100
	BytesIn, BytesOut uint64        // over all links
	Views             uint64
	Reconnects        int // links lost and then a first view again
}

// Stats tells how the link does.
func (c *Client) Stats() Stats { return Stats{} }

// Close leaves the match.
func (c *Client) Close() error { return nil }
