package inside

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"

	"muster/assets"
	"muster/client/alone"
	"muster/client/screen/host"
	"muster/server/wire"
)

// twin is Ports in memory.
type twin struct {
	control *channel
	opened  chan wire.Messages // by the other side
	other   *twin
}

// twins are both sides.
func twins() (page, worker *twin) {
	a, b := channels()
	page = &twin{control: a, opened: make(chan wire.Messages, 16)}
	worker = &twin{control: b, opened: make(chan wire.Messages, 16), other: page}
	page.other = worker
	return page, worker
}

func (t *twin) Control() wire.Messages { return t.control }

func (t *twin) Open() (wire.Messages, error) {
	a, b := channels()
	t.other.opened <- b
	return a, nil
}

func (t *twin) Accept(ctx context.Context) (wire.Messages, error) {
	select {
	case m := <-t.opened:
		return m, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// channel is Messages in memory.
type channel struct {
	in, out chan []byte
	ended   chan struct{} // of both ends
	once    *sync.Once
}

func channels() (a, b *channel) {
	up, down, ended, once := make(chan []byte, 64), make(chan []byte, 64), make(chan struct{}), new(sync.Once)
	return &channel{up, down, ended, once}, &channel{down, up, ended, once}
}

func (c *channel) Read(ctx context.Context) ([]byte, error) {
	select {
	case b := <-c.in:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-c.ended:
		return nil, io.EOF
	}
}

func (c *channel) Write(ctx context.Context, b []byte) error {
	select {
	case c.out <- append([]byte(nil), b...):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-c.ended:
		return errors.New("nobody is there")
	}
}

func (c *channel) Close(uint32, string) error {
	c.once.Do(func() { close(c.ended) })
	return nil
}

// real are alone.Matches as a worker has them.
type real struct{ *alone.Matches }

func (r real) Begin(ctx context.Context, c host.Choice) (Match, error) {
	m, err := r.Matches.Begin(ctx, c)
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (r real) Continue(id, name string) (Match, error) {
	m, err := r.Matches.Continue(id, name)
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (r real) Replays() host.Replays { return r.Matches.Replays() }

// browser is a page that starts workers on one disk. It remembers whether something was kept, as browsers do.
type browser struct {
	t        *testing.T
	dir      string
	kept     bool
	workers  []*twin // the page's side of each
	troubles chan Trouble
}

func newBrowser(t *testing.T) *browser {
	return &browser{t: t, dir: t.TempDir(), troubles: make(chan Trouble, 1)}
}

// open opens a page.
func (b *browser) open() *Page {
	return NewPage(Config{
		Start: func(context.Context) (Ports, error) {
			page, worker := twins()
			b.workers = append(b.workers, page)
			kept := real{alone.Open(alone.Config{Assets: assets.Embedded(), Dir: b.dir, Seed: 7})}
			done := make(chan struct{})
			go func() {
				defer close(done)
				_ = Serve(b.t.Context(), worker, kept, b.troubles) // ends with the page
			}()
			b.t.Cleanup(func() { page.control.Close(0, ""); <-done })
			return page, nil
		},
		Setup: assets.Embedded().Setup, Guard: host.NewGuard(),
		Kept: func() bool { return b.kept }, Keep: func() { b.kept = true },
	})
}

// reload ends the worker as a browser does: without a word.
func (b *browser) reload() *Page {
	for _, w := range b.workers {
		w.control.Close(0, "")
	}
	return b.open()
}
