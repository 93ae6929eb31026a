package inside

import (
	"context"
	"errors"
	"sync"

	"muster/client/screen/host"
	"muster/game"
)

// Config is what a Page needs.
type Config struct {
	// starts a worker; it is called when somebody plays alone or opens what was kept, and again when it failed
	Start func(ctx context.Context) (Ports, error)
	// the page's own set-ups, which need not be sent then; may be nil
	Setup func(scenario string) (*game.Setup, error)
	// whether anything was ever kept here: without, nobody starts a worker to find nothing
	Kept  func() bool
	Keep  func() // notes that something is
	Guard *host.Guard
}

// Page plays alone: it is a host.Host's Start, and has saves and replays. Any goroutine may call its methods.
type Page struct {
	cfg Config

	starting sync.Mutex // one starts at a time
	mu       sync.Mutex
	line     *line   // to the worker; nil before it was started
	trouble  Trouble // of its disk; empty for none
}

// NewPage makes one. It starts no worker.
func NewPage(cfg Config) *Page { return &Page{cfg: cfg} }

// Start begins a match in the first seat.
func (p *Page) Start(ctx context.Context, c host.Choice) (host.Match, error) {
	return p.enter(ctx, &ask{Do: doBegin, Choice: &c})
}

// Trouble is why nothing more is kept; empty while all is, and before the worker was started.
func (p *Page) Trouble() Trouble {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.trouble
}

// Ticks counts the ticks of the match that runs, and those of them that came more than a tick late.
func (p *Page) Ticks(ctx context.Context) (all, late uint64, err error) {
	said, _, err := p.call(ctx, &ask{Do: doTicks}, host.Recording{})
	return said.Ticks, said.Late, err
}

// call asks the worker, which is started first where there is none.
func (p *Page) call(ctx context.Context, a *ask, rec host.Recording) (answer, host.Recording, error) {
	l, err := p.worker(ctx)
	if err != nil {
		return answer{}, host.Recording{}, err
	}
	return l.call(ctx, a, rec)
}

// worker is the line to the worker. One that has ended is started anew: what it kept is there.
func (p *Page) worker(ctx context.Context) (*line, error) {
	p.starting.Lock()
	defer p.starting.Unlock()
	p.mu.Lock()
	l := p.line
	p.mu.Unlock()
	if l != nil && !l.ended() {
		return l, nil
	}
	ports, err := p.cfg.Start(ctx)
	if err != nil {
		return nil, errors.Join(errors.New("the game's other half could not be started: reload the page"), err)
	}
	l = newLine(ports, p.heard)
	p.cfg.Guard.Go(l.listen)
	p.mu.Lock()
	p.line, p.trouble = l, ""
	p.mu.Unlock()
	return l, nil
}

// heard takes what the worker tells unasked.
func (p *Page) heard(a answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a.Trouble != "" {
		p.trouble = a.Trouble
	}
}
