package draw

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/draw"
)

// sheet is one picture with all small ones on it, each at several sizes. What comes from one picture is drawn at once,
// and what is never drawn at less than half its size needs no pictures that Ebitengine would make smaller by itself,
// each apart from the others.
type sheet struct {
	img  *image.RGBA
	next image.Point // where the next one goes
	row  int         // the height of this row
}

const (
	sheetSide = 1024
	sheetGap  = 2 // pixels between pictures: a filter looks beyond an edge
	smallest  = 12
)

func newSheet() *sheet { return &sheet{img: image.NewRGBA(image.Rect(0, 0, sheetSide, sheetSide))} }

// add puts a picture on the sheet, and its halves down to the smallest.
func (s *sheet) add(src image.Image) (places []image.Rectangle) {
	for side := src.Bounds().Dx(); len(places) == 0 || side >= smallest; side /= 2 {
		r := s.place(side, src.Bounds().Dy()*side/src.Bounds().Dx())
		draw.CatmullRom.Scale(s.img, r, src, src.Bounds(), draw.Src, nil)
		places = append(places, r)
	}
	return places
}

// place finds room, row by row.
func (s *sheet) place(w, h int) image.Rectangle {
	if s.next.X+w > sheetSide {
		s.next, s.row = image.Pt(0, s.next.Y+s.row), 0
	}
	r := image.Rect(0, 0, w, h).Add(s.next)
	s.next.X += w + sheetGap
	s.row = max(s.row, h+sheetGap)
	return r
}

// small is a picture at several sizes, the largest first.
type small []*ebiten.Image

// cutOff takes pictures off the sheet as it was painted.
func cutOff(of *ebiten.Image, places []image.Rectangle) (all small) {
	for _, r := range places {
		all = append(all, of.SubImage(r).(*ebiten.Image))
	}
	return all
}

// at is the picture that is drawn at a side in pixels: the smallest that need not be enlarged.
func (s small) at(side float64) *ebiten.Image {
	for i := len(s) - 1; i > 0; i-- {
		if float64(s[i].Bounds().Dx()) >= side {
			return s[i]
		}
	}
	return s[0]
}
