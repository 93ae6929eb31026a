package wire

import (
	"math"
	"sort"

	"muster/game"
)

// prediction is what both ends know of the time up to a baseline: the baseline itself, and the views of the ticks right
// before it without a gap. From them both forecast alike.
type prediction struct {
	views    [MaxPast + 1]*game.View // the baseline first
	n        int                     // views behind the baseline
	distance int                     // ticks from the baseline to what is coded
}

// MaxPast is how many views before a baseline are looked at: longer straight lines forecast no better.
const MaxPast = 23

// levels are the numbers of views before the baseline that a frame may build on. A client that lost views builds on
// fewer; few levels let many clients share a frame.
var levels = [4]int{0, 3, 9, MaxPast}

// at finds unit i of the baseline k views before it; nil if it was not there.
func (p *prediction) at(i, k int) *game.UnitView {
	id, units := p.views[0].Units[i].ID, p.views[k].Units
	if i < len(units) && units[i].ID == id {
		return &units[i]
	}
	j := find(units, id)
	if j < 0 {
		return nil
	}
	return &units[j]
}

// find returns the index of a unit among ascending ones, -1 if it is not there.
func find(units []game.UnitView, id uint16) int {
	j := sort.Search(len(units), func(j int) bool { return units[j].ID >= id })
	if j < len(units) && units[j].ID == id {
		return j
	}
	return -1
}

// fix is the number of bits behind the point of forecasts.
const fix = 12

// forecast is where a unit will be, relative to the baseline, with fix bits behind the point.
type forecast struct {
	x, y, facing int64
	quality      int // 0..qualities-1: how it moves (straight, curving, turning fast) and how long that is known
}

// headings are the cosines of 4096 directions, 16 to a step of facing. No value lies near enough to a rounding edge for
// machines to differ.
var headings = func() (h [4096]int64) {
	for i := range h {
		h[i] = int64(math.Round(math.Cos(float64(i)*math.Pi/2048) * (1 << fix)))
	}
	return h
}()

// heading splits a facing with fix bits behind the point into its x and y.
func heading(facing int64) (x, y int64) {
	h := facing >> (fix - 4)
	return headings[h&4095], headings[(h-1024)&4095]
}

// trail is where a unit was, newest first, relative to the baseline.
type trail struct {
	x, y, f [MaxPast + 1]int64
	n       int // steps
	net     int64
	changes int
	fast    bool // turning by more than two steps a tick
}

// follow collects a moving unit's steps back to where it started or changed how it turns.
func (p *prediction) follow(i int) (t trail) {
	now := &p.views[0].Units[i]
	newer := now
	for k := 1; k <= p.n && newer.Flags&game.Moving != 0; k++ {
		u := p.at(i, k)
		if u == nil {
			break
		}
		turn := int64(int8(newer.Facing - u.Facing))
		fast := turn > 2 || turn < -2
		if k == 1 {
			t.fast = fast
		} else if fast != t.fast || u.Flags&game.Moving == 0 {
			break
		}
		t.n, t.net = k, t.net+turn
		t.x[k], t.y[k] = int64(int16(u.X-now.X)), int64(int16(u.Y-now.Y))
		t.f[k] = int64(int8(u.Facing - now.Facing))
		if turn != 0 {
			t.changes++
		}
		newer = u
	}
	return t
}

// forecast reports where a moving unit of the baseline will be.
func (p *prediction) forecast(i int) (f forecast) {
	t := p.follow(i)
	if t.n == 0 {
		return f
	}
	long := 0
	for _, than := range [...]int{1, 3, 6, 11, 18} {
		if t.n >= than {
			long++
		}
	}
	straight := !t.fast && (t.changes == 0 || t.changes == 1 && t.n >= 6)
	switch {
	case straight && t.n >= 3:
		f.x, f.y = line(t.x[:t.n+1], p.distance), line(t.y[:t.n+1], p.distance)
		f.quality = long
	case straight:
		p.curve(i, &t, 0, 0, &f)
		f.quality = long
	default:
		a, v := fit(t.f[:t.n+1])
		p.curve(i, &t, a, v, &f)
		f.facing = a + v*int64(p.distance)
		f.quality = 6 + long
		if t.fast {
			f.quality += 6
		}
	}
	return f
}

// fit lays a line through values of equal steps, newest first, by least squares: a at the newest, v a step.
func fit(y []int64) (a, v int64) {
	n := int64(len(y) - 1)
	var sum, sumT int64 // of y, and of -i*y
	for i, value := range y {
		sum += value
		sumT -= int64(i) * value
	}
	t := -n * (n + 1) / 2
	tt := n * (n + 1) * (2*n + 1) / 6
	v = ((n+1)*sumT - t*sum) << fix / ((n+1)*tt - t*t)
	return (sum<<fix - v*t) / (n + 1), v
}

func line(y []int64, distance int) int64 {
	a, v := fit(y)
	return a + v*int64(distance)
}

// maxCurve is how many steps back a curve is followed: further back the headings' errors add up.
const maxCurve = 9

// curve fits the speed along the headings a-v*i, and goes on along them.
func (p *prediction) curve(i int, t *trail, a, v int64, f *forecast) {
	facing := int64(p.views[0].Units[i].Facing)<<fix + a
	n := min(t.n, maxCurve)
	var ux, uy, sux, suy, sx, sy, uu, ud int64
	for k := 0; k <= n; k++ {
		sux, suy, sx, sy = sux+ux, suy+uy, sx+t.x[k], sy+t.y[k]
		uu += ux*ux + uy*uy
		ud += ux*t.x[k] + uy*t.y[k]
		hx, hy := heading(facing - v*int64(k))
		ux, uy = ux-hx, uy-hy
	}
	many := int64(n + 1)
	below := (many*uu - sux*sux - suy*suy) >> fix
	if below == 0 {
		return
	}
	speed := (many*ud - sux*sx - suy*sy) << fix / below
	f.x, f.y = (sx<<fix-speed*sux>>fix)/many, (sy<<fix-speed*suy>>fix)/many
	for k := 1; k <= p.distance; k++ {
		hx, hy := heading(facing + v*int64(k))
		f.x, f.y = f.x+speed*hx>>fix, f.y+speed*hy>>fix
	}
}

// calm predicts a suppression that nobody adds to. It falls in a rhythm of one or two ticks, by
// as much as it fell last.
func (p *prediction) calm(i int) uint8 {
	now := int(p.views[0].Units[i].Suppression)
	if now == 0 {
		return 0
	}
	steps := [2]int{usualCalm, usualCalm} // of the next ticks, in turn
	if p.n >= 2 {
		if one, two := p.at(i, 1), p.at(i, 2); one != nil && two != nil {
			newest, before := int(one.Suppression)-now, int(two.Suppression)-int(one.Suppression)
			switch {
			case newest > 0 && before >= 0:
				steps = [2]int{before, newest}
			case newest == 0 && before > 0:
				steps = [2]int{before, 0}
			case newest > 0:
				steps = [2]int{newest, newest}
			}
		}
	}
	for k := range p.distance {
		now -= steps[k&1]
	}
	return uint8(max(now, 0))
}

// usualCalm is how fast suppression falls where nothing is known of it.
const usualCalm = 12
