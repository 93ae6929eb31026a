package commander

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"muster/ai"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// Link is what a commander uses of a *client.Client.
type Link interface {
	Setup() *game.Setup
	Seat() int
	Order(o game.Order) (seq uint32, err error)
	Say(t game.Talk) error
	Next(ctx context.Context) (client.Update, error)
	Seats() []wire.SeatNews
	Stats() client.Stats
	Resume() client.Join
	Close() error
}

// Dialer dials a server; nil for wire.Dial.
type Dialer = func(ctx context.Context, addr string, certHash []byte) (wire.Conn, error)

// Makes makes the commander of a seat.
type Makes = func(s *game.Setup, seat uint8, seed uint64) ai.Commander

// JoinOf says the same as an assignment in the client's words.
func JoinOf(a api.Assignment) client.Join {
	return client.Join{
		Addr: a.Addr, Others: a.OtherAddrs, CertHash: a.CertHash, WebHashes: a.WebHashes,
		Match: a.Match, Ticket: a.Join,
	}
}

// Way is how a match is joined whose server may change: queue tells where it lives.
func Way(queue *api.Client, join client.Join) client.Config {
	return client.Config{Join: join, Where: func(ctx context.Context, match string) (client.Join, error) {
		now, err := queue.Where(ctx, match)
		return JoinOf(now), client.Told(api.StatusOf(err), err)
	}}
}

// Enter joins within a time. dial stands in for client.Dial in tests; nil for that.
func Enter(
	ctx context.Context, cfg client.Config, within time.Duration,
	dial func(ctx context.Context, cfg client.Config) (Link, error),
) (Link, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if dial == nil {
		dial = func(ctx context.Context, cfg client.Config) (Link, error) { return client.Dial(ctx, cfg) }
	}
	l, err := dial(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("join match: %w", err)
	}
	return l, nil
}

// Over reports whether a match is no more, whoever said so.
func Over(err error) bool {
	return errors.Is(err, client.ErrOver) || client.Why(err) == wire.MatchEnded.String()
}

// Seat is a commander in its seat: what its link shows goes in, what it orders comes out.
type Seat struct {
	Link  Link
	makes Makes
	seed  uint64
	mind  ai.Commander
	given map[uint32]uint32 // unanswered orders of a commander that listens: what it calls them, by number
	plan  ai.Plans          // by turns
}

// Sit has a commander lead the seat of a link.
func Sit(l Link, makes Makes, seed uint64) *Seat {
	s := &Seat{Link: l, makes: makes, seed: seed}
	s.Forget()
	return s
}

// Forget has the commander know nothing of what came before: the match goes on from an earlier moment.
func (s *Seat) Forget() {
	s.Finish(game.Result{})
	s.mind, s.given = s.makes(s.Link.Setup(), uint8(s.Link.Seat()), s.seed), map[uint32]uint32{}
	s.plan = ai.Plans{}
}

// Finish lets the commander go; after it the Seat is of no use until it forgets.
func (s *Seat) Finish(r game.Result) {
	ai.Finish(s.mind, r)
	s.mind = nil
}

// Fault is what went wrong in the last Think, if the commander is one with which something may.
func (s *Seat) Fault() error { return ai.Fault(s.mind) }

// Say says what the commander has to say; plans are for the server's own to tell. What is too much is left out.
func (s *Seat) Say() {
	speaker, ok := s.mind.(ai.Speaker)
	if !ok {
		return
	}
	for _, t := range speaker.Speak() {
		if t.Kind != game.Plan && s.Link.Say(t) != nil {
			return
		}
	}
}

// Ended is how the match ended; NotOver as long as the newest view does not say so.
func Ended(u client.Update) game.Result {
	if u.View == nil {
		return game.Result{}
	}
	return u.View.Result
}

// Think has the commander answer what is new; without a view, or while the link is lost, it orders nothing.
func (s *Seat) Think(u client.Update) []game.Order {
	s.answer(u.Answers)
	if u.View == nil || u.Link != client.Connected {
		return nil
	}
	if orders, byTurns := s.planTurn(&u); byTurns {
		return orders
	}
	return s.mind.Think(u.View, u.Talk)
}

// answer tells the commander what became of its orders, if it listens.
func (s *Seat) answer(answers []game.Answer) {
	h, ok := s.mind.(ai.Hearer)
	if !ok || len(answers) == 0 {
		return
	}
	var own []game.Answer
	for _, a := range answers {
		if n, known := s.given[a.Seq]; known {
			delete(s.given, a.Seq)
			a.Seq = n
			own = append(own, a)
		}
	}
	h.Hear(own)
}

// Order gives orders; sent hears of each. Those that do not fit the window of unanswered ones are left for a later
// view: then all is false.
func (s *Seat) Order(orders []game.Order, sent func(seq uint32, o game.Order)) (all bool) {
	for i, o := range orders {
		seq, err := s.Link.Order(o)
		if err != nil {
			if o.Flags&game.Planned != 0 {
				s.plan.Back(orders[i:])
			}
			return false
		}
		if _, ok := s.mind.(ai.Hearer); ok {
			s.given[seq] = o.Seq
		}
		sent(seq, o)
	}
	return true
}

// Leads reports whether the match says that the seat's player leads it.
func (s *Seat) Leads() bool { return s.led(game.Player) }

// Held reports whether the match says that its own AI leads the seat.
func (s *Seat) Held() bool { return s.led(game.AI) }

func (s *Seat) led(by game.Leader) bool {
	return slices.ContainsFunc(s.Link.Seats(), func(n wire.SeatNews) bool {
		return int(n.Seat) == s.Link.Seat() && n.Leader == by
	})
}
