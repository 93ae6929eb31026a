package main

import (
	"bytes"
	"encoding/json"
	"sync"

	"muster/ai"
	"muster/game"
	"muster/shard/replay"
)

// intended gathers what the commanders of a match intend, until its replay is kept. They call it off the tick's path.
type intended struct {
	mu    sync.Mutex
	said  replay.Said
	lines bytes.Buffer // as replay.ReadIntentions reads them
}

// newIntended goes on from what was gathered before.
func newIntended(before []byte) *intended {
	n := &intended{}
	n.lines.Write(before)
	return n
}

func (n *intended) tell(_ string, tick game.Tick, seat uint8, squads []ai.Intention) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.lines.Len() > mostIntended {
		return
	}
	if n.said == nil {
		n.said = replay.Said{}
	}
	var now []replay.Intention
	for _, in := range squads {
		now = append(now, replay.Intention{
			Squad: in.Squad, Act: in.Act.String(), X: in.X, Y: in.Y, Point: in.Point, Score: in.Score,
		})
	}
	to := json.NewEncoder(&n.lines)
	for _, in := range n.said.Changed(tick, seat, now) {
		_ = to.Encode(in) // into memory: it does not fail
	}
}

// file is what was gathered up to now.
func (n *intended) file() []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	return bytes.Clone(n.lines.Bytes())
}
