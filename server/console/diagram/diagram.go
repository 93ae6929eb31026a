// Package diagram draws a system as SVG: the ring of shards with every match between its owner and its standby, what
// they depend on, and when something happened. It is a pure function from a State to text, of classes that the
// console's styles colour; nothing is told by colour alone.
package diagram

import (
	"strconv"

	"muster/server/observe"
)

// Options are what somebody wants to see.
type Options struct {
	Say  func(key string, pairs ...string) string // finds a text and puts pairs of names and values into it
	Node string                                   // whose matches and links are shown; empty for all
	Link func(node string) string                 // the address that a node leads to
}

// Sizes of the picture, in its own units.
const (
	width, height    = 960, 820
	middleX, middleY = 480, 462
	ringRadius       = 305.0 // of its outer edge
	manyRadius       = 246.0 // where names are written outwards
	thick            = 18
	gap              = 0.010 // between two shards, in turns
	rowHigh          = 11.0  // from one row of matches to the next
	dotWide          = 11.0  // from one match to the next within its row
	manyMatches      = 300   // beyond, matches are not elements of their own, which browsers would morph one by one
	manyShards       = 12    // beyond, only links in trouble are drawn, and labels are small
)

// drawing is a picture that is being made.
type drawing struct {
	svg
	s      *observe.State
	o      Options
	radius float64 // of the ring's outer edge
	arcs   []*arc
	by     map[string]*arc  // by shard
	at     map[string]point // of what is drawn, by node
	places []place          // of matches
}

type point struct{ x, y float64 }

// Ring draws a whole system.
func Ring(s *observe.State, o Options) string {
	d := &drawing{s: s, o: o, by: map[string]*arc{}, at: map[string]point{}}
	d.Grow(4096 + 110*len(s.Matches))
	d.layOut()
	class := markup("ring")
	if d.radius == manyRadius {
		class = "ring many"
	}
	d.put(`<svg class="%" viewBox="0 0 % %" role="img" aria-label="%">`, class, width, height, d.summary())
	d.supports()
	d.chords()
	d.links()
	for _, a := range d.arcs {
		d.shard(a)
	}
	d.matches()
	d.middle()
	d.put(`</svg>`)
	return d.String()
}

// summary says in a line what the picture shows.
func (d *drawing) summary() string {
	up := 0
	for _, a := range d.arcs {
		if a.node.Health == observe.Up {
			up++
		}
	}
	return d.o.Say("console.topology.summary", "up", strconv.Itoa(up), "shards", strconv.Itoa(len(d.arcs)), "matches",
		strconv.Itoa(len(d.s.Matches)))
}

// Mark is how a node is, as one sign and as a class.
func Mark(n *observe.Node) (sign, class string) {
	switch {
	case n.Health == observe.Ended:
		return "×", "bad"
	case n.Health == observe.Silent:
		return "▲", "bad"
	case n.Health == observe.CutOff:
		return "◌", "bad"
	case n.Health == observe.Left:
		return "–", "gone"
	case n.Health == observe.Unknown:
		return "?", "gone"
	case n.Draining, n.Unsteady, n.Full:
		return "◐", "wait"
	}
	return "●", "fine"
}

// StateKey is the text of how a node is.
func StateKey(n *observe.Node) string {
	switch {
	case n.Health != observe.Up:
		return "console.health." + string(n.Health)
	case n.Draining:
		return "console.health.draining"
	case n.Unsteady:
		return "console.health.unsteady"
	case n.Full:
		return "console.health.full"
	}
	return "console.health.up"
}
