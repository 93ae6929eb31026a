package field

import (
	"strconv"
	"strings"

	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/plan"
	"muster/client/screen/ui"
	"muster/game"
)

// Of the bar below the clock, in logical units.
const (
	barEdge   = 8
	leastLine = 260 // of the line of time, beside what else there is
	lineTall  = 46
)

// turnButton is one of the bar.
type turnButton struct {
	key, text, hint string
	enabled         bool
	do              func()
}

// turnSays is what the bar says: how the match stands, and below it what that means; and room for both, in which the
// line of time stays where it is while they change.
type turnSays struct {
	head, below, headRoom, belowRoom ui.Span
}

// TurnBar is the bar below the clock: how the match stands, the line of time, and what can be done. It returns whether
// the pointer is on it.
func (f *Field) TurnBar(a *Stage, in ui.Input) (on bool) {
	u, bar := f.Turns.UI, f.Battle.Layout.Bar.H/a.Canvas.Scale
	in.Next, in.Previous, in.Less, in.More, in.Accept = false, false, false, false, false // keys have their table
	u.Scale, u.Letters = a.Canvas.Scale, a.UI.Letters
	u.Begin(a.Canvas.W/a.Canvas.Scale, a.Canvas.H/a.Canvas.Scale, in)
	says, buttons := f.turnSays(a), f.turnButtons(a)
	p := f.placeTurnBar(u, bar, says, buttons)
	f.Battle.SetHead(p.ground.H * a.Canvas.Scale)
	u.Fill(p.ground, ui.Back, 0.97)
	u.Fill(ui.Rect{X: 0, Y: p.ground.Y + p.ground.H - 1, W: u.W, H: 1}, ui.Edge, 1)
	u.Text(p.head, says.head.Text, says.head.Size, ui.Left, says.head.Ink)
	u.Text(p.below, says.below.Text, says.below.Size, ui.Left, says.below.Ink)
	for i := range buttons {
		if b := &buttons[i]; u.Press(b.key, p.buttons[i], b.text, b.hint, b.enabled) {
			b.do()
		}
	}
	f.timeLine(a, u, p.line)
	u.Tip()
	u.End()
	return p.ground.Holds(in.Pointer)
}

// turnPlaces is where what belongs to the bar lies.
type turnPlaces struct {
	ground, head, below, line ui.Rect
	buttons                   []ui.Rect
}

// placeTurnBar puts all into one row where there is room for that, and else the line of time into one of its own.
func (f *Field) placeTurnBar(u *ui.UI, top float64, says turnSays, buttons []turnButton) (p turnPlaces) {
	tall, first := min(34, u.H*0.1), u.Tall(says.head.Size)
	wide := 4 + max(width(u, says.headRoom), width(u, says.belowRoom))
	var needs []float64
	sum := 0.0
	for i := range buttons {
		needs = append(needs, u.Room(buttons[i].text))
		sum += needs[i] + 6
	}
	r := ui.Rect{X: barEdge, Y: top + 4, W: u.W - 2*barEdge}
	high := max(lineTall, first+u.Tall(says.below.Size))
	if wide+sum+barEdge > r.W {
		return f.pileTurnBar(u, r, says, needs)
	}
	p.ground = ui.Rect{Y: top, W: u.W, H: high + 8}
	p.head = ui.Rect{X: r.X, Y: r.Y, W: wide, H: first}
	p.below = ui.Rect{X: r.X, Y: r.Y + first, W: wide, H: high - first}
	p.buttons = ui.Flow(ui.Rect{X: r.X + r.W - sum + 6, Y: r.Y + (high-tall)/2, W: sum - 6}, tall, 6, needs)
	p.line = ui.Rect{X: r.X + wide + barEdge, Y: r.Y, W: r.W - wide - sum - 2*barEdge, H: high}
	if p.line.W < leastLine {
		p.line = ui.Rect{X: r.X, Y: r.Y + high + 2, W: r.W, H: min(lineTall, u.H*0.1)}
		p.ground.H += p.line.H + 2
	}
	return p
}

// pileTurnBar puts all one below the other.
func (f *Field) pileTurnBar(u *ui.UI, r ui.Rect, says turnSays, needs []float64) (p turnPlaces) {
	tall, top := min(34, u.H*0.1), r.Y-4
	p.head, r = r.Cut(u.Tall(says.head.Size), 2)
	if wide := width(u, says.headRoom) + 2*barEdge; wide+width(u, says.belowRoom) <= r.W {
		_, p.below = p.head.CutLeft(wide, 0)
	} else {
		p.below, r = r.Cut(u.Tall(says.below.Size), 2)
	}
	if p.buttons = ui.Flow(r, tall, 6, needs); len(needs) > 0 { // who only watches has none
		r.Y = p.buttons[len(needs)-1].Y + tall + 4
	}
	p.line = ui.Rect{X: r.X, Y: r.Y, W: r.W, H: min(lineTall, u.H*0.1)}
	p.ground = ui.Rect{Y: top, W: u.W, H: p.line.Y + p.line.H + 4 - top}
	return p
}

func width(u *ui.UI, s ui.Span) float64 { return u.Width(s.Text, s.Size) }

// turnSays says how the match stands for the player.
func (f *Field) turnSays(a *Stage) turnSays {
	w, p := a.Words, f.Turns.Plan
	stage := p.Stage()
	key := "turn." + stage.String()
	switch {
	case p.Asked():
		return f.asks(a)
	case p.TimeIsUp():
		key = "turn.time_up"
	case stage == plan.Theirs && p.Mover() >= 0:
		key = "turn.theirs_team"
	}
	says := turnSays{
		ui.Span{
			Text: w.Say(key, "n", i18n.Number(int(p.Turn())), "team", f.Battle.TeamName(int(p.Mover()), w)),
			Size: ui.Usual, Ink: ui.Plain,
		},
		ui.Span{Size: ui.Small + 1, Ink: ui.Body},
		ui.Span{Text: w.Say("turn.preparing", "n", "00"), Size: ui.Usual},
		ui.Span{Text: w.Say("turn.left_and_bank", "time", "00:00", "bank", "00:00") + " · " +
			w.Say("turn.unsent", "n", "00"), Size: ui.Small + 1},
	}
	switch stage {
	case plan.Planning:
		says.below.Text, says.below.Ink = f.turnClock(a)
	case plan.Waiting, plan.Theirs:
		says.below.Text = f.awaited(w)
	case plan.Film:
		rate := f.Battle.Setup.Rules.TickRate
		says.below.Text = w.Say("turn.ran",
			"at", seconds(p.Ran(f.shownTick()), rate), "of", seconds(p.Line.End, rate))
	}
	return says
}

// SayTurn says in one line how the match stands for the player.
func (f *Field) SayTurn(a *Stage) string {
	says := f.turnSays(a)
	return says.head.Text + " · " + says.below.Text
}

// asks is what the player is asked once before the plan is final.
func (f *Field) asks(a *Stage) turnSays {
	head := a.Words.Say("turn.sure")
	if n := f.Turns.Plan.Idle(f.Turns.newest); n > 0 {
		head = a.Words.Say("turn.sure_idle", "n", i18n.Number(n))
	}
	s := turnSays{
		head:  ui.Span{Text: head, Size: ui.Usual, Ink: ui.Accent},
		below: ui.Span{Text: a.Words.Say("turn.sure_about"), Size: ui.Small + 1, Ink: ui.Body},
	}
	s.headRoom, s.belowRoom = s.head, s.below
	return s
}

// turnClock says how much time is left to plan.
func (f *Field) turnClock(a *Stage) (string, ui.Ink) {
	w, p := a.Words, f.Turns.Plan
	c, bounded := p.Clock(a.Now)
	says, ink := w.Say("turn.endless"), ui.Body
	switch {
	case bounded && c.Free > 0 && c.Bank > 0:
		says = w.Say("turn.left_and_bank", "time", i18n.Clock(c.Free), "bank", i18n.Clock(c.Bank))
	case bounded && c.Free > 0:
		says = w.Say("turn.left", "time", i18n.Clock(c.Free))
	case bounded:
		says, ink = w.Say("turn.on_bank", "bank", i18n.Clock(c.Bank)), ui.Warn
	}
	if bounded && (c.Free+c.Bank).Seconds() < 10 {
		ink = ui.Bad
	}
	switch {
	case p.Committing():
		says += " · " + w.Say("turn.committing")
	case p.Unsent() > 0:
		says += " · " + w.Say("turn.unsent", "n", i18n.Number(p.Unsent()))
	}
	return says, ink
}

// awaited says whom the match waits for, as far as that is told.
func (f *Field) awaited(w i18n.Words) string {
	var names []string
	for _, seat := range f.Turns.Plan.Awaited() {
		names = append(names, f.Battle.SeatName(seat, w))
	}
	if len(names) == 0 {
		return w.Say("turn.waits_others")
	}
	return w.Say("turn.waits", "who", strings.Join(names, w.Say("list.comma")))
}

// shownTick is the tick that the battlefield shows.
func (f *Field) shownTick() game.Tick {
	if f.Battle.View == nil {
		return 0
	}
	return f.Battle.View.Tick
}

// seconds are ticks as the line of time has them, "1.5".
func seconds(t game.Tick, rate uint8) string {
	return strconv.FormatFloat(float64(t)/float64(max(rate, 1)), 'f', 1, 64)
}

// turnButtons are what can be done now.
func (f *Field) turnButtons(a *Stage) []turnButton {
	w, p, t := a.Words, f.Turns.Plan, f.Turns
	button := func(name string, k keys.Action, enabled bool) turnButton {
		return turnButton{
			"turn." + name, w.Say("turn." + name), w.Say(keys.Find(k).Text) + withKey(a, k), enabled,
			func() { f.turnKey(a, k) },
		}
	}
	if p.Asked() {
		return []turnButton{
			{
				"turn.yes", w.Say("turn.yes"), w.Say("key.turn_commit") + withKey(a, keys.TurnCommit), true,
				func() { f.commit(a) },
			},
			{"turn.no", w.Say("turn.no"), withKey(a, keys.Back), true, func() { p.Withdraw() }},
		}
	}
	if t.preview == nil {
		return nil
	}
	planning := p.Stage() == plan.Planning && !p.Committing()
	play := button("preview", keys.TurnPreview, planning || p.Stage() == plan.Waiting)
	if p.Line.Playing {
		play.text = w.Say("replay.pause")
	}
	return []turnButton{
		play, button("undo", keys.TurnUndo, p.Undoable()), button("redo", keys.TurnRedo, p.Redoable()),
		button("again", keys.TurnAgain, t.Footage.Any()), button("commit", keys.TurnCommit, planning),
	}
}
