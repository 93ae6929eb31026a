package league

import (
	"muster/ai"
	"muster/game"
)

// HolderName is what a holder is called in a league.
const HolderName = "holder"

const (
	holderEvery = 4 // seconds between two orders of a holder: as fast as somebody who has just learnt to give them
	holderReach = 6 // cells around its place in which it looks for cover
)

// Holder leads as somebody does who has played the lessons and no more: it goes for the points on its own half, has its
// squads take cover at them, stays, and buys back the fallen. What a commander makes of it shows what a newcomer meets.
func Holder(s *game.Setup, seat uint8, _ uint64) ai.Commander {
	return &holder{setup: s, seat: seat, team: s.Scenario.Seats[seat].Team}
}

type holder struct {
	setup      *game.Setup
	seat, team uint8
	rest       game.Tick
	next       int // the squad whose turn it is
	covers     [game.MaxSquads]cell
}

// cell is a place in cells; the zero one is none.
type cell struct{ x, y int32 }

// Think implements ai.Commander.
func (h *holder) Think(v *game.View, _ []game.Talk) []game.Order {
	if v.Tick < h.rest || len(v.Squads) == 0 {
		return nil
	}
	for range v.Squads {
		h.next = (h.next + 1) % len(v.Squads)
		q := &v.Squads[h.next]
		if q.Seat != h.seat || q.Alive == 0 || q.Broken {
			continue
		}
		if o := h.order(v, q); o.Kind != game.NoOrder {
			h.rest = v.Tick + game.Tick(holderEvery)*game.Tick(h.setup.Rules.TickRate)
			o.Squad = q.ID
			return []game.Order{o}
		}
	}
	return nil
}

// order is what a squad is to do now: nothing, mostly.
func (h *holder) order(v *game.View, q *game.SquadView) game.Order {
	price := uint32(h.setup.Rules.Kinds[q.Kind].Price)
	at := h.middle(v, q.ID)
	i := h.post(at)
	switch {
	case int(q.Alive) < h.whole(q.ID) && price > 0 && v.Supply >= price:
		return game.Order{Kind: game.Reinforce}
	case i >= 0 && (v.Points[i].Owner != int8(h.team) || v.Points[i].Taker != game.NoTeam):
		if q.Order == game.Capture && int(q.Target) == i {
			return game.Order{}
		}
		h.covers[q.ID] = cell{}
		return game.Order{Kind: game.Capture, Target: uint16(i)}
	case q.Order != game.Hold && q.Order != game.Capture || h.covers[q.ID] != cell{}:
		return game.Order{} // it goes to its cover, or is there
	}
	if i >= 0 {
		at = cell{h.setup.Scenario.Points[i].X, h.setup.Scenario.Points[i].Y}
	}
	c := h.cover(at, h.setup.Rules.Kinds[q.Kind].Class)
	h.covers[q.ID] = c
	const half = game.ViewStep / 2
	return game.Order{Kind: game.Move, X: uint16(c.x*game.ViewStep + half), Y: uint16(c.y*game.ViewStep + half)}
}

// middle is where a squad is.
func (h *holder) middle(v *game.View, squad uint8) (c cell) {
	n := int32(0)
	for i := range v.Units {
		if u := &v.Units[i]; u.Team == h.team && u.Squad == squad && u.HP > 0 {
			c.x, c.y, n = c.x+int32(u.X), c.y+int32(u.Y), n+1
		}
	}
	return cell{c.x / max(n, 1) / game.ViewStep, c.y / max(n, 1) / game.ViewStep}
}

// whole is how many men a squad has when none has fallen.
func (h *holder) whole(squad uint8) int {
	number := uint8(0)
	for _, q := range h.setup.Scenario.Squads {
		if h.setup.Scenario.Seats[q.Seat].Team != h.team {
			continue
		}
		if number == squad {
			return int(q.Count)
		}
		number++
	}
	return 0
}

// post is the nearest point that is no farther from the team's start than from another's, -1 if there is none.
func (h *holder) post(at cell) int {
	best, least := -1, int32(1<<30)
	own := h.setup.Scenario.Teams[h.team]
	for i, p := range h.setup.Scenario.Points {
		for t, o := range h.setup.Scenario.Teams {
			place := cell{p.X, p.Y}
			ours, theirs := way(cell{own.StartX, own.StartY}, place), way(cell{o.StartX, o.StartY}, place)
			if d := way(at, place); t != int(h.team) && ours <= theirs && d < least {
				best, least = i, d
			}
		}
	}
	return best
}

// cover is the best cover around a place that no other squad is sent to, for who moves like class.
func (h *holder) cover(at cell, class game.MoveClass) (best cell) {
	best, most := at, int32(-1<<30)
	for y := max(at.y-holderReach, 0); y <= min(at.y+holderReach, h.setup.Map.H-1); y++ {
		for x := max(at.x-holderReach, 0); x <= min(at.x+holderReach, h.setup.Map.W-1); x++ {
			t := &h.setup.Rules.Terrains[h.setup.Map.Cells[y*h.setup.Map.W+x]]
			score := int32(t.Cover) - 2*apart(at, cell{x, y})
			if t.Cost[class] != game.Impassable && score > most && h.free(cell{x, y}) {
				best, most = cell{x, y}, score
			}
		}
	}
	return best
}

func (h *holder) free(c cell) bool {
	for _, o := range h.covers {
		if o != (cell{}) && apart(o, c) < 3 {
			return false
		}
	}
	return true
}

// way is how far two cells are from each other, squared.
func way(a, b cell) int32 { return (a.x-b.x)*(a.x-b.x) + (a.y-b.y)*(a.y-b.y) }

// apart is how far two cells are from each other, by the longer side.
func apart(a, b cell) int32 { return max(a.x-b.x, b.x-a.x, a.y-b.y, b.y-a.y) }
