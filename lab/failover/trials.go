package failover

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"muster/client/loadtest"
)

// trials hurts a cluster and notes what its bots are shown.
type trials struct {
	*cluster
	watch  *watch
	report *Report
	turn   int // counts trials: whose turn it is
}

// run makes all trials, one of each kind in turn, so that a busy quarter of an hour hits all kinds alike.
func (t *trials) run(ctx context.Context) error {
	kinds := t.cfg.Kinds
	if len(kinds) == 0 {
		kinds = Kinds()
	}
	if err := t.seated(ctx); err != nil {
		return err
	}
	does := map[Kind]func(context.Context) error{
		Kill: t.kill, Stop: t.stop, Move: t.move, Roll: t.roll, Store: t.store,
	}
	for t.turn = range t.cfg.Trials {
		for _, k := range kinds {
			if err := t.settle(ctx); err != nil {
				return err
			}
			before := t.watch.begin()
			if err := t.noted(ctx, calm, before, calmFor); err != nil {
				return err
			}
			if err := does[k](ctx); err != nil {
				t.report.failed(k, err)
			}
			t.report.Trials = t.turn + 1
			t.report.reckon()
			t.cfg.say("trial %d, %s: %s", t.turn+1, k, t.report.last(k))
		}
	}
	return nil
}

// last is what the newest trials of a kind came to, for whoever waits.
func (r *Report) last(k Kind) string {
	return fmt.Sprintf("%d bots so far, median %.0f ms, worst %.0f ms", len(r.all[k]), r.at(k, 50), r.at(k, 100))
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// until looks again and again until something holds.
func until(ctx context.Context, within time.Duration, what string, holds func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for !holds() {
		if !sleep(ctx, lookEvery) {
			return fmt.Errorf("within %v: %s", within, what)
		}
	}
	return nil
}

// seated waits until every bot is shown a match.
func (t *trials) seated(ctx context.Context) error {
	return until(ctx, seatWithin, "not every bot is shown a match", func() bool { return t.lively() })
}

// lively reports whether every bot was shown something within the last second.
func (t *trials) lively() bool {
	now, all := time.Now(), t.watch.now()
	for _, s := range all {
		if now.Sub(s.At) > time.Second {
			return false
		}
	}
	return len(all) == t.cfg.Bots
}

// settle waits until all shards are ready and every bot has been shown its match for a while.
func (t *trials) settle(ctx context.Context) error {
	since := time.Now()
	return until(ctx, steadyFor+seatWithin, "the cluster does not come to rest", func() bool {
		if !t.lively() {
			since = time.Now()
		}
		return time.Since(since) > quiet && t.ready(ctx) == nil
	})
}

// victim is the shard with the most matches, and these.
func (t *trials) victim(ctx context.Context) (s *shardProcess, matches []string, err error) {
	for _, each := range t.shards {
		if m := each.matches(ctx); len(m) > len(matches) {
			s, matches = each, m
		}
	}
	if s == nil {
		return nil, nil, errors.New("no shard runs a match")
	}
	return s, matches, nil
}

// players are the bots that are shown one of the matches.
func players(all map[int]loadtest.Sight, matches []string) map[int]loadtest.Sight {
	now, some := time.Now(), map[int]loadtest.Sight{}
	for bot, s := range all {
		if in(s, matches, now) {
			some[bot] = s
		}
	}
	return some
}

// silence hurts a shard and waits until its matches go on elsewhere and their bots are shown that.
func (t *trials) silence(ctx context.Context, k Kind, hurt func(s *shardProcess) error) (*shardProcess, error) {
	s, matches, err := t.victim(ctx)
	if err != nil {
		return nil, err
	}
	before := players(t.watch.begin(), matches)
	from := time.Now()
	if err := hurt(s); err != nil {
		return s, err
	}
	late := until(ctx, silentFor, "some matches go on nowhere else", func() bool {
		return t.elsewhere(ctx, s, matches)
	})
	there := time.Now()
	if late == nil {
		late = until(ctx, silentFor, "some bots are shown nothing", func() bool {
			return t.watch.follows(before, there)
		})
	}
	all, stuck := silences(before, t.watch.end(), from)
	t.report.add(k, all)
	if late != nil {
		t.report.Stuck += stuck
	}
	return s, late
}

// elsewhere reports whether other shards run the matches.
func (t *trials) elsewhere(ctx context.Context, than *shardProcess, matches []string) bool {
	var all []string
	for _, s := range t.shards {
		if s != than {
			all = append(all, s.matches(ctx)...)
		}
	}
	return !slices.ContainsFunc(matches, func(m string) bool { return !slices.Contains(all, m) })
}

// kill kills a shard and starts it again when its matches go on elsewhere.
func (t *trials) kill(ctx context.Context) error {
	s, err := t.silence(ctx, Kill, func(s *shardProcess) error { return s.kill() })
	if s == nil {
		return err
	}
	return errors.Join(err, t.again(ctx, s))
}

// again starts a shard that has ended, or is about to.
func (t *trials) again(ctx context.Context, s *shardProcess) error {
	ctx, cancel := context.WithTimeoutCause(ctx, steadyFor, errors.New("it took too long"))
	defer cancel()
	if err := s.gone(ctx); err != nil {
		return err
	}
	if err := s.start(); err != nil {
		return err
	}
	return t.ready(ctx)
}

// stop stops a shard and lets it go on when its matches run elsewhere: it must find that out by itself.
func (t *trials) stop(ctx context.Context) error {
	var matches []string
	s, err := t.silence(ctx, Stop, func(s *shardProcess) error {
		matches = s.matches(ctx)
		return s.signal(stop)
	})
	if s == nil {
		return err
	}
	if bad := s.signal(goOn); bad != nil {
		return errors.Join(err, bad)
	}
	return errors.Join(err, until(ctx, steadyFor, s.id+" still runs matches that others have taken over", func() bool {
		now := s.matches(ctx)
		return !slices.ContainsFunc(matches, func(m string) bool { return slices.Contains(now, m) })
	}))
}
