package field

import (
	"fmt"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/game"
)

// overs say what a link goes over.
var overs = map[client.LinkKind]string{
	"quic": "net.over_quic", "webtransport": "net.over_webtransport", "websocket": "net.over_websocket",
	"pipe": "net.over_pipe",
}

// healths say how the server keeps its ticks, by wire.Health.
var healths = [...]string{"net.health_0", "net.health_1", "net.health_2"}

// netRow is a line of the panel: what, and how it does.
type netRow struct {
	name, value string
	ink         draw.Colour
}

// Of the panel, at scale 1.
const (
	netLine    = 22
	netLetters = 14
	netTrips   = 44 // the curve
)

// drawNetwork says how the link does in figures and in a curve, how the server does, and who leads each seat. Where it
// would reach down to the minimap the seats stand beside the rest, if what lies on the left leaves room for that.
func (f *Field) drawNetwork(a *Stage, c *draw.Canvas) {
	link, seats := f.linkRows(a), f.seatRows(a.Words)
	top := f.Battle.Layout.Top.H + c.Px(10)
	height := f.Battle.Layout.Minimap.Y - c.Px(10) - top
	lines := int((height - c.Px(24)) / c.Px(netLine))
	wide, right := f.netWidth(c, link, seats), c.W-c.Px(10)
	beside := 2*wide <= right-f.Panels.Sides[0].X-f.Panels.Sides[0].W-c.Px(10)
	if !beside { // what is left of the column is for seats
		link = link[:min(len(link), max(1, lines-2))]
		seats = seats[:min(len(seats), max(0, lines-2-len(link)))]
	}
	if !beside || lines >= len(link)+2+len(seats) {
		r := battle.Rect{
			X: right - wide, Y: top, W: wide, H: c.Px(24 + netTrips + netLine*float64(len(link)+len(seats))),
		}
		f.Panels.Sides[1] = r
		c.Panel(r)
		f.shimmer(a, c, r)
		f.netRows(c, f.drawTrips(c, f.netRows(c, r, link)), seats)
		return
	}
	link, seats = link[:min(len(link), max(1, lines-2))], seats[:min(len(seats), max(1, lines))]
	tall := max(netTrips+netLine*float64(len(link)), netLine*float64(len(seats)))
	r := battle.Rect{X: right - 2*wide, Y: top, W: 2 * wide, H: c.Px(24 + tall)}
	f.Panels.Sides[1] = r
	c.Panel(r)
	f.shimmer(a, c, r)
	r.W = wide
	f.netRows(c, r, seats)
	r.X += wide
	f.drawTrips(c, f.netRows(c, r, link))
}

// netWidth is how wide a column must be for all that is in it, within reason.
func (f *Field) netWidth(c *draw.Canvas, all ...[]netRow) float64 {
	wide := c.Px(180)
	for _, rows := range all {
		for _, row := range rows {
			wide = max(wide, c.Width(row.name, netLetters)+c.Width(row.value, netLetters)+c.Px(24+16))
		}
	}
	return min(wide, c.Px(300), c.W/2-c.Px(10))
}

// netRows writes lines into a column and returns what is left below.
func (f *Field) netRows(c *draw.Canvas, r battle.Rect, rows []netRow) battle.Rect {
	y := r.Y + c.Px(12+netLine/2)
	for _, row := range rows {
		value := c.Fitting(row.value, netLetters, max(r.W*0.6, r.W-c.Width(row.name, netLetters)-c.Px(24+8)))
		name := c.Fitting(row.name, netLetters, r.W-c.Width(value, netLetters)-c.Px(24+8))
		c.Text(name, battle.Point{X: r.X + c.Px(12), Y: y}, netLetters, draw.Left, draw.Faint)
		c.Text(value, battle.Point{X: r.X + r.W - c.Px(12), Y: y}, netLetters, draw.Right, row.ink)
		y += c.Px(netLine)
	}
	return battle.Rect{X: r.X, Y: y - c.Px(12+netLine/2), W: r.W, H: r.Y + r.H - y + c.Px(12+netLine/2)}
}

// linkRows are the figures, those that matter most first.
func (f *Field) linkRows(a *Stage) []netRow {
	s, w := &f.Link.Stats, a.Words
	rows := []netRow{
		{w.Say("net.rtt"), fmt.Sprintf("%d ms", s.RTT.Milliseconds()), draw.Body},
		{w.Say("net.lost"), fmt.Sprintf("%.1f", s.Lost*100) + w.Say("list.percent"), draw.Body},
		f.serverRow(a),
		{w.Say("net.jitter"), fmt.Sprintf("%d ms", s.Jitter.Milliseconds()), draw.Body},
		{w.Say("net.reconnects"), i18n.Number(s.Reconnects), draw.Body},
		{w.Say("net.in"), fmt.Sprintf("%.1f kB", float64(s.BytesIn)/1000), draw.Body},
		{w.Say("net.out"), fmt.Sprintf("%.1f kB", float64(s.BytesOut)/1000), draw.Body},
	}
	if over := overs[s.Link]; over != "" && a.Clear != host.Sealed {
		rows = append(rows, netRow{w.Say("net.over"), w.Say("net.over_clear", "over", w.Say(over)), draw.Amber})
	} else if over != "" {
		rows = append(rows, netRow{w.Say("net.over"), w.Say(over), draw.Body})
	}
	return rows
}

// seatRows say who leads each seat.
func (f *Field) seatRows(w i18n.Words) (rows []netRow) {
	for seat := range min(len(f.Battle.Setup.Scenario.Seats), 8) {
		p := &f.Battle.People[seat]
		led, ink := w.Say("net.player"), draw.Good
		if p.Leader == game.AI {
			led, ink = w.Say("net.ai"), draw.Faint
			if p.Name != "" {
				led, ink = w.Say("net.away"), draw.Amber
			}
		}
		rows = append(rows, netRow{f.Battle.SeatName(uint8(seat), w), led, ink})
	}
	return rows
}

// trips are the round trips of the last minute, a sample a second, in milliseconds; the newest last.
type trips struct {
	at  int64 // the second of the newest
	all []float64
}

const maxTrips = 60

// Trip adds the round trip of a second, in milliseconds.
func (l *Link) Trip(second int64, ms float64) { l.trips.add(second, ms) }

func (t *trips) add(second int64, ms float64) {
	if second == t.at {
		return
	}
	t.at, t.all = second, append(t.all, ms)
	t.all = t.all[max(0, len(t.all)-maxTrips):]
}

// drawTrips draws the round trips of the last minute as bars, the highest to the top, and returns what is left below.
func (f *Field) drawTrips(c *draw.Canvas, in battle.Rect) battle.Rect {
	r := battle.Rect{X: in.X + c.Px(12), Y: in.Y + c.Px(12+4), W: in.W - c.Px(24), H: c.Px(32)}
	c.Rect(r, draw.RGBA(0, 0, 0, 0.4))
	most := 50.0
	for _, ms := range f.Link.trips.all {
		most = max(most, ms)
	}
	w := r.W / maxTrips
	for i, ms := range f.Link.trips.all {
		h, ink := r.H*ms/most, draw.Good
		if ms > 150 {
			ink = draw.Amber
		}
		c.Rect(battle.Rect{
			X: r.X + r.W - w*float64(len(f.Link.trips.all)-i), Y: r.Y + r.H - h, W: max(1, w-1), H: h,
		}, ink.With(0.8))
	}
	in.Y, in.H = in.Y+c.Px(netTrips), in.H-c.Px(netTrips)
	return in
}
