package battle

// A squad's card has two forms: a full one, and a compact one for when there are many. The compact one has two lines
// above its bars: kind and number, then how many live and what they do.

// Sizes of cards at scale 1, in pixels.
const (
	fullWidth     = 112 // a narrower card is compact
	fullHeight    = 70  // and so is a lower one
	compactHeight = 56
	narrowest     = 45 // a row of narrower cards is parted into two
	mostInRow     = 8
	compactPad    = 3
	compactLine   = 17
	compactName   = 16
	barsHeight    = 9 // health and, below it, morale
)

// CompactCard is where things are on a compact card.
type CompactCard struct {
	Icon, Middle, Number Rect // the upper line; Middle is for the squad's name or its signs
	Name                 Rect // a line of its own for the name, on a card of one row; none on a lower one
	Count                Rect // the lower line: how many live, and what they do
	Bars                 Rect
}

// Compact reports whether a card is too small for the full form.
func Compact(r Rect, scale float64) bool { return r.W < fullWidth*scale || r.H < fullHeight*scale }

// CompactParts divides a compact card.
func CompactParts(r Rect, scale float64) (p CompactCard) {
	pad, line := compactPad*scale, compactLine*scale
	inner := Rect{X: r.X + pad, Y: r.Y + pad, W: r.W - 2*pad, H: r.H - 2*pad}
	p.Icon = Rect{X: inner.X, Y: inner.Y, W: line, H: line}
	p.Bars = Rect{X: inner.X, Y: inner.Y + inner.H - barsHeight*scale, W: inner.W, H: barsHeight * scale}
	p.Count = Rect{X: inner.X, Y: p.Bars.Y - line, W: inner.W, H: line}
	p.Icon.H = p.Count.Y - inner.Y // a card of one row is higher
	if r.H >= fullHeight*scale {
		p.Icon.H -= compactName * scale
		p.Name = Rect{X: inner.X, Y: inner.Y + p.Icon.H, W: inner.W, H: compactName * scale}
	}
	p.Icon.W = min(p.Icon.H, inner.W*0.44)
	p.Number = Rect{W: min(line, inner.W*0.44), Y: inner.Y, H: p.Icon.H}
	p.Number.X = inner.X + inner.W - p.Number.W
	p.Middle = Rect{X: p.Icon.X + p.Icon.W, Y: inner.Y, H: p.Icon.H}
	p.Middle.W = max(0, p.Number.X-p.Middle.X)
	return p
}
