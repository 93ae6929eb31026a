package loadtest

import (
	"time"

	"muster/client"
)

// flow follows the views of one client. A gap counts only when no connection was lost in it, a silence always: it is
// what players notice.
type flow struct {
	last       time.Time // of the newest view on this connection; zero before its first
	shown      time.Time // of the newest view on any
	from       time.Time // since when connected; zero while not
	connected  time.Duration
	reconnects int
}

func newFlow(now time.Time) flow { return flow{from: now} }

// flowed is what an Update told of the flow.
type flowed struct {
	gap     time.Duration // between two views of a connection; 0 for none
	silence time.Duration // between two views, whatever became of the connection; 0 for none
	shown   time.Time     // of the newest view; zero for none
	starved bool
	back    bool // the seat was found again after a connection was lost
}

func (f *flow) observe(u client.Update, reconnects int, now time.Time) (out flowed) {
	out.back = reconnects > 0
	if u.Link != client.Connected || reconnects != f.reconnects {
		f.lost(now)
		f.reconnects = reconnects
	}
	if u.Link != client.Connected {
		return out
	}
	if f.from.IsZero() {
		f.from = now
	}
	if u.View != nil && u.View.Tick > 0 { // that of tick 0 stands until all players are there
		if !f.last.IsZero() {
			out.gap = now.Sub(f.last)
			out.starved = out.gap > starvedAfter
		}
		if !f.shown.IsZero() {
			out.silence = now.Sub(f.shown)
		}
		f.last, f.shown, out.shown = now, now, now
	}
	return out
}

// lost ends a connection: it lived until its last view, as far as anybody can tell.
func (f *flow) lost(now time.Time) {
	if f.from.IsZero() {
		return
	}
	until := f.last
	if until.IsZero() {
		until = now
	}
	f.connected += max(0, until.Sub(f.from))
	f.from, f.last = time.Time{}, time.Time{}
}

// end is the end of the stint; what lasts until then counts too.
func (f *flow) end(reconnects int, now time.Time) (out flowed) {
	out.back = reconnects > 0
	if !f.shown.IsZero() {
		out.silence = now.Sub(f.shown)
	}
	if !f.from.IsZero() && reconnects == f.reconnects {
		out.starved = !f.last.IsZero() && now.Sub(f.last) > starvedAfter
		f.connected += now.Sub(f.from)
	}
	return out
}
