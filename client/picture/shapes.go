package picture

import "image"

// shape is an outline in a square of a thousand by a thousand, turned clockwise from anywhere; what lies within is by
// the even-odd rule. One without corners is a disc.
type shape uint8

// Those that are not of kinds alone.
const (
	disc  shape = 0
	cross shape = 5
	star  shape = 10
)

// outlines are the shapes of kinds, in their order, and the signs that stand for them in a text.
var outlines = [...]struct {
	sign    string
	corners []image.Point
}{
	{"●", nil},
	{"▬", []image.Point{{20, 300}, {980, 300}, {980, 700}, {20, 700}}},
	{"▲", []image.Point{{500, 30}, {970, 900}, {30, 900}}},
	{"■", []image.Point{{110, 110}, {890, 110}, {890, 890}, {110, 890}}},
	{"◆", []image.Point{{500, 0}, {1000, 500}, {500, 1000}, {0, 500}}},
	{"✖", []image.Point{
		{60, 230},
		{230, 60},
		{500, 330},
		{770, 60},
		{940, 230},
		{670, 500},
		{940, 770},
		{770, 940},
		{500, 670},
		{230, 940},
		{60, 770},
		{330, 500},
	}},
	{"▼", []image.Point{{30, 100}, {970, 100}, {500, 970}}},
	{"✚", []image.Point{
		{340, 20},
		{660, 20},
		{660, 340},
		{980, 340},
		{980, 660},
		{660, 660},
		{660, 980},
		{340, 980},
		{340, 660},
		{20, 660},
		{20, 340},
		{340, 340},
	}},
	{"⬢", []image.Point{{500, 0}, {935, 250}, {935, 750}, {500, 1000}, {65, 750}, {65, 250}}},
	{"▶", []image.Point{{100, 30}, {970, 500}, {100, 970}}},
	{"★", []image.Point{
		{500, 0},
		{620, 350},
		{990, 350},
		{690, 580},
		{800, 940},
		{500, 730},
		{200, 940},
		{310, 580},
		{10, 350},
		{380, 350},
	}},
	{"▮", []image.Point{{260, 20}, {740, 20}, {740, 980}, {260, 980}}},
}

// shapeOf is that of a kind. Rules with more kinds than there are shapes use some twice.
func shapeOf(kind int) shape { return shape(kind % len(outlines)) }

// Sign is a letter that looks like a kind's squads, for what explains the picture.
func Sign(kind int) string { return outlines[shapeOf(kind)].sign }

// maskKey is a shape in a size.
type maskKey struct {
	shape shape
	size  int
}

// mask is how much of each pixel a shape covers: of sixteen points in it, those that lie within.
func (p *Painter) mask(s shape, size int) *image.Alpha {
	size = min(size, maxMask)
	key := maskKey{s, size}
	if m := p.masks[key]; m != nil {
		return m
	}
	m := image.NewAlpha(image.Rect(0, 0, size, size))
	const fine = 4
	for y := range size {
		for x := range size {
			n := 0
			for k := range fine * fine {
				// of points in the middle of each part, in thousandths
				at := image.Pt(((x*fine+k%fine)*2+1)*500/(size*fine), ((y*fine+k/fine)*2+1)*500/(size*fine))
				if within(s, at) {
					n++
				}
			}
			m.Pix[m.PixOffset(x, y)] = uint8(n * 255 / (fine * fine))
		}
	}
	p.masks[key] = m
	return m
}

// within reports whether a point lies in a shape.
func within(s shape, at image.Point) bool {
	corners := outlines[s].corners
	if corners == nil {
		d := at.Sub(image.Pt(500, 500))
		return d.X*d.X+d.Y*d.Y <= 490*490
	}
	in := false
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		if (a.Y > at.Y) != (b.Y > at.Y) {
			// the edge crosses the height of the point: on its right? Multiplied out, so that nothing is divided
			left, right := (at.X-a.X)*(b.Y-a.Y), (b.X-a.X)*(at.Y-a.Y)
			if b.Y > a.Y && left < right || b.Y < a.Y && left > right {
				in = !in
			}
		}
	}
	return in
}
