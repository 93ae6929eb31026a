package game

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func randomField(w, h int32, wall int, rng *rand.Rand) []bool {
	free := make([]bool, w*h)
	for i := range free {
		free[i] = rng.IntN(100) >= wall
	}
	return free
}

// oracle is the cost of a shortest way by Dijkstra over plain cells, -1 for none.
func oracle(w, h int32, free []bool, from, to int32) int64 {
	cost := make([]int64, w*h)
	for i := range cost {
		cost[i] = -1
	}
	done := make([]bool, w*h)
	if !free[from] || !free[to] {
		return -1
	}
	cost[from] = 0
	for {
		c := int32(-1)
		for i := range cost {
			if !done[i] && cost[i] >= 0 && (c < 0 || cost[i] < cost[c]) {
				c = int32(i)
			}
		}
		if c < 0 || c == to {
			return cost[to]
		}
		done[c] = true
		for d := range 8 {
			x, y := c%w+dirX[d], c/w+dirY[d]
			if x < 0 || y < 0 || x >= w || y >= h || !free[y*w+x] {
				continue
			}
			step := int64(legStraight)
			if d&1 == 1 {
				if step = legDiagonal; !free[c+dirX[d]] || !free[c+dirY[d]*w] {
					continue
				}
			}
			if n := y*w + x; cost[n] < 0 || cost[c]+step < cost[n] {
				cost[n] = cost[c] + step
			}
		}
	}
}

func TestUniformWaysAreShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		w, h := int32(rapid.IntRange(1, 16).Draw(t, "w")), int32(rapid.IntRange(1, 16).Draw(t, "h"))
		free := randomField(w, h, rapid.IntRange(0, 50).Draw(t, "walls"), rng)
		u := NewUniform(w, h, free)
		for range 8 {
			from, to := rng.Int32N(w*h), rng.Int32N(w*h)
			way, ok := u.Find(from%w, from/w, to%w, to/w)
			want := oracle(w, h, free, from, to)
			require.Equal(t, want >= 0, ok)
			if ok {
				require.Equal(t, want, int64(way.Straight)*legStraight+int64(way.Diagonal)*legDiagonal)
			}
		}
	})
}

// A field that changed cell by cell is like one made anew.
func TestUniformFollowsWhatChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		w, h := int32(rapid.IntRange(1, 24).Draw(t, "w")), int32(rapid.IntRange(1, 24).Draw(t, "h"))
		free := randomField(w, h, 25, rng)
		u := NewUniform(w, h, free)
		for range 10 {
			c := rng.Int32N(w * h)
			free[c] = !free[c]
			u.Set(c%w, c/w, free[c])
			require.Equal(t, NewUniform(w, h, free).jumps, u.jumps)
		}
	})
}

func BenchmarkUniformSet(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 7))
	free := randomField(512, 512, 3, rng)
	u := NewUniform(512, 512, free)
	for b.Loop() {
		c := rng.Int32N(512 * 512)
		free[c] = !free[c]
		u.Set(c%512, c/512, free[c])
	}
}
