package wire

import (
	"bytes"
	"encoding/binary"
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

// look is what a plain look at each byte takes, for machines of any speed.
func look(b []byte) (sum int) {
	for _, x := range b {
		sum = sum*31 + int(x)
	}
	return sum
}

// Whatever a client sends, reading it takes little: at most 64 KiB of memory and 100 us for a message of 16 KiB, or on a slow
// machine five times what a plain look at its bytes takes. The quickest of some tries counts: the machine does other things too.
func TestAHostileMessageCostsLittle(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var before, after runtime.MemStats
	worst, longest, plain, seen := uint64(0), time.Duration(0), time.Hour, 0
	for range 1000 {
		b := hostile(rng)
		sent := append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
		took := time.Hour
		for range 5 {
			runtime.ReadMemStats(&before)
			began := time.Now()
			_, err := readMessage(bytes.NewReader(sent), maxFromClient)
			took = min(took, time.Since(began))
			began = time.Now()
			seen += look(sent)
			plain = min(plain, time.Since(began))
			runtime.ReadMemStats(&after)
			require.Error(t, err)
		}
		worst, longest = max(worst, after.TotalAlloc-before.TotalAlloc), max(longest, took)
	}
	t.Logf("the worst of 1000 took %d bytes, the slowest %v, a plain look %v (%d)", worst, longest, plain, seen&1)
	require.LessOrEqual(t, worst, uint64(64<<10))
	require.LessOrEqual(t, longest, max(100*time.Microsecond, 5*plain))
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
