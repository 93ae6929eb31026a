package screen

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/gif"
	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/client/screen/viewer"
	"muster/game"
)

// Of a recorded picture: small enough for a page of text, and legible there.
const (
	recordWide, recordHigh = 480, 270
	recordRate             = 8 // pictures a second
	recordLength           = 8 * time.Second
	recordZoom             = 17 // pixels a cell
)

// Record makes a moving picture (GIF) of the liveliest seconds of a replay: where and when most men fell. It needs a
// display like the game itself, since the same code draws.
func Record(cfg Config, out io.Writer) error {
	cfg.Host = noHost{}
	a, err := newApp(cfg)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	a.Guard = nil // nobody would see the page
	got := pages.Open(context.Background(), *cfg.Replay, a.Guard)
	if got.Err != nil {
		return fmt.Errorf("record: %w", got.Err)
	}
	r := &recorder{app: a, got: got, length: recordLength}
	ebiten.SetWindowSize(recordWide, recordHigh)
	ebiten.SetWindowTitle(a.Words.Say("title.name"))
	if err := ebiten.RunGame(r); err != nil && !errors.Is(err, ebiten.Termination) {
		return fmt.Errorf("record: %w", err)
	}
	return gif.Write(out, r.pictures, recordRate, meaningful())
}

// meaningful are the colours that say something on a battlefield.
func meaningful() (all []color.RGBA) {
	for _, c := range []draw.Colour{
		draw.Team(0), draw.Team(1), draw.Good, draw.Amber, draw.Bad, field.SparkColour,
		field.FireColour, draw.Plain, draw.Back,
	} {
		all = append(all, c.Solid())
	}
	return all
}

// noHost starts nothing.
type noHost struct{ host.Host }

func (noHost) Scenarios() []string { return []string{"duel"} }
func (noHost) Levels() []string    { return nil }

// recorder is a game that shows a replay to nobody and keeps the pictures.
type recorder struct {
	*app
	got      pages.Opened
	length   time.Duration
	view     *viewer.Viewer
	page     *ebiten.Image
	pictures []*image.RGBA
}

// Update makes one picture.
func (r *recorder) Update() error {
	if r.view == nil {
		return r.open()
	}
	step := time.Second / recordRate
	for range 4 { // as the game would run, so that what flashes is aged
		r.Now = r.Now.Add(step / 4)
		r.view.Play(r.Now, step/4)
		r.view.Battle.Pass(r.Now)
	}
	r.pictures = append(r.pictures, r.shoot())
	if len(r.pictures) >= int(r.length/step) {
		return ebiten.Termination
	}
	return nil
}

// Draw shows how far it is, by showing the picture.
func (r *recorder) Draw(dst *ebiten.Image) {
	if r.page != nil {
		dst.DrawImage(r.page, nil)
	}
}

// Layout is the picture's size.
func (r *recorder) Layout(int, int) (int, int) { return recordWide, recordHigh }

// open begins at the liveliest place and moment, once the ground is painted.
func (r *recorder) open() error {
	setup := r.got.Player.Setup()
	ground := r.groundOf(setup)
	<-ground.Done
	r.Now, r.page = time.Unix(1000, 0), ebiten.NewImage(recordWide, recordHigh)
	r.fit(recordWide, recordHigh, 1)
	r.view = viewer.New(r.stage, r.app, nil, &r.got, ground.Image())
	from, at := liveliest(<-r.got.Story, setup)
	r.view.Seek(from, r.stage)
	cam := &r.view.Battle.Camera
	cam.ZoomAt(recordZoom/cam.Zoom, battle.Point{})
	cam.Centre(at)
	return nil
}

// liveliest is when the recording is to begin, and where the camera is to look: the middle of those who fall.
func liveliest(s battle.Story, setup *game.Setup) (from game.Tick, at battle.Point) {
	length := game.Tick(recordLength.Seconds()) * game.Tick(setup.Rules.TickRate)
	at, most := battle.Point{X: float64(setup.Map.W) / 2, Y: float64(setup.Map.H) / 2}, 0
	for i, first := range s.Moments {
		n, sum := 0, battle.Point{}
		for _, m := range s.Moments[i:] {
			if m.Kind == game.Death && m.Tick < first.Tick+length*3/4 {
				n, sum = n+1, battle.Point{X: sum.X + m.At.X, Y: sum.Y + m.At.Y}
			}
		}
		if n > most {
			most, at = n, battle.Point{X: sum.X / float64(n), Y: sum.Y / float64(n)}
			from = first.Tick - min(first.Tick, length/6)
		}
	}
	return from, at
}

// shoot draws the battlefield without what lies over it.
func (r *recorder) shoot() *image.RGBA {
	r.canvas.Begin(r.page)
	r.view.DrawField(r.stage, r.canvas)
	img := image.NewRGBA(image.Rect(0, 0, recordWide, recordHigh))
	r.page.ReadPixels(img.Pix)
	return img
}
