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

// mostIntended is how many bytes are gathered of a match: hours of a large one. What comes behind is not kept.
const mostIntended = 16 << 20

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
		now = append(now, replay.Intention{Squad: in.Squad, Act: in.Act.String(), X: in.X, Y: in.Y, Point: in.Point, Score: in.Score})
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
