// Package pathbench answers the queries of a MovingAI scenario with the game's finder, and compares
// it with a textbook's A*.
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

	"muster/assets"
	"muster/game"
)

// Report is how well and how fast the queries of a scenario were answered.
type Report struct {
	Queries   int     `json:"queries"`
	Optimal   int     `json:"optimal"` // within 0.01
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

// Run answers every query of a scenario (scenFile) on its map (mapFile, of type octile).
func Run(mapFile, scenFile string) (r Report, err error) {
	w, h, free, err := readOctile(mapFile)
	if err != nil {
		return r, err
	}
	queries, err := readScen(scenFile, w, h)
	if err != nil {
		return r, err
	}
	r.Queries = len(queries)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	finder := game.NewUniform(w, h, free)
	r.PrepareMS = float64(time.Since(began).Microseconds()) / 1000
	runtime.ReadMemStats(&after)
	r.MemoryMB = float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
	began = time.Now()
	for _, q := range queries {
		way, ok := finder.Find(q.fromX, q.fromY, q.toX, q.toY)
		off := math.Abs(float64(way.Straight) + float64(way.Diagonal)*math.Sqrt2 - q.length)
		if r.MaxError = max(r.MaxError, off); ok && off <= 0.01 {
			r.Optimal++
		}
	}
	r.MeanUS = float64(time.Since(began).Nanoseconds()) / 1000 / float64(len(queries))
	r.AStarUS = textbook(w, h, free, queries)
	r.Speedup = r.AStarUS / r.MeanUS
	return r, nil
}

// query is one of a scenario.
type query struct {
	fromX, fromY, toX, toY int32
	length                 float64
}

// readOctile reads which cells of a map are free: ground and swamp.
func readOctile(name string) (w, h int32, free []bool, err error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return 0, 0, nil, err
	}
	if b, err = assets.Plain(b); err != nil {
		return 0, 0, nil, fmt.Errorf("%s:%w", name, err)
	}
	head, body, ok := bytes.Cut(b, []byte("\nmap\n"))
	if _, err := fmt.Sscanf(string(head), "type octile\nheight %d\nwidth %d", &h, &w); err != nil || !ok || w < 1 ||
		h < 1 || w > 4096 || h > 4096 {
		return 0, 0, nil, fmt.Errorf("%s: it does not begin like a map of type octile", name)
	}
	lines := bytes.Split(bytes.TrimRight(body, "\n"), []byte("\n"))
	if len(lines) != int(h) {
		return 0, 0, nil, fmt.Errorf("%s: %d rows, and its head says %d", name, len(lines), h)
	}
	for y, line := range lines {
		if len(line) != int(w) {
			return 0, 0, nil, fmt.Errorf("%s:%d: %d cells, and its head says %d", name, y+5, len(line), w)
		}
		for _, letter := range line {
			free = append(free, letter == '.' || letter == 'G' || letter == 'S')
		}
	}
	return w, h, free, nil
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
