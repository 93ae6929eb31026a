package screen

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/exp/textinput"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"muster/client/screen/ui"
)

// ime takes what is typed into a text field, through the desktop's input method where Ebitengine knows it (Windows,
// macOS, browsers); elsewhere letters come as they are typed.
type ime struct {
	field textinput.Field
	read  int // bytes of the field that were taken already
}

// typed are the letters since the last update, and those that are still being composed. at is where, in pixels.
func (i *ime) typed(at ui.Point) (letters []rune, composing string) {
	i.field.Focus()
	if _, err := i.field.HandleInput(int(at.X), int(at.Y)); err != nil {
		return ebiten.AppendInputChars(nil), ""
	}
	text, shown := i.field.Text(), i.field.TextForRendering()
	letters, i.read = []rune(text[i.read:]), len(text)
	return letters, shown[min(len(text), len(shown)):]
}

// rest is while no text field has the focus.
func (i *ime) rest() {
	if i.field.IsFocused() {
		i.field.SetTextAndSelection("", 0, 0)
		i.field.Blur()
		i.read = 0
	}
}

// typing fills in what is typed, if anything is to be: letters, those being composed, and what is pasted. While letters
// are composed, Enter and the like are the input method's.
func (a *app) typing(in *ui.Input) {
	caret, ok := a.ui.Caret()
	if !ok {
		a.ime.rest()
		return
	}
	in.Typed, in.Composing = a.ime.typed(ui.Point{X: caret.X * a.canvas.Scale, Y: (caret.Y + caret.H) * a.canvas.Scale})
	if in.Composing != "" {
		in.Accept, in.Cancel, in.Erase, in.Next, in.Previous = false, false, false, false, false
	}
	if a.cfg.Clipboard != nil && ebiten.IsKeyPressed(ebiten.KeyControl) && inpututil.IsKeyJustPressed(ebiten.KeyV) {
		in.Typed = append(in.Typed, []rune(a.cfg.Clipboard.Read())...)
	}
}
