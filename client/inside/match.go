package inside

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"muster/client"
	"muster/client/screen/host"
	"muster/server/wire"
)

// match is one that the worker runs, as the page plays it.
type match struct {
	*client.Client
	page *Page
	line *line
	told atomic.Bool // that nothing of it is kept

	mu    sync.Mutex
	begun bool // somebody looks at it, or has said how fast it goes
}

// usualPace of a match, in percent.
const usualPace = 100

// enter begins or continues a match, and takes the seat.
func (p *Page) enter(ctx context.Context, how *ask) (host.Match, error) {
	l, err := p.worker(ctx)
	if err != nil {
		return nil, err
	}
	p.cfg.Keep()
	said, _, err := l.call(ctx, how, host.Recording{})
	if err != nil {
		return nil, err
	}
	c, err := p.dial(ctx, l, said.Seat)
	if err != nil {
		_, _, again := l.call(ctx, &ask{Do: doLeave}, host.Recording{})
		return nil, errors.Join(err, again)
	}
	m := &match{Client: c, page: p, line: l}
	m.pace(0) // until its battlefield is painted, which takes this page all that the machine has
	return m, nil
}

// dial takes the seat. The worker is this machine's: one that is slow is waited for, and not given up as a server is.
func (p *Page) dial(ctx context.Context, l *line, at *seat) (*client.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, enterWithin)
	defer cancel()
	for {
		c, err := client.Dial(ctx, p.way(l, at))
		if !errors.Is(err, client.ErrSlow) || ctx.Err() != nil {
			return c, err
		}
		said, _, again := l.call(ctx, &ask{Do: doAgain}, host.Recording{})
		if again != nil {
			return nil, errors.Join(err, again)
		}
		at = said.Seat
	}
}

// way is how a seat is taken: by a channel to the worker.
func (p *Page) way(l *line, s *seat) client.Config {
	cfg := client.Config{
		Join: s.Join, Catch: p.cfg.Guard.Catch,
		Dial: func(context.Context, string, []byte) (wire.Conn, error) {
			m, err := l.ports.Open()
			if err != nil {
				return nil, err
			}
			return wire.OverMessages(m, "inside", wire.ClientEnd), nil
		},
		Where: func(ctx context.Context, _ string) (client.Join, error) {
			said, _, err := l.call(ctx, &ask{Do: doAgain}, host.Recording{})
			if err != nil {
				return client.Join{}, err
			}
			return said.Seat.Join, nil
		},
	}
	if p.cfg.Setup != nil {
		cfg.Setup, _ = p.cfg.Setup(s.Scenario) // one that the page does not have is sent
	}
	return cfg
}

// Next adds to what the match says that nothing of it is kept, once. Whoever asks for the first time shows it from now
// on: until then it stands still.
func (m *match) Next(ctx context.Context) (client.Update, error) {
	m.mu.Lock()
	if !m.begun {
		m.begun = true
		m.pace(usualPace)
	}
	m.mu.Unlock()
	u, err := m.Client.Next(ctx)
	if t := m.page.Trouble(); err == nil && t != "" && !m.told.Swap(true) {
		u.Notices = append(u.Notices, client.Notice{Key: "not_kept_" + string(t)})
	}
	return u, err
}

// Pace implements host.Paced.
func (m *match) Pace(percent int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.begun = true
	m.pace(percent)
}

// pace says how fast the match goes. Nobody waits for it.
func (m *match) pace(percent int) {
	_ = m.line.send(context.Background(), &ask{Do: doPace, Percent: percent}, host.Recording{})
}

// Close leaves the match, keeps its replay and ends it. A worker that has ended has ended it, too.
func (m *match) Close() error {
	err := m.Client.Close()
	_, _, left := m.line.call(context.Background(), &ask{Do: doLeave}, host.Recording{})
	if errors.Is(left, errStopped) {
		left = nil
	}
	return errors.Join(err, left)
}
