package battle

// Rect is a rectangle on the screen, in pixels.
type Rect struct{ X, Y, W, H float64 }

// Holds tells whether a pixel lies within.
func (r Rect) Holds(p Point) bool {
	return p.X >= r.X && p.Y >= r.Y && p.X < r.X+r.W && p.Y < r.Y+r.H
}

// Layout is where things of the HUD are. Drawing and clicking both go by it.
type Layout struct {
	Top     Rect
	Cards   []Rect
	Minimap Rect
	Menu    Rect
	Help    Rect
}

// Sizes at scale 1, in pixels.
const (
	topHeight  = 44
	cardWidth  = 166
	cardHeight = 78
	gap        = 8
	minimapMax = 196
	buttonSize = 32
)

// Resize fits camera and HUD to a screen. scale enlarges letters, margins and everything that is clicked.
func (b *Battle) Resize(w, h, scale float64) {
	b.Camera.Resize(w, h, scale)
	l := &b.Layout
	l.Top = Rect{0, 0, w, topHeight * scale}
	l.Menu = Rect{w - (gap+buttonSize)*scale, 6 * scale, buttonSize * scale, buttonSize * scale}
	l.Help = Rect{l.Menu.X - (gap+buttonSize)*scale, l.Menu.Y, l.Menu.W, l.Menu.H}
	long := max(b.Camera.MapW, b.Camera.MapH)
	l.Minimap.W, l.Minimap.H = minimapMax*scale*b.Camera.MapW/long, minimapMax*scale*b.Camera.MapH/long
	l.Minimap.X, l.Minimap.Y = w-l.Minimap.W-gap*scale, h-l.Minimap.H-gap*scale
	l.arrange(len(b.Cards()), h, scale)
}

// arrange puts the cards in a row at the bottom, narrower if there are many.
func (l *Layout) arrange(n int, h, scale float64) {
	l.Cards = l.Cards[:0]
	room := l.Minimap.X - gap*scale
	width := min(cardWidth*scale, room/float64(max(n, 1))-gap*scale)
	for i := range n {
		l.Cards = append(l.Cards, Rect{gap*scale + float64(i)*(width+gap*scale), h - (cardHeight+gap)*scale, width, cardHeight * scale})
	}
}

// Bars tells whether a pixel belongs to the HUD and not to the map.
func (l *Layout) Bars(p Point) bool {
	if l.Top.Holds(p) || l.Minimap.Holds(p) {
		return true
	}
	for _, c := range l.Cards {
		if c.Holds(p) {
			return true
		}
	}
	return false
}

// FromMinimap is the place on a map of w x h cells under a pixel of the minimap.
func (l *Layout) FromMinimap(p Point, w, h float64) Point {
	return Point{(p.X - l.Minimap.X) / l.Minimap.W * w, (p.Y - l.Minimap.Y) / l.Minimap.H * h}
}

// ToMinimap is the pixel of the minimap for a place on the map.
func (l *Layout) ToMinimap(p Point, w, h float64) Point {
	return Point{l.Minimap.X + p.X/w*l.Minimap.W, l.Minimap.Y + p.Y/h*l.Minimap.H}
}

// Frame is the part of the minimap that the camera shows.
func (b *Battle) Frame() Rect {
	low := b.Camera.ToMap(Point{0, 0})
	high := b.Camera.ToMap(Point{b.Camera.W, b.Camera.H})
	low, high = b.inMap(low), b.inMap(high)
	from := b.Layout.ToMinimap(low, b.Camera.MapW, b.Camera.MapH)
	to := b.Layout.ToMinimap(high, b.Camera.MapW, b.Camera.MapH)
	return Rect{from.X, from.Y, to.X - from.X, to.Y - from.Y}
}

func (b *Battle) inMap(p Point) Point {
	return Point{max(0, min(p.X, b.Camera.MapW)), max(0, min(p.Y, b.Camera.MapH))}
}
