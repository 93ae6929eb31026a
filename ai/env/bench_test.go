package env

import (
	"testing"

	"muster/game"
)

// What a step of sixteen worlds costs, of twenty ticks each, when every squad is ordered about in every one.
func BenchmarkStep(b *testing.B) {
	c := duel(b)
	c.Worlds = 16
	w, err := New(c)
	if err != nil {
		b.Fatal(err)
	}
	w.Each = share
	if _, err := w.Reset(make([]uint64, 16)); err != nil {
		b.Fatal(err)
	}
	ticks, o := 0, w.none()
	for n := 0; b.Loop(); n++ {
		for world := range c.Worlds {
			for squad := range 4 {
				o.set(world, 0, squad, action{int16(game.Capture), 0, 0, int16((n/10 + squad) % 3)})
			}
		}
		if _, err := w.Step(o.b); err != nil {
			b.Fatal(err)
		}
		for world := range c.Worlds {
			ticks += w.u4("played", world)
		}
	}
	b.ReportMetric(float64(ticks)/b.Elapsed().Seconds(), "ticks/s")
}
