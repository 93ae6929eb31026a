package screen

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync/atomic"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/kit"
	"muster/client/screen/words"
	"muster/game"
	"muster/shard/replay"
)

// opening is while a replay is read and its ground painted; it tells how far it is.
type opening struct {
	*page
	done  chan opened
	stop  context.CancelFunc
	read  atomic.Int64 // bytes that came over a network,
	size  atomic.Int64 // of so many; 0 if it is not known
	share atomic.Int64 // of the match that was gone through, in percent
	got   opened
	shown bool // a viewer has it, and with it what goes on beside
}

// reading gets a replay, and tells meanwhile how much of it has come, if that takes a while.
type reading func(ctx context.Context, told func(read, size int64)) (host.Recording, error)

// readAtOnce is a reading that takes no time to speak of.
func readAtOnce(read func() (host.Recording, error)) reading {
	return func(context.Context, func(read, size int64)) (host.Recording, error) { return read() }
}

// opened is a replay ready to be shown, or why it cannot be.
type opened struct {
	player *replay.Player
	story  <-chan battle.Story // of the match as far as it can be read, when it is known
	said   *replay.Intentions
	stop   context.CancelFunc // ends the search for the story
	err    error
}

// newOpening reads a replay, beside the game.
func newOpening(a *app, read reading) *opening {
	ctx, stop := context.WithCancel(context.Background())
	o := &opening{done: make(chan opened, 1), stop: stop}
	o.page = &page{key: "opening", build: o.build, stop: func() {
		if !o.shown {
			stop()
		}
	}}
	guard := a.Guard
	guard.Go(func() {
		b, err := read(ctx, func(read, size int64) {
			o.read.Store(read)
			o.size.Store(max(size, 0))
		})
		if err != nil {
			o.done <- opened{err: err}
			return
		}
		o.done <- o.open(ctx, b, guard)
	})
	return o
}

// open makes a player, and another that goes through the match for its story until ctx ends.
func (o *opening) open(ctx context.Context, b host.Recording, guard *host.Guard) opened {
	f, err := replay.Import(b.Replay, replay.Anybody)
	if err != nil {
		return opened{err: err}
	}
	p, err := f.Play()
	if err != nil {
		return opened{err: err}
	}
	p.Prepare(func(at, of game.Tick) { o.share.Store(int64(at) * 100 / int64(max(of, 1))) })
	story := make(chan battle.Story, 1)
	guard.Go(func() {
		if all, err := f.Play(); err == nil {
			whole, _ := battle.Whole(ctx, all) // where it breaks off the viewer comes to it, and says so
			story <- whole
		}
	})
	said, _ := replay.ReadIntentions(bytes.NewReader(b.Intentions)) // what is no intention ends them, and no replay
	return opened{player: p, story: story, said: said}
}

func (o *opening) update(a *app) {
	o.page.update(a)
	if a.top() != scene(o) {
		return
	}
	select {
	case o.got = <-o.done:
		if o.got.err != nil {
			a.Trace("error %v", o.got.err)
		}
	default:
	}
	if o.got.player == nil {
		return
	}
	if img := a.groundOf(o.got.player.Setup()).Image(); img != nil {
		o.shown, o.got.stop = true, o.stop
		a.back()
		a.over(newViewer(a, &o.got, img))
	}
}

func (o *opening) build(a *app, u *kit.UI) {
	w := a.Words
	r := u.Dialog(560, 230, w.Say("title.replays"), kit.Accent)
	button := kit.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}
	if o.got.err != nil {
		trouble(a, u, r, o.got.err)
	} else {
		text, share := o.progress(w)
		line, _ := r.Cut(u.Tall(kit.Usual), 0)
		u.Text(line, text, kit.Usual, kit.Left, kit.Body)
		bar := kit.Rect{X: r.X, Y: button.Y - 28, W: r.W, H: 8}
		u.Fill(bar, kit.Black, 0.5)
		bar.W *= share
		u.Fill(bar, kit.Accent, 0.9)
	}
	if u.Button("opening.back", button, w.Say("page.back"), "") {
		a.back()
	}
}

// progress is what is going on and how far it is, 0 to 1: first the file comes, then the match is gone through.
func (o *opening) progress(w words.Words) (text string, share float64) {
	read, size, gone := o.read.Load(), o.size.Load(), o.share.Load()
	switch {
	case gone > 0 || read == 0 || read == size:
		return w.Say("replays.opening"), float64(gone) / 100
	case size > 0:
		return w.Say("replays.fetching_of", "read", fmt.Sprint(read>>10), "size", fmt.Sprint(size>>10)), float64(read) / float64(size)
	}
	return w.Say("replays.fetching", "read", fmt.Sprint(read>>10)), 0
}

// dropped opens a replay whose file was let fall on the window, with its intentions if they fell too.
func (a *app) dropped(files fs.FS) {
	names, err := fs.Glob(files, "*")
	if err != nil || len(names) == 0 {
		return
	}
	if _, busy := a.top().(*field); busy {
		return // a match is played
	}
	a.over(newOpening(a, readAtOnce(func() (rec host.Recording, err error) {
		for _, name := range names {
			to := &rec.Replay
			if strings.HasSuffix(name, replay.IntentionsSuffix) {
				to = &rec.Intentions
			}
			if *to, err = readAll(files, name); err != nil {
				return rec, err
			}
		}
		return rec, nil
	})))
}

func readAll(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostDropped))
}
