package pages

import (
	"fmt"

	"muster/client/screen/battle"
	"muster/client/screen/kit"
	"muster/client/screen/lobby"
	"muster/matchmaker/api"
)

// ratingTab tells what the match did to the rating, and why these players met.
func ratingTab(a *Pages, u *kit.UI, r kit.Rect, f *Battle, after *lobby.After) float64 {
	w, from := a.Words, r.Y
	match, played, err := after.Known()
	var line kit.Rect
	line, r = r.Cut(u.Tall(kit.Title), 10)
	switch {
	case played != nil && played.Rated:
		ink := kit.Good
		if played.After < played.Before {
			ink = kit.Bad
		}
		change := w.Say("rating.change", "before", fmt.Sprint(played.Before), "after", fmt.Sprint(played.After))
		u.Pair(line, kit.Span{Text: change, Size: kit.Title}, kit.Span{Text: fmt.Sprintf("%+d", played.After-played.Before), Size: kit.Title, Ink: ink})
	case played != nil:
		u.Text(line, w.Say("rating.unrated"), kit.Large, kit.Left, kit.Faint)
	default:
		u.Text(line, w.Say("rating.unknown"), kit.Large, kit.Left, kit.Faint)
	}
	if match == nil || match.Why == nil {
		if err != nil {
			r = r.Down(trouble(a, u, r, err))
		}
		return r.Y - from
	}
	line, r = r.Cut(u.Tall(kit.Large), 4)
	u.Text(line, w.Say("rating.why"), kit.Large, kit.Left, kit.Accent)
	for i := range match.Why.Players {
		line, r = r.Cut(u.Tall(kit.Usual), 4)
		whySeat(a, u, line, f.Battle, &match.Why.Players[i])
	}
	for team, chance := range match.Why.WinChance {
		line, r = r.Cut(u.Tall(kit.Usual), 2)
		u.Text(line, w.Say("rating.chance", "team", f.Battle.TeamName(team, w), "percent", fmt.Sprintf("%.0f", chance*100)), kit.Usual, kit.Left, kit.Team(team))
	}
	for _, gave := range gaveWay(w, match.Why) {
		line, r = r.Cut(u.Tall(kit.Small), 2)
		u.Text(line, w.Say("rating.relaxed", "what", gave), kit.Small, kit.Left, kit.Faint)
	}
	return r.Y - from
}

// whySeat is a line about one player: how good, how long it waited, how far away.
func whySeat(a *Pages, u *kit.UI, r kit.Rect, b *battle.Battle, s *api.WhySeat) {
	w := a.Words
	u.Fill(kit.Rect{X: r.X, Y: r.Y + r.H/2 - 6, W: 12, H: 12}, kit.Team(s.Team), 1)
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
	u.Pair(text, kit.Span{Text: name, Size: kit.Usual, Ink: kit.Body}, kit.Span{Text: facts, Size: kit.Usual, Ink: kit.Faint})
}
