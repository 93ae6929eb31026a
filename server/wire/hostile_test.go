package wire

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// hostile draws a message of a client, as large as is let in, that means to cost much: lists in lists, many short strings,
// empty lists by the thousand, numbers in their longest form, or noise behind an honest beginning.
func hostile(rng *rand.Rand) []byte {
	b := []byte{byte(rng.IntN(14)), 0x91}
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

// Whatever a client sends, decoding it takes little: at most 64 KiB of memory for a message of 16 KiB.
func TestAHostileMessageCostsLittle(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var before, after runtime.MemStats
	worst, longest := uint64(0), time.Duration(0)
	for range 3000 {
		b := hostile(rng)
		runtime.ReadMemStats(&before)
		began := time.Now()
		_, err := decodeMessage(b)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		require.Error(t, err)
		worst, longest = max(worst, after.TotalAlloc-before.TotalAlloc), max(longest, took)
	}
	t.Logf("the worst of 3000 took %d bytes, the slowest %v", worst, longest)
	require.LessOrEqual(t, worst, uint64(64<<10))
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
