package dump

import (
	"muster/game"
	"muster/shard/replay"
)

var (
	unitFlags = [...]string{"moving", "firing", "pinned", "in_cover", "fleeing", "aboard", "working"}
	talkKinds = [...]string{game.ChatAll: "all", game.ChatTeam: "team", game.Ping: "ping", game.Plan: "plan"}
)

// placeAt is view steps in cells.
func placeAt(x, y uint16) Place {
	return Place{float64(x) / game.ViewStep, float64(y) / game.ViewStep}
}

func beginOf(match string, r *replay.Record) *Begin {
	s := r.Setup
	b := &Begin{
		Match: match, Scenario: s.Scenario.Name, Map: s.Map.Name, Mode: s.Scenario.Mode.String(),
		TickRate: s.Rules.TickRate, Seed: r.Seed, Size: [2]int32{s.Map.W, s.Map.H}, Points: []Point{},
	}
	for _, t := range s.Scenario.Teams {
		b.Teams = append(b.Teams, t.Name)
	}
	for _, seat := range s.Scenario.Seats {
		b.Seats = append(b.Seats, int(seat.Team))
	}
	for _, k := range s.Rules.Kinds {
		b.Kinds = append(b.Kinds, k.Name)
	}
	for _, p := range s.Scenario.Points {
		b.Points = append(b.Points, Point{p.Name, Place{float64(p.X) + 0.5, float64(p.Y) + 0.5}})
	}
	return b
}

// show writes a view into the line.
func (l *Line) show(s *game.Setup, v *game.View) {
	l.Units, l.Squads, l.Points = []Unit{}, []Squad{}, []Holder{}
	for _, u := range v.Units {
		squad := int(u.Squad)
		if u.Squad == game.NoSquad {
			squad = -1
		}
		out := Unit{
			ID: u.ID, Kind: s.Rules.Kinds[u.Kind].Name, Team: u.Team, Squad: squad, At: placeAt(u.X, u.Y), HP: u.HP,
		}
		for bit, name := range unitFlags {
			if u.Flags>>bit&1 != 0 {
				out.Flags = append(out.Flags, name)
			}
		}
		l.Units = append(l.Units, out)
	}
	for _, q := range v.Squads {
		l.Squads = append(l.Squads, Squad{
			ID: q.ID, Seat: q.Seat, Alive: q.Alive, Order: q.Order.String(), At: placeAt(q.X, q.Y), Target: q.Target,
			Morale: q.Morale, Level: q.Level, Broken: q.Broken,
		})
	}
	for _, p := range v.Points {
		l.Points = append(l.Points, Holder{p.Owner, p.Taker, p.Progress})
	}
	l.Scores = v.Scores
}

func eventOf(t game.Tick, h game.CombatEvent) Event {
	out := Event{Tick: uint32(t), Kind: h.Kind.String()}
	known := func(id uint16) *uint16 {
		if id == game.NoUnit {
			return nil
		}
		return &id
	}
	switch h.Kind {
	case game.Heard:
		out.Loud = h.Loud
	case game.Captured:
		out.Point, out.Team = &h.Target, &h.Source
	case game.Blast:
		at := placeAt(h.Source, h.Target)
		out.At = &at
	default:
		out.By, out.Unit = known(h.Source), known(h.Target)
	}
	return out
}

// orderOf is an order whose squad is numbered as the audience numbers it. Its target is as it was given.
func orderOf(s *game.Setup, a game.Audience, t game.Tick, o game.Order) Order {
	squad := o.Squad
	if a == game.All {
		squad = replay.NumberForAll(s, o.Seat, o.Squad)
	}
	out := Order{
		Tick: uint32(t), Seat: o.Seat, Player: o.Leader == game.Player, Squad: squad, Do: o.Kind.String(),
		Target: o.Target, Queued: o.Flags&game.Queued != 0, After: o.At,
	}
	if o.X != 0 || o.Y != 0 {
		at := placeAt(o.X, o.Y)
		out.At = &at
	}
	return out
}

func talkOf(t game.Tick, said game.Talk) Talk {
	out := Talk{Tick: uint32(t), Seat: said.Seat, Kind: "unknown", Text: said.Text}
	if int(said.Kind) < len(talkKinds) {
		out.Kind = talkKinds[said.Kind]
	}
	if said.Kind == game.Ping {
		at := placeAt(said.X, said.Y)
		out.At = &at
	}
	return out
}
