package table

import (
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/time/rate"

	"muster/game"
	"muster/printable"
	"muster/server/wire"
)

// Pass is what a valid ticket or token gives.
type Pass struct {
	Seat     int  // -1 for a spectator
	Embedded bool // a spectator in a frame of another page, who has no account and no standby
	Audience game.Audience
	Player   string
	Name     string
	Stint    int64         // the queue's number for the player's time in the seat; 0 where no queue says
	Ticket   game.TicketID // to be spent; zero for a token
	First    game.TicketID // the join ticket that a token goes back to; Ticket, if there is one
	Expires  time.Time     // of the ticket
	Protocol uint16
	HasSetup bool
}

// Outbox is the way to one client. Nothing waits on it: what cannot be sent now is queued, and who
// does not read is let go.
type Outbox interface {
	Send(m wire.Message)
	NotifyView() // there is a newer view of the audience
	End(reason wire.Reason, text string)
}

// Participant is one session at the table.
type Participant struct {
	Pass
	outbox       Outbox
	seated       bool      // it was welcomed
	removed      bool      // may not be here any more, as the queue says
	renewed      game.Tick // when its token was last renewed
	slots        int       // by turns: since then
	orders, talk *rate.Limiter
}

// NewParticipant makes a session that has not entered yet.
func NewParticipant(p Pass, outbox Outbox) *Participant {
	return &Participant{
		Pass: p, outbox: outbox,
		orders: rate.NewLimiter(orderRate, OrderBurst), talk: rate.NewLimiter(talkRate, talkBurst),
	}
}

// Order submits orders to the zone and returns the answers of those that are not admitted, with tick 0. It needs no
// lock of the table's.
func (g *Participant) Order(zone Zone, orders []game.Order, now time.Time) (refused []game.Answer) {
	for _, o := range orders {
		if r := g.enqueue(zone, o, now); r != game.Obeyed {
			refused = append(refused, game.Answer{Seat: uint8(g.Seat), Leader: game.Player, Seq: o.Seq, Refusal: r})
		}
	}
	return refused
}

func (g *Participant) enqueue(zone Zone, o game.Order, now time.Time) game.Refusal {
	switch {
	case g.Seat < 0:
		return game.NotYourSeat
	case !g.orders.AllowN(now, 1):
		return game.TooMany
	case o.Seq == 0 || o.Kind >= game.OrderKinds:
		return game.Malformed
	}
	o.Seat, o.Leader = uint8(g.Seat), game.Player
	return zone.Enqueue(o)
}

// Say passes talk on, and returns the key of a notice if it does not.
func (g *Participant) Say(zone Zone, t game.Talk, now time.Time) (notice string) {
	if g.Seat < 0 || t.Kind > game.Ping || len(t.Text) > game.MaxTalk || !utf8.ValidString(t.Text) {
		return "talk.refused"
	}
	t.Seat, t.Text = uint8(g.Seat), shown(t.Text)
	if t.Kind != game.Ping && t.Text == "" {
		return "talk.refused"
	}
	if !g.talk.AllowN(now, 1) || zone.Say(t) != game.Obeyed {
		return "talk.too_many"
	}
	return ""
}

// shown is a text as all may read it: one line, or the key of a phrase.
func shown(text string) string {
	key, phrase := strings.CutPrefix(text, game.PhraseMark)
	if phrase {
		return game.PhraseMark + printable.Line(key)
	}
	return printable.Line(text)
}
