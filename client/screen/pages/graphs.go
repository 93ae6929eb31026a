package pages

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"muster/client/screen/battle"
	"muster/client/screen/i18n"
	"muster/client/screen/ui"
	"muster/game"
)

// Graphs draw how things stood over time: strength, points and losses; a line stands at now, unless that is 0. Lines
// are told apart by marks, not by colour alone.
func Graphs(w i18n.Words, u *ui.UI, r ui.Rect, s *game.Setup, story *battle.Story, now game.Tick) {
	if len(story.Samples) < 2 {
		u.Text(r, w.Say("graph.none"), ui.Usual, ui.Middle, ui.Faint)
		return
	}
	signs := teamSigns(s, w)
	line, r := r.Cut(u.Tall(ui.Small), 4)
	legend(u, line, s, signs, w)
	part := (r.H - 20) / 3
	if !battle.Scored(s) {
		part = (r.H - 10) / 2
	}
	for _, g := range []struct {
		key string
		of  func(*battle.Sample, int) int
	}{
		{"graph.men", func(x *battle.Sample, t int) int { return x.Men[t] }},
		{"graph.score", func(x *battle.Sample, t int) int { return x.Score[t] }},
		{"graph.losses", func(x *battle.Sample, t int) int { return x.Losses[t] }},
	} {
		if g.key == "graph.score" && !battle.Scored(s) {
			continue
		}
		var one ui.Rect
		one, r = r.Cut(part, 10)
		graph(u, one, w.Say(g.key), signs, story.Samples, now, g.of)
	}
}

func graph(
	u *ui.UI, r ui.Rect, name string, teams []string, samples []battle.Sample, now game.Tick,
	of func(*battle.Sample, int) int,
) {
	head, plot := r.Cut(u.Tall(ui.Small), 2)
	u.Fill(plot, ui.Black, 0.35)
	most := 1
	for i := range samples {
		for t := range teams {
			most = max(most, of(&samples[i], t))
		}
	}
	u.Text(head, name, ui.Small, ui.Left, ui.Body)
	u.Text(head, fmt.Sprint(most), ui.Small, ui.Right, ui.Faint)
	first, last := samples[0].Tick, samples[len(samples)-1].Tick
	span := float64(max(1, last-first))
	if now > first && now <= last {
		u.Fill(ui.Rect{X: plot.X + plot.W*float64(now-first)/span, Y: plot.Y, W: 1, H: plot.H}, ui.Plain, 0.7)
	}
	step := max(1, len(samples)/120)
	at := func(i, team int) ui.Point {
		x := &samples[i]
		return ui.Point{
			X: plot.X + 2 + (plot.W-4)*float64(x.Tick-first)/span,
			Y: plot.Y + plot.H - 2 - (plot.H-4)*float64(of(x, team))/float64(most),
		}
	}
	for t := range teams {
		for i := step; i < len(samples); i += step {
			u.Line(at(i-step, t), at(i, t), 2, ui.Team(t), 1)
		}
	}
	for t, sign := range teams { // over all lines
		for i := 10 * step; i < len(samples); i += 20 * step {
			mark(u, at(i, t), t, sign)
		}
	}
}

// legend says which sign is whose.
func legend(u *ui.UI, r ui.Rect, s *game.Setup, signs []string, w i18n.Words) {
	x := r.X
	for t, sign := range signs {
		name := w.Or("team."+s.Scenario.Teams[t].Name, s.Scenario.Teams[t].Name)
		mark(u, ui.Point{X: x + 7, Y: r.Y + r.H/2}, t, sign)
		u.Text(ui.Rect{X: x + 20, Y: r.Y, W: r.X + r.W - x - 20, H: r.H}, name, ui.Small, ui.Left, ui.Body)
		x += 20 + u.Width(name, ui.Small) + 18
	}
}

// teamSigns are what marks the teams' lines: the first letter of each one's name, or the teams' numbers where two names
// begin alike. A sign may look like a commander's letter; the legend says whose it is.
func teamSigns(s *game.Setup, w i18n.Words) []string {
	var signs []string
	for _, team := range s.Scenario.Teams {
		first, _ := utf8.DecodeRuneInString(w.Or("team."+team.Name, team.Name))
		signs = append(signs, strings.ToUpper(string(first)))
	}
	for i, sign := range signs {
		if slices.Contains(signs[:i], sign) {
			for k := range signs {
				signs[k] = i18n.Number(k + 1)
			}
			break
		}
	}
	return signs
}

// mark is a team's mark on a line.
func mark(u *ui.UI, at ui.Point, team int, sign string) {
	box := ui.Rect{X: at.X - 7, Y: at.Y - 7, W: 14, H: 14}
	u.Fill(box, ui.Team(team), 1)
	u.Text(box, sign, 10, ui.Middle, ui.Back)
}
