package pages

import (
	"fmt"
	"slices"

	"muster/assets"
	"muster/client/screen/host"
	"muster/client/screen/ui"
)

// lessonsPage lists the lessons: what each teaches, and whether it was learnt.
func lessonsPage() *Page {
	return &Page{Key: "lessons", build: func(a *Pages, u *ui.UI) {
		w := a.Words
		rest := framed(a, u, w.Say("lessons.title"))
		top, rest := rest.Cut(u.Tall(ui.Usual), 14)
		u.Text(top, w.Say("lessons.about"), ui.Usual, ui.Left, ui.Body)
		u.Scroll("lessons", rest, func(r ui.Rect) float64 {
			from := r.Y
			for i, name := range assets.Embedded().Lessons() {
				var one, text ui.Rect
				one, r = r.Cut(u.RowHeight(), 4)
				if u.Button("lessons."+name, one, fmt.Sprintf("%d  %s", i+1, w.Say("scenario."+name)), "") {
					a.teach(name)
				}
				text, r = r.Cut(u.Tall(ui.Usual), 16)
				done := ui.Span{Size: ui.Usual, Ink: ui.Good}
				if slices.Contains(a.Chosen.Learned, name) {
					done.Text = "✓ " + w.Say("lessons.done")
				}
				u.Pair(text, ui.Span{Text: w.Say("lessons." + name), Size: ui.Usual, Ink: ui.Body}, done)
			}
			return r.Y - from
		})
	}}
}

// teach starts a lesson. What was chosen to be played is chosen again on the title.
func (a *Pages) teach(lesson string) {
	if a.meant == (host.Choice{}) {
		a.meant = a.Choice
	}
	a.Choice = host.Choice{Scenario: lesson}
	a.Play(alone(a))
}

// Learned says so, and goes on.
func Learned(a *Pages, f *Battle) *Page {
	a.Leave()
	lesson, all := f.Battle.Setup.Scenario.Name, assets.Embedded().Lessons()
	a.Trace("learned %s", lesson)
	if to := a.Chosen; !slices.Contains(to.Learned, lesson) {
		to.Learned = append(slices.Clone(to.Learned), lesson)
		a.Choose(to)
	}
	next := slices.Index(all, lesson) + 1
	back := func(a *Pages) { a.Open(Title) }
	return &Page{Key: "learned", cancel: back, build: func(a *Pages, u *ui.UI) {
		w := a.Words
		r := u.Dialog(680, 280, w.Say("lesson.learned")+" · "+w.Say("scenario."+lesson), ui.Good)
		u.Paragraph(r, a.Taught(lesson+".after"), ui.Usual, ui.Body)
		foot := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}
		half, other := foot.CutLeft(foot.W/2-5, 10)
		if next < len(all) {
			if u.Button("lesson.next", half, w.Say("lesson.next"), "") {
				a.teach(all[next])
			}
			if u.Button("wait.back", other, w.Say("wait.back"), "") {
				back(a)
			}
			return
		}
		if u.Button("lesson.battles", half, w.Say("lesson.battles"), "") { // where they are chosen
			back(a)
		}
		if u.Button("lesson.again", other, w.Say("lesson.again"), "") {
			a.teach(lesson)
		}
	}}
}

// teaches reports whether a scenario is a lesson.
func teaches(scenario string) bool { return slices.Contains(assets.Embedded().Lessons(), scenario) }
