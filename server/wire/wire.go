// Package wire is everything said between a player and a shard, over QUIC or what a browser has in its place; it hides
// those and msgpack.
//
// A link is one QUIC connection, ALPN "muster/1". The client opens one bidirectional stream, the control stream. On it,
// both ways:
//
//	length  u32 big-endian, of what follows; from clients at most 16 KiB, from servers 2 MiB (a Welcome holds the map)
//	kind    1 byte, the kind() of the message types below
//	body    msgpack: the message's fields in their order, as an array
//
// Views and acknowledgements are frames: a datagram each, or, when one is too large for that, a unidirectional stream
// of its own. Frames may be lost and overtake each other. A frame is
//
//	whole   0x00 | tick u32 | audience, 1 byte | coded fields; of a match by turns 0x40 at the beginning
//	delta   level, 2 bits | ticks to its baseline, 6 bits, not 0 | lower half of the tick, u16 | coded fields
//	ping    0x03 | 8 bytes, which come back behind 0x40: over WebTransport alone, where browsers tell no round trips
//	ack     0x02 | tick u32 of the newest view that the client holds | how many of the ticks right before it too
//
// A delta is taken from a view that the client acknowledged. Its level (see levels) says how many views before that one
// both ends hold: from them both forecast alike where units will be, and only what differs from the forecast costs more
// than a fraction of a bit. The coded fields come out of one entropy coder (range.go) in this order:
//
//	combat       shots, hits and deaths between units of the baseline, then a tail of the others
//	units        of the baseline in order: gone? as foreseen? else flags, suppression, hp, ammo; then where those that
//	             move are, against their forecast (prediction.go); then the new ones
//	lists        squads, points, scores: changed at all? then place by place; the result
//	turn         of a match by turns alone: the tick, the phase, its deadlines and the team's own plan
//
// While a turn is planned its tick is shown again and again. So by turns frames and acknowledgements have, in the place
// of the tick, the number of the picture, counted from 0 by whoever sends it.
//
// contexts.go lays out what each bit depends on. The table that coding starts from (start-table-1.bin) was learned from
// recorded fights and belongs to version 1 of the protocol; every frame starts from it and can be decoded alone.
//
// Where there is no QUIC, a link goes over any channel of messages (messages.go), or over WebTransport.
//
// A link ends with a QUIC application error whose code holds the Reason and names the field of a malformed message: see
// malformed.go.
package wire

import (
	"context"
	"fmt"

	"muster/game"
)

// Protocol versions that this build speaks, oldest and newest.
const (
	OldestProtocol = 1
	NewestProtocol = 4

	WaitingSince = 2 // the first version with the message Waiting
	StandbySince = 3 // and with Standby and warm links
	TurnsSince   = 4 // and with matches by turns
)

// Conn is one link between a client and a server, seen from either end. Implementations: QUIC, messages (OverMessages),
// and Pipe, the whole twin in memory. Any number of goroutines may call any method, but only one at a time each of
// Receive and ReceiveFrame.
type Conn interface {
	// Send writes a control message; control messages arrive in order or the link breaks. It may block.
	Send(ctx context.Context, m Message) error
	// Receive waits for the next control message. A malformed one breaks the link with a code that names the field.
	Receive(ctx context.Context) (Message, error)
	// SendFrame sends bytes that may be lost: as a datagram if they fit, else on a stream of their own. It may block.
	SendFrame(ctx context.Context, b []byte) error
	// SendNow sends bytes that may be lost as a datagram and does not block as long as fewer than MaxOnTheWay frames
	// are unacknowledged. It returns false, having done nothing, if they may not fit into one or the link is broken.
	SendNow(b []byte) bool
	// ReceiveFrame waits for the next frame, in any order.
	ReceiveFrame(ctx context.Context) ([]byte, error)
	// Close ends the link; the other end's calls fail with a *CloseError of this reason.
	Close(r Reason, text string) error
	// Stats reports what has gone over the link so far.
	Stats() Stats
	// Remote is the other end's address.
	Remote() string
	// Done is closed when the link has ended, Err then tells why.
	Done() <-chan struct{}
	Err() error
}

// LinkKind is what a link goes over; a closed list.
type LinkKind string

// The kinds of links.
const (
	QUICLink         LinkKind = "quic"
	WebTransportLink LinkKind = "webtransport"
	WebSocketLink    LinkKind = "websocket"
	PipeLink         LinkKind = "pipe" // within one program, or one page
)

// Stats are a link's counters.
type Stats struct {
	Link                LinkKind
	RTTMicros           int64
	BytesIn, BytesOut   uint64 // UDP payload
	FramesIn, FramesOut uint64
	PacketsOut          uint64 // QUIC packets: with frames, messages or acknowledgements
	PacketsLost         uint64 // of these, as far as it is known
}

// Reason is why a link or a session was ended; a closed list, also the QUIC application error code.
type Reason uint8

// The reasons for goodbye.
const (
	Left Reason = iota
	BadMessage
	BadTicket
	TicketSpent
	UnknownMatch
	MatchEnded
	SeatTaken // a newer session of the same seat
	VersionTooOld
	VersionTooNew
	TooManyRequests
	ShuttingDown
	Quarantined
	TimedOut
	Internal
	Reasons
)

// CloseError is the error of a link that one end closed.
type CloseError struct {
	Reason Reason
	Field  string // BadMessage: what cannot be read, like "Orders.Orders"
	Text   string
	Remote bool // the other end closed it
}

func (e *CloseError) Error() string {
	who := "here"
	if e.Remote {
		who = "by the other end"
	}
	if e.Text == "" {
		return fmt.Sprintf("wire: the link was closed %s: %s", who, e.Reason)
	}
	return fmt.Sprintf("wire: the link was closed %s: %s: %s", who, e.Reason, e.Text)
}

var reasons = [...]string{
	"left", "bad_message", "bad_ticket", "ticket_spent", "unknown_match", "match_ended", "seat_taken",
	"version_too_old", "version_too_new",
	"too_many_requests", "shutting_down", "quarantined", "timed_out", "internal",
}

// String is the reason's key.
func (r Reason) String() string {
	if int(r) < len(reasons) {
		return reasons[r]
	}
	return "unknown"
}

// Message is a control message: one of the types below.
type Message interface{ kind() byte }

// Hello is a client's first message. Token, if given, resumes; else Ticket joins.
type Hello struct {
	Oldest, Newest uint16 // protocol range spoken
	Build          string
	Match          string
	Ticket         string // a join ticket
	Token          []byte // a resume token
	SetupHash      uint64 // of the set-up that the client has already; 0 for none
	// this link waits at a standby, by Token alone, until that owns the match: then Welcome comes. Who says it speaks
	// no version before StandbySince: an older server must refuse it, and would let it in as an ordinary link
	Warm bool
}

// Welcome is the server's answer: the client has joined when it has it.
type Welcome struct {
	Protocol uint16
	Match    string
	Seat     int16 // -1 for a spectator
	Audience game.Audience
	Setup    []byte // zstd of game.AppendSetup; empty if the client has it
	Token    []byte
	LastSeq  uint32 // the player's last order that the fold took: go on behind it
	Tick     game.Tick
	TickRate uint8
	Seats    []SeatNews
	Epoch    uint32 // of the match's owner: higher than those before; by turns the same as before, but for a pardon
	Pardoned uint32 // nothing counts that owners of lower epochs told: a backup was put back since. 0 for never
}

// Orders carries a player's orders, in sequence. The server fills in Seat and Leader itself.
type Orders struct{ Orders []game.Order }

// Answers carries the seat's own answers.
type Answers struct{ Answers []game.Answer }

// Renew carries a newer resume token, about every second, and how the server does.
type Renew struct {
	Token  []byte
	Health Health
}

// Health reports how well a server keeps its ticks. It is of the whole server and coarse: it must
// not tell of hidden fights.
type Health uint8

// The grades of the last second.
const (
	Fine     Health = iota
	Strained        // ticks take long, and none was late
	Late            // ticks came late; they are caught up
)

// SeatNews reports who leads a seat now.
type SeatNews struct {
	Seat    uint8
	Team    uint8
	Leader  game.Leader
	Name    string
	Parting Parting `msgpack:"-"` // in news that AI leads: why the player does no more; Seats carries it
}

// Parting is why a player leads a seat no more; a closed list.
type Parting uint8

// The partings.
const (
	Unexplained Parting = iota // it is not known: another process ran the match when the player went
	WentAway                   // the player left the match, or gave the seat up
	LostLink                   // the link broke or went silent; the player may come back
	Removed                    // by a moderator, or for what the client sent
)

// PartingBy is what a session's end says to the others in the match. Whoever ends it by himself, remotely, is not
// removed, whatever he gives as his reason.
func PartingBy(r Reason, remote bool) Parting {
	switch {
	case r == Left || r == SeatTaken || r == MatchEnded:
		return WentAway
	case !remote && (r == BadMessage || r == TooManyRequests):
		return Removed
	}
	return LostLink
}

// Seats carries changes of seats. SeatsOf makes it.
type Seats struct {
	Seats    []SeatNews
	Partings []Parting // of Seats, in their order. A list of its own, which releases that do not know it pass over
}

// SeatsOf makes the message of some news.
func SeatsOf(news ...SeatNews) *Seats {
	m := &Seats{Seats: news}
	for i := range news {
		m.Partings = append(m.Partings, news[i].Parting)
	}
	return m
}

// spread gives the news that were read their partings.
func (m *Seats) spread() {
	for i := range m.Seats[:min(len(m.Seats), len(m.Partings))] {
		m.Seats[i].Parting = m.Partings[i]
	}
}

// Talk carries chat, pings and plans, both ways; the server fills in the seat.
type Talk struct{ Talk game.Talk }

// Notice is something the server wants people to read: a key of the client's texts and an argument.
type Notice struct{ Key, Arg string }

// Waiting says that the match has not begun: its first tick waits for its players. It comes every second; the last one,
// as the match begins, is zero.
type Waiting struct {
	Seconds  uint8 // that the others are waited for, at most
	Here, Of uint8 // players
}

// Redirect says where the match lives now.
type Redirect struct {
	Addr     string
	CertHash []byte
	Others   []string // further addresses of the same shard
	// SHA-256 of the certificates that browsers are shown there, 32 bytes each; older releases pass it over
	WebHashes []byte
}

// Standby says which shard goes on with the match should this one fail or hand it over: clients hold a warm link there.
// It comes behind Welcome and whenever it changes; zero for none any more.
type Standby struct {
	Addr     string
	CertHash []byte
	Others   []string // further addresses of the same shard
	// SHA-256 of the certificates that browsers are shown there, 32 bytes each; older releases pass it over
	WebHashes []byte
}

// Goodbye is the last message in either direction.
type Goodbye struct {
	Reason Reason
	Text   string
}

// Over reports how the match ended, with the final view as a whole frame: as a datagram it may be lost,
// and none comes after it.
type Over struct {
	Result game.Result
	View   []byte
}

func (*Hello) kind() byte    { return 1 }
func (*Welcome) kind() byte  { return 2 }
func (*Orders) kind() byte   { return 3 }
func (*Answers) kind() byte  { return 4 }
func (*Renew) kind() byte    { return 5 }
func (*Seats) kind() byte    { return 6 }
func (*Talk) kind() byte     { return 7 }
func (*Notice) kind() byte   { return 8 }
func (*Redirect) kind() byte { return 9 }
func (*Goodbye) kind() byte  { return 10 }
func (*Over) kind() byte     { return 11 }
func (*Waiting) kind() byte  { return 12 }
func (*Standby) kind() byte  { return 13 }
