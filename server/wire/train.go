package wire

import (
	_ "embed"
	"encoding/binary"
	"fmt"

	"muster/game"
)

// The start table is data: the chance of a 0 in each context as a little-endian uint16, learned from recorded views.
// Both ends must hold the same one, so it belongs to the protocol's version. It was trained on fights of older rules,
// and stays: one trained anew takes less than a hundredth off.
//
//go:embed start-table-1.bin
var startTable []byte

var trained = readTable(startTable)

// readTable reads a start table. One of another length fits other contexts: even odds then, and a test that fails.
func readTable(b []byte) *table {
	t := &table{}
	for i := range t {
		t[i] = 1 << (probBits - 1)
		if len(b) == 2*contexts {
			t[i] = binary.LittleEndian.Uint16(b[2*i:])
		}
	}
	return t
}

// Train makes a start table from recorded views, each a sequence of consecutive ticks of one audience. Recordings count
// alike whatever their length.
func Train(recordings [][]*game.View) ([]byte, error) {
	var sum [contexts][2]float64
	for n, views := range recordings {
		seen, err := count(views)
		if err != nil {
			return nil, fmt.Errorf("train: recording %d: %w", n, err)
		}
		weight := 1000 / float64(len(views))
		for i := range seen {
			sum[i][0] += weight * float64(seen[i][0])
			sum[i][1] += weight * float64(seen[i][1])
		}
	}
	b := make([]byte, 0, 2*contexts)
	for _, n := range sum {
		p := (n[0] + 0.4) / (n[0] + n[1] + 0.8) * (1 << probBits)
		b = binary.LittleEndian.AppendUint16(b, uint16(min(max(p, certain), 1<<probBits-certain)))
	}
	return b, nil
}

// count encodes every view against baselines of many ages, and counts the bits of each context.
func count(views []*game.View) (*counts, error) {
	c := &codec{}
	c.seen = &counts{}
	h := &history{}
	var b []byte
	for i, v := range views {
		if i > 0 && v.Tick != views[i-1].Tick+1 {
			return nil, fmt.Errorf("tick %d follows tick %d", v.Tick, views[i-1].Tick)
		}
		h.put(v.Tick, v)
		for n, distance := range [...]int{1, 1, 2, 3, 3, 5, 10, 20} {
			l := 3
			if n%2 == 1 {
				l = i % 4
			}
			if i >= distance && c.prediction.fill(h, v.Tick-game.Tick(distance), levels[l], distance) {
				b = c.append(b[:0], c.prediction.views[0], v.Tick, v, l)
			}
		}
		if i%50 == 0 {
			b = c.append(b[:0], nil, v.Tick, v, 0)
		}
	}
	return c.seen, nil
}
