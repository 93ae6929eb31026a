package pages

import (
	"fmt"

	"muster/client/screen/battle"
	"muster/client/screen/lobby"
	"muster/client/screen/ui"
	"muster/matchmaker/api"
)

// ratingTab shows what the match did to the rating, and why these players met.
func ratingTab(a *Pages, u *ui.UI, r ui.Rect, f *Battle, after *lobby.After) float64 {
	w, from := a.Words, r.Y
	match, played, err := after.Known()
	var line ui.Rect
	line, r = r.Cut(u.Tall(ui.Title), 10)
	switch {
	case played != nil && played.Rated:
		ink := ui.Good
		if played.After < played.Before {
			ink = ui.Bad
		}
		change := w.Say("rating.change", "before", fmt.Sprint(played.Before), "after", fmt.Sprint(played.After))
		u.Pair(line, ui.Span{Text: change, Size: ui.Title}, ui.Span{
			Text: fmt.Sprintf("%+d", played.After-played.Before), Size: ui.Title, Ink: ink,
		})
	case played != nil:
		u.Text(line, w.Say("rating.unrated"), ui.Large, ui.Left, ui.Faint)
	default:
		u.Text(line, w.Say("rating.unknown"), ui.Large, ui.Left, ui.Faint)
	}
	if match == nil || match.Why == nil {
		if err != nil {
			r = r.Down(trouble(a, u, r, err))
		}
		return r.Y - from
	}
	line, r = r.Cut(u.Tall(ui.Large), 4)
	u.Text(line, w.Say("rating.why"), ui.Large, ui.Left, ui.Accent)
	for i := range match.Why.Players {
		line, r = r.Cut(u.Tall(ui.Usual), 4)
		whySeat(a, u, line, f.Battle, &match.Why.Players[i])
	}
	for team, chance := range match.Why.WinChance {
		line, r = r.Cut(u.Tall(ui.Usual), 2)
		u.Text(line, w.Say("rating.chance", "team", f.Battle.TeamName(team, w), "percent", fmt.Sprintf("%.0f",
			chance*100)), ui.Usual, ui.Left, ui.Team(team))
	}
	for _, gave := range gaveWay(w, match.Why) {
		line, r = r.Cut(u.Tall(ui.Small), 2)
		u.Text(line, w.Say("rating.relaxed", "what", gave), ui.Small, ui.Left, ui.Faint)
	}
	return r.Y - from
}

// whySeat is a line about one player: how good, how long it waited, how far away.
func whySeat(a *Pages, u *ui.UI, r ui.Rect, b *battle.Battle, s *api.WhySeat) {
	w := a.Words
	u.Fill(ui.Rect{X: r.X, Y: r.Y + r.H/2 - 6, W: 12, H: 12}, ui.Team(s.Team), 1)
	name := w.Who(s.Name)
	switch {
	case s.Player == "":
		name = w.Say("rating.ai") + " · " + w.Or("level."+s.AI, s.AI)
	case name == "":
		name = b.SeatName(uint8(s.Seat), w)
	}
	text := r
	text.X, text.W = r.X+22, r.W-22
	facts := fmt.Sprint(s.Points)
	if s.Deviation > 0 {
		facts += fmt.Sprintf(" ± %d", 2*s.Deviation)
	}
	if s.Player != "" {
		facts += " · " + w.Say("rating.waited", "seconds", fmt.Sprint(s.Waited))
	}
	if s.RTT > 0 {
		facts += fmt.Sprintf(" · %d ms", s.RTT)
	}
	u.Pair(text, ui.Span{Text: name, Size: ui.Usual, Ink: ui.Body}, ui.Span{Text: facts, Size: ui.Usual, Ink: ui.Faint})
}
