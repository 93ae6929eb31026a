package screen

import (
	"fmt"
	"slices"
	"strings"

	"muster/assets"
	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/client/screen/kit"
	"muster/client/screen/paint"
	"muster/client/screen/words"
)

// lessonOf is what a scenario teaches; nil if it teaches nothing.
func lessonOf(scenario string) *battle.Lesson {
	if !slices.Contains(assets.Embedded().Lessons(), scenario) {
		return nil
	}
	steps, err := assets.Embedded().Steps(scenario)
	if err != nil {
		return nil // a test reads them all
	}
	return &battle.Lesson{Steps: steps}
}

// lessonsPage lists the lessons: what each teaches, and whether it was learnt.
func lessonsPage() *page {
	return &page{key: "lessons", build: func(a *app, u *kit.UI) {
		w := a.Words
		rest := framed(a, u, w.Say("lessons.title"))
		top, rest := rest.Cut(u.Tall(kit.Usual), 14)
		u.Text(top, w.Say("lessons.about"), kit.Usual, kit.Left, kit.Body)
		u.Scroll("lessons", rest, func(r kit.Rect) float64 {
			from := r.Y
			for i, name := range assets.Embedded().Lessons() {
				var one, text kit.Rect
				one, r = r.Cut(u.RowHeight(), 4)
				if u.Button("lessons."+name, one, fmt.Sprintf("%d  %s", i+1, w.Say("scenario."+name)), "") {
					a.teach(name)
				}
				text, r = r.Cut(u.Tall(kit.Usual), 16)
				done := kit.Span{Size: kit.Usual, Ink: kit.Good}
				if slices.Contains(a.Chosen.Learned, name) {
					done.Text = "✓ " + w.Say("lessons.done")
				}
				u.Pair(text, kit.Span{Text: w.Say("lessons." + name), Size: kit.Usual, Ink: kit.Body}, done)
			}
			return r.Y - from
		})
	}}
}

// teach starts a lesson. What was chosen to be played is chosen again on the title.
func (a *app) teach(lesson string) {
	if a.meant == (host.Choice{}) {
		a.meant = a.choice
	}
	a.choice = host.Choice{Scenario: lesson}
	a.show(newWait(a, alone(a)))
}

// learn lets the lesson look at what passed.
func (f *field) learn(frame client.Frame) {
	if f.lesson != nil && f.lesson.See(f.battle, frame.Passed) {
		f.battle.Cues = append(f.battle.Cues, battle.Cue{Kind: battle.CueCapture})
		if f.battle.Trace != nil {
			f.battle.Trace("lesson %d", f.lesson.At)
		}
	}
}

// learned tells that a lesson has come to its good end. Who beats the enemy before being told how has learnt it too.
func (f *field) learned() bool {
	return f.lesson != nil && (f.lesson.Done() || f.battle.Over() && f.battle.View.Result.Winner == int8(f.battle.Team))
}

// leaving is the text of the button that leaves the match.
func (f *field) leaving() string {
	if f.lesson != nil {
		return "lesson.skip"
	}
	return "menu.leave"
}

// learnedPage says so, and goes on.
func learnedPage(a *app, f *field) *page {
	a.leave()
	lesson, all := f.battle.Setup.Scenario.Name, assets.Embedded().Lessons()
	a.Trace("learned %s", lesson)
	if to := a.Chosen; !slices.Contains(to.Learned, lesson) {
		to.Learned = append(slices.Clone(to.Learned), lesson)
		a.choose(to)
	}
	next := slices.Index(all, lesson) + 1
	back := func(a *app) { a.show(titlePage(a)) }
	return &page{key: "learned", cancel: back, build: func(a *app, u *kit.UI) {
		w := a.Words
		r := u.Dialog(680, 280, w.Say("lesson.learned")+" · "+w.Say("scenario."+lesson), kit.Good)
		u.Paragraph(r, a.taught(lesson+".after"), kit.Usual, kit.Body)
		foot := kit.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}
		half, other := foot.CutLeft(foot.W/2-5, 10)
		if next < len(all) {
			if u.Button("lesson.next", half, w.Say("lesson.next"), "") {
				a.teach(all[next])
			}
		} else if u.Button("lesson.again", half, w.Say("lesson.again"), "") {
			a.teach(lesson)
		}
		if u.Button("wait.back", other, w.Say("wait.back"), "") {
			back(a)
		}
	}}
}

// taught is a text of a lesson, with the player's own keys in it.
func (a *app) taught(key string) string {
	text := a.Words.Say(key)
	for i := range keys.Table {
		if name := "{" + keys.Table[i].Name + "}"; strings.Contains(text, name) {
			text = strings.ReplaceAll(text, name, a.Keys.Letter(keys.Table[i].Action))
		}
	}
	return text
}

// drawLesson writes what is asked for now, and rings the place where the player is to go.
func (f *field) drawLesson(a *app, c *draw.Canvas) {
	b, l := f.battle, f.lesson
	if l.Done() {
		return
	}
	name, all := b.Setup.Scenario.Name, assets.Embedded().Lessons()
	width := min(c.Px(430), c.W-c.Px(20))
	lines, size := f.asked(a, c, a.taught(fmt.Sprintf("%s.%d", name, l.At)), width-c.Px(28))
	r := battle.Rect{X: c.Px(10), Y: b.Layout.Top.H + c.Px(10), W: width, H: c.Px(36 + size*1.4*float64(len(lines)))}
	f.sides[0] = r
	if at, radius, ok := l.Goal(); ok { // below the text
		f.drawGoal(a, c, b.Camera.ToScreen(at), radius*b.Camera.Zoom)
	}
	c.Panel(r)
	c.Rect(battle.Rect{X: r.X, Y: r.Y, W: c.Px(4), H: r.H}, draw.Accent)
	x, y := r.X+c.Px(16), r.Y+c.Px(20)
	c.Text(a.Words.Say("lesson.mission", "n", words.Number(slices.Index(all, name)+1), "of", words.Number(len(all)))+" · "+a.Words.Say("scenario."+name), battle.Point{X: x, Y: y}, 14, draw.Left, draw.Accent)
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

// asked is what a lesson asks for, in lines and in letters so small that the cards below stay in sight.
func (f *field) asked(a *app, c *draw.Canvas, text string, width float64) (lines []string, size float64) {
	room := c.H - f.battle.Layout.Top.H - c.Px(50)
	if cards := f.battle.Layout.Cards; len(cards) > 0 {
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
func (f *field) drawGoal(a *app, c *draw.Canvas, at battle.Point, radius float64) {
	breath := float64(a.Now.UnixMilli()%1200) / 1200
	if a.Chosen.ReducedMotion {
		breath = 0
	}
	c.Sprite(paint.Disc, at, radius*2, 0, draw.Accent.With(0.12))
	c.Circle(at, radius, c.Px(2.5), draw.Accent)
	c.Circle(at, radius*(1-0.5*breath), c.Px(1.5), draw.Accent.With(1-breath))
}
