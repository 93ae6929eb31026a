package field

import (
	"fmt"
	"slices"

	"muster/assets"
	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/client/screen/paint"
)

// LessonOf is what a scenario teaches; nil if it teaches nothing.
func LessonOf(scenario string) *battle.Lesson {
	if !slices.Contains(assets.Embedded().Lessons(), scenario) {
		return nil
	}
	steps, err := assets.Embedded().Steps(scenario)
	if err != nil {
		return nil // a test reads them all
	}
	return &battle.Lesson{Steps: steps}
}

// learn lets the lesson look at what passed.
func (f *Field) learn(frame client.Frame) {
	if f.Lesson != nil && f.Lesson.Advance(f.Battle, frame.Passed) {
		f.Battle.Cues = append(f.Battle.Cues, battle.Cue{Kind: battle.CueCapture})
		if f.Battle.Trace != nil {
			f.Battle.Trace("lesson %d", f.Lesson.At)
		}
	}
}

// learned reports whether a lesson has come to its good end. Who beats the enemy before being told how has learnt it
// too, and so has who did all that was asked and lost the battle while looking at it.
func (f *Field) learned() bool {
	return f.Lesson != nil && (f.Lesson.Seen(f.Battle) || f.Battle.Over() &&
		(f.Lesson.Done() || f.Battle.View.Result.Winner == int8(f.Battle.Team)))
}

// lessonShare is how much of a window's width a lesson's text may take: the squads that it is about stand beside it.
const lessonShare = 0.55

// drawLesson writes what is asked for now, and rings the place where the player is to go.
func (f *Field) drawLesson(a *Stage, c *draw.Canvas) {
	b, l := f.Battle, f.Lesson
	name, all := b.Setup.Scenario.Name, assets.Embedded().Lessons()
	width := min(c.Px(430), c.W*lessonShare)
	lines, size := f.asked(a, c, f.lessonText(a), width-c.Px(28))
	r := battle.Rect{X: c.Px(10), Y: b.Layout.Top.H + c.Px(10), W: width, H: c.Px(36 + size*1.4*float64(len(lines)))}
	r = f.aside(c, r, l.At)
	if at, radius, ok := l.Goal(); ok { // below the text
		f.drawGoal(a, c, b.Camera.ToScreen(at), radius*b.Camera.Zoom)
	}
	c.Panel(r)
	c.Rect(battle.Rect{X: r.X, Y: r.Y, W: c.Px(4), H: r.H}, draw.Accent)
	x, y := r.X+c.Px(16), r.Y+c.Px(20)
	c.Text(a.Words.Say("lesson.mission", "n", i18n.Number(slices.Index(all, name)+1),
		"of", i18n.Number(len(all)))+" · "+a.Words.Say("scenario."+name), battle.Point{X: x, Y: y}, 14, draw.Left,
		draw.Accent)
	for i := range l.Steps {
		dot := battle.Point{X: r.X + r.W - c.Px(16*float64(len(l.Steps)-i)), Y: y}
		ink := draw.Faint.With(0.5)
		if i < l.At {
			ink = draw.Good
		} else if i == l.At {
			ink = draw.Accent
		}
		c.Sprite(paint.Disc, dot, c.Px(10), 0, ink)
	}
	for _, line := range lines {
		y += c.Px(size * 1.4)
		c.Text(line, battle.Point{X: x, Y: y}, size, draw.Left, draw.Plain)
	}
}

// lessonText is what a lesson asks for now: for how much longer where that is so already, or that it was all.
func (f *Field) lessonText(a *Stage) string {
	b, l := f.Battle, f.Lesson
	if l.Done() {
		return a.Words.Say("lesson.well_done")
	}
	text := a.Taught(fmt.Sprintf("%s.%d", b.Setup.Scenario.Name, l.At))
	if left := l.Left(b); left > 0 {
		text += " " + a.Words.Say("lesson.keep", "s", i18n.Number(left))
	}
	return text
}

// asked is what a lesson asks for, in lines and in letters so small that the cards below stay in sight.
func (f *Field) asked(a *Stage, c *draw.Canvas, text string, width float64) (lines []string, size float64) {
	room := c.H - f.Battle.Layout.Top.H - c.Px(50)
	if cards := f.Battle.Layout.Cards; len(cards) > 0 {
		room -= c.H - cards[0].Y
	}
	for size = 17; ; size-- {
		lines = a.wrap(text, size, width)
		if size <= 11 || c.Px(size*1.4)*float64(len(lines)) <= room {
			return lines, size
		}
	}
}

// drawGoal is a ring that breathes.
func (f *Field) drawGoal(a *Stage, c *draw.Canvas, at battle.Point, radius float64) {
	breath := float64(a.Now.UnixMilli()%1200) / 1200
	if a.Chosen.ReducedMotion {
		breath = 0
	}
	c.Sprite(paint.Disc, at, radius*2, 0, draw.Accent.With(0.12))
	c.Circle(at, radius, c.Px(2.5), draw.Accent)
	c.Circle(at, radius*(1-0.5*breath), c.Px(1.5), draw.Accent.With(1-breath))
}
