package screen

import (
	"image"
	"sync"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/host"
	"muster/client/screen/paint"
	"muster/game"
)

// grounds are painted maps by their set-up's hash.
type grounds map[uint64]*ground

// ground is a painted map. Painting takes a while, so it is done beside the game.
type ground struct {
	done  chan struct{}
	img   *image.RGBA // set before done is closed
	ready *ebiten.Image
	once  sync.Once
	rough *ground // the same in a moment, coarse; nil of a coarse one
}

// of returns the ground of a set-up and begins to paint it.
func (g grounds) of(s *game.Setup, guard *host.Guard) *ground {
	key := s.Hash()
	if g[key] == nil {
		one := &ground{done: make(chan struct{}), rough: &ground{done: make(chan struct{})}}
		g[key] = one
		guard.Go(func() {
			one.rough.img = paint.Sketch(s)
			close(one.rough.done)
			one.img, _ = paint.Ground(s)
			close(one.done)
		})
	}
	return g[key]
}

// image is the picture, nil while it is painted.
func (g *ground) image() *ebiten.Image {
	select {
	case <-g.done:
		g.once.Do(func() { g.ready, g.img = apart(g.img), nil })
	default:
	}
	return g.ready
}

// apart puts a large picture into a texture of its own: beside small ones it would make theirs four times as large.
func apart(img image.Image) *ebiten.Image {
	return ebiten.NewImageFromImageWithOptions(img, &ebiten.NewImageFromImageOptions{Unmanaged: true})
}

// now is the picture as far as it is painted: a coarse one at first, nil for a moment.
func (g *ground) now() *ebiten.Image {
	if img := g.image(); img != nil {
		return img
	}
	return g.rough.image()
}
