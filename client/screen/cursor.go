package screen

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/vector"
)

// cursorSide is how high the desktop's pointer is about, in pixels of the desktop.
const cursorSide = 20

// cursors are pointers of our own, for who wants them larger than the desktop's: that cannot be enlarged by a program.
type cursors struct {
	side         int // that they were painted at
	arrow, cross *ebiten.Image
}

// showCursor shows the desktop's pointer, or hides it where ours is drawn.
func (a *app) showCursor() {
	mode := ebiten.CursorModeVisible
	if a.Chosen.Cursor > 100 {
		mode = ebiten.CursorModeHidden
	}
	ebiten.SetCursorMode(mode)
}

// drawCursor draws the pointer over everything, if it is ours.
func (a *app) drawCursor(dst *ebiten.Image) {
	x, y := ebiten.CursorPosition()
	if a.Chosen.Cursor <= 100 || !image.Pt(x, y).In(dst.Bounds()) {
		return
	}
	p := &a.cursors
	if side := max(cursorSide, int(cursorSide*a.device*float64(a.Chosen.Cursor)/100)); p.side != side {
		p.side, p.arrow, p.cross = side, ebiten.NewImageFromImage(arrowOf(side)),
			ebiten.NewImageFromImage(crossOf(side))
	}
	img, hot := p.arrow, 0
	if ebiten.CursorShape() == ebiten.CursorShapeCrosshair {
		img, hot = p.cross, p.side/2
	}
	var op ebiten.DrawImageOptions
	op.GeoM.Translate(float64(x-hot), float64(y-hot))
	dst.DrawImage(img, &op)
}

// arrowOf paints an arrow that points to the upper left corner.
func arrowOf(side int) *image.RGBA {
	return outlined(side, [][2]float32{
		{0.03, 0.03}, {0.03, 0.80}, {0.21, 0.64}, {0.33, 0.93}, {0.46, 0.87}, {0.34, 0.59}, {0.57, 0.58},
	})
}

// crossOf paints a crosshair, open in the middle.
func crossOf(side int) *image.RGBA {
	var bars [][][2]float32
	for _, b := range [...][4]float32{
		{0.04, 0.47, 0.36, 0.53}, {0.64, 0.47, 0.96, 0.53}, {0.47, 0.04, 0.53, 0.36}, {0.47, 0.64, 0.53, 0.96},
	} {
		bars = append(bars, [][2]float32{{b[0], b[1]}, {b[2], b[1]}, {b[2], b[3]}, {b[0], b[3]}})
	}
	return outlined(side, bars...)
}

// outlined fills shapes in white, with a black rim that is seen on any ground. Their corners go from 0 to 1.
func outlined(side int, shapes ...[][2]float32) *image.RGBA {
	img, rim := image.NewRGBA(image.Rect(0, 0, side, side)), max(1.3, float32(side)/22)
	for part := range 8 {
		sin, cos := math.Sincos(float64(part) * math.Pi / 4)
		fill(img, shapes, [2]float32{rim * float32(cos), rim * float32(sin)}, color.Black)
	}
	fill(img, shapes, [2]float32{}, color.White)
	return img
}

func fill(img *image.RGBA, shapes [][][2]float32, off [2]float32, ink color.Color) {
	side := img.Rect.Dx()
	for _, shape := range shapes {
		z := vector.NewRasterizer(side, side)
		z.DrawOp = draw.Over
		for i, p := range shape {
			x, y := p[0]*float32(side)+off[0], p[1]*float32(side)+off[1]
			if i == 0 {
				z.MoveTo(x, y)
			} else {
				z.LineTo(x, y)
			}
		}
		z.ClosePath()
		z.Draw(img, img.Rect, image.NewUniform(ink), image.Point{})
	}
}
