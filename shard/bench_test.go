package shard

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/journal"
)

// Answered orders a second, with everything that an answer needs: the record synced to disk, the tick stepped, a view
// made for each team. Ticks run as fast as they go, each with an order of every seat; zones share one journal.
func BenchmarkAnsweredOrders(b *testing.B) {
	for _, zones := range []int{1, 16} {
		b.Run(fmt.Sprintf("zones=%d", zones), func(b *testing.B) { benchmarkOrders(b, zones) })
	}
}

func benchmarkOrders(b *testing.B, zones int) {
	setup, err := assets.Embedded().Setup("arena")
	require.NoError(b, err)
	setup.Scenario.Clock = 0 // long runs go on
	store, err := journal.OpenFiles(b.TempDir())
	require.NoError(b, err)
	defer store.Close()
	b.ReportAllocs()
	b.ResetTimer()
	var all sync.WaitGroup
	answered := make([]int, zones)
	for i := range zones {
		all.Go(func() { answered[i] = play(store, fmt.Sprint("m", i), setup, b.N/zones+1) })
	}
	all.Wait()
	total := 0
	for _, n := range answered {
		require.Positive(b, n)
		total += n
	}
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "orders/s")
}

// play drives a zone through ticks with an order of each seat and counts the answers.
func play(store journal.Store, match string, setup *game.Setup, ticks int) (answered int) {
	z := BeginZone(match, "bench", nonce, setup, 7)
	perform := func() {
		for _, a := range z.Actions() {
			switch {
			case a.Append != nil:
				done := make(chan error, 1)
				store.Append(match, a.Append.Sealed, func(err error) { done <- err })
				if <-done == nil {
					z.Acked(a.Append.Hash())
				}
			case a.Publish != nil:
				answered += len(a.Publish.Answers)
			}
		}
	}
	perform()
	for n := range ticks {
		for seat := range setup.Scenario.Seats {
			z.admit(game.Order{
				Seat: uint8(seat), Seq: uint32(n + 1), Kind: game.Move, Squad: uint8(n % 4),
				X: uint16(100 + n%500), Y: uint16(100 + n%400),
			})
		}
		z.Tick()
		perform()
		perform() // what became public by the append
	}
	return answered
}
