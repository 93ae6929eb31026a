package console

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"muster/client/picture"
	"muster/game"
	"muster/matchmaker/api"
	"muster/shard/replay"
)

// films are replays of matches that are over, kept open for a while so that any tick of them is shown quickly. What
// they take is bounded: few at once, of a size that anybody may send.
type films struct {
	api *api.Client // the machine's: a replay is anybody's who is signed in
	log *slog.Logger

	mu   sync.Mutex
	all  map[string]*film
	over bool
	stop context.CancelFunc
	live context.Context
	busy sync.WaitGroup
	turn chan struct{} // holds one: one at a time reads or seeks, whatever is asked for
}

func newFilms(api *api.Client, log *slog.Logger) *films {
	f := &films{api: api, log: log, all: map[string]*film{}, turn: make(chan struct{}, 1)}
	f.live, f.stop = context.WithCancel(context.Background())
	return f
}

// film is the replay of one match. What lies behind ready is fixed once that is closed, but for the player, which is
// for who holds the turn.
type film struct {
	ready  chan struct{}
	err    error
	failed time.Time
	Setup  *game.Setup
	Last   game.Tick

	player  *replay.Player
	painter *picture.Painter
	used    time.Time // under films.mu
}

// close ends all of them.
func (f *films) close() {
	f.mu.Lock()
	f.over = true
	f.mu.Unlock()
	f.stop()
	f.busy.Wait()
}

// open is the replay of a match, which is fetched from its shard if nobody has looked at it; nil once all are closed.
func (f *films) open(m *api.Match, now time.Time) *film {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.all[m.ID]
	if one != nil && one.stale(now) {
		one = nil
	}
	if one == nil {
		if f.over {
			return nil
		}
		one = &film{ready: make(chan struct{})}
		f.all[m.ID] = one
		f.busy.Go(func() { f.load(m.ID, m.Replay, one) })
	}
	one.used = now
	f.forget(now)
	return one
}

// stale reports whether it could not be had a while ago.
func (one *film) stale(now time.Time) bool {
	select {
	case <-one.ready:
		return one.err != nil && now.Sub(one.failed) >= filmAgain
	default:
		return false
	}
}

// forget closes what nobody has looked at, and what is too much. The caller holds mu.
func (f *films) forget(now time.Time) {
	for {
		oldest, at := "", now.Add(-filmsFor)
		if len(f.all) > maxFilms {
			at = now.Add(time.Hour)
		}
		for id, one := range f.all {
			if one.used.Before(at) {
				oldest, at = id, one.used
			}
		}
		if oldest == "" {
			return
		}
		delete(f.all, oldest)
	}
}

// run closes replays that nobody looks at until ctx ends.
func (f *films) run(ctx context.Context) {
	every := time.NewTicker(sweepsFilms)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-every.C:
			f.mu.Lock()
			f.forget(now)
			f.mu.Unlock()
		}
	}
}

func (f *films) load(match, link string, one *film) {
	defer close(one.ready)
	ctx, cancel := context.WithTimeout(f.live, filmWithin)
	defer cancel()
	if one.err = f.read(ctx, link, one); one.err != nil {
		one.failed = time.Now()
		f.log.Info("a replay cannot be shown", "match", match, "error", one.err)
	}
}

// errNoReplay is a match that left none.
var errNoReplay = errors.New("the match did not come to an end: there is no replay of it")

func (f *films) read(ctx context.Context, link string, one *film) error {
	if link == "" {
		return errNoReplay
	}
	b, err := f.api.Replay(ctx, link)
	if err != nil {
		return err
	}
	if !f.take(ctx) {
		return ctx.Err()
	}
	defer f.give()
	file, err := replay.Import(b, replay.Anybody)
	if err != nil {
		return err
	}
	if one.player, err = file.Play(); err != nil {
		return err
	}
	one.Setup = one.player.Setup()
	one.painter = picture.New(one.Setup, pictureWidth, pictureHeight)
	err = one.player.Seek(one.player.Last()) // the end, as it is known only then
	one.Last = one.player.Tick()
	return err
}

func (f *films) take(ctx context.Context) bool {
	select {
	case f.turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (f *films) give() { <-f.turn }

// picture is the one of a tick, or of the last one there is.
func (f *films) picture(ctx context.Context, one *film, at game.Tick) ([]byte, error) {
	select {
	case <-one.ready:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if one.err != nil {
		return nil, one.err
	}
	if !f.take(ctx) {
		return nil, ctx.Err()
	}
	defer f.give()
	if err := one.player.Seek(min(at, one.Last)); err != nil {
		return nil, err
	}
	return one.painter.PNG(one.player.View(game.All))
}
