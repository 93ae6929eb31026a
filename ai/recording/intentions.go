package recording

import (
	"bytes"
	"encoding/json"

	"muster/ai"
	"muster/game"
	"muster/shard/replay"
)

// Intentions gathers what commanders intend, as the file beside a replay has it: a line of JSON for each change.
type Intentions struct {
	said  replay.Said
	lines bytes.Buffer
}

// GoOn has the gathered lines stand behind those of before.
func (n *Intentions) GoOn(before []byte) { n.lines.Write(before) }

// Add is told what a seat's commander intends at a tick. Over a bound nothing more is kept.
func (n *Intentions) Add(tick game.Tick, seat uint8, squads []ai.Intention) {
	if n.lines.Len() > maxIntentions {
		return
	}
	if n.said == nil {
		n.said = replay.Said{}
	}
	to := json.NewEncoder(&n.lines)
	for _, in := range n.said.Changed(tick, seat, Written(squads)) {
		_ = to.Encode(in) // into memory: it does not fail
	}
}

// Bytes is what was gathered up to now.
func (n *Intentions) Bytes() []byte { return bytes.Clone(n.lines.Bytes()) }

// Written are a commander's intentions in the form of a file.
func Written(squads []ai.Intention) (all []replay.Intention) {
	for _, in := range squads {
		all = append(all, replay.Intention{
			Squad: in.Squad, Act: in.Act.String(), X: in.X, Y: in.Y, Point: in.Point, Score: in.Score,
		})
	}
	return all
}
