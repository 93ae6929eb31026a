package diagram

import (
	"strconv"

	"muster/server/observe"
)

// supports draws what the shards depend on, in a row above the ring.
func (d *drawing) supports() {
	var all []*observe.Node
	for i := range d.s.Nodes {
		if n := &d.s.Nodes[i]; n.Kind != observe.Shards {
			all = append(all, n)
		}
	}
	const high, most = 50.0, 210.0
	wide := min(most, (width-20)/float64(max(len(all), 1))-12)
	x := (width - float64(len(all))*(wide+12) + 12) / 2
	for _, n := range all {
		sign, class := Mark(n)
		d.at[n.ID] = point{x + wide/2, 8 + high}
		d.put(`<a href="%" class="support %"><rect x="%" y="8" width="%" height="%" rx="7"/>`, d.o.Link(n.ID),
			markup(class), x, wide, high)
		d.put(`<text x="%" y="30" text-anchor="middle" class="name"><tspan class="sign">%</tspan> %</text>`,
			x+wide/2, sign, d.name(n))
		d.put(`<text x="%" y="49" text-anchor="middle" class="soft">%</text></a>`, x+wide/2, d.does(n))
		x += wide + 12
	}
}

// name is what a node is called: the ones that are not processes of ours have no name of their own.
func (d *drawing) name(n *observe.Node) string {
	if n.Kind == observe.Matchmakers {
		return n.ID
	}
	return d.o.Say("console.kind." + string(n.Kind))
}

// does is what a node does, or what is wrong with it.
func (d *drawing) does(n *observe.Node) string {
	switch {
	case n.Health != observe.Up:
		return d.o.Say(StateKey(n))
	case n.Kind != observe.Matchmakers:
		return d.o.Say("console.health.up")
	case n.Leads:
		return d.o.Say("console.topology.leads", "n", strconv.Itoa(n.Waiting))
	}
	return d.o.Say("console.topology.serves")
}

// links draws lines between nodes: those that are broken, and the others where they are few or somebody looks at one.
func (d *drawing) links() {
	few := len(d.arcs) <= manyShards
	for i := range d.s.Links {
		l := &d.s.Links[i]
		a, hasA := d.at[l.A]
		b, hasB := d.at[l.B]
		switch {
		case !hasA || !hasB || !few && !l.Broken() && d.o.Node == "" || d.dead(l):
		case l.Broken():
			d.broken(l, a, b)
		case few || d.o.Node == l.A || d.o.Node == l.B:
			d.works(l, a, b)
		}
	}
}

// dead reports whether an end does not live: then the link says nothing.
func (d *drawing) dead(l *observe.Link) bool {
	for _, id := range []string{l.A, l.B} {
		if a := d.by[id]; a != nil && !a.node.Health.Lives() {
			return true
		}
	}
	return false
}

func (d *drawing) works(l *observe.Link, a, b point) {
	cx, cy := lean(a, b)
	d.put(`<path class="link" d="M% %Q% % % %"><title>%</title></path>`, a.x, a.y, cx, cy, b.x, b.y,
		LinkWords(l, d.o.Say))
}

// broken draws a link that does not carry: dashed, with a cross in its middle.
func (d *drawing) broken(l *observe.Link, a, b point) {
	cx, cy := lean(a, b)
	d.put(`<g class="link bad"><path d="M% %Q% % % %"/>`, a.x, a.y, cx, cy, b.x, b.y)
	d.put(`<text x="%" y="%" text-anchor="middle" dy=".36em">×</text>`, (a.x+b.x+2*cx)/4, (a.y+b.y+2*cy)/4)
	d.put(`<title>%</title></g>`, LinkWords(l, d.o.Say))
}

// lean bends a link less than lines of matches are.
func lean(p, q point) (x, y float64) {
	mx, my := (p.x+q.x)/2, (p.y+q.y)/2
	return mx + (middleX-mx)*.25, my + (middleY-my)*.25
}

// LinkWords says how a link is.
func LinkWords(l *observe.Link, say func(key string, pairs ...string) string) string {
	pairs := []string{
		"a", l.A, "b", l.B, "rtt", strconv.FormatFloat(l.RTT, 'f', 1, 64),
		"late", strconv.FormatFloat(100*l.Late, 'f', 1, 64), "silent", strconv.FormatInt(l.Silent, 10),
	}
	switch {
	case l.DeafA && l.B == "journal":
		return say("console.topology.link_journal", pairs...)
	case l.DeafA && l.B == "database":
		return say("console.topology.link_database", pairs...)
	case l.DeafA && l.DeafB:
		return say("console.topology.link_parted", pairs...)
	case l.DeafA:
		return say("console.topology.link_deaf", pairs...)
	case l.DeafB:
		pairs[1], pairs[3] = l.B, l.A
		return say("console.topology.link_deaf", pairs...)
	case l.RTT == 0:
		return say("console.topology.link", pairs...)
	}
	return say("console.topology.link_rtt", pairs...)
}
