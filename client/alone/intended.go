package alone

import (
	"sync"

	"muster/ai"
	"muster/ai/recording"
	"muster/game"
)

// intended gathers what the commanders of a match intend, until its replay is kept. They call it off the tick's path.
type intended struct {
	mu    sync.Mutex
	lines recording.Intentions
}

// newIntended goes on from what was gathered before.
func newIntended(before []byte) *intended {
	n := &intended{}
	n.lines.GoOn(before)
	return n
}

func (n *intended) record(_ string, tick game.Tick, seat uint8, squads []ai.Intention) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines.Add(tick, seat, squads)
}

// file is what was gathered up to now.
func (n *intended) file() []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.lines.Bytes()
}
