package game

// Finder finds paths on a map as Worlds do, where nobody stands in the way: for measuring.
type Finder struct{ w *World }

// Way is a path's length: its steps of each kind and what it costs.
type Way struct{ Straight, Diagonal, Cost int32 }

// NewFinder prepares for a class. The Setup needs rules and a map only. A straight and a diagonal step cost their leg
// times what the cell costs; Worlds have legs of 5 and 7. Twice a path must cost less than an int32 holds.
func NewFinder(s *Setup, class MoveClass, straight, diagonal int32) *Finder {
	w := &World{setup: s, ground: groundOf(s), stand: newPlaces(len(s.Map.Cells), 0)}
	w.ground.legs = [2]int32{straight, diagonal}
	w.ground.before = w.ground.octiles()
	w.route.class = class
	w.boundsOf(class)
	return &Finder{w}
}

// Find returns the length of a shortest path, false if there is none.
func (f *Finder) Find(fromX, fromY, toX, toY int32) (way Way, ok bool) {
	g := f.w.ground
	from, to, class := fromY*g.w+fromX, toY*g.w+toX, f.w.route.class
	if g.cost[class][from] == Impassable || g.regionOf(class, from) != g.regionOf(class, to) {
		return way, false
	}
	if _, ok = f.w.search(0, class, from, to); !ok {
		return way, false
	}
	back := f.w.trace(from)
	way.Cost = f.w.route.length
	for _, dir := range back {
		way.Diagonal += dir & 1
	}
	way.Straight = int32(len(back)) - way.Diagonal
	return way, true
}
