package field

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/i18n"
	"muster/client/screen/plan"
	"muster/client/screen/ui"
	"muster/game"
)

// Of the line of time, in logical units.
const (
	markWide   = 9
	dragBy     = 4  // less of a drag of a mark is a click on it
	snapTo     = 5  // the beginning of the line takes a pointer that is so near
	secondWide = 44 // two seconds that are written are so far apart at least
	foot       = 15 // where they are written
)

// drag is a mark on its way along the line.
type drag struct {
	on    bool
	moved bool
	mark  plan.Mark
	from  float64
}

// timeLine is a turn from its beginning to its end: a lane for each own squad with what it is told and how long that
// keeps it busy, and where the player looks.
func (f *Field) timeLine(a *Stage, u *ui.UI, r ui.Rect) {
	t := f.Turns
	l, end := &t.Plan.Line, float64(t.Plan.Line.End)
	along := func(t float64) float64 { return r.X + r.W*t/end }
	at := func(x float64) float64 { return max(0, min(1, (x-r.X)/max(1, r.W))) * end }
	u.Fill(r, ui.Black, 0.6)
	if t.Plan.Stage() == plan.Film {
		ran := along(float64(t.Plan.Ran(f.shownTick())))
		u.Fill(ui.Rect{X: r.X, Y: r.Y, W: ran - r.X, H: r.H}, ui.Accent, 0.25)
	}
	f.scale(u, r, along)
	lanes := r
	lanes.H -= foot
	marks := f.lanes(a, u, lanes, along)
	u.Frame(r, 1, ui.Edge, 1)
	if s := t.Plan.Stage(); s != plan.Planning && s != plan.Waiting {
		t.drag = drag{}
		if _, held := u.Scrub("turn.line", r); held && u.In.Down && s == plan.Film {
			f.again(a)
		}
		return
	}
	head := along(l.At)
	u.Fill(ui.Rect{X: head - 1.5, Y: r.Y - 2, W: 3, H: r.H + 4}, ui.Plain, 1)
	if f.dragMark(a, u, marks, at) {
		return
	}
	if share, held := u.Scrub("turn.line", r); held {
		if share*r.W < snapTo {
			share = 0
		}
		l.To(math.Round(share * end))
		a.Trace("line %.0f", l.At)
	}
}

// scale writes seconds below the lanes.
func (f *Field) scale(u *ui.UI, r ui.Rect, along func(float64) float64) {
	rate, end := float64(max(f.Battle.Setup.Rules.TickRate, 1)), float64(f.Turns.Plan.Line.End)
	every := 1.0
	for along(every*rate)-r.X < secondWide && every*rate < end {
		every *= 2
	}
	for s := every; s*rate < end; s += every {
		x := along(s * rate)
		u.Fill(ui.Rect{X: x, Y: r.Y, W: 1, H: r.H}, ui.Plain, 0.14)
		u.Text(ui.Rect{X: x - secondWide/2, Y: r.Y + r.H - foot, W: secondWide, H: foot}, i18n.Number(int(s)),
			ui.Small/u.Letters, ui.Middle, ui.Faint)
	}
}

// drawnMark is a mark with its place.
type drawnMark struct {
	plan.Mark
	ui.Rect
}

// lanes draws the lanes of the own squads, and what they are told.
func (f *Field) lanes(a *Stage, u *ui.UI, r ui.Rect, along func(float64) float64) (drawn []drawnMark) {
	t, b := f.Turns, f.Battle
	cards := b.Cards()
	tall := r.H / float64(max(1, len(cards)))
	for i := range cards {
		lane := ui.Rect{X: r.X, Y: r.Y + float64(i)*tall, W: r.W, H: tall}
		if cards[i].Selected {
			u.Fill(lane, ui.Good, 0.18)
		}
		f.busy(u, lane, cards[i].ID, along)
	}
	for _, m := range t.Plan.Marks() {
		for i := range cards {
			if cards[i].ID != m.Squad {
				continue
			}
			when := float64(m.At)
			if t.drag.on && t.drag.moved && t.drag.mark.Squad == m.Squad && t.drag.mark.At == m.At {
				when = float64(t.drag.to(u, r, float64(t.Plan.Line.End)))
			}
			box := ui.Rect{X: along(when), Y: r.Y + float64(i)*tall + 1, W: markWide, H: max(3, tall-2)}
			f.drawMark(a, u, box, m)
			drawn = append(drawn, drawnMark{m, box})
		}
	}
	return drawn
}

// drawMark draws what a squad is told, and says it under the pointer.
func (f *Field) drawMark(a *Stage, u *ui.UI, r ui.Rect, m plan.Mark) {
	ink := ui.Accent
	if m.Failed != game.Obeyed {
		ink = ui.Bad
	}
	u.Fill(r, ink, 1)
	if m.Orders > 1 {
		u.Fill(ui.Rect{X: r.X + r.W + 2, Y: r.Y, W: r.W / 3, H: r.H}, ink, 0.8)
	}
	if !r.Holds(u.In.Pointer) {
		return
	}
	w, rate := a.Words, f.Battle.Setup.Rules.TickRate
	s := f.Battle.Squad(m.Squad)
	if s == nil {
		return
	}
	u.Hint = w.Say("turn.mark", "n", i18n.Number(f.Battle.Number(m.Squad)), "kind", f.Battle.KindName(s.Kind, w),
		"at", seconds(m.At, rate), "order", w.Say("order."+m.Kind.String()))
	if m.Failed != game.Obeyed {
		u.Hint += "\n" + w.Say("refusal."+m.Failed.String())
	}
}

// busy draws when a squad is kept busy, as far as that is foreseen.
func (f *Field) busy(u *ui.UI, lane ui.Rect, squad uint8, along func(float64) float64) {
	p := f.Turns.preview
	if p == nil || !f.Turns.foresees(f.Battle.View) {
		return
	}
	from, frames := -1, p.Frames()
	for i, v := range frames {
		does := false
		for j := range v.Squads {
			if s := &v.Squads[j]; s.ID == squad {
				does = s.Alive > 0 && s.Order != game.NoOrder && s.Order != game.Hold
			}
		}
		if does && from < 0 {
			from = i
		}
		if from >= 0 && (!does || i == len(frames)-1) {
			x := along(float64(game.Tick(from) * p.Stride()))
			end := min(along(float64(game.Tick(i)*p.Stride())), lane.X+lane.W)
			u.Fill(ui.Rect{X: x, Y: lane.Y + lane.H*0.35, W: end - x, H: lane.H * 0.3}, ui.Accent, 0.4)
			from = -1
		}
	}
}

// to is the tick that a mark is dragged to.
func (d *drag) to(u *ui.UI, r ui.Rect, end float64) game.Tick {
	share := (u.In.Pointer.X - d.from + r.W*float64(d.mark.At)/end) / max(1, r.W)
	return game.Tick(math.Round(max(0, min(1, share)) * end))
}

// dragMark moves the mark under the pointer along the line while the button is held; a click on one looks at its time
// and selects its squad. It reports whether the pointer is at that.
func (f *Field) dragMark(a *Stage, u *ui.UI, marks []drawnMark, at func(float64) float64) bool {
	t := f.Turns
	if u.In.Down {
		for _, m := range marks {
			if m.Rect.Holds(u.In.Pointer) {
				t.drag = drag{on: true, mark: m.Mark, from: u.In.Pointer.X}
			}
		}
	}
	d := &t.drag
	if !d.on {
		return false
	}
	d.moved = d.moved || math.Abs(u.In.Pointer.X-d.from) > dragBy
	if u.In.Held {
		return true
	}
	if d.moved {
		off := at(u.In.Pointer.X) - at(d.from)
		to := game.Tick(max(0, math.Round(float64(d.mark.At)+off)))
		t.Plan.Shift(d.mark.Squad, d.mark.At, to)
		a.Trace("mark of squad %d from %d to %d", d.mark.Squad, d.mark.At, to)
	} else {
		t.Plan.Line.To(float64(d.mark.At))
		f.Battle.Selected = battle.Selection{d.mark.Squad}
	}
	t.drag = drag{}
	return true
}
