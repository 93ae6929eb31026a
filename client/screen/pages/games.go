package pages

import (
	"fmt"
	"strings"
	"time"

	"muster/client/screen/i18n"
	"muster/client/screen/lobby"
	"muster/client/screen/ui"
	"muster/matchmaker/api"
)

// gamesTab is the tab of the matches that the player plays.
const gamesTab = 4

// gamesTitle is the tab's, with how many of them wait for the player.
func gamesTitle(w i18n.Words, s *lobby.State) string {
	due := 0
	for i := range s.Games {
		if s.Games[i].Yours {
			due++
		}
	}
	if due == 0 {
		return w.Say("games.title")
	}
	return w.Say("games.title_due", "n", fmt.Sprint(due))
}

// games is the tab of all matches that the player plays: whose turn it is, how long there is for it, and the way there.
func (o *online) games(f *form, s *lobby.State) {
	a, u, w := f.a, f.u, f.a.Words
	if u.Button("games.notices", f.next(), w.Say("notices.title"), w.Say("notices.hint")) {
		a.Over(noticesPage(a))
	}
	if len(s.Games) == 0 {
		f.room = f.room.Down(u.Paragraph(f.room, w.Say("games.none"), ui.Usual, ui.Faint) + ui.RowGap)
	}
	for i := range s.Games {
		g := &s.Games[i]
		var line ui.Rect
		line, f.room = f.room.Cut(u.RowHeight()+u.Tall(ui.Small)-6, 6)
		u.Frame(line, 1, ui.Edge, 0.7)
		if g.Yours {
			u.Fill(ui.Rect{X: line.X, Y: line.Y, W: 4, H: line.H}, ui.Good, 1)
		}
		text, buttons := line.CutLeft(line.W-8-2*max(130, u.Room(w.Say("games.give_up"))), 8)
		open, giveUp := buttons.CutLeft(buttons.W/2-4, 8)
		name, low := text.Inset(8).Cut(u.Tall(ui.Usual), 0)
		u.Pair(name, ui.Span{
			Text: w.Or("scenario."+g.Scenario, g.Scenario) + " · " + w.Or("queue."+g.Mode, g.Mode), Size: ui.Usual,
		}, ui.Span{Text: against(w, g), Size: ui.Small + 1, Ink: ui.Faint})
		state, ink := turnOf(w, g)
		u.Pair(low, ui.Span{Text: state, Size: ui.Small + 1, Ink: ink}, timeLeft(w, g, a.Now))
		if u.Press("games.open."+fmt.Sprint(i), open, w.Say("games.open"), "", g.Open) {
			a.Play(opened(a, g))
		}
		if u.Press("games.give_up."+fmt.Sprint(i), giveUp, w.Say("games.give_up"), "", !s.Busy) {
			a.Over(giveUpPage(*g))
		}
	}
}

// giveUpPage asks whether a seat is to be given up, and says what that costs.
func giveUpPage(g api.Game) *Page {
	return &Page{Key: "give_up", build: func(a *Pages, u *ui.UI) {
		w := a.Words
		r := u.Dialog(520, 260, w.Say("games.give_up_title"), ui.Bad)
		u.Paragraph(r, w.Say("games.give_up_costs"), ui.Usual, ui.Body)
		foot := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight(), W: r.W, H: u.RowHeight()}
		keep, give := foot.CutLeft(foot.W/2-5, 10)
		if u.Button("give_up.keep", keep, w.Say("games.keep"), "") {
			a.Back()
		}
		if u.Button("give_up.yes", give, w.Say("games.give_up"), "") {
			if a.Lobby != nil {
				a.Lobby.GiveUp(g.Match)
			}
			a.Back()
		}
	}}
}

// against names the others.
func against(w i18n.Words, g *api.Game) string {
	var names []string
	for i := range g.Players {
		if p := &g.Players[i]; !p.You {
			names = append(names, w.Who(p.Name))
		}
	}
	if len(names) == 0 {
		return w.Say("games.against_ai")
	}
	return strings.Join(names, " · ")
}

// turnOf says whom a match waits for.
func turnOf(w i18n.Words, g *api.Game) (text string, ink ui.Ink) {
	turn := ""
	if g.Turn > 0 {
		turn = " · " + w.Say("games.turn", "turn", fmt.Sprint(g.Turn))
	}
	waits := ""
	for i := range g.Players {
		if p := &g.Players[i]; p.Waited && !p.You && waits == "" {
			waits = w.Who(p.Name)
		}
	}
	switch {
	case g.Yours:
		return w.Say("games.yours") + turn, ui.Good
	case waits != "":
		return w.Say("games.waits", "who", waits) + turn, ui.Body
	}
	return w.Say("games.runs") + turn, ui.Body
}

// timeLeft is how long the player has, in the colour of a warning when that is not long.
func timeLeft(w i18n.Words, g *api.Game, now time.Time) ui.Span {
	if g.Due.IsZero() {
		return ui.Span{Size: ui.Small + 1, Ink: ui.Faint}
	}
	left, ink := g.Due.Sub(now), ui.Body
	if left < time.Hour {
		ink = ui.Warn
	}
	return ui.Span{Text: w.Say("games.left", "time", long(w, left)), Size: ui.Small + 1, Ink: ink}
}

// long is a time in days and hours, or as a clock if it is less than two days.
func long(w i18n.Words, d time.Duration) string {
	if d < 48*time.Hour {
		return i18n.Clock(d)
	}
	return w.Say("games.days", "days", fmt.Sprint(int(d/(24*time.Hour))),
		"hours", fmt.Sprint(int(d%(24*time.Hour)/time.Hour)))
}

// opened is one of the player's matches as a source.
func opened(a *Pages, g *api.Game) MatchSource {
	return returning(a, &api.Seated{Match: g.Match, Mode: g.Mode, Scenario: g.Scenario, Seat: g.Seat})
}
