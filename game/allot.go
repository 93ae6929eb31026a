package game

// spot is where a squad's men are to stand, and what places there must be like.
type spot struct {
	sq     *squad
	middle int32
	dir    uint8
	circle *PointSetup // in whose circle the middle lies, nil for none: its men stay in it
	settle bool        // they are to stay there, not only to pass
}

// allot lists a place in slots for each of a squad's men on the map: in cover, or where its formation has them around
// its middle, or as near as they can stand. None is a friend's.
func (w *World) allot(sq *squad) {
	w.slots = w.slots[:0]
	n := w.present(sq)
	if sq.order == TakeCover {
		w.findCover(sq, n)
		return
	}
	s := w.spotOf(sq)
	near := w.around(&s, n)
	w.shift(&s, near, n)
	w.arrange(&s, n)
	w.fill(&s, near, n)
	if s.settle && sq.flags&Faced == 0 && w.leader(sq).cell != w.middle(sq) {
		sq.flags, sq.facing = sq.flags|goneTo, 32*s.dir
	}
	if s.settle && w.kindOf(sq).Armour[Front] == 0 {
		w.preferCover(&s)
	}
}

func (w *World) spotOf(sq *squad) spot {
	s := spot{sq: sq, middle: w.middle(sq), dir: w.heading(sq)}
	s.settle = settles(sq.order)
	for i := range w.points {
		p := &w.setup.Scenario.Points[i]
		if s.settle && s.circle == nil && w.encircles(p, s.middle) {
			s.circle = p
		}
	}
	return s
}

// settles reports whether an order is one whose place is where the squad is to stay.
func settles(k OrderKind) bool { return k == Move || k == AttackMove || k == Capture || k == Hold }

// around moves the middle of a spot to where its squad stands among those that are sent there with it, and returns the
// cells around it that a formation of n may need, nearest first, with the friends' among them marked.
func (w *World) around(s *spot, n int) []int32 {
	middle, wide := s.middle, n
	for _, c := range [2]int32{w.abreast(s), middle} {
		if c == noCell || c != middle && !s.settle {
			continue
		}
		wide = max(n, int(w.ground.steps(c, middle)))
		near := w.room(c, w.kindOf(s.sq).Class, int(square(int32(2*wide+7))), int(s.sq.team), s.dir)
		w.claim(s.sq)
		if c == middle || w.marked[middle].stamp == w.stamp && w.suits(s, middle, c) {
			s.middle = c
			return near
		}
	}
	return nil
}

// encircles reports whether a cell is in a point's circle.
func (w *World) encircles(p *PointSetup, c int32) bool {
	return w.ground.far(c, p.Y*w.ground.w+p.X) <= square(int32(p.Radius))
}

// inCircle reports whether a cell is in the circle of a spot, if it has one.
func (w *World) inCircle(s *spot, c int32) bool { return s.circle == nil || w.encircles(s.circle, c) }

// suits reports whether a cell is as good as the middle of a spot: nobody is sent into water, onto a mine, to a
// friend's place, behind a wall, indoors unasked or out of the circle.
func (w *World) suits(s *spot, middle, c int32) bool {
	team := s.sq.team
	return c != noCell && w.marked[c].stamp == w.stamp && !w.claimed(c) && w.standable(s, c) && w.inCircle(s, c) &&
		w.building(team, c) == w.building(team, middle) && (c == middle || w.clearAsKnown(team, middle, c))
}

// standable reports whether a squad can stand on a cell, as far as its team knows: the middle of a group's squad may
// lie in water or in a wall, and what it stood on may be gone.
func (w *World) standable(s *spot, c int32) bool {
	team := s.sq.team
	return w.safe(team, c) && w.believed(team, c, w.kindOf(s.sq).Class) != Impassable
}

// slot is where the i-th man of a formation stands around a middle, noCell off the map.
func (w *World) slot(s *spot, middle int32, i int) int32 {
	ahead, aside := s.sq.formation.Slot(int32(i))
	return w.offset(middle, s.dir, ahead, aside)
}

// shift moves the middle of a spot, where friends have places in the formation, to the nearest cell where all of it
// suits; of those that are as near, to the one on the squad's side.
func (w *World) shift(s *spot, near []int32, n int) {
	crowded := false
	for i := range n {
		c := w.slot(s, s.middle, i)
		crowded = crowded || c != noCell && w.claimed(c)
	}
	if !crowded {
		return
	}
	from, old := w.leader(s.sq).cell, s.middle
	ring, least := int32(-1), int32(0)
	for _, c := range near {
		r := w.ground.steps(old, c)
		if ring >= 0 && r > ring { // a nearer one may follow: near is in the order of ways, which lead round walls
			continue
		}
		if far := w.ground.far(from, c); (ring < 0 || r < ring || far < least) && w.suits(s, old, c) &&
			w.suitsAll(s, c, n) {
			s.middle, ring, least = c, r, far
		}
	}
}

// suitsAll reports whether a whole formation can stand around a middle.
func (w *World) suitsAll(s *spot, middle int32, n int) bool {
	for i := range n {
		if !w.suits(s, middle, w.slot(s, middle, i)) {
			return false
		}
	}
	return true
}

// arrange lists the places of the formation that suit.
func (w *World) arrange(s *spot, n int) {
	for i := range n {
		if c := w.slot(s, s.middle, i); w.suits(s, s.middle, c) && !contains(w.slots, c) {
			w.slots = append(w.slots, c)
		}
	}
}

// fill lists the nearest places for those who have none in the formation. If there are too few of the right kind,
// others will do: first those out of the circle, then those on the other side of a door, then friends'.
func (w *World) fill(s *spot, near []int32, n int) {
	team, indoors := s.sq.team, w.building(s.sq.team, s.middle)
	for pass := range 4 {
		for _, c := range near {
			if len(w.slots) == n {
				return
			}
			if (pass > 2 || !w.claimed(c)) && (pass > 1 || w.building(team, c) == indoors) &&
				(pass > 0 || w.inCircle(s, c)) &&
				w.standable(s, c) && !contains(w.slots, c) {
				w.slots = append(w.slots, c)
			}
		}
	}
}

// A man goes coverShift cells aside to stand in cover, or, in a point's circle, holdShift, unless
// he was told how to stand. Each cell must be worth coverStep percent of cover.
const (
	coverShift = 1
	holdShift  = 2
	coverStep  = 10
)

// preferCover moves places to better cover close by.
func (w *World) preferCover(s *spot) {
	g, reach, from := w.ground, int32(coverShift), w.leader(s.sq).cell
	if s.circle != nil && s.sq.flags&Faced == 0 {
		reach = holdShift
	}
	for i, old := range w.slots {
		most := int32(w.terrain(s.sq.team, old).Cover)
		x0, y0 := g.xy(old)
		for y := max(y0-reach, 0); y <= min(y0+reach, g.h-1); y++ {
			for x := max(x0-reach, 0); x <= min(x0+reach, g.w-1); x++ {
				c := y*g.w + x
				worth := int32(w.terrain(s.sq.team, c).Cover) - coverStep*g.steps(old, c)
				better := worth > most || worth == most && w.slots[i] != old && g.far(c, from) < g.far(w.slots[i], from)
				if better && w.suits(s, s.middle, c) && !contains(w.slots, c) {
					w.slots[i], most = c, worth
				}
			}
		}
	}
}
