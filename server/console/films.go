package console

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"muster/client/picture"
	"muster/game"
	"muster/matchmaker/api"
	"muster/shard/replay"
)

// films are replays of matches that are over, and of those that run as far as spectators may see, kept open for a
// while so that any tick of them is shown quickly. What they take is bounded: few at once, each of a size that anybody
// may send.
type films struct {
	api   *api.Client                                             // the machine's: replays are anybody's
	soFar func(ctx context.Context, match string) ([]byte, error) // of one that runs; nil for none
	log   *slog.Logger

	mu   sync.Mutex
	all  map[string]*film
	over bool
	stop context.CancelFunc
	live context.Context
	busy sync.WaitGroup
	turn chan struct{} // holds one: one at a time reads or seeks, whatever is asked for

	loading chan struct{} // as many as are kept: what is fetched waits in memory for its turn
}

func newFilms(api *api.Client, soFar func(context.Context, string) ([]byte, error), log *slog.Logger) *films {
	f := &films{api: api, soFar: soFar, log: log, all: map[string]*film{}, turn: make(chan struct{}, 1)}
	f.loading = make(chan struct{}, maxFilms)
	f.live, f.stop = context.WithCancel(context.Background())
	return f
}

// film is the replay of one match. What lies behind ready is fixed once that is closed, but for the player, which is
// for who holds the turn.
type film struct {
	ready chan struct{}
	err   error
	since time.Time
	runs  bool // it was not over then, and goes on since
	Setup *game.Setup
	Last  game.Tick

	player  *replay.Player
	painter *picture.Painter
	head    [16]byte  // the hash of the last record that the player was given
	before  *film     // of the same match when it was shorter: its player goes on; nil for none
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
// Of one that runs it is fetched again for a page, which says how far it goes, and not for each picture.
func (f *films) open(m *api.Match, page bool, now time.Time) *film {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.all[m.ID]
	var before *film
	if one != nil && (one.runs && !m.Ended.IsZero() || one.stale(page, now)) {
		one, before = nil, one
	}
	if one == nil {
		if f.over {
			return nil
		}
		one = &film{ready: make(chan struct{}), runs: m.Ended.IsZero()}
		if one.runs && before != nil { // it is ready, since it is stale
			if one.before = before; before.err != nil {
				one.before = before.before // which nobody has gone on with
			}
		}
		f.all[m.ID] = one
		f.busy.Go(func() { f.load(m.ID, m.Replay, one) })
	}
	one.used = now
	f.forget(now)
	return one
}

// opened waits a moment for it, and reports whether it is ready.
func (one *film) opened(ctx context.Context) bool {
	select {
	case <-one.ready:
		return true
	case <-time.After(filmsAsked):
	case <-ctx.Done():
	}
	return false
}

// stale reports whether it could not be had a while ago, or is wanted for a page and has become longer.
func (one *film) stale(page bool, now time.Time) bool {
	select {
	case <-one.ready:
		return (one.err != nil || one.runs && page) && now.Sub(one.since) >= filmAgain
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
	select {
	case f.loading <- struct{}{}:
		one.err = f.read(ctx, match, link, one)
		<-f.loading
	case <-ctx.Done():
		one.err = errManyFilms
	}
	if one.since = time.Now(); one.err != nil {
		f.log.Info("a replay cannot be shown", "match", match, "error", one.err)
	}
}

// errManyFilms is a replay that was not fetched in time: others were.
var errManyFilms = errors.New("too many replays are being fetched; try again in a moment")

// errNoReplay is a match that left none.
var errNoReplay = errors.New("the match did not come to an end: there is no replay of it")

func (f *films) read(ctx context.Context, match, link string, one *film) error {
	b, err := f.fetch(ctx, match, link, one.runs)
	if err != nil {
		return err
	}
	if !f.acquire(ctx) {
		return ctx.Err()
	}
	defer f.release()
	file, err := replay.Import(b, replay.Anybody)
	if err != nil {
		return err
	}
	if !one.goesOn(file) {
		if one.player, err = file.Play(); err != nil {
			return err
		}
		one.painter = picture.New(one.player.Setup(), pictureWidth, pictureHeight)
	}
	one.Setup, one.head = one.player.Setup(), file.Records[len(file.Records)-1].Hash
	if one.Last = one.player.Last(); one.runs {
		return nil // it is folded as far as somebody wants to see
	}
	err = one.player.Seek(one.Last) // which may lie before what was known
	one.Last = one.player.Tick()
	return err
}

// goesOn takes over the player of before, which has folded what was shown, and gives it what has been written since.
// It reports whether that could be: a match that was restored has other records. The caller has the turn.
func (one *film) goesOn(file *replay.File) bool {
	was := one.before
	one.before = nil // and all before that
	if was == nil {
		return false
	}
	n := was.player.Records()
	if n == 0 || n > uint64(len(file.Records)) || file.Records[n-1].Hash != was.head {
		return false
	}
	was.player.Add(file.Records[n:])
	one.player, one.painter = was.player, was.painter
	return true
}

func (f *films) fetch(ctx context.Context, match, link string, runs bool) ([]byte, error) {
	switch {
	case runs && f.soFar != nil:
		return f.soFar(ctx, match)
	case link == "":
		return nil, errNoReplay
	}
	return f.api.Replay(ctx, link)
}

// seek shows a tick. What is to be folded for that may take seconds: whoever gave up meanwhile goes on from there.
func (one *film) seek(ctx context.Context, at game.Tick) error {
	for one.runs && ctx.Err() == nil && one.player.Tick()+filmStep < at {
		if err := one.player.Seek(one.player.Tick() + filmStep); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return one.player.Seek(at)
}

func (f *films) acquire(ctx context.Context) bool {
	select {
	case f.turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (f *films) release() { <-f.turn }

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
	if !f.acquire(ctx) {
		return nil, ctx.Err()
	}
	defer f.release()
	if err := one.seek(ctx, min(at, one.Last)); err != nil {
		return nil, err
	}
	return one.painter.PNG(one.view())
}

// view is what the picture is drawn of. While the match runs no mine is in it: the shard leaves them out of what
// spectators of a rated match see, but these records have all of them, and do not say whether the match is rated.
func (one *film) view() *game.View {
	v := one.player.View(game.All)
	if one.runs {
		v.Marks = slices.DeleteFunc(v.Marks, func(m game.Mark) bool { return m.Kind == game.Mine })
	}
	return v
}
