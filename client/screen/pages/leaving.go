package pages

import (
	"time"

	"muster/client/screen/i18n"
	"muster/client/screen/ui"
	"muster/matchmaker/api"
)

// leaving is the text of the button that leaves the match.
func (f *Battle) leaving() string {
	if f.Lesson != nil {
		return "lesson.skip"
	}
	return "menu.leave"
}

// staysBehind says in the menu what becomes of the battle when it is left; empty where that needs no word.
func (f *Battle) staysBehind(a *Pages) (key string) {
	switch {
	case f.Watching:
		return ""
	case f.Own && f.Lesson != nil:
		return "menu.lesson"
	case f.Own && a.saved != nil:
		return "menu.kept"
	case f.Own:
		return "menu.ends"
	case f.byPost():
		return "menu.by_post"
	}
	return "menu.left_to_ai"
}

// byPost reports whether the battle is one of a match by correspondence, which goes on without its player.
func (f *Battle) byPost() bool {
	if f.Source.online == nil {
		return false
	}
	m := f.Source.online.mode()
	return m != nil && m.Correspondence
}

// Depart leaves the battle; a player whom a matchmaker gave the seat is told first what that means.
func Depart(a *Pages, f *Battle) {
	if f.Source.online != nil && !f.Watching && !f.Over() && !f.byPost() {
		a.Over(leavePage(f))
		return
	}
	f.Leave()
}

// leavePage asks whether the battle is to be left, and says what it costs.
func leavePage(f *Battle) *Page {
	return &Page{Key: "leave", build: func(a *Pages, u *ui.UI) {
		w := a.Words
		r := u.Dialog(520, 300, w.Say("leave.title"), ui.Accent)
		foot := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight(), W: r.W, H: u.RowHeight()}
		r.H = foot.Y - r.Y - ui.RowGap
		u.Scroll("leave", r, func(r ui.Rect) float64 {
			from := r.Y
			for _, line := range costs(w, f.Source.online.mode()) {
				r = r.Down(u.Paragraph(r, line, ui.Usual, ui.Body) + 8)
			}
			return r.Y - from
		})
		stay, leave := foot.CutLeft(foot.W/2-5, 10)
		if u.Button("leave.stay", stay, w.Say("leave.stay"), "") {
			a.Back()
		}
		if u.Button("leave.go", leave, w.Say("menu.leave"), "") {
			f.Leave()
		}
	}}
}

// costs says what leaving a match of a mode means: what it does to the rating, who leads on, and how long one may come
// back. The mode is nil if it is not known.
func costs(w i18n.Words, m *api.Mode) (lines []string) {
	switch {
	case m == nil:
	case m.Rated:
		lines = append(lines, w.Say("leave.rated"))
	default:
		lines = append(lines, w.Say("leave.unrated"))
	}
	lines = append(lines, w.Say("menu.left_to_ai"))
	if m == nil || m.Hold < 0 {
		return append(lines, w.Say("leave.back"))
	}
	return append(lines, w.Say("leave.back_for", "time", i18n.Clock(time.Duration(m.Hold)*time.Second)))
}
