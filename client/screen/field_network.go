package screen

import (
	"fmt"

	"muster/client/screen/battle"
	"muster/client/screen/words"
	"muster/game"
)

// healths say how the server keeps its ticks, by wire.Health.
var healths = [...]string{"net.health_0", "net.health_1", "net.health_2"}

// drawNetwork says how the link does in figures, how it did in a curve, how the server does, and who leads each seat.
func (f *field) drawNetwork(a *app, c *canvas) {
	rows := f.linkRows(a.words)
	seats := f.battle.Setup.Scenario.Seats
	shown := min(len(seats), 8)
	r := battle.Rect{X: c.w - c.px(280), Y: f.battle.Layout.Top.H + c.px(10), W: c.px(270)}
	r.H = c.px(76 + 22*float64(len(rows)+shown))
	f.sides[1] = r
	c.panel(r)
	y := r.Y + c.px(20)
	line := func(name, value string, ink colour) {
		c.text(c.fitting(name, 14, r.W*0.5), battle.Point{X: r.X + c.px(12), Y: y}, 14, left, faintColour)
		c.text(c.fitting(value, 14, r.W*0.52), battle.Point{X: r.X + r.W - c.px(12), Y: y}, 14, right, ink)
		y += c.px(22)
	}
	for _, row := range rows {
		line(row[0], row[1], textColour)
	}
	health := min(int(f.stats.Server), len(healths)-1)
	line(a.words.Say("net.server"), a.words.Say(healths[health]), []colour{goodColour, amberColour, badColour}[health])
	f.drawTrips(c, battle.Rect{X: r.X + c.px(12), Y: y - c.px(6), W: r.W - c.px(24), H: c.px(32)})
	y += c.px(42)
	for seat := range shown {
		p := &f.battle.People[seat]
		led, ink := a.words.Say("net.player"), goodColour
		if p.Leader == game.AI {
			led, ink = a.words.Say("net.ai"), faintColour
			if p.Name != "" {
				led, ink = a.words.Say("net.away"), amberColour
			}
		}
		line(f.battle.SeatName(uint8(seat), a.words), led, ink)
	}
}

func (f *field) linkRows(w words.Words) [][2]string {
	s := &f.stats
	return [][2]string{
		{w.Say("net.rtt"), fmt.Sprintf("%d ms", s.RTT.Milliseconds())},
		{w.Say("net.jitter"), fmt.Sprintf("%d ms", s.Jitter.Milliseconds())},
		{w.Say("net.lost"), fmt.Sprintf("%.1f %%", s.Lost*100)},
		{w.Say("net.in"), fmt.Sprintf("%.1f kB", float64(s.BytesIn)/1000)},
		{w.Say("net.out"), fmt.Sprintf("%.1f kB", float64(s.BytesOut)/1000)},
		{w.Say("net.reconnects"), itoa(s.Reconnects)},
	}
}

// trips are the round trips of the last minute, a sample a second, in milliseconds; the newest last.
type trips struct {
	at  int64 // the second of the newest
	all []float64
}

const maxTrips = 60

func (t *trips) add(second int64, ms float64) {
	if second == t.at {
		return
	}
	t.at, t.all = second, append(t.all, ms)
	t.all = t.all[max(0, len(t.all)-maxTrips):]
}

// drawTrips draws the round trips of the last minute as bars, the highest to the top.
func (f *field) drawTrips(c *canvas, r battle.Rect) {
	c.rect(r, colour{0, 0, 0, 0.4})
	most := 50.0
	for _, ms := range f.trips.all {
		most = max(most, ms)
	}
	w := r.W / maxTrips
	for i, ms := range f.trips.all {
		h, ink := r.H*ms/most, goodColour
		if ms > 150 {
			ink = amberColour
		}
		c.rect(battle.Rect{X: r.X + r.W - w*float64(len(f.trips.all)-i), Y: r.Y + r.H - h, W: max(1, w-1), H: h}, ink.with(0.8))
	}
}
