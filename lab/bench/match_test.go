package bench

import (
	"testing"

	"muster/matchmaker/matching"
)

func BenchmarkTenThousand(b *testing.B) {
	q := Thousands(10)
	b.ResetTimer()
	for range b.N {
		matching.Match(q)
	}
}
