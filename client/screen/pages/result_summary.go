package pages

import (
	"fmt"

	"muster/client/screen/battle"
	"muster/client/screen/ui"
)

// summary says why the match ended, how each side did, and who of the own side did best; it returns how high that is.
// The whole match is asked for where that costs no server anything.
func (s *result) summary(a *Pages, u *ui.UI, r ui.Rect) float64 {
	from, b, w := r.Y, s.battle.Battle, a.Words
	story, note := s.battle.Story, s.partly("graph.seen")
	if s.battle.Source.online == nil || s.whole != nil {
		story, note = s.known(a)
	}
	line := func(name, value string, size float64, ink, valued ui.Ink) {
		var one ui.Rect
		one, r = r.Cut(u.Tall(size), 4)
		u.Pair(one, ui.Span{Text: name, Size: size, Ink: ink}, ui.Span{Text: value, Size: size, Ink: valued})
	}
	_, why := b.Ending(w)
	r.Y += u.Paragraph(r, w.Say("result.ended", "why", why, "time", b.Lasted(w)), ui.Usual, ui.Body) + 10
	for team := range b.Setup.Scenario.Teams {
		name := b.TeamName(team, w)
		if team == int(b.Team) && !b.Watching {
			name = w.Say("party.you", "who", name)
		}
		line(name, b.Score(team), ui.Large, ui.Team(team), ui.Plain)
		line("  "+w.Say("result.kills"), fmt.Sprint(s.killed(story, team)), ui.Usual, ui.Body, ui.Body)
		line("  "+w.Say("result.losses"), fmt.Sprint(story.Losses(team)), ui.Usual, ui.Body, ui.Body)
		if point, held := story.Longest(team); held > 0 {
			line("  "+w.Say("result.held", "point", b.PointName(point, w)),
				battle.Time(held, b.Setup.Rules.TickRate), ui.Usual, ui.Body, ui.Body)
		}
		r.Y += 8
	}
	if best, felled := s.best(story); felled > 0 {
		line(w.Say("result.best"), w.Say("result.best_squad", "n", fmt.Sprint(b.Number(best.ID)),
			"kind", b.KindName(best.Kind, w), "felled", fmt.Sprint(felled)), ui.Usual, ui.Accent, ui.Plain)
	}
	line(w.Say(note), "", ui.Small, ui.Faint, ui.Faint)
	return r.Y - from
}

// killed is how many a team's enemies lost.
func (s *result) killed(story *battle.Story, team int) (n int) {
	for other := range s.battle.Battle.Setup.Scenario.Teams {
		if other != team {
			n += story.Losses(other)
		}
	}
	return n
}

// best is the own squad that felled most.
func (s *result) best(story *battle.Story) (best battle.Card, felled int) {
	b := s.battle.Battle
	for _, c := range b.Cards() {
		if n := b.Deeds(story, c.ID).Felled; n > felled {
			best, felled = c, n
		}
	}
	return best, felled
}
