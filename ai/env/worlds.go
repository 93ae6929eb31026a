package env

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
)

// Worlds are games of a scenario that are played side by side, a step at a time.
type Worlds struct {
	config  Config
	layout  *layout
	worlds  []*world
	header  *Header
	frame   []byte
	playing bool

	// Each calls f for each of n worlds, which share nothing: one after another, unless whoever drives has them share
	// the machine's processors.
	Each func(n int, f func(i int))
}

// orderSize is how many bytes an order takes.
const orderSize = 4 * 2

// New makes worlds, which Reset begins.
func New(c Config) (*Worlds, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	w := &Worlds{config: c, layout: newLayout(&c), Each: oneByOne}
	w.header, w.frame = c.header(w.layout), make([]byte, w.layout.Size)
	for range c.Worlds {
		w.worlds = append(w.worlds, newWorld(&w.config))
	}
	return w, nil
}

func oneByOne(n int, f func(i int)) {
	for i := range n {
		f(i)
	}
}

// Header tells all that never changes.
func (w *Worlds) Header() *Header { return w.header }

// Reset begins a game in each world, by its seed, and returns the frame that shows them: it is good until the next.
func (w *Worlds) Reset(seeds []uint64) ([]byte, error) {
	if len(seeds) != len(w.worlds) {
		return nil, fmt.Errorf("%d seeds for %d worlds", len(seeds), len(w.worlds))
	}
	w.playing = true
	w.Each(len(w.worlds), func(i int) {
		w.worlds[i].begin(seeds[i])
		w.show(i)
	})
	return w.frame, nil
}

// Step plays a step in each world and returns the frame that shows what it came to: it is good until the next. The
// orders are [W][L][S][4] numbers of two bytes, as the package comment has them.
func (w *Worlds) Step(orders []byte) ([]byte, error) {
	if !w.playing {
		return nil, errors.New("a step before the first reset")
	}
	if len(orders) != w.orders() {
		return nil, fmt.Errorf("%d bytes of orders, and %d are a step's", len(orders), w.orders())
	}
	each := len(orders) / len(w.worlds)
	w.Each(len(w.worlds), func(i int) {
		w.worlds[i].step(w.layout, orders[i*each:(i+1)*each])
		w.show(i)
	})
	return w.frame, nil
}

// orders is how many bytes those of a step take.
func (w *Worlds) orders() int { return len(w.worlds) * w.layout.Teams * w.layout.Squads * orderSize }

// Close lets all commanders go, those of all worlds at once: a bot may take a second or two to end, in which this only
// waits, and who closes sixteen worlds must not wait for one after another.
func (w *Worlds) Close() {
	var worlds sync.WaitGroup
	for _, one := range w.worlds {
		worlds.Go(one.close)
	}
	worlds.Wait()
	w.playing = false
}

// show writes a world's part of the frame.
func (w *Worlds) show(i int) {
	one, result := w.worlds[i], w.worlds[i].game.World().Result()
	u4, u8 := binary.LittleEndian.PutUint32, binary.LittleEndian.PutUint64
	u8(w.part("seed", i, 8), one.seed)
	u8(w.part("hash", i, 8), one.game.World().Hash())
	u4(w.part("tick", i, 4), uint32(one.game.World().Tick()))
	u4(w.part("played", i, 4), uint32(one.played))
	winner := int32(-1)
	if one.game.Over() {
		winner = int32(result.Winner)
	}
	u4(w.part("winner", i, 4), uint32(winner))
	u4(w.part("reason", i, 4), uint32(result.Reason))
	w.part("terminated", i, 1)[0] = byte(truth(one.game.Over()))
	w.part("truncated", i, 1)[0] = byte(truth(one.truncated))
	for n := range one.sides {
		w.showSide(one, &one.sides[n], i*len(one.sides)+n)
	}
}

// part is where a frame has the n-th of parts of so many bytes of an array.
func (w *Worlds) part(field string, n, size int) []byte {
	at := w.layout.at[field] + n*size
	return w.frame[at : at+size : at+size]
}
