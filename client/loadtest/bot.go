package loadtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/client"
	"muster/client/commander"
	"muster/game"
	"muster/matchmaker/api"
)

// bot is one player: it queues, plays until its match is over, and queues again.
type bot struct {
	number int
	cfg    *Config
	tally  *measure
	queue  *api.Client
	habit  habit
}

func newBot(number int, cfg *Config, tally *measure) *bot {
	return &bot{
		number: number, cfg: cfg, tally: tally, queue: api.NewClient(cfg.Matchmaker, cfg.HTTP),
		habit: cfg.Habits.of(number, cfg.Players),
	}
}

// live plays match after match until ctx ends.
func (b *bot) live(ctx context.Context) {
	for ctx.Err() == nil {
		err := b.once(ctx)
		if err == nil || ctx.Err() != nil {
			continue
		}
		if !errors.Is(err, errLate) {
			b.tally.failed(err)
		}
		b.cfg.Log.Debug("bot failed; it queues again", "bot", b.number, "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(retryAfter):
		}
	}
}

// errLate is a match that was over before the bot came: it ended in the moment between the queue's word and ours. That
// is nobody's failure.
var errLate = errors.New("the match was over")

// once goes all the way from the queue to the end of a match.
func (b *bot) once(ctx context.Context) error {
	if b.queue.Token() == "" {
		g, err := b.queue.Guest(ctx, fmt.Sprint("Bot ", b.number+1))
		if err != nil {
			return err
		}
		b.queue = b.queue.In(g, nil)
	}
	began := time.Now()
	a, err := b.queue.Seat(ctx, b.cfg.Scenario, nil)
	if err != nil {
		return err
	}
	defer b.leave(a.Match)
	l, err := b.dial(ctx, commander.JoinOf(a))
	if commander.Over(err) {
		return errLate
	}
	if err != nil {
		return err
	}
	b.tally.joined(b.number, time.Since(began))
	if l.Seat() != a.Seat {
		return errors.Join(fmt.Errorf("assigned seat %d of match %s, was given seat %d", a.Seat, a.Match, l.Seat()),
			l.Close())
	}
	for err = b.play(ctx, a, l); errors.Is(err, errAway); err = b.play(ctx, a, l) {
		if l, err = b.comeBack(ctx, l.Resume()); err != nil {
			break
		}
	}
	if err != nil && ctx.Err() == nil {
		b.tally.sentBack()
	}
	return err
}

func (b *bot) dial(ctx context.Context, with client.Join) (commander.Link, error) {
	way := commander.Way(b.queue, with)
	way.Dial, way.Log = b.cfg.Dial, b.cfg.Log
	if b.habit == sloth {
		way.Dial = slowly(way.Dial)
	}
	return commander.Enter(ctx, way, joinPatience, b.cfg.join)
}

// leave gives the seat back; the run may be over, so it takes a time of its own.
func (b *bot) leave(match string) {
	ctx, cancel := context.WithTimeout(context.Background(), leavePatience)
	defer cancel()
	if err := b.queue.Leave(ctx, match); err != nil {
		b.cfg.Log.Debug("bot could not leave", "bot", b.number, "match", match, "err", err)
	}
}

// play leads the seat until the match is over (nil), the link is closed for good (why), the bot leaves to come back
// (errAway), or ctx ends (nil).
func (b *bot) play(ctx context.Context, a api.Assignment, l commander.Link) error {
	s := newStint(b, a, l)
	defer func() {
		s.end(time.Now())
		if err := l.Close(); err != nil {
			b.cfg.Log.Debug("bot could not close its link", "bot", b.number, "err", err)
		}
	}()
	began := time.Now()
	for {
		if b.habit == leaver && time.Since(began) > leaveEvery {
			return errAway
		}
		if b.habit == visitor && time.Since(began) > visitFor {
			return nil
		}
		u, err := l.Next(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("wait for views: %w", err)
		}
		if s.handle(u, time.Now()) {
			b.tally.played()
			return nil
		}
		if commander.Over(u.Err) {
			return nil // given up, with the shard that had it: the bot queues again
		}
		if u.Link == client.Closed {
			return fmt.Errorf("link of match %s closed: %w", a.Match, u.Err)
		}
	}
}

// stint is a bot in one match.
type stint struct {
	*commander.Seat
	bot    *bot
	match  string
	seat   uint8
	orders orders
	flow   flow
	shown  game.Tick // of the newest view
	seated bool
}

func newStint(b *bot, a api.Assignment, l commander.Link) *stint {
	return &stint{
		Seat: commander.Sit(l, b.cfg.Commander, b.cfg.Seed+uint64(b.number)),
		bot:  b, match: a.Match, seat: uint8(a.Seat), orders: newOrders(), flow: newFlow(time.Now()),
	}
}

// forget has the commander and the books know nothing of what came before.
func (s *stint) forget() {
	s.orders, s.shown = newOrders(), 0
	s.Forget()
}

// handle measures what is new, and has the commander answer a view with orders. over reports whether the match is over.
func (s *stint) handle(u client.Update, now time.Time) (over bool) {
	tally := s.bot.tally
	tally.flowed(s.bot.number, s.flow.observe(u, s.Link.Stats().Reconnects, now))
	s.checkSeat()
	if u.Restored {
		tally.restored(s.match, s.seat)
		s.forget()
	}
	for _, a := range u.Answers {
		if s.orders.answered(a) {
			tally.answered(Answer{
				Match: s.match, Seat: int(s.seat), Seq: a.Seq, Tick: uint32(a.Tick), Refusal: refusal(a.Refusal),
			})
		}
	}
	if u.View == nil {
		return false
	}
	if u.View.Tick < s.shown {
		tally.failed(fmt.Errorf("match %s went back from tick %d to %d, and nobody said why",
			s.match, s.shown, u.View.Tick))
	}
	s.shown = u.View.Tick
	over = commander.Ended(u).Reason != game.NotOver
	s.saw(now, over)
	for _, e := range s.orders.seen(u.View, now) {
		tally.effect(e)
	}
	if !over && u.Link == client.Connected {
		s.command(u, now)
	}
	return over
}

// saw reports the view that was shown, if anybody asked for that.
func (s *stint) saw(now time.Time, over bool) {
	if s.bot.cfg.Seen == nil {
		return
	}
	s.bot.cfg.Seen(Sight{
		Bot: s.bot.number, Match: s.match, Tick: s.shown, At: now, AI: s.seated && s.Held(), Over: over,
	})
}

// command gives what the bot's habit has it order.
func (s *stint) command(u client.Update, now time.Time) {
	all := s.Order(s.wishes(u), func(seq uint32, o game.Order) {
		s.orders.sent(seq, o, now)
		s.bot.tally.ordered()
	})
	if !all {
		s.bot.tally.heldBack()
	}
}

// wishes are what the bot's habit has it order.
func (s *stint) wishes(u client.Update) []game.Order {
	switch s.bot.habit {
	case idler:
		return nil
	case spammer:
		return spam()
	}
	return s.Think(u)
}

// checkSeat looks whether the match says that this seat is led by its player.
func (s *stint) checkSeat() {
	if !s.seated && s.Leads() {
		s.seated = true
		s.bot.tally.seated(s.bot.number)
	}
}

// end closes the books of this stint.
func (s *stint) end(now time.Time) {
	tally, stats := s.bot.tally, s.Link.Stats()
	tally.flowed(s.bot.number, s.flow.end(stats.Reconnects, now))
	tally.linkEnded(stats, s.flow.connected)
}
