package battle

import "math"

// Camera says which part of the map the screen shows.
type Camera struct {
	At         Point   // cell in the middle of the screen
	Zoom       float64 // pixels a cell
	W, H       float64 // of the screen, pixels
	MapW, MapH float64 // cells
	Scale      float64 // of the screen's letters and margins; zoom limits follow it
}

// How near and how far a player may look, in pixels a cell at scale 1; from afar at least the whole map is seen.
const (
	nearest  = 64
	farthest = 12
)

// Resize tells the camera how large the screen is.
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
}

// clamp keeps the zoom within its limits and the map on the screen.
func (c *Camera) clamp() {
	if c.W > 0 {
		whole := math.Min(c.W/c.MapW, c.H/c.MapH) * 0.9
		c.Zoom = math.Max(math.Min(c.Zoom, nearest*c.Scale), math.Min(farthest*c.Scale, whole))
	}
	c.At.X = hold(c.At.X, c.MapW, c.W/c.Zoom, 0.04)
	c.At.Y = hold(c.At.Y, c.MapH, c.H/c.Zoom, 0.14)
}

// hold keeps the middle of what is shown so that at most a share of the screen is off the map: what the HUD covers.
func hold(at, size, shown, off float64) float64 {
	margin := math.Min(shown*(0.5-off), size/2)
	return math.Max(margin, math.Min(size-margin, at))
}

// Shows reports whether a place is on the screen.
func (c *Camera) Shows(p Point) bool {
	at := c.ToScreen(p)
	return at.X >= 0 && at.Y >= 0 && at.X < c.W && at.Y < c.H
}
