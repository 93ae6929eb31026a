package diagram

import (
	"muster/server/observe"
)

// shown reports whether a match is drawn in full: all are, or those that the chosen node owns or stands by for.
func (d *drawing) shown(m *observe.Match) bool {
	return d.o.Node == "" || d.o.Node == m.Owner || d.o.Node == m.Standby
}

// chords draws a line from each match to the shard that stands by for it.
func (d *drawing) chords() {
	d.put(`<path class="chords" d="`)
	for i := range d.places {
		p := &d.places[i]
		to := d.by[p.match.Standby]
		if to == nil || !d.shown(p.match) {
			continue
		}
		q := turn(landing(p.match.ID, to), d.radius-thick)
		cx, cy := bend(p.at, q)
		d.line('M', p.at.x, p.at.y)
		d.line('Q', cx, cy, q.x, q.y)
	}
	d.put(`"/>`)
}

// landing is where in the arc of its standby the line of a match ends: lines of one pair lie beside each other.
func landing(match string, to *arc) float64 {
	return to.from + (to.to-to.from)*(.1+.8*float64(hash(match)%256)/256)
}

// hash is some number of a name, always the same (FNV-1a).
func hash(name string) uint32 {
	h := uint32(2166136261)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return h
}

// bend is where a line between two points leans to: to the middle, but not into it.
func bend(p, q point) (x, y float64) {
	const pull = .65
	mx, my := (p.x+q.x)/2, (p.y+q.y)/2
	return mx + (middleX-mx)*pull, my + (middleY-my)*pull
}

// matches draws a dot for each match. Many are a few elements: one for all of a kind.
func (d *drawing) matches() {
	if len(d.places) > manyMatches {
		for _, kind := range []markup{"", "pale", "alone", "bad"} {
			d.dots(kind)
		}
		return
	}
	for i := range d.places {
		p := &d.places[i]
		class := p.kind
		d.put(`<path class="match %" d="M% %h0"><title>%</title></path>`, class, p.at.x, p.at.y, d.says(p.match))
		if class == "bad" || class == "alone" {
			d.sign(p, class)
		}
	}
}

// dots draws all matches of a kind as one element.
func (d *drawing) dots(kind markup) {
	d.put(`<path class="match %" d="`, kind)
	for i := range d.places {
		if p := &d.places[i]; p.kind == kind {
			d.line('M', p.at.x, p.at.y)
			d.WriteString("h0")
		}
	}
	d.put(`"/>`)
}

// sign marks a dot by more than its colour.
func (d *drawing) sign(p *place, class markup) {
	sign := "×"
	if class == "alone" {
		sign = "!"
	}
	d.put(`<text class="on %" x="%" y="%" text-anchor="middle" dy=".36em">%</text>`, class, p.at.x, p.at.y, sign)
}

// kind is how a match is: bad if it does not go on, alone without a standby where there could be one, pale if somebody
// looks at another node.
func (d *drawing) kind(m *observe.Match, owner *observe.Node) markup {
	switch {
	case m.Paused, m.Away, !owner.Health.Lives():
		return "bad"
	case !d.shown(m):
		return "pale"
	case m.Standby == "" && owner.Stands:
		return "alone"
	}
	return ""
}

// says is a match in words.
func (d *drawing) says(m *observe.Match) string {
	key := "console.topology.match"
	if m.Standby == "" {
		key = "console.topology.match_alone"
	}
	return d.o.Say(key, "match", m.ID, "owner", m.Owner, "standby", m.Standby)
}
