package history

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// Points is what a series was, at even steps.
type Points struct {
	From      time.Time // of the first point
	Step      time.Duration
	Mean, Max []float64 // of each step; NaN where there was nothing
}

// Series is what a metric of a node was from one time to another. Steps are whole seconds; where only minutes are kept,
// all steps of a minute are alike. Chunks that cannot be read are left out, and the error says so: the points are there
// either way.
func (h *History) Series(node, name string, from, to time.Time, step time.Duration) (Points, error) {
	wide := int64(max(time.Second, step) / time.Second)
	first := max(0, from.Unix()) / wide * wide
	count := (to.Unix() - first + wide - 1) / wide
	if count <= 0 {
		return Points{From: time.Unix(first, 0), Step: time.Duration(wide) * time.Second}, nil
	}
	if count > maxPoints {
		return Points{}, fmt.Errorf("history: %d points are too many: %d at most", count, maxPoints)
	}
	q := query{
		first: first, wide: wide,
		sum: make([]float64, count), n: make([]float64, count), max: make([]float64, count),
	}
	err := h.gather(id{node, name}, &q)
	if err != nil {
		err = fmt.Errorf("history: %s of %s: %w", name, node, err)
	}
	return q.points(), err
}

// query gathers samples into steps.
type query struct {
	first, wide int64
	sum, n, max []float64
}

// end is the second behind the last step.
func (q *query) end() int64 { return q.first + q.wide*int64(len(q.n)) }

// within is which hours or days of a query the file can have, whose last sample came at a second: nothing is looked for
// where nothing can be.
func (q *query) within(last, long, kept int64) (from, to int64) {
	return max(q.first/long, last/long-kept), min(q.end()/long, last/long)
}

// add counts a value that held from a second on for so many.
func (q *query) add(at, lasts int64, mean, most float64) {
	for end := min(at+lasts, q.end()); at < end; {
		next := min(end, (at/q.wide+1)*q.wide)
		if i := (at - q.first) / q.wide; at >= q.first {
			weight := float64(next - at)
			if q.n[i] == 0 || most > q.max[i] {
				q.max[i] = most
			}
			q.n[i] += weight
			q.sum[i] += mean * weight
		}
		at = next
	}
}

func (q *query) points() Points {
	p := Points{From: time.Unix(q.first, 0), Step: time.Duration(q.wide) * time.Second, Max: q.max, Mean: q.sum}
	for i, n := range q.n {
		if n == 0 {
			p.Mean[i], p.Max[i] = math.NaN(), math.NaN()
			continue
		}
		p.Mean[i] /= n
	}
	return p
}

// found are the chunks of a series that a query needs, by their hour or day.
type found struct{ fine, coarse map[int64]chunks }

func (h *History) gather(i id, q *query) error {
	number, last, f := h.inMemory(i)
	if number < 0 {
		return nil
	}
	firstHour, lastHour := q.within(last, hourLong, keptHours)
	firstDay, lastDay := q.within(last, dayLong, keptDays)
	u, err := newUnpacker()
	if err != nil {
		return err
	}
	defer u.r.Close()
	wrong := errors.Join(
		h.inFile("fine", number, firstHour, lastHour, f.fine, func(data []byte) (chunks, error) {
			parts, err := u.unpack(data, 1)
			if err != nil {
				return chunks{}, err
			}
			return chunks{fine: parts[0]}, nil
		}),
		h.inFile("coarse", number, firstDay, lastDay, f.coarse, func(data []byte) (chunks, error) {
			parts, err := u.unpack(data, 2)
			if err != nil {
				return chunks{}, err
			}
			return chunks{mean: parts[0], above: parts[1]}, nil
		}))
	return errors.Join(wrong, f.into(q))
}

// inMemory copies the chunks of a series that still grow, or wait for the disk. It gives the second of the last sample
// of all series as well.
func (h *History) inMemory(i id) (number, last int64, f found) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f = found{map[int64]chunks{}, map[int64]chunks{}}
	s := h.series[i]
	if s == nil {
		return -1, h.now, f
	}
	for _, j := range h.jobs {
		if c := j.chunks[s.number]; j.seal && c.fine != nil {
			f.fine[j.hour] = c
		}
		if c := j.chunks[s.number]; j.seal && c.mean != nil {
			f.coarse[j.day] = c
		}
	}
	if h.hour >= 0 && s.fine.n > 0 {
		f.fine[h.hour] = chunks{fine: slices.Clone(s.fine.buf)}
	}
	if h.day >= 0 && s.mean.n > 0 {
		f.coarse[h.day] = chunks{mean: slices.Clone(s.mean.buf), above: slices.Clone(s.above.buf)}
	}
	return s.number, h.now, f
}

// inFile reads the chunks of a series from one hour or day to another that are not in memory.
func (h *History) inFile(table string, number, from, to int64, in map[int64]chunks,
	unpack func([]byte) (chunks, error),
) (wrong error) {
	read, err := h.db.Prepare("select data from " + table + " where key = ?")
	if err != nil {
		return err
	}
	defer read.Close()
	bad := 0
	for period := from; period <= to; period++ {
		if _, ok := in[period]; ok {
			continue
		}
		var data []byte
		err := read.QueryRow(chunkKey(period, number)).Scan(&data)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		var c chunks
		if err == nil {
			c, err = unpack(data)
		}
		if err != nil {
			bad, wrong = bad+1, err
			continue
		}
		in[period] = c
	}
	if bad > 0 {
		return fmt.Errorf("%d chunks cannot be read: %w", bad, wrong)
	}
	return nil
}

// into adds what was found: seconds, and minutes before the first second that is kept.
func (f found) into(q *query) (err error) {
	begins := int64(math.MaxInt64)
	for _, hour := range slices.Sorted(maps.Keys(f.fine)) {
		err = errors.Join(err, each(f.fine[hour].fine, hourLong, func(slot, v int64) {
			at := hour*hourLong + slot
			begins = min(begins, at/60*60)
			q.add(at, 1, unquantise(v, fineBits), unquantise(v, fineBits))
		}))
	}
	for _, day := range slices.Sorted(maps.Keys(f.coarse)) {
		means := map[int64]int64{}
		err = errors.Join(err, each(f.coarse[day].mean, daySlots, func(slot, v int64) { means[slot] = v }),
			eachPlain(f.coarse[day].above, daySlots, func(slot, v int64) {
				if at := day*dayLong + slot*60; at < begins {
					mean := means[slot]
					q.add(at, 60, unquantise(mean, coarseBits), unquantise(mean+v, coarseBits))
				}
			}))
	}
	return err
}

// sorted are the keys of a map in order.
func sorted(m map[int64]chunks) []int64 { return slices.Sorted(maps.Keys(m)) }
