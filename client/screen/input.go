package screen

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"muster/client/screen/battle"
)

// keys are battle's bindings in Ebitengine's words.
var keys = func() map[battle.Action][]ebiten.Key {
	found := map[battle.Action][]ebiten.Key{}
	for _, b := range battle.Bindings {
		for _, name := range b.Keys {
			var k ebiten.Key
			if err := k.UnmarshalText([]byte(name)); err != nil {
				panic("battle.Bindings: " + err.Error())
			}
			found[b.Action] = append(found[b.Action], k)
		}
	}
	return found
}()

// input gathers what the player did since the last update.
func (a *app) input() *battle.Input {
	in := &battle.Input{
		Now: a.now, Elapsed: min(a.now.Sub(a.before), maxElapsed), Pointer: pointer(), ScrollAtTheEdge: a.cfg.EdgeScroll,
		Left: mouse(ebiten.MouseButtonLeft), Right: mouse(ebiten.MouseButtonRight), Middle: mouse(ebiten.MouseButtonMiddle),
		Shift: ebiten.IsKeyPressed(ebiten.KeyShift),
		PanX:  axis(ebiten.KeyArrowLeft, ebiten.KeyArrowRight), PanY: axis(ebiten.KeyArrowUp, ebiten.KeyArrowDown),
	}
	in.Inside = ebiten.IsFocused() && a.canvas.all().Holds(in.Pointer)
	_, in.Wheel = ebiten.Wheel()
	for _, b := range battle.Bindings {
		for _, k := range keys[b.Action] {
			if inpututil.IsKeyJustPressed(k) {
				in.Actions = append(in.Actions, b.Action)
			}
		}
	}
	for n := 1; n <= 9; n++ {
		if inpututil.IsKeyJustPressed(ebiten.KeyDigit0 + ebiten.Key(n)) {
			in.SquadKey = n
		}
	}
	return in
}

func mouse(b ebiten.MouseButton) battle.Button {
	return battle.Button{
		Down: inpututil.IsMouseButtonJustPressed(b), Up: inpututil.IsMouseButtonJustReleased(b), Held: ebiten.IsMouseButtonPressed(b),
	}
}

func axis(less, more ebiten.Key) (v float64) {
	if ebiten.IsKeyPressed(less) {
		v--
	}
	if ebiten.IsKeyPressed(more) {
		v++
	}
	return v
}
