package screen

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"muster/client/screen/battle"
)

// button is something to press. Its key names its text, and itself in traces.
type button struct {
	key   string
	value func(a *app) string // shown to the right of the text; may be nil
	do    func(a *app)
}

// menu is a column of buttons, for mouse and keyboard.
type menu struct {
	buttons []button
	focus   int
	rects   []battle.Rect // as last drawn
	hover   int           // -1 for none
	open    bool          // it has been used: at is known
	at      battle.Point  // where the pointer was: one that rests leaves the focus to the keyboard
	told    battle.Rect   // where the first button was when last traced
}

const (
	buttonHeight = 46
	buttonGap    = 10
)

// height is how much room a menu takes, at scale 1.
func (m *menu) height() float64 {
	return float64(len(m.buttons))*(buttonHeight+buttonGap) - buttonGap
}

// place puts the column below a place, its upper left corner.
func (m *menu) place(c *canvas, at battle.Point, width float64) {
	m.rects = m.rects[:0]
	for i := range m.buttons {
		y := at.Y + float64(i)*c.px(buttonHeight+buttonGap)
		m.rects = append(m.rects, battle.Rect{X: at.X, Y: y, W: width, H: c.px(buttonHeight)})
	}
}

func (m *menu) update(a *app) {
	m.hover = -1
	at := pointer()
	for i, r := range m.rects {
		if r.Holds(at) {
			m.hover = i
		}
	}
	clicked := m.hover >= 0 && inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft)
	if m.hover >= 0 && (m.open && at != m.at || clicked) {
		m.focus = m.hover
	}
	m.at, m.open = at, true
	n := len(m.buttons)
	switch {
	case inpututil.IsKeyJustPressed(ebiten.KeyArrowDown):
		m.focus = (m.focus + 1) % n
	case inpututil.IsKeyJustPressed(ebiten.KeyArrowUp):
		m.focus = (m.focus + n - 1) % n
	case inpututil.IsKeyJustPressed(ebiten.KeyEnter), clicked:
		b := m.buttons[m.focus]
		a.trace("press %s", b.key)
		b.do(a)
	}
}

func (m *menu) draw(a *app, c *canvas) {
	for i, b := range m.buttons {
		r, at := m.rects[i], battle.Point{X: m.rects[i].X + c.px(18), Y: m.rects[i].Y + m.rects[i].H/2}
		c.panel(r)
		ink := textColour
		if i == m.focus {
			c.rect(r, accentColour.with(0.16))
			c.frame(r, c.px(1.5), accentColour.with(0.85))
			ink = plain
		}
		c.text(a.words.Say(b.key), at, 19, left, ink)
		if b.value != nil {
			c.text(b.value(a), battle.Point{X: r.X + r.W - c.px(18), Y: at.Y}, 19, right, accentColour)
		}
	}
	if len(m.rects) > 0 && m.rects[0] != m.told {
		m.told = m.rects[0]
		for i, r := range m.rects {
			a.trace("button %s at %.0f,%.0f", m.buttons[i].key, r.X+r.W/2, r.Y+r.H/2)
		}
	}
}

// pointer is where the mouse is.
func pointer() battle.Point {
	x, y := ebiten.CursorPosition()
	return battle.Point{X: float64(x), Y: float64(y)}
}
