package field

import (
	"math"
	"slices"
	"time"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/paint"
)

// Sizes of letters, at scale 1.
const (
	talkLetters = 15
	PlanLetters = 13
	planIndent  = 22 // of a plan, behind its ally's colour
)

// alarmGround is how dark it is under an alarm, which may be red and lie over a red roof.
const alarmGround = 0.6

// freshPlan is how long a plan that has changed stands out.
const freshPlan = 5 * time.Second

// drawTalk draws what is said, what happened and what allies mean to do, each in its own place.
func (f *Field) drawTalk(a *Stage, c *draw.Canvas) {
	b := f.Battle
	low := b.Layout.Minimap.Y
	if a.Chosen.Captions {
		low -= c.Px(captionLine * float64(len(f.captions.All)))
	}
	s := battle.Sides{Left: below(c, f.Panels.Sides[0]), Right: below(c, f.Panels.Sides[1]), Floor: low}
	if f.Panels.Sides[1].X < c.W/3 { // in a small window what is at the right may reach over to the left
		s.Left = max(s.Left, s.Right)
	}
	p := b.Layout.Place(c.W, c.H, c.Scale, s)
	b.Layout.Notes = b.Layout.Notes[:0]
	f.Panels.Chat = f.drawChat(a, c, p.Chat)
	f.Panels.Sides[1] = union(f.Panels.Sides[1], f.drawAlarms(a, c, p.Alarms))
	f.Panels.Sides[0] = union(f.Panels.Sides[0], f.drawAllies(a, c, p.Plans))
}

// below is where there is room under a panel; 0 where there is none.
func below(c *draw.Canvas, r battle.Rect) float64 {
	if r.H == 0 {
		return 0
	}
	return r.Y + r.H + c.Px(8)
}

// union is the rectangle around two, of which either may be none.
func union(a, b battle.Rect) battle.Rect {
	switch {
	case a.W == 0:
		return b
	case b.W == 0:
		return a
	}
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return battle.Rect{X: x, Y: y, W: max(a.X+a.W, b.X+b.W) - x, H: max(a.Y+a.H, b.Y+b.H) - y}
}

// drawChat writes what was said from the bottom up; what has a place can be clicked. It returns where that is.
func (f *Field) drawChat(a *Stage, c *draw.Canvas, r battle.Rect) (all battle.Rect) {
	b, step := f.Battle, c.Px(battle.TalkLine)
	room := battle.Lines(r, step)
	for i := len(b.Notes.All) - 1; i >= 0 && room > 0; i-- {
		n := &b.Notes.All[i]
		if !n.Chat() {
			continue
		}
		x := r.X
		if n.At != nil {
			x += c.Px(22)
		}
		lines := f.NoteLines(a, c, n, r.X+r.W-x, room)
		room -= len(lines)
		top, wide := r.Y+step*float64(room), 0.0
		for k, line := range lines {
			c.Label(line, battle.Point{X: x, Y: top + step*(float64(k)+0.5)}, talkLetters, draw.Left, f.noteInk(n))
			wide = max(wide, c.Width(line, talkLetters))
		}
		place := battle.Rect{X: r.X, Y: top, W: x - r.X + wide, H: step * float64(len(lines))}
		all = union(all, place)
		if n.At != nil {
			c.Icon("ping", battle.Point{X: r.X + c.Px(8), Y: top + step/2}, c.Px(16), draw.Accent)
			b.Layout.Notes = append(b.Layout.Notes, battle.DrawnNote{Rect: place, At: *n.At})
		}
	}
	return all
}

// NoteLines is a note in as many lines as there is room for; only the last one of these is ever cut.
func (f *Field) NoteLines(a *Stage, c *draw.Canvas, n *battle.Note, width float64, room int) []string {
	lines := f.folded.wrap(a, f.Battle.Say(n, a.Words), talkLetters, width)
	if len(lines) > room {
		lines = append(slices.Clone(lines[:room-1]), c.Fitting(lines[room-1]+" "+lines[room], talkLetters, width))
	}
	return lines
}

// drawAlarms writes what happened, the newest at the top. It returns where they are.
func (f *Field) drawAlarms(a *Stage, c *draw.Canvas, r battle.Rect) (all battle.Rect) {
	b, step := f.Battle, c.Px(battle.TalkLine)
	y, room := r.Y+step/2, battle.Lines(r, step)
	for i := len(b.Notes.All) - 1; i >= 0 && room > 0; i-- {
		n := &b.Notes.All[i]
		if n.Chat() {
			continue
		}
		x := r.X + r.W
		if n.At != nil {
			c.Icon("ping", battle.Point{X: x - c.Px(8), Y: y}, c.Px(16), draw.Accent)
			x -= c.Px(22)
		}
		lines, wide := f.NoteLines(a, c, n, x-r.X, room), 0.0
		for _, line := range lines {
			wide = max(wide, c.Width(line, talkLetters))
		}
		wide += r.X + r.W - x
		place := battle.Rect{X: r.X + r.W - wide, Y: y - step/2, W: wide, H: step * float64(len(lines))}
		ground := battle.Rect{X: place.X - c.Px(4), Y: place.Y, W: place.W + c.Px(8), H: place.H}
		c.Rect(ground, draw.Back.With(alarmGround))
		for k, line := range lines {
			c.Label(line, battle.Point{X: x, Y: y + step*float64(k)}, talkLetters, draw.Right, f.noteInk(n))
		}
		if all = union(all, place); n.At != nil {
			b.Layout.Notes = append(b.Layout.Notes, battle.DrawnNote{Rect: place, At: *n.At})
		}
		y += place.H
		room -= len(lines)
	}
	return all
}

func (f *Field) noteInk(n *battle.Note) draw.Colour {
	switch n.Kind {
	case battle.Said, battle.Pinged:
		if f.Battle.Ally(n.Seat) {
			return draw.Ally(f.Battle.Place(n.Seat)).Mix(draw.Plain, 0.4)
		}
		return draw.Team(n.Team).Mix(draw.Plain, 0.4)
	case battle.Taken:
		return draw.Team(n.Team).Mix(draw.Plain, 0.4)
	case battle.Stood, battle.CameIn, battle.CameBack, battle.Joined:
		return draw.Good.Mix(draw.Plain, 0.3)
	case battle.Reinforced:
		return draw.Body
	case battle.UnderFire, battle.UnseenFire, battle.HeldByAI, battle.Told:
		return draw.Amber
	}
	return draw.Bad.Mix(draw.Plain, 0.25)
}

// drawAllies writes what allied commanders mean to do, a line each under a heading that folds them away. It returns
// where that is.
func (f *Field) drawAllies(a *Stage, c *draw.Canvas, r battle.Rect) battle.Rect {
	b, seats := f.Battle, f.Battle.Planned()
	b.Layout.Plans = b.Layout.Plans[:0]
	head, step := c.Px(battle.PlanHead), c.Px(battle.PlanLine)
	if len(seats) == 0 || r.H < head {
		return battle.Rect{}
	}
	shown := 0
	if !b.Plans.Folded {
		shown = min(len(seats), battle.Lines(battle.Rect{H: r.H - head - c.Px(6)}, step))
	}
	r.H = head
	if shown > 0 {
		r.H += step*float64(shown) + c.Px(6)
	}
	c.Panel(r)
	f.drawPlansHead(a, c, battle.Rect{X: r.X, Y: r.Y, W: r.W, H: head}, len(seats), shown)
	for i, seat := range seats[:shown] {
		line := battle.Rect{X: r.X, Y: r.Y + head + step*float64(i), W: r.W, H: step}
		b.Layout.Plans = append(b.Layout.Plans, line)
		f.drawPlan(a, c, line, b.Plan(seat, a.Words))
	}
	f.drawWholePlan(a, c, seats[:shown])
	return r
}

// drawPlansHead is the heading: a click or a key folds and unfolds what is below it.
func (f *Field) drawPlansHead(a *Stage, c *draw.Canvas, r battle.Rect, all, shown int) {
	f.Battle.Layout.Plans = append(f.Battle.Layout.Plans, r)
	turn, text := math.Pi/2, a.Words.Say("plans.title")
	if f.Battle.Plans.Folded {
		turn = 0
	}
	if shown < all {
		text = c.Joined.Join(text, a.Words.Say("list.open"), i18n.Number(all), a.Words.Say("list.close"))
	}
	y := r.Y + r.H/2
	c.Sprite(paint.Chevron, battle.Point{X: r.X + c.Px(11), Y: y}, c.Px(11), turn, draw.Accent)
	key := a.Keys.Letter(keys.Plans)
	c.Text(key, battle.Point{X: r.X + r.W - c.Px(8), Y: y}, PlanLetters, draw.Right, draw.Faint)
	c.Within(text, battle.Point{X: r.X + c.Px(22), Y: y}, PlanLetters, r.W-c.Px(36)-c.Width(key, PlanLetters),
		draw.Accent)
}

func (f *Field) drawPlan(a *Stage, c *draw.Canvas, r battle.Rect, p battle.Plan) {
	ink := draw.Faint
	if a.Now.Sub(p.Born) < freshPlan {
		ink = draw.Body
	}
	c.Rect(battle.Rect{X: r.X + c.Px(8), Y: r.Y + r.H/2 - c.Px(4), W: c.Px(8), H: c.Px(8)},
		draw.Ally(f.Battle.Place(p.Seat)))
	c.Text(c.Fitting(p.Text, PlanLetters, r.W-c.Px(planIndent+8)),
		battle.Point{X: r.X + c.Px(planIndent), Y: r.Y + r.H/2}, PlanLetters, draw.Left, ink)
}

// drawWholePlan shows the plan under the pointer in full where its line is cut.
func (f *Field) drawWholePlan(a *Stage, c *draw.Canvas, seats []uint8) {
	at := a.Pointer()
	for i, seat := range seats {
		r := f.Battle.Layout.Plans[i+1]
		if !r.Holds(at) {
			continue
		}
		text := f.Battle.Plan(seat, a.Words).Text
		if c.Width(text, PlanLetters) <= r.W-c.Px(planIndent+8) {
			return
		}
		lines := f.folded.wrap(a, text, PlanLetters, r.W-c.Px(planIndent+8))
		over := battle.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H*float64(len(lines)) + c.Px(2)}
		c.Rect(over, draw.Back)
		c.Frame(over, max(1, c.Px(1)), draw.Accent)
		for k, line := range lines {
			c.Text(line, battle.Point{X: r.X + c.Px(planIndent), Y: r.Y + r.H*(float64(k)+0.5)}, PlanLetters, draw.Left,
				draw.Plain)
		}
	}
}

// folds are texts that were broken into lines before.
type folds map[fold][]string

type fold struct {
	text        string
	size, width float64 // in pixels
}

func (f *folds) wrap(a *Stage, s string, size, width float64) []string {
	key := fold{s, math.Round(a.Canvas.Px(size)), width}
	if lines, ok := (*f)[key]; ok {
		return lines
	}
	if *f == nil || len(*f) >= maxFolds {
		*f = folds{}
	}
	lines := a.wrap(s, size, width)
	(*f)[key] = lines
	return lines
}

// maxFolds bounds what is remembered of them; then it begins anew.
const maxFolds = 256
