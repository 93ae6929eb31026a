package screen

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync/atomic"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/kit"
	"muster/game"
	"muster/shard/replay"
)

// opening is while a replay is read and its ground painted; it tells how far it is.
type opening struct {
	*page
	done  chan opened
	share atomic.Int64 // of the match that was gone through, in percent
	got   opened
}

// opened is a replay ready to be shown, or why it cannot be.
type opened struct {
	player *replay.Player
	story  <-chan battle.Story // of the whole match, when it is known
	said   *replay.Intentions
	err    error
}

// newOpening reads a replay, beside the game.
func newOpening(read func() (host.Recording, error)) *opening {
	o := &opening{done: make(chan opened, 1)}
	o.page = &page{key: "opening", build: o.build}
	go func() {
		b, err := read()
		if err != nil {
			o.done <- opened{err: err}
			return
		}
		o.done <- o.open(b)
	}()
	return o
}

// open makes a player, and another that goes through the match for its story.
func (o *opening) open(b host.Recording) opened {
	f, err := replay.Import(b.Replay)
	if err != nil {
		return opened{err: err}
	}
	p, err := f.Play()
	if err != nil {
		return opened{err: err}
	}
	p.Prepare(func(at, of game.Tick) { o.share.Store(int64(at) * 100 / int64(max(of, 1))) })
	story := make(chan battle.Story, 1)
	go func() {
		if all, err := f.Play(); err == nil {
			story <- scan(all)
		}
	}()
	said, _ := replay.ReadIntentions(bytes.NewReader(b.Intentions)) // what is no intention ends them, and no replay
	return opened{p, story, said, nil}
}

// scan goes through a whole match for its graphs and marks.
func scan(p *replay.Player) (s battle.Story) {
	for on := true; on; {
		s.See(p.View(game.All), p.Setup())
		on, _ = p.Step()
	}
	return s
}

func (o *opening) update(a *app) {
	o.page.update(a)
	if a.top() != scene(o) {
		return
	}
	select {
	case o.got = <-o.done:
		if o.got.err != nil {
			a.trace("error %v", o.got.err)
		}
	default:
	}
	if o.got.player == nil {
		return
	}
	if img := a.ground.of(o.got.player.Setup()).image(); img != nil {
		a.back()
		a.over(newViewer(a, &o.got, img))
	}
}

func (o *opening) build(a *app, u *kit.UI) {
	w := a.words
	r := u.Dialog(560, 230, w.Say("title.replays"), kit.Accent)
	button := kit.Rect{X: r.X, Y: r.Y + r.H - row(u) - 20, W: r.W, H: row(u)}
	if o.got.err != nil {
		trouble(a, u, r, o.got.err)
	} else {
		line, _ := r.Cut(u.Tall(kit.Usual), 0)
		u.Text(line, w.Say("replays.opening"), kit.Usual, kit.Left, kit.Body)
		bar := kit.Rect{X: r.X, Y: button.Y - 28, W: r.W, H: 8}
		u.Fill(bar, kit.Black, 0.5)
		bar.W *= float64(o.share.Load()) / 100
		u.Fill(bar, kit.Accent, 0.9)
	}
	if u.Button("opening.back", button, w.Say("page.back"), "") {
		a.back()
	}
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
	a.over(newOpening(func() (rec host.Recording, err error) {
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
	}))
}

func readAll(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostDropped))
}
