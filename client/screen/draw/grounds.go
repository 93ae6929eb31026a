package draw

import (
	"image"
	"sync"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/host"
	"muster/client/screen/paint"
	"muster/game"
)

// Grounds are painted maps by their set-up's hash.
type Grounds map[uint64]*Ground

// Ground is a painted map. Painting takes a while, so it is done beside the game.
type Ground struct {
	Done  chan struct{}
	img   *image.RGBA // set before done is closed
	ready *ebiten.Image
	once  sync.Once
	rough *Ground // the same in a moment, coarse; nil of a coarse one
}

// Of returns the ground of a set-up and begins to paint it.
func (g Grounds) Of(s *game.Setup, guard *host.Guard) *Ground {
	key := s.Hash()
	if g[key] == nil {
		one := &Ground{Done: make(chan struct{}), rough: &Ground{Done: make(chan struct{})}}
		g[key] = one
		guard.Go(func() {
			one.rough.img = paint.Sketch(s, guard.Breathe)
			close(one.rough.Done)
			one.img, _ = paint.Ground(s, guard.Breathe)
			close(one.Done)
		})
	}
	return g[key]
}

// Image is the picture, nil while it is painted.
func (g *Ground) Image() *ebiten.Image {
	select {
	case <-g.Done:
		g.once.Do(func() { g.ready, g.img = apart(g.img), nil })
	default:
	}
	return g.ready
}

// apart puts a large picture into a texture of its own: beside small ones it would make theirs four times as large.
func apart(img image.Image) *ebiten.Image {
	return ebiten.NewImageFromImageWithOptions(img, &ebiten.NewImageFromImageOptions{Unmanaged: true})
}

// Now is the picture as far as it is painted: a coarse one at first, nil for a moment.
func (g *Ground) Now() *ebiten.Image {
	if img := g.Image(); img != nil {
		return img
	}
	return g.rough.Image()
}
