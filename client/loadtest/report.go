package loadtest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"muster/game"
)

// Report is what a run found. Rates are means per connected client-second; they count the links that are closed, hence
// all of them at the end.
type Report struct {
	Players         int            `json:"players"`
	Joined          int            `json:"joined"`      // bots that got a Welcome
	Seated          int            `json:"seated"`      // bots whose seat the match said they lead
	Reconnected     int            `json:"reconnected"` // bots that lost a connection and then had a first view again
	CameBack        int            `json:"came_back"`   // times a bot left its match and took its seat again
	Restored        int            `json:"restored"`    // times a bot was told that its match goes on from a backup
	Starved         int            `json:"starved"`     // bots with a gap between views of over 1 s while connected
	Matches         int            `json:"matches"`     // played to their end, counted once for each bot in them
	ViewsPerS       float64        `json:"views_per_s"`
	DownBytesPerS   float64        `json:"down_bytes_per_s"`
	UpBytesPerS     float64        `json:"up_bytes_per_s"`
	Orders          int            `json:"orders"`
	OrdersEffective int            `json:"orders_effective"` // answered as obeyed, with their tick
	EffectsChecked  int            `json:"effects_checked"`  // of these, looked for in a view of about their tick
	EffectsShown    int            `json:"effects_shown"`    // and found: the squad has the order
	Refused         map[string]int `json:"refused"`          // by reason
	HeldBack        int            `json:"held_back"`        // not sent: too many were unanswered
	OrderEffectP50  float64        `json:"order_effect_p50_ms"`
	OrderEffectP99  float64        `json:"order_effect_p99_ms"` // from sending an order to the view that holds its tick
	JoinP50         float64        `json:"join_p50_ms"`
	JoinP99         float64        `json:"join_p99_ms"` // from taking a ticket to the Welcome
	BackP50         float64        `json:"back_p50_ms"`
	BackP99         float64        `json:"back_p99_ms"` // from coming back to the Welcome, of bots that left
	Lost            float64        `json:"views_lost"`  // share of views that never came, or behind a newer one
	ViewIntervalP50 float64        `json:"view_interval_p50_ms"`
	ViewIntervalP99 float64        `json:"view_interval_p99_ms"`
	ViewGapP50      float64        `json:"view_gap_p50_ms"` // the same, over lost connections and other shards too
	ViewGapP99      float64        `json:"view_gap_p99_ms"`
	ViewGapMax      float64        `json:"view_gap_max_ms"`
	SeatedAtEnd     int            `json:"seated_at_end"` // bots that were shown their match to the end, or up to now
	// times a bot could not join or go on with its match and queued again, and those of a match that it had played
	Failures int      `json:"failures"`
	SentBack int      `json:"sent_back"`
	Errors   []string `json:"errors,omitempty"` // the first few different ones
}

// Err reports why the run did not go as it should: a bot that never joined or that starved. nil if all is well.
func (r Report) Err() error {
	switch {
	case r.Joined < r.Players && len(r.Errors) > 0:
		return fmt.Errorf("%d of %d bots never joined; first error: %s", r.Players-r.Joined, r.Players, r.Errors[0])
	case r.Joined < r.Players:
		return fmt.Errorf("%d of %d bots never joined in time", r.Players-r.Joined, r.Players)
	case r.Starved > 0:
		return fmt.Errorf("%d of %d bots starved: over a second between two views", r.Starved, r.Players)
	}
	return nil
}

// Answer is a line of Config.Answers: that the match goes on from a backup, so that what the seat was told before does
// not count, or an order of the seat's player, the tick in which it was decided (none if it was not
// admitted), and the reason if it was refused.
type Answer struct {
	Match   string `json:"match"`
	Seat    int    `json:"seat"`
	Seq     uint32 `json:"seq,omitempty"`
	Tick    uint32 `json:"tick,omitempty"`
	Refusal string `json:"refusal,omitempty"`

	Restored bool `json:"restored,omitempty"`
}

// refusal is a reason's name; empty for Obeyed.
func refusal(r game.Refusal) string {
	if r == game.Obeyed {
		return ""
	}
	return r.String()
}

// report is how it goes.
func (m *measure) report() (r Report) {
	m.locked(func() {
		r = m.total
		r.Refused, r.Errors = maps.Clone(m.total.Refused), slices.Clone(m.total.Errors)
		if s := m.connected.Seconds(); s > 0 {
			r.ViewsPerS, r.DownBytesPerS, r.UpBytesPerS = float64(m.views)/s, float64(m.in)/s, float64(m.out)/s
		}
		r.OrderEffectP50, r.OrderEffectP99 = percentiles(m.effects)
		r.JoinP50, r.JoinP99 = percentiles(m.joins)
		r.BackP50, r.BackP99 = percentiles(m.backs)
		if all := m.views + m.missed; all > 0 {
			r.Lost = float64(m.missed) / float64(all)
		}
		r.ViewIntervalP50, r.ViewIntervalP99 = percentiles(m.gaps)
		r.ViewGapP50, r.ViewGapP99 = percentiles(m.silent)
		r.ViewGapMax = float64(m.silent.Max()) / 1000
		r.SeatedAtEnd = m.watching()
	})
	return r
}

// watching is how many bots are shown their match now, or were when they were told to end. The caller holds mu.
func (m *measure) watching() (n int) {
	at := m.stopped
	if at.IsZero() {
		at = time.Now()
	}
	for i := range m.bots {
		if shown := m.bots[i].shown; !shown.IsZero() && at.Sub(shown) < awayAfter {
			n++
		}
	}
	return n
}

// percentiles are the median and the 99th of microseconds, in milliseconds.
func percentiles(h *hdrhistogram.Histogram) (p50, p99 float64) {
	return float64(h.ValueAtQuantile(50)) / 1000, float64(h.ValueAtQuantile(99)) / 1000
}
