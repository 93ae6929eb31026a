package pages

import (
	"context"
	"fmt"
	"sync/atomic"

	"muster/client/screen/i18n"
	"muster/client/screen/ui"
)

// opening is while a replay is read and its ground painted; it tells how far it is.
type opening struct {
	done  chan Opened
	stop  context.CancelFunc
	read  atomic.Int64 // bytes that came over a network,
	size  atomic.Int64 // of so many; 0 if it is not known
	share atomic.Int64 // of the match that was gone through, in percent
	got   Opened
}

// Opening is the page that reads a replay, beside the game.
func Opening(a *Pages, read Reading) *Page {
	ctx, stop := context.WithCancel(context.Background())
	o := &opening{done: make(chan Opened, 1), stop: stop}
	guard := a.Guard
	guard.Go(func() {
		b, err := read(ctx, func(read, size int64) {
			o.read.Store(read)
			o.size.Store(max(size, 0))
		})
		if err != nil {
			o.done <- Opened{Err: err}
			return
		}
		o.done <- open(ctx, b, guard, func(percent int64) { o.share.Store(percent) })
	})
	return &Page{Key: "opening", build: o.build, after: o.update, stop: o.end}
}

// end ends what goes on beside the page, unless a viewer has that now.
func (o *opening) end() {
	if !o.got.Shown {
		o.stop()
	}
}

// update shows what was read.
func (o *opening) update(a *Pages) {
	select {
	case o.got = <-o.done:
		o.got.Stop = o.stop
		if o.got.Err != nil {
			a.Trace("error %v", o.got.Err)
		}
	default:
	}
	if o.got.Player != nil {
		a.View(&o.got)
	}
}

func (o *opening) build(a *Pages, u *ui.UI) {
	w := a.Words
	r := u.Dialog(560, 230, w.Say("title.replays"), ui.Accent)
	button := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}
	if o.got.Err != nil {
		trouble(a, u, r, o.got.Err)
	} else {
		text, share := o.progress(w)
		line, _ := r.Cut(u.Tall(ui.Usual), 0)
		u.Text(line, text, ui.Usual, ui.Left, ui.Body)
		bar := ui.Rect{X: r.X, Y: button.Y - 28, W: r.W, H: 8}
		u.Fill(bar, ui.Black, 0.5)
		bar.W *= share
		u.Fill(bar, ui.Accent, 0.9)
	}
	if u.Button("opening.back", button, w.Say("page.back"), "") {
		a.Back()
	}
}

// progress is what is going on and how far it is, 0 to 1: first the file comes, then the match is gone through.
func (o *opening) progress(w i18n.Words) (text string, share float64) {
	read, size, gone := o.read.Load(), o.size.Load(), o.share.Load()
	switch {
	case gone > 0 || read == 0 || read == size:
		return w.Say("replays.opening"), float64(gone) / 100
	case size > 0:
		return w.Say("replays.fetching_of", "read", fmt.Sprint(read>>10), "size", fmt.Sprint(size>>10)),
			float64(read) / float64(size)
	}
	return w.Say("replays.fetching", "read", fmt.Sprint(read>>10)), 0
}
