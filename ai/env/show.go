package env

import (
	"encoding/binary"
	"math"

	"muster/ai/lines"
	"muster/game"
)

// showSide writes the n-th side's part of the frame.
func (w *Worlds) showSide(one *world, s *side, n int) {
	l := w.layout
	floats := func(field string, size int) *row {
		r := &row{w.part(field, n, 4*size)}
		clear(r.b)
		return r
	}
	floats("reward", 1).put(one.reward(s))
	floats("supply", 1).put(float32(s.view.Supply))
	scores := floats("scores", l.Scores)
	for _, score := range s.view.Scores {
		scores.put(float32(score))
	}
	showSquads(s, floats("squads", l.Squads*len(squadColumns)))
	showSeen(s, floats("seen", l.Seen*len(seenColumns)))
	showPoints(s, floats("points", l.Points*len(pointColumns)))
	mask := w.part("mask", n, l.Squads*l.Verbs)
	clear(mask)
	allow(w.config.Setup, s, mask)
}

// row is where numbers go, one behind another.
type row struct{ b []byte }

func (r *row) put(all ...float32) {
	for _, f := range all {
		binary.LittleEndian.PutUint32(r.b, math.Float32bits(f))
		r.b = r.b[4:]
	}
}

func bit(b bool) float32 { return float32(truth(b)) }

func cells(steps uint16) float32 { return float32(steps) / game.ViewStep }

// sums are of a squad's living men.
type sums struct {
	n, x, y, hp, suppression int
	flags                    [flags]int
}

func (m *sums) add(u *game.UnitView) {
	m.n, m.x, m.y = m.n+1, m.x+int(u.X), m.y+int(u.Y)
	m.hp, m.suppression = m.hp+int(u.HP), m.suppression+int(u.Suppression)
	for bit := range m.flags {
		m.flags[bit] += int(u.Flags) >> bit & 1
	}
}

// men adds up the squads' living men.
func men(v *game.View) *[game.MaxSquads]sums {
	var all [game.MaxSquads]sums
	for i := range v.Units {
		if u := &v.Units[i]; u.HP > 0 && u.Squad < game.MaxSquads {
			all[u.Squad].add(u)
		}
	}
	return &all
}

func showSquads(s *side, out *row) {
	all, queue := men(&s.view), [game.MaxSquads]int{}
	for _, p := range s.view.Waypoints {
		queue[p.Squad]++
	}
	for i := range s.view.Squads {
		q := &s.view.Squads[i]
		m := &all[q.ID]
		n := float32(max(m.n, 1))
		out.put(1, float32(q.Seat), float32(q.Kind), float32(q.Alive),
			float32(m.x)/n/game.ViewStep, float32(m.y)/n/game.ViewStep, float32(m.hp)/n, float32(m.suppression)/n,
			float32(q.Morale), float32(q.Level), bit(q.Broken), bit(q.Ready))
		x, y, target := aim(q)
		out.put(float32(q.Order), x, y, target, float32(queue[q.ID]), float32(q.Formation), float32(q.Stance))
		for _, men := range m.flags {
			out.put(float32(men) / n)
		}
		out.put(float32(s.refusals[q.ID]))
	}
}

// aim is where a squad's order leads, and whom or what it is about.
func aim(q *game.SquadView) (x, y, target float32) {
	if q.Order >= game.OrderKinds {
		return 0, 0, -1
	}
	switch lines.Needs[q.Order] {
	case lines.APlace:
		return cells(q.X), cells(q.Y), -1
	case lines.AUnit, lines.APoint, lines.AFriend:
		return 0, 0, float32(q.Target)
	}
	return 0, 0, -1
}

func showSeen(s *side, out *row) {
	s.seen = s.seen[:0]
	for i := range s.view.Units {
		u := &s.view.Units[i]
		if u.Team == s.team || u.HP == 0 {
			continue
		}
		s.seen = append(s.seen, u.ID)
		out.put(1, float32(u.ID), float32(u.Kind), float32(u.Team), cells(u.X), cells(u.Y),
			float32(u.Facing)*360/256, float32(u.HP), float32(u.Suppression))
		for bit := range flags {
			out.put(float32(u.Flags >> bit & 1))
		}
	}
}

func showPoints(s *side, out *row) {
	for _, p := range s.view.Points {
		ours := float32(0)
		switch p.Owner {
		case int8(s.team):
			ours = 1
		case game.NoTeam:
		default:
			ours = -1
		}
		out.put(float32(p.Owner), float32(p.Taker), float32(p.Progress), bit(p.Contested), ours)
	}
}
