package shard

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// What standing by costs of what running the same match costs in this room: the owner steps, makes a view for each
// audience and writes; commanders, codec and links, which the standby has none of either, come on top of that.
func BenchmarkStandingBy(b *testing.B) {
	for _, name := range []string{"arena", "front"} {
		b.Run(name, func(b *testing.B) {
			var own, stand time.Duration
			for b.Loop() {
				began := time.Now()
				recs := minute(b, name)
				own += time.Since(began)
				began = time.Now()
				s := NewStandby("m", "two", nonce, 0)
				require.Equal(b, Follow, s.Load(&replay.Fold{}, nil))
				for i := range recs {
					require.Equal(b, Follow, s.Grow(recs[i:i+1]))
				}
				stand += time.Since(began)
				require.Greater(b, s.Standing().Tick, game.Tick(1100))
			}
			b.ReportMetric(100*stand.Seconds()/own.Seconds(), "%-of-owning")
		})
	}
}

// minute runs a match for a minute with an order each second of each seat, and returns its journal.
func minute(b *testing.B, scenario string) (recs []journal.Record) {
	setup, err := assets.Embedded().Setup(scenario)
	require.NoError(b, err)
	z := BeginZone("m", "one", nonce, setup, 7)
	perform := func() {
		for _, a := range z.Actions() {
			if a.Append != nil {
				recs = append(recs, journal.Record{
					Number: a.Append.Number, Hash: a.Append.Hash(), Payload: a.Append.Payload(),
				})
				z.Acked(a.Append.Hash())
			}
		}
	}
	perform()
	for n := range 60 * 20 {
		for seat := range setup.Scenario.Seats {
			if n%20 == seat {
				z.Enqueue(game.Order{
					Seat: uint8(seat), Seq: z.world.LastSeq(uint8(seat), game.Player) + 1, Kind: game.Move,
					Squad: uint8(n % 4), X: uint16(100 + n%500), Y: uint16(100 + n%400),
				})
			}
		}
		z.Tick()
		perform()
	}
	require.NoError(b, z.stopped)
	return recs
}
