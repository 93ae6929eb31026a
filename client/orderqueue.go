package client

import (
	"errors"
	"net/http"
	"time"

	"muster/game"
	"muster/server/wire"
)

// ErrTooMany reports that too many orders are unanswered: the server remembers the last game.AnswerWindow answers only.
var ErrTooMany = errors.New("client: too many orders are unanswered")

// ErrOver is what Where answers of a match that lives nowhere any more: it has ended, or was given up.
var ErrOver = errors.New("client: the match is over")

// ErrAway is what Where answers of a match that is kept, and whose server is away or cannot let anybody in now.
var ErrAway = errors.New("client: the match's server is away")

// Told makes what Where answers of an error of the queue's, whose API answered with an HTTP status.
func Told(status int, err error) error {
	switch status {
	case http.StatusGone:
		return errors.Join(ErrOver, err)
	case http.StatusServiceUnavailable:
		return errors.Join(ErrAway, err)
	}
	return err
}

// ErrClosed reports that the match was left or is over.
var ErrClosed = errors.New("client: closed")

// ErrLostFuture is that a server still shows what was lost when another put a backup back: it will find out.
var ErrLostFuture = errors.New("client: the server shows a future that the match has lost")

// ErrSlow is that a server answered a dial and then did not say in time whether we are in.
var ErrSlow = errors.New("client: the server answers, and let nobody in for 4 seconds: " +
	"it is overloaded or has just started; try again")

// OrderQueue decides what the client sends again and when it tries again. It has no goroutine, clock
// or I/O: the time is told.
type OrderQueue struct {
	seq   uint32    // of the last order given
	open  []open    // unanswered, by ascending number without gaps up to seq
	tries int       // links that failed in a row
	lost  time.Time // when the link was lost, or the match was last said to be there while it is stopped
	stops bool      // the match was stopped, and waits for its operator: so its server has said since the link was lost
	seen  bool      // a view came over this link
	shown game.Tick
	any   bool // shown is a tick

	queue    bool   // there is one to ask where the match lives
	met      bool   // a Welcome has come, over some link
	epoch    uint32 // the highest of a Welcome's
	owner    uint32 // the epoch of this link's
	pardoned uint32 // and so of what it pardons
}

// open is an order that waits for its answer.
type open struct {
	order game.Order
	sent  time.Time // over this link; zero for not yet
	void  bool      // was refused admission: goes again as an empty order, so that its number is used up
}

const (
	resendAfter = 600 * time.Millisecond

	resendAtOnce = 12 // orders: 20 a second, which is what the door admits
	firstWait    = 50 * time.Millisecond
	longestWait  = 500 * time.Millisecond
	askAfter     = 2               // failures in a row after which the queue is asked where the match lives
	giveUpAfter  = 2 * time.Minute // since anybody has said that the match is there
	stoppedWait  = 2 * time.Second // between looks whether a stopped match goes on: an operator takes minutes or hours
)

// Give numbers an order, if it is within the server's memory of answers (docs/lease.md, rule 30).
func (c *OrderQueue) Give(o game.Order) (uint32, error) {
	if len(c.open) > 0 && c.seq+1-c.open[0].order.Seq >= game.AnswerWindow {
		return 0, ErrTooMany
	}
	c.seq++
	o.Seq = c.seq
	c.open = append(c.open, open{order: o})
	return c.seq, nil
}

// Unanswered is how many orders wait for their answers, those with them that were not admitted and
// go again as empty ones.
func (c *OrderQueue) Unanswered() int { return len(c.open) }

// Due returns the orders to be sent now: new ones at once, and when the answer to the oldest is late, the oldest once
// more, as many as the door takes until the next time. More would crowd out those that must go first, since the zone
// takes numbers in sequence only. On a new link nothing goes before the first view, since only then is it known which
// answers are still to come (docs/lease.md, rule 29).
func (c *OrderQueue) Due(now time.Time) (orders []game.Order) {
	if !c.seen {
		return nil
	}
	late := 0
	if len(c.open) > 0 && now.Sub(c.open[0].sent) >= resendAfter {
		late = resendAtOnce
	}
	for i := range c.open {
		if o := &c.open[i]; o.sent.IsZero() || i < late && now.Sub(o.sent) >= resendAfter/2 {
			o.sent = now
			orders = append(orders, o.order)
		}
	}
	return orders
}

// Answered takes answers in and returns those that are news, in sequence. An order that was not admitted is told of
// once and goes again as an empty one.
func (c *OrderQueue) Answered(answers []game.Answer) (news []game.Answer) {
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

// Welcomed starts a link: everything unanswered goes again, and numbers go on behind what the server knows. restored
// says that a backup was put back and pardoned since the last link: the match goes on from an earlier moment, and
// nothing counts any more of what was shown, ordered and answered. Of an owner that still goes on with what
// was lost it is an error.
func (c *OrderQueue) Welcomed(w *wire.Welcome) (restored bool, err error) {
	if w.Epoch < max(c.pardoned, w.Pardoned) {
		return false, ErrLostFuture
	}
	restored = c.met && w.Pardoned > c.epoch
	c.met, c.epoch, c.pardoned = true, max(c.epoch, w.Epoch), max(c.pardoned, w.Pardoned)
	c.owner = w.Epoch
	if restored {
		c.seq, c.open, c.shown, c.any = w.LastSeq, nil, 0, false
	}
	c.tries, c.seen, c.lost, c.stops = 0, false, time.Time{}, false
	if len(c.open) == 0 {
		c.seq = max(c.seq, w.LastSeq)
	}
	for i := range c.open {
		c.open[i].sent = time.Time{}
	}
	return restored, nil
}

// Believes reports whether a Welcome that came unasked is of an owner that is no older than those known.
func (c *OrderQueue) Believes(w *wire.Welcome) bool {
	return w.Epoch >= max(c.epoch, c.pardoned, w.Pardoned)
}

// Behind reports whether an owner begins before what was shown, which one that folded the whole journal never does
// (docs/lease.md, rules 21 and 28). What spectators of all are shown is late, and each owner's own.
func (c *OrderQueue) Behind(w *wire.Welcome) bool {
	return w.Audience != game.All && c.any && w.Tick < c.shown && w.Pardoned <= c.epoch
}

// NoteView notes a view's tick. first reports whether it is the first over this link, show whether it is newer than all
// before it, on any link since the match was last restored. An owner that was replaced may still serve older ticks,
// which are true and not news (docs/lease.md, rule 28). While a turn is planned the match stands still, and the same
// tick is news again and again: not from an owner that was replaced.
func (c *OrderQueue) NoteView(t game.Tick, still bool) (first, show bool) {
	first, c.seen = !c.seen, true
	if c.any && t == c.shown && still && c.owner >= c.epoch {
		return first, true
	}
	if c.any && t <= c.shown {
		return first, false
	}
	c.shown, c.any = t, true
	return first, true
}

// Next reports what to do after a link has failed: how long to wait, whether to ask where the match lives, and whether
// to Give up. A match that was stopped is waited for, for as long as anybody says that it is there; where there is no
// queue, nobody will set it going again.
func (c *OrderQueue) Next(err error, now time.Time) (wait time.Duration, ask, giveUp bool) {
	if c.lost.IsZero() {
		c.lost = now
	}
	if c.queue && stopped(err) {
		c.stops, c.lost = true, now
	}
	c.tries++
	wait = min(firstWait<<min(c.tries-1, 4), longestWait)
	if c.stops {
		wait = stoppedWait
	}
	return wait, c.tries >= askAfter || stale(err), final(err) || now.Sub(c.lost) > giveUpAfter
}

// Kept takes in that the queue says that the match is there.
func (c *OrderQueue) Kept(now time.Time) {
	if c.stops {
		c.lost = now
	}
}

// Stopped reports whether the match was stopped, and waits for its operator.
func (c *OrderQueue) Stopped() bool { return c.stops }

// stopped reports whether the other end has stopped the match: it is quarantined, or waits for another release.
func stopped(err error) bool {
	var closed *wire.CloseError
	return errors.As(err, &closed) && closed.Remote && closed.Reason == wire.Quarantined
}

// final reports whether trying again is of no use.
func final(err error) bool {
	var closed *wire.CloseError
	if !errors.As(err, &closed) {
		return errors.Is(err, ErrClosed) || errors.Is(err, ErrOver)
	}
	switch closed.Reason {
	case wire.Left, wire.MatchEnded, wire.SeatTaken, wire.VersionTooOld, wire.VersionTooNew, wire.BadMessage:
		return true
	}
	return false
}

// Why is the key of the reason for which the other end let nobody in or ended the link, such as "version_too_old";
// "foreign" if it is no server of ours, "no_answer" if nothing answers there; empty if it was not the other end.
func Why(err error) string {
	var closed *wire.CloseError
	if errors.As(err, &closed) && closed.Remote {
		return closed.Reason.String()
	}
	switch {
	case errors.Is(err, wire.ErrForeign):
		return "foreign"
	case errors.Is(err, wire.ErrNoAnswer):
		return "no_answer"
	case errors.Is(err, ErrSlow):
		return wire.TimedOut.String()
	}
	return ""
}

// stale reports whether what we hold opens no door any more; the queue may have something fresh.
func stale(err error) bool {
	var closed *wire.CloseError
	return errors.As(err, &closed) && (closed.Reason == wire.BadTicket || closed.Reason == wire.TicketSpent ||
		closed.Reason == wire.UnknownMatch)
}
