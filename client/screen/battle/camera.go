package battle

// Camera says which part of the map the screen shows.
type Camera struct {
	At         Point   // cell in the middle of the screen
	Zoom       float64 // pixels a cell
	W, H       float64 // of the screen, pixels
	MapW, MapH float64 // cells
	Scale      float64 // of the screen's letters and margins; zoom limits follow it
	Top, Low   float64 // pixels that the HUD covers there: the map can be moved out from under it
	Foot       float64 // of Low, pixels across the whole width: what is seen from afar stands above it
}

// usualFoot is how much of a window's height its HUD takes at the top or at the foot, if it is not a small one.
const usualFoot = 0.14

// How near and how far a player may look, in pixels a cell at scale 1; from afar at least the whole map is seen.
const (
	nearest  = 64
	farthest = 12
)

// Resize sets how large the screen is.
func (c *Camera) Resize(w, h, scale float64) {
	if c.Scale > 0 && scale != c.Scale {
		c.Zoom *= scale / c.Scale
	} else if c.Scale == 0 {
		c.Zoom *= scale
	}
	c.W, c.H, c.Scale = w, h, scale
	c.clamp()
}

// ToScreen is where a place on the map is on the screen.
func (c *Camera) ToScreen(p Point) Point {
	return Point{X: (p.X-c.At.X)*c.Zoom + c.W/2, Y: (p.Y-c.At.Y)*c.Zoom + c.H/2}
}

// ToMap is which place on the map is under a pixel.
func (c *Camera) ToMap(p Point) Point {
	return Point{X: (p.X-c.W/2)/c.Zoom + c.At.X, Y: (p.Y-c.H/2)/c.Zoom + c.At.Y}
}

// Centre looks at a place.
func (c *Camera) Centre(p Point) {
	c.At = p
	c.clamp()
}

// Pan moves the picture by pixels.
func (c *Camera) Pan(dx, dy float64) { c.Centre(Point{X: c.At.X + dx/c.Zoom, Y: c.At.Y + dy/c.Zoom}) }

// ZoomAt comes nearer (factor > 1) or goes away, and keeps what is under a pixel there.
func (c *Camera) ZoomAt(factor float64, under Point) {
	before := c.ToMap(under)
	c.Zoom *= factor
	c.clamp()
	after := c.ToMap(under)
	c.Centre(Point{X: c.At.X + before.X - after.X, Y: c.At.Y + before.Y - after.Y})
	if c.afar() { // all of it is seen, between top and foot
		c.Centre(Point{X: c.At.X, Y: c.MapH/2 + (c.Foot-c.Top)/(2*c.Zoom)})
	}
}

// least is the zoom from which the whole map is seen, or the farthest a player may look if that is nearer.
func (c *Camera) least() float64 {
	return min(farthest*c.Scale, c.W/c.MapW*0.9, min(c.H*0.9, c.H-c.Top-c.Foot)/c.MapH)
}

// afar reports whether the camera is as far away as it may be.
func (c *Camera) afar() bool { return c.W > 0 && c.Zoom <= c.least() }

// clamp keeps the zoom within its limits and the map on the screen.
func (c *Camera) clamp() {
	if c.W > 0 {
		c.Zoom = max(min(c.Zoom, nearest*c.Scale), c.least())
	}
	c.At.X = hold(c.At.X, c.MapW, c.W/c.Zoom, c.W*0.04/c.Zoom, c.W*0.04/c.Zoom)
	low := max(c.H*usualFoot, c.Low, c.Foot)
	c.At.Y = hold(c.At.Y, c.MapH, c.H/c.Zoom, max(c.H*usualFoot, c.Top)/c.Zoom, low/c.Zoom)
}

// hold keeps the middle of what is shown so that no more than so much before and behind the map is seen: what the HUD
// covers. A map for which there is more room than it takes lies in the middle, or as near to that as it is seen whole.
func hold(at, size, shown, before, behind float64) float64 {
	low, high := shown/2-before, size-shown/2+behind
	if low > high {
		low, high, at = high, low, size/2
	}
	return max(low, min(high, at))
}

// Shows reports whether a place is on the screen.
func (c *Camera) Shows(p Point) bool {
	at := c.ToScreen(p)
	return at.X >= 0 && at.Y >= 0 && at.X < c.W && at.Y < c.H
}
