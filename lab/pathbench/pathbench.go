// Package pathbench answers the queries of a MovingAI scenario with the game's finder, and compares it with a
// textbook's A*.
package pathbench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"time"

	"muster/game"
)

// Report is how well and how fast the queries of a scenario were answered.
type Report struct {
	Queries   int     `json:"queries"`
	Optimal   int     `json:"optimal"` // within 0.01 of the file; with terrain, exactly what the textbook's costs
	MaxError  float64 `json:"max_error"`
	MeanUS    float64 `json:"mean_us"`
	AStarUS   float64 `json:"astar_mean_us"` // a textbook A* in the same run
	Speedup   float64 `json:"speedup"`
	PrepareMS float64 `json:"prepare_ms"`
	MemoryMB  float64 `json:"memory_mb"`
}

// Err reports paths that are not the shortest; nil if all are.
func (r Report) Err() error {
	if r.Optimal < r.Queries {
		return fmt.Errorf("%d of %d paths are not the shortest", r.Queries-r.Optimal, r.Queries)
	}
	return nil
}

// Run answers every query of a scenario (scenFile) on its map (mapFile, of type octile). Every cell costs the same,
// or, with terrain, what its letter's terrain does.
func Run(mapFile, scenFile string, terrain bool) (r Report, err error) {
	field, err := readOctile(mapFile)
	if err != nil {
		return r, err
	}
	queries, err := readScen(scenFile, field.w, field.h)
	if err != nil {
		return r, err
	}
	s, legs := field.even(), [2]int32{70, 99} // 99/70 is the square root of 2, to five digits
	if terrain {
		if s, err = field.terrain(); err != nil {
			return r, err
		}
		legs = [2]int32{5, 7}
	}
	r.Queries = len(queries)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	finder := game.NewFinder(s, game.Foot, legs[0], legs[1])
	r.PrepareMS = float64(time.Since(began).Microseconds()) / 1000
	runtime.ReadMemStats(&after)
	r.MemoryMB = float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
	r.compare(finder, newTextbook(s, legs, terrain), queries, terrain)
	return r, nil
}

// compare has both answer, by turns, so that what else the machine does strikes both.
func (r *Report) compare(finder *game.Finder, a *astar, queries []query, terrain bool) {
	ways, costs, found := make([]game.Way, len(queries)), make([]float64, len(queries)), make([]bool, len(queries))
	var ours, theirs time.Duration
	for first := 0; first < len(queries); first += turn {
		last := min(first+turn, len(queries))
		ours += shortest(func() {
			for i := first; i < last; i++ {
				q := &queries[i]
				ways[i], found[i] = finder.Find(q.fromX, q.fromY, q.toX, q.toY)
			}
		})
		theirs += shortest(func() {
			for i := first; i < last; i++ {
				q := &queries[i]
				costs[i] = a.find(q.fromY*a.w+q.fromX, q.toY*a.w+q.toX)
			}
		})
	}
	for i, way := range ways {
		off, most := math.Abs(float64(way.Straight)+float64(way.Diagonal)*math.Sqrt2-queries[i].length), 0.01
		if terrain {
			off, most = math.Abs(float64(way.Cost)-costs[i]), 0
		}
		if r.MaxError = max(r.MaxError, off); found[i] && off <= most {
			r.Optimal++
		}
	}
	r.MeanUS = float64(ours.Nanoseconds()) / 1000 / float64(len(queries))
	r.AStarUS = float64(theirs.Nanoseconds()) / 1000 / float64(len(queries))
	r.Speedup = r.AStarUS / r.MeanUS
}

// shortest is how long something takes at least, of a few times: what else the machine does only makes it longer.
func shortest(do func()) time.Duration {
	least := time.Duration(math.MaxInt64)
	for range 3 {
		began := time.Now()
		do()
		least = min(least, time.Since(began))
	}
	return least
}

// turn is how many queries one answers before it is the other's turn.
const turn = 40

// query is one of a scenario.
type query struct {
	fromX, fromY, toX, toY int32
	length                 float64
}

func readScen(name string, w, h int32) (queries []query, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if n == 1 || len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue // version 1, or nothing
		}
		var q query
		var bucket, mapW, mapH int32
		var mapName string
		_, err := fmt.Sscan(lines.Text(), &bucket, &mapName, &mapW, &mapH, &q.fromX, &q.fromY, &q.toX, &q.toY,
			&q.length)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		if mapW != w || mapH != h || min(q.fromX, q.fromY, q.toX, q.toY) < 0 || max(q.fromX, q.toX) >= w ||
			max(q.fromY, q.toY) >= h {
			return nil, fmt.Errorf("%s:%d: the query does not fit a map of %d x %d", name, n, w, h)
		}
		queries = append(queries, q)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(queries) == 0 {
		return nil, errors.New(name + ": there are no queries in it")
	}
	return queries, nil
}
