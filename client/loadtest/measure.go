package loadtest

import (
	"encoding/json"
	"io"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"muster/client"
)

// measure gathers what all bots count. It is safe for many goroutines.
type measure struct {
	mu      sync.Mutex
	total   Report
	bots    []counted // by number
	errors  map[string]bool
	effects *hdrhistogram.Histogram // microseconds, as all of them
	joins   *hdrhistogram.Histogram
	gaps    *hdrhistogram.Histogram
	silent  *hdrhistogram.Histogram // between two views, whatever became of connections
	backs   *hdrhistogram.Histogram

	views, in, out uint64
	missed         uint64 // views that never came, or behind a newer one
	connected      time.Duration
	stopped        time.Time // when the bots were told to end; zero before

	answers *json.Encoder // nil if nobody wants them
	broken  error         // writing answers failed; nothing more is written
}

// counted says what a bot was counted for already: each counts once, however many matches it plays.
type counted struct {
	joined, seated, reconnected, starved bool
	shown                                time.Time // when it was shown a view last
}

const longest = int64(10 * time.Minute / time.Microsecond) // that a histogram tells apart; longer counts as this

func newMeasure(players int, answers io.Writer) *measure {
	m := &measure{
		total: Report{Players: players, Refused: map[string]int{}}, bots: make([]counted, players),
		errors: map[string]bool{}, effects: hdrhistogram.New(1, longest, 3), joins: hdrhistogram.New(1, longest, 3),
		gaps: hdrhistogram.New(1, longest, 3), silent: hdrhistogram.New(1, longest, 3),
		backs: hdrhistogram.New(1, longest, 3),
	}
	if answers != nil {
		m.answers = json.NewEncoder(answers)
	}
	return m
}

func note(h *hdrhistogram.Histogram, d time.Duration) {
	_ = h.RecordValue(min(max(d.Microseconds(), 1), longest)) // always within its range
}

// once sets a bot's flag and counts it the first time.
func once(flag *bool, count *int) {
	if !*flag {
		*flag = true
		*count++
	}
}

func (m *measure) locked(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
}

// sentBack counts a bot that lost a match which went on.
func (m *measure) sentBack() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.total.SentBack++
}

func (m *measure) failed(err error) {
	m.locked(func() {
		m.total.Failures++
		if text := err.Error(); len(m.errors) < maxErrors && !m.errors[text] {
			m.errors[text] = true
			m.total.Errors = append(m.total.Errors, text)
		}
	})
}

func (m *measure) joined(bot int, took time.Duration) {
	m.locked(func() {
		once(&m.bots[bot].joined, &m.total.Joined)
		note(m.joins, took)
	})
}

// stop notes that the bots leave now.
func (m *measure) stop() { m.locked(func() { m.stopped = time.Now() }) }

func (m *measure) seated(bot int) { m.locked(func() { once(&m.bots[bot].seated, &m.total.Seated) }) }
func (m *measure) played()        { m.locked(func() { m.total.Matches++ }) }
func (m *measure) cameBack(took time.Duration) {
	m.locked(func() { m.total.CameBack++; note(m.backs, took) })
}
func (m *measure) ordered()  { m.locked(func() { m.total.Orders++ }) }
func (m *measure) heldBack() { m.locked(func() { m.total.HeldBack++ }) }

func (m *measure) flowed(bot int, f flowed) {
	m.locked(func() {
		if f.gap > 0 {
			note(m.gaps, f.gap)
		}
		if f.silence > 0 {
			note(m.silent, f.silence)
		}
		if !f.shown.IsZero() {
			m.bots[bot].shown = f.shown
		}
		if f.starved {
			once(&m.bots[bot].starved, &m.total.Starved)
		}
		if f.back {
			once(&m.bots[bot].reconnected, &m.total.Reconnected)
		}
	})
}

// answered counts an answer and writes its line.
func (m *measure) answered(a Answer) {
	m.locked(func() {
		switch {
		case a.Refusal != "":
			m.total.Refused[a.Refusal]++
		case a.Tick > 0:
			m.total.OrdersEffective++
		}
		m.write(a)
	})
}

// restored counts a match that goes on from a backup, and writes its line.
func (m *measure) restored(match string, seat uint8) {
	m.locked(func() {
		m.total.Restored++
		m.write(Answer{Match: match, Seat: int(seat), Restored: true})
	})
}

// write writes a line of answers. The caller holds mu.
func (m *measure) write(a Answer) {
	if m.answers != nil && m.broken == nil {
		m.broken = m.answers.Encode(a)
	}
}

func (m *measure) effect(e effect) {
	m.locked(func() {
		note(m.effects, e.took)
		if e.checked {
			m.total.EffectsChecked++
		}
		if e.shown {
			m.total.EffectsShown++
		}
	})
}

// linkEnded adds up what went over a link that is closed now.
func (m *measure) linkEnded(s client.Stats, connected time.Duration) {
	m.locked(func() {
		m.views += s.Views
		m.missed += s.Missed
		m.in += s.BytesIn
		m.out += s.BytesOut
		m.connected += connected
	})
}
