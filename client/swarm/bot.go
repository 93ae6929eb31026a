package swarm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/ai"
	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
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
	l, err := b.dial(ctx, a, JoinOf(a))
	if over(err) {
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
		if l, err = b.comeBack(ctx, a, l.Resume()); err != nil {
			break
		}
	}
	return err
}

func (b *bot) dial(ctx context.Context, a api.Assignment, with client.Join) (link, error) {
	ctx, cancel := context.WithTimeout(ctx, joinPatience)
	defer cancel()
	dial := b.cfg.Dial
	if b.habit == sloth {
		dial = slowly(dial)
	}
	l, err := b.cfg.join(ctx, client.Config{
		Join: with, Dial: dial, Log: b.cfg.Log,
		Where: func(ctx context.Context, match string) (client.Join, error) {
			now, err := b.queue.Where(ctx, match)
			return JoinOf(now), client.Told(api.StatusOf(err), err)
		},
	})
	if err != nil {
		return nil, fmt.Errorf("join match: %w", err)
	}
	return l, nil
}

// over reports whether a match is no more, whoever said so.
func over(err error) bool {
	return errors.Is(err, client.ErrOver) || client.Why(err) == wire.MatchEnded.String()
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
func (b *bot) play(ctx context.Context, a api.Assignment, l link) error {
	s := newSitting(b, a, l)
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
		if s.take(u, time.Now()) {
			b.tally.played()
			return nil
		}
		if over(u.Err) {
			return nil // given up, with the shard that had it: the bot queues again
		}
		if u.Link == client.Closed {
			return fmt.Errorf("link of match %s closed: %w", a.Match, u.Err)
		}
	}
}

// sitting is a bot in one match.
type sitting struct {
	bot       *bot
	match     string
	seat      uint8
	link      link
	commander ai.Commander
	orders    orders
	flow      flow
	shown     game.Tick // of the newest view
	seated    bool
}

func newSitting(b *bot, a api.Assignment, l link) *sitting {
	s := &sitting{bot: b, match: a.Match, seat: uint8(a.Seat), link: l, flow: newFlow(time.Now())}
	s.begin()
	return s
}

// begin has the commander and the books know nothing of what came before.
func (s *sitting) begin() {
	b := s.bot
	s.orders, s.shown = newOrders(), 0
	s.commander = b.cfg.Commander(s.link.Setup(), s.seat, b.cfg.Seed+uint64(b.number))
}

// take takes what is new: it is measured, and the commander answers a view with orders. over tells that the match is.
func (s *sitting) take(u client.Update, now time.Time) (over bool) {
	tally := s.bot.tally
	tally.flowed(s.bot.number, s.flow.take(u, s.link.Stats().Reconnects, now))
	s.checkSeat()
	if u.Restored {
		tally.restored(s.match, s.seat)
		s.begin()
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
	for _, e := range s.orders.seen(u.View, now) {
		tally.effect(e)
	}
	if u.View.Result.Reason != game.NotOver {
		return true
	}
	if u.Link == client.Connected {
		s.command(u, now)
	}
	return false
}

// command has the commander think. Orders that do not fit the window of unanswered ones are left for a later view.
func (s *sitting) command(u client.Update, now time.Time) {
	for _, o := range s.wishes(u) {
		seq, err := s.link.Order(o)
		if err != nil {
			s.bot.tally.heldBack()
			return
		}
		s.orders.sent(seq, o, now)
		s.bot.tally.ordered()
	}
}

// wishes are what the bot's habit has it order.
func (s *sitting) wishes(u client.Update) []game.Order {
	switch s.bot.habit {
	case idler:
		return nil
	case spammer:
		return spam()
	}
	return s.commander.Think(u.View, u.Talk)
}

// checkSeat looks whether the match says that this seat is led by its player.
func (s *sitting) checkSeat() {
	if s.seated {
		return
	}
	for _, n := range s.link.Seats() {
		if n.Seat == s.seat && n.Leader == game.Player {
			s.seated = true
			s.bot.tally.seated(s.bot.number)
		}
	}
}

// end closes the books of this sitting.
func (s *sitting) end(now time.Time) {
	tally, stats := s.bot.tally, s.link.Stats()
	tally.flowed(s.bot.number, s.flow.end(stats.Reconnects, now))
	tally.linkEnded(stats, s.flow.connected)
}
