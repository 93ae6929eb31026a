package client

import (
	"errors"
	"time"

	"muster/game"
	"muster/server/wire"
)

// ErrTooMany says that too many orders are unanswered: the server remembers the last game.AnswerWindow answers only.
var ErrTooMany = errors.New("client: too many orders are unanswered")

// ErrClosed says that the match was left or is over.
var ErrClosed = errors.New("client: closed")

// core decides what the client sends again and when it tries again. It has no goroutine, clock or I/O: the time is told.
type core struct {
	seq   uint32 // of the last order given
	open  []open // unanswered, by ascending number without gaps up to seq
	tries int    // links that failed in a row
	lost  time.Time
	seen  bool // a view came over this link
}

// open is an order that waits for its answer.
type open struct {
	order game.Order
	sent  time.Time // over this link; zero for not yet
	void  bool      // was refused admission: goes again as an empty order, so that its number is used up
}

const (
	resendAfter = 600 * time.Millisecond
	firstWait   = 50 * time.Millisecond
	longestWait = 500 * time.Millisecond
	askAfter    = 2 // failures in a row after which the queue is asked where the match lives
	giveUpAfter = 2 * time.Minute
)

// give numbers an order.
func (c *core) give(o game.Order) (uint32, error) {
	if len(c.open) > 0 && c.seq+1-c.open[0].order.Seq >= game.AnswerWindow {
		return 0, ErrTooMany
	}
	c.seq++
	o.Seq = c.seq
	c.open = append(c.open, open{order: o})
	return c.seq, nil
}

// due returns the orders to be sent now: new ones, and those whose answer is late. On a new link nothing goes before the
// first view, since only then is it known which answers are still to come.
func (c *core) due(now time.Time) (orders []game.Order) {
	if !c.seen {
		return nil
	}
	for i := range c.open {
		if o := &c.open[i]; now.Sub(o.sent) >= resendAfter {
			o.sent = now
			orders = append(orders, o.order)
		}
	}
	return orders
}

// answered takes answers in and returns those that are news, in sequence. An order that was not admitted is told of once
// and goes again as an empty one.
func (c *core) answered(answers []game.Answer) (news []game.Answer) {
	for _, a := range answers {
		for i := range c.open {
			o := &c.open[i]
			if o.order.Seq != a.Seq {
				continue
			}
			if !o.void {
				news = append(news, a)
			}
			if a.Tick == 0 {
				o.void, o.order = true, game.Order{Seq: a.Seq}
				break
			}
			c.open = append(c.open[:i], c.open[i+1:]...)
			break
		}
	}
	return news
}

// welcomed starts a link: everything unanswered goes again, and numbers go on behind what the server knows.
func (c *core) welcomed(w *wire.Welcome) {
	c.tries, c.seen, c.lost = 0, false, time.Time{}
	if len(c.open) == 0 {
		c.seq = max(c.seq, w.LastSeq)
	}
	for i := range c.open {
		c.open[i].sent = time.Time{}
	}
}

// next tells what to do after a link has failed: how long to wait, whether to ask where the match lives, and whether to
// give up.
func (c *core) next(err error, now time.Time) (wait time.Duration, ask, giveUp bool) {
	if c.lost.IsZero() {
		c.lost = now
	}
	c.tries++
	wait = min(firstWait<<min(c.tries-1, 4), longestWait)
	return wait, c.tries >= askAfter || stale(err), final(err) || now.Sub(c.lost) > giveUpAfter
}

// final tells that trying again is of no use.
func final(err error) bool {
	var closed *wire.CloseError
	if !errors.As(err, &closed) {
		return errors.Is(err, ErrClosed)
	}
	switch closed.Reason {
	case wire.Left, wire.MatchEnded, wire.SeatTaken, wire.VersionTooOld, wire.VersionTooNew, wire.BadMessage:
		return true
	}
	return false
}

// stale tells that what we hold opens no door any more; the queue may have something fresh.
func stale(err error) bool {
	var closed *wire.CloseError
	return errors.As(err, &closed) && (closed.Reason == wire.BadTicket || closed.Reason == wire.TicketSpent || closed.Reason == wire.UnknownMatch)
}
