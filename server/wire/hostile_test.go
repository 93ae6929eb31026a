package wire

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// hostile draws a message of a client, as large as is let in, that means to cost much: lists in lists, many short
// strings, empty lists by the thousand, numbers in their longest form, or noise behind an honest beginning.
func hostile(rng *rand.Rand) []byte {
	b := []byte{byte(rng.IntN(15)), 0x91}
	units := [][]byte{
		{0x90},
		{0x80},
		{0xa0},
		{0xc4, 0},
		{0x91},
		{0x9f},
		{0xdc, 0xff, 0xff},
		{0xdd, 0, 0, 0x3f, 0xff},
		{0xa1, 'x'},
		{0xcf, 0, 0, 0, 0, 0, 0, 0, 1},
		{0x9c, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
		{0xdf, 0, 0, 0x10, 0},
		{0x81, 0xa1, 'k', 1},
		{0xc6, 0, 0, 0x20, 0},
	}
	if rng.IntN(2) == 0 {
		b = append(b[:1], 0xdd, 0, 0, byte(rng.IntN(64)), byte(rng.IntN(256)))
	}
	mix := 1 + rng.IntN(3)
	for len(b) < maxFromClient {
		b = append(b, units[(rng.IntN(mix)*5+rng.IntN(2))%len(units)]...)
		if rng.IntN(400) == 0 {
			mix = 1 + rng.IntN(len(units))
		}
	}
	return b[:maxFromClient]
}

// Whatever a client sends, reading it takes little: at most 64 KiB of memory for a message of 16 KiB, and as many steps
// as there may be values in a message, before anything is made of it. How long that takes is for the benchmark to say.
// Of the memory the least of some tries counts: others in this process take some, too.
func TestAHostileMessageCostsLittle(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var before, after runtime.MemStats
	worst, most := uint64(0), 0
	for range 1000 {
		b := hostile(rng)
		sent := append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
		least := uint64(math.MaxUint64)
		for range 5 {
			runtime.ReadMemStats(&before)
			_, err := readMessage(bytes.NewReader(sent), maxFromClient)
			runtime.ReadMemStats(&after)
			require.Error(t, err)
			least = min(least, after.TotalAlloc-before.TotalAlloc)
		}
		walk := scanner{b: b[1:], left: maxItems}
		walk.value(maxDepth)
		worst, most = max(worst, least), max(most, maxItems-walk.left)
	}
	t.Logf("the worst of 1000 took %d bytes, and %d steps", worst, most)
	require.LessOrEqual(t, worst, uint64(64<<10))
	require.LessOrEqual(t, most, maxItems)
	require.Greater(t, most, maxItems/4, "messages that mean to cost much")
}

func BenchmarkHostileMessage(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 7))
	var list [][]byte
	for range 200 {
		list = append(list, hostile(rng))
	}
	list = append(list, append([]byte{3}, bytes.Repeat([]byte{0x90}, maxFromClient-1)...))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = decodeMessage(list[i%len(list)])
	}
}
