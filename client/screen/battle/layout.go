package battle

// Layout is where things of the HUD are. Drawing and clicking both go by it.
type Layout struct {
	Bar      Rect // at the top: the clock with the teams on both sides
	Top      Rect // all that lies there: the Bar, and what SetHead was told of below it
	Cards    []Rect
	Card     Rect        // the command card with its empty places; empty while nobody is selected
	Commands []Rect      // of the command card, in the order of Battle.Commands
	Notes    []DrawnNote // those that have a place on the map
	Signs    []Sign      // as they were drawn
	Plans    []Rect      // as they were drawn: the heading, then the lines of Battle.Planned
	Minimap  Rect
	Supply   Rect // as it was drawn; nothing if supply does not count
	Pause    Rect // as it was drawn, beside the clock; nothing if others play, who do not wait
	Menu     Rect
	Help     Rect
}

// DrawnNote is where a note was drawn, and what a click on it looks at. It holds both: until the next
// drawing notes come and go.
type DrawnNote struct {
	Rect
	At Point // cells
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

// Resize fits camera and HUD to a screen. scale enlarges letters, margins and everything that is clicked; the
// battlefield goes by the size of the screen alone.
func (b *Battle) Resize(w, h, scale float64) {
	b.Camera.Top = topHeight*scale + b.head
	b.Camera.Resize(w, h, max(0.75, min(w/1280, h/720)))
	l := &b.Layout
	l.Bar = Rect{X: 0, Y: 0, W: w, H: topHeight * scale}
	l.Top = Rect{X: 0, Y: 0, W: w, H: b.Camera.Top}
	l.Menu = Rect{X: w - (gap+buttonSize)*scale, Y: 6 * scale, W: buttonSize * scale, H: buttonSize * scale}
	l.Help = Rect{X: l.Menu.X - (gap+buttonSize)*scale, Y: l.Menu.Y, W: l.Menu.W, H: l.Menu.H}
	long, most := max(b.Camera.MapW, b.Camera.MapH), min(minimapMax*scale, w*0.2)
	l.Minimap.W, l.Minimap.H = most*b.Camera.MapW/long, most*b.Camera.MapH/long
	l.Minimap.X, l.Minimap.Y = w-l.Minimap.W-gap*scale, h-l.Minimap.H-gap*scale
	b.scale = scale
	b.arrange()
	b.Camera.clamp()
}

// SetFoot says how much of the screen a bar at the bottom covers, in pixels: the map is shown above it, and all of it
// still if it was.
func (b *Battle) SetFoot(foot float64) { b.cover(b.head, foot) }

// SetHead says how much of the screen a bar below the one at the top covers, likewise.
func (b *Battle) SetHead(head float64) { b.cover(head, b.foot) }

func (b *Battle) cover(head, foot float64) {
	if head == b.head && foot == b.foot {
		return
	}
	afar := b.Camera.afar()
	b.head, b.foot = head, foot
	b.Resize(b.Camera.W, b.Camera.H, b.scale)
	if afar {
		b.Camera.ZoomAt(0, Point{})
	}
}

// arrange puts what depends on squads and selection where it belongs.
func (b *Battle) arrange() {
	l, h := &b.Layout, b.Camera.H
	_, places := b.commanded()
	cards := 0
	for i := 0; b.View != nil && i < len(b.View.Squads); i++ {
		if b.View.Squads[i].Seat == b.Seat {
			cards++
		}
	}
	l.arrange(cards, l.card(places, cards, h, b.scale), h, b.scale)
	b.Camera.Top, b.Camera.Low = l.Top.H, h-min(l.Minimap.Y, l.low(h))
	b.Camera.Foot = b.standing(h, b.scale)
}

// low is where the cards begin, at the bottom of a screen so high.
func (l *Layout) low(h float64) float64 {
	for _, card := range l.Cards {
		h = min(h, card.Y)
	}
	return h
}

// standing is how much of a screen the cards cover, or a bar that lies there.
func (b *Battle) standing(h, scale float64) float64 {
	foot := (cardHeight + 2*gap) * scale
	if cards := b.Layout.Cards; len(cards) > 0 {
		foot = max(foot, h-cards[0].Y+gap*scale)
	}
	return max(foot, b.foot)
}

// arrange puts the cards in a row at the bottom, left of the command card, narrower if there are many; in two rows of
// compact ones if there are very many, or if one row would be too narrow to be read.
func (l *Layout) arrange(cards int, left, h, scale float64) {
	l.Cards = l.Cards[:0]
	row, height, aside := cards, cardHeight*scale, gap*scale
	room := rowRoom(left, row, scale)
	if cards > mostInRow || room < narrowest*scale {
		row, height, aside = (cards+1)/2, compactHeight*scale, gap*scale/2
		room = rowRoom(left, row, scale) + aside
	}
	width := min(cardWidth*scale, room)
	for i := range cards {
		y := h - (height + gap*scale)
		if i < row && row < cards {
			y -= height + gap*scale/2
		}
		l.Cards = append(l.Cards, Rect{X: gap*scale + float64(i%row)*(width+aside), Y: y, W: width, H: height})
	}
}

// rowRoom is how wide each of so many cards can be in a row that ends at left, with a gap behind each.
func rowRoom(left float64, cards int, scale float64) float64 {
	return (left-gap*scale)/float64(max(cards, 1)) - gap*scale
}

// Bars reports whether a pixel belongs to the HUD and not to the map.
func (l *Layout) Bars(p Point) bool {
	if l.Top.Holds(p) || l.Minimap.Holds(p) || l.Card.Holds(p) {
		return true
	}
	for i := range l.Notes {
		if l.Notes[i].Holds(p) {
			return true
		}
	}
	for _, all := range [...][]Rect{l.Cards, l.Commands, l.Plans} {
		for _, r := range all {
			if r.Holds(p) {
				return true
			}
		}
	}
	return false
}

// FromMinimap is the place on a map of w x h cells under a pixel of the minimap.
func (l *Layout) FromMinimap(p Point, w, h float64) Point {
	return Point{X: (p.X - l.Minimap.X) / l.Minimap.W * w, Y: (p.Y - l.Minimap.Y) / l.Minimap.H * h}
}

// ToMinimap is the pixel of the minimap for a place on the map.
func (l *Layout) ToMinimap(p Point, w, h float64) Point {
	return Point{X: l.Minimap.X + p.X/w*l.Minimap.W, Y: l.Minimap.Y + p.Y/h*l.Minimap.H}
}

// Frame is the part of the minimap that the camera shows.
func (b *Battle) Frame() Rect {
	low := b.Camera.ToMap(Point{X: 0, Y: 0})
	high := b.Camera.ToMap(Point{X: b.Camera.W, Y: b.Camera.H})
	low, high = b.inMap(low), b.inMap(high)
	from := b.Layout.ToMinimap(low, b.Camera.MapW, b.Camera.MapH)
	to := b.Layout.ToMinimap(high, b.Camera.MapW, b.Camera.MapH)
	return Rect{X: from.X, Y: from.Y, W: to.X - from.X, H: to.Y - from.Y}
}

func (b *Battle) inMap(p Point) Point {
	return Point{X: max(0, min(p.X, b.Camera.MapW)), Y: max(0, min(p.Y, b.Camera.MapH))}
}
