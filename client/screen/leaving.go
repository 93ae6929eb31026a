package screen

import (
	"time"

	"muster/client/screen/host"
	"muster/client/screen/kit"
	"muster/client/screen/words"
	"muster/matchmaker/api"
)

// staysBehind says in the menu what becomes of the battle when it is left; empty where that needs no word.
func (f *field) staysBehind(a *app) (key string) {
	_, own := f.match.(host.Paced)
	switch {
	case f.battle.Watching:
		return ""
	case own && f.lesson != nil:
		return "menu.lesson"
	case own && a.saved != nil:
		return "menu.kept"
	case own:
		return "menu.ends"
	}
	return "menu.left_to_ai"
}

// depart leaves the battle; a player whom a matchmaker gave the seat is told first what that means.
func (f *field) depart(a *app) {
	if f.online != nil && !f.battle.Watching && !f.battle.Over() {
		a.over(leavePage(f))
		return
	}
	f.leave(a)
}

// leavePage asks whether the battle is to be left, and says what it costs.
func leavePage(f *field) *page {
	return &page{key: "leave", build: func(a *app, u *kit.UI) {
		w := a.Words
		r := u.Dialog(520, 300, w.Say("leave.title"), kit.Accent)
		foot := kit.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight(), W: r.W, H: u.RowHeight()}
		r.H = foot.Y - r.Y - kit.RowGap
		u.Scroll("leave", r, func(r kit.Rect) float64 {
			from := r.Y
			for _, line := range costs(w, f.online.mode()) {
				r = r.Down(u.Paragraph(r, line, kit.Usual, kit.Body) + 8)
			}
			return r.Y - from
		})
		stay, leave := foot.CutLeft(foot.W/2-5, 10)
		if u.Button("leave.stay", stay, w.Say("leave.stay"), "") {
			a.back()
		}
		if u.Button("leave.go", leave, w.Say("menu.leave"), "") {
			f.leave(a)
		}
	}}
}

// costs says what leaving a match of a mode means: what it does to the rating, who leads on, and how long one may come back.
// The mode is nil if it is not known.
func costs(w words.Words, m *api.Mode) (lines []string) {
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
	return append(lines, w.Say("leave.back_for", "time", words.Clock(time.Duration(m.Hold)*time.Second)))
}

// mode is how the match is played, as far as the matchmaker has told; nil if that is not known.
func (at *seated) mode() *api.Mode {
	s := at.lobby.State()
	name := at.wish.Mode
	for i := range s.Matches {
		if s.Matches[i].ID == at.seat.Match {
			name = s.Matches[i].Mode
		}
	}
	if s.Seated != nil && s.Seated.Match == at.seat.Match {
		name = s.Seated.Mode
	}
	for i := range s.Modes {
		if s.Modes[i].Name == name || name == "" { // the first is the default
			return &s.Modes[i]
		}
	}
	return nil
}
