package netem

import "sync/atomic"

// Line says how bad one direction of a link is now. All ways and streams that were made of it follow when it changes.
type Line struct {
	seed uint64
	now  atomic.Pointer[setting]
}

// setting is what a line was set to, until the next time.
type setting struct {
	Config
	clear   bool
	changed chan struct{} // closed when another one counts
}

// NewLine makes a line; one with a Config that cannot be is refused.
func NewLine(cfg Config) (*Line, error) {
	l := &Line{seed: cfg.Seed}
	return l, l.Set(cfg)
}

// Set changes the line, for what goes in from now on. The seed stays that of the beginning.
func (l *Line) Set(cfg Config) error {
	if err := cfg.check(); err != nil {
		return err
	}
	cfg.Seed = l.seed
	before := l.now.Swap(&setting{Config: cfg, clear: cfg.clear(), changed: make(chan struct{})})
	if before != nil {
		close(before.changed)
	}
	return nil
}

// Now is how bad the line is, and a channel that is closed when that changes.
func (l *Line) Now() (Config, <-chan struct{}) {
	s := l.now.Load()
	return s.Config, s.changed
}
