package diagram

import (
	"math"
	"math/bits"
	"strconv"

	"muster/server/observe"
)

// arc is where a shard is on the ring.
type arc struct {
	node     *observe.Node
	from, to float64 // in turns, from the top, clockwise
	matches  []*observe.Match
}

func (a *arc) middle() float64 { return (a.from + a.to) / 2 }

// place is where a match is drawn.
type place struct {
	match *observe.Match
	kind  markup // its class
	at    point
}

// layOut gives each shard its part of the ring, by how many matches it takes, and each match its place.
func (d *drawing) layOut() {
	total := 0.0
	if d.radius = ringRadius; len(d.s.Of(observe.Shards)) > manyShards {
		d.radius = manyRadius
	}
	for i := range d.s.Nodes {
		if n := &d.s.Nodes[i]; n.Kind == observe.Shards {
			d.arcs = append(d.arcs, &arc{node: n})
			d.by[n.ID] = d.arcs[len(d.arcs)-1]
			total += share(n)
		}
	}
	between := min(gap, 0.3/float64(max(len(d.arcs), 1)))
	at := 0.0
	for _, a := range d.arcs {
		wide := share(a.node) / total
		a.from, a.to = at+between/2, at+wide-between/2
		at += wide
		d.at[a.node.ID] = turn(a.middle(), d.radius-thick)
	}
	for i := range d.s.Matches {
		m := &d.s.Matches[i]
		if a := d.by[m.Owner]; a != nil {
			a.matches = append(a.matches, m)
		}
	}
	for _, a := range d.arcs {
		d.layMatches(a)
	}
}

// share is how much of the ring a shard gets: by its room, so that it can be seen at all by the root of it.
func share(n *observe.Node) float64 { return math.Sqrt(float64(max(n.Capacity, 1))) }

// layMatches puts the matches of a shard into slots below it, by their names: a match stays where it is when another
// one comes or goes.
func (d *drawing) layMatches(a *arc) {
	slots := 1 << bits.Len(uint(max(len(a.matches)*5/4, 8)-1))
	taken := make([]bool, slots)
	points := a.slots(slots, d.radius-thick-12)
	for _, m := range a.matches {
		slot := int(hash(m.ID) % uint32(slots))
		for taken[slot] {
			slot = (slot + 1) % slots
		}
		taken[slot] = true
		d.places = append(d.places, place{m, d.kind(m, a.node), points[slot]})
	}
}

// slots are so many places in rows below the shard. Rows that are too many lie closer.
func (a *arc) slots(n int, from float64) (all []point) {
	for close := 1.0; ; close *= 0.8 {
		all = all[:0]
		for far := from; far > 110 && len(all) < n; far -= rowHigh * close {
			wide := 2 * math.Pi * far * (a.to - a.from)
			in := max(1, min(int(wide/(dotWide*close)), n-len(all)))
			for i := range in {
				all = append(all, turn(a.from+(a.to-a.from)*(float64(i)+.5)/float64(in), far))
			}
		}
		if len(all) >= n {
			return all[:n]
		}
	}
}

// shard draws the part of the ring that is one's, and its name outside of it.
func (d *drawing) shard(a *arc) {
	sign, class := Mark(a.node)
	outer, inner := d.radius, d.radius-thick
	p, q := turn(a.from, outer), turn(a.to, outer)
	r, s := turn(a.to, inner), turn(a.from, inner)
	large := 0
	if a.to-a.from > .5 {
		large = 1
	}
	chosen := markup("")
	if d.o.Node == a.node.ID {
		chosen = " chosen"
	}
	d.put(`<a href="%" class="shard %%">`, d.o.Link(a.node.ID), markup(class), chosen)
	d.put(`<path d="M% %A% % 0 % 1 % %L% %A% % 0 % 0 % %Z"/>`, p.x, p.y, outer, outer, large, q.x, q.y, r.x, r.y, inner,
		inner, large, s.x, s.y)
	d.label(a, sign)
	d.put(`</a>`)
}

// label writes what a shard is called, how it is and how many matches it runs.
func (d *drawing) label(a *arc, sign string) {
	at := turn(a.middle(), d.radius+14)
	at.y -= 10 * math.Cos(2*math.Pi*a.middle()) // two lines need more room below the ring than beside it
	anchor := markup("middle")
	switch side := math.Sin(2 * math.Pi * a.middle()); {
	case side > .3:
		anchor = "start"
	case side < -.3:
		anchor = "end"
	}
	say := d.o.Say
	if len(d.arcs) > manyShards {
		turned := a.middle()*360 - 90
		if anchor == "end" || turned > 90 {
			turned, anchor = turned+180, "end"
		} else {
			anchor = "start"
		}
		d.put(`<text transform="translate(% %)rotate(%)" text-anchor="%" dy=".35em">`, at.x, at.y, turned, anchor)
		d.put(`<tspan class="sign">%</tspan> % <tspan class="soft">%</tspan></text>`, sign, a.node.ID, a.node.Load)
		return
	}
	d.put(`<text x="%" y="%" text-anchor="%" class="name"><tspan class="sign">%</tspan> %</text>`, at.x, at.y-5, anchor,
		sign, a.node.ID)
	d.put(`<text x="%" y="%" text-anchor="%" class="soft">%</text>`, at.x, at.y+20, anchor, d.under(a.node, say))
}

// under is what stands below a shard's name: that something is wrong with it, or what it does.
func (d *drawing) under(n *observe.Node, say func(string, ...string) string) string {
	if n.Health != observe.Up || n.Draining || n.Unsteady || n.Full {
		return say(StateKey(n))
	}
	return say("console.topology.matches", "n", strconv.Itoa(n.Load))
}

// middle draws how many matches there are.
func (d *drawing) middle() {
	d.put(`<text class="total" x="%" y="%" text-anchor="middle">%</text>`, middleX, middleY+2, len(d.s.Matches))
	d.put(`<text class="soft" x="%" y="%" text-anchor="middle">%</text>`, middleX, middleY+28,
		d.o.Say("console.topology.run"))
}
