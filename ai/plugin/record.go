package plugin

import (
	"errors"
	"fmt"
	"os"

	"muster/ai"
	"muster/game"
)

// Record is what harm a plug-in has done to a match, in a file that outlives the server: also a server that the plug-in
// has ended remembers. The file is a few bytes, written before and after each turn and never synced: it is for a
// process that ends, not for a power cut, which is no plug-in's fault.
//
//	told   'T' once it was told that the plug-in leads no more, else '-'
//	a seat harms, a digit | 'r' while the plug-in runs, else '-'
//
// Whoever finds an 'r' knows that the last process did not come back from the plug-in: that is a harm too.
type Record struct {
	path  string
	seats int
}

const (
	running = 'r'
	none    = '-'
	told    = 'T'
)

// RecordName is the name of the file that a match's record of this plug-in is kept in. A plug-in that
// was mended is another one.
func (m *Module) RecordName(match string) string { return fmt.Sprintf("%s.%x", match, m.sum[:6]) }

// NewRecord is kept in a file of a directory, which must be there.
func NewRecord(path string, seats int) *Record { return &Record{path, seats} }

// open reads the file and makes it if it is not there. One that is no record begins anew.
func (r *Record) open() (*os.File, []byte, error) {
	f, err := os.OpenFile(r.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	b := make([]byte, 1+2*r.seats)
	if n, _ := f.ReadAt(b, 0); n < len(b) || !r.sound(b) {
		b[0] = none
		for seat := range r.seats {
			b[1+2*seat], b[2+2*seat] = '0', none
		}
		if _, err := f.WriteAt(b, 0); err != nil {
			return nil, nil, errors.Join(err, f.Close())
		}
	}
	return f, b, nil
}

func (r *Record) sound(b []byte) bool {
	ok := b[0] == none || b[0] == told
	for seat := range r.seats {
		harms, now := b[1+2*seat], b[2+2*seat]
		ok = ok && harms >= '0' && harms <= '9' && (now == none || now == running)
	}
	return ok
}

// harms are those of all seats.
func harms(b []byte) (n int) {
	for at := 1; at < len(b); at += 2 {
		n += int(b[at] - '0')
	}
	return n
}

// Lead makes a commander of a seat as Module.New does, unless the plug-in has done too much harm in this match: then
// nobody may load it again, and ErrHarmful is returned.
func (r *Record) Lead(m *Module, s *game.Setup, seat uint8, seed uint64) (ai.Commander, error) {
	f, b, err := r.open()
	if err != nil {
		return nil, fmt.Errorf("the record of what it does cannot be kept: %w", err)
	}
	own := b[1+2*int(seat):][:2]
	if own[1] == running {
		own[0], own[1] = min(own[0]+1, '9'), none
		if _, err := f.WriteAt(own, r.at(seat)); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	if n := harms(b); n >= MaxHarms {
		return nil, errors.Join(ErrHarmful, f.Close())
	}
	return &recorded{m.New(s, seat, seed), f, r.at(seat), own}, nil
}

// ErrHarmful reports that a plug-in leads no more in a match.
var ErrHarmful = fmt.Errorf("it has trapped, hung or ended the server %d times in this match, "+
	"and is not loaded for it again", MaxHarms)

// ReportOnce reports whether nobody has been told yet that the plug-in was disabled. It is true once.
func (r *Record) ReportOnce() bool {
	f, b, err := r.open()
	if err != nil {
		return true
	}
	defer f.Close()
	_, err = f.WriteAt([]byte{told}, 0)
	return b[0] != told || err != nil
}

func (r *Record) at(seat uint8) int64 { return 1 + 2*int64(seat) }

// recorded is a commander that writes down what it does. Its file is closed when it finishes, or is collected.
type recorded struct {
	ai.Commander
	file *os.File
	at   int64
	own  []byte
}

// Think implements ai.Commander.
func (c *recorded) Think(v *game.View, talk []game.Talk) (orders []game.Order) {
	c.marked(func() { orders = c.Commander.Think(v, talk) })
	return orders
}

// Explain implements ai.Explainer.
func (c *recorded) Explain() (intends []ai.Intention) {
	if e, ok := c.Commander.(ai.Explainer); ok {
		c.marked(func() { intends = e.Explain() })
	}
	return intends
}

// Printed implements ai.Printer.
func (c *recorded) Printed() string {
	if p, ok := c.Commander.(ai.Printer); ok {
		return p.Printed()
	}
	return ""
}

// Finish implements ai.Finisher.
func (c *recorded) Finish(r game.Result) {
	ai.Finish(c.Commander, r)
	c.file.Close()
}

// marked writes down that the plug-in runs, and how that ended. A byte that cannot be written costs nothing but the
// memory of a harm.
func (c *recorded) marked(call func()) {
	c.own[1] = running
	_, _ = c.file.WriteAt(c.own, c.at)
	sound := false
	defer func() {
		if c.own[1] = none; !sound {
			c.own[0] = min(c.own[0]+1, '9')
		}
		_, _ = c.file.WriteAt(c.own, c.at)
	}()
	call()
	sound = true
}
