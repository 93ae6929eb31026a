package battle

import "muster/game"

// Story is what became of a match over time, as one audience saw it: a sample every few seconds for graphs, and what
// each own squad did.
type Story struct {
	Samples []Sample
	Moments []Moment
	squads  map[uint8]*Deeds // as the audience numbers them
	of      game.Audience
	held    [game.MaxPoints][game.MaxTeams]game.Tick // for how long each team held each point
	last    game.Tick
}

// Sample is how things stood at a tick, by team.
type Sample struct {
	Tick   game.Tick
	Men    [game.MaxTeams]int // in sight of the audience
	Score  [game.MaxTeams]int
	Points [game.MaxTeams]int
	Losses [game.MaxTeams]int // so far, as far as the audience saw
}

// Moment is something worth a mark on a time line.
type Moment struct {
	Tick game.Tick
	Kind game.CombatEventKind
	Team int
	At   Point
}

// Deeds are what a squad did, and what was done to it.
type Deeds struct {
	Shots, Hits, Felled int
	Of                  Toll // whom it felled
	To                  Toll // who felled its own, as far as they were seen
	Unseen              int  // its own who fell by somebody who was not
}

// Toll counts the fallen by kind of unit.
type Toll [maxToll]uint16

// maxToll bounds the kinds that are told apart.
const maxToll = 32

func (t *Toll) add(kind uint8) {
	if int(kind) < len(t) {
		t[kind]++
	}
}

const (
	sampleEvery = 20   // ticks
	maxSamples  = 4096 // hours; then every other one goes
	maxMoments  = 2048 // later ones are not marked
)

// Deeds are those of a squad of the own team in a story, its own or the whole one.
func (b *Battle) Deeds(s *Story, id uint8) Deeds {
	if s.of == game.All {
		id = uint8(b.numberForAll(id))
	}
	if d := s.squads[id]; d != nil {
		return *d
	}
	return Deeds{}
}

// Add adds a view; those not newer than the last are ignored.
func (s *Story) Add(v *game.View, setup *game.Setup) {
	if v.Tick <= s.last && s.last > 0 {
		return
	}
	if s.squads == nil {
		s.squads = map[uint8]*Deeds{}
	}
	s.hold(v)
	s.last, s.of = v.Tick, v.Audience
	now := s.newest()
	for _, h := range v.CombatEvents {
		s.happened(v, setup, &h, &now)
	}
	if n := len(s.Samples); n > 0 && v.Tick-s.Samples[n-1].Tick < sampleEvery && v.Result.Reason == game.NotOver {
		s.Samples[n-1].Losses = now.Losses
		return
	}
	s.sample(v, now)
}

// hold counts who holds which point, from the second view on.
func (s *Story) hold(v *game.View) {
	if s.last == 0 {
		return
	}
	for i, p := range v.Points {
		if p.Owner >= 0 && i < len(s.held) {
			s.held[i][p.Owner] += v.Tick - s.last
		}
	}
}

// Longest is the point that a team held for longest, and for how long; that is 0 if it held none.
func (s *Story) Longest(team int) (point int, held game.Tick) {
	for i := range s.held {
		if t := s.held[i][team]; t > held {
			point, held = i, t
		}
	}
	return point, held
}

// Losses are how many of a team fell.
func (s *Story) Losses(team int) int { return s.newest().Losses[team] }

// missable is how many ticks a story may have missed of the beginning and still be said to be of it all.
const missable = 100

// Since is the tick that the story begins with, where that is not the match's beginning; else 0.
func (s *Story) Since() game.Tick {
	if len(s.Samples) == 0 || s.Samples[0].Tick < missable {
		return 0
	}
	return s.Samples[0].Tick
}

func (s *Story) newest() Sample {
	if n := len(s.Samples); n > 0 {
		return s.Samples[n-1]
	}
	return Sample{}
}

func (s *Story) sample(v *game.View, now Sample) {
	now.Tick, now.Men, now.Points = v.Tick, [game.MaxTeams]int{}, [game.MaxTeams]int{}
	for i := range v.Units {
		if v.Units[i].HP > 0 {
			now.Men[v.Units[i].Team]++
		}
	}
	for i, score := range v.Scores {
		now.Score[i] = int(score)
	}
	for _, p := range v.Points {
		if p.Owner >= 0 {
			now.Points[p.Owner]++
		}
	}
	if len(s.Samples) >= maxSamples {
		half := s.Samples[:0]
		for i := 0; i < maxSamples; i += 2 {
			half = append(half, s.Samples[i])
		}
		s.Samples = half
	}
	s.Samples = append(s.Samples, now)
}

func (s *Story) happened(v *game.View, setup *game.Setup, h *game.CombatEvent, now *Sample) {
	source, target := unit(v, h.Source), unit(v, h.Target)
	switch h.Kind {
	case game.Shot:
		s.deeds(source).Shots++
	case game.Hit:
		s.deeds(source).Hits++
	case game.Death:
		if target != nil {
			now.Losses[target.Team]++
			s.fell(source, target)
			s.moment(Moment{v.Tick, game.Death, int(target.Team), where(target)})
		}
	case game.Captured:
		if int(h.Target) < len(setup.Scenario.Points) {
			s.moment(Moment{v.Tick, game.Captured, int(h.Source), PointAt(&setup.Scenario.Points[h.Target])})
		}
	}
}

// deeds are those of a unit's squad; of nobody's where its squad is not known.
func (s *Story) deeds(u *game.UnitView) *Deeds {
	if u == nil || u.Squad == game.NoSquad {
		return &Deeds{}
	}
	if s.squads[u.Squad] == nil {
		s.squads[u.Squad] = &Deeds{}
	}
	return s.squads[u.Squad]
}

// fell counts who fell by whom.
func (s *Story) fell(source, target *game.UnitView) {
	switch {
	case source == nil:
		s.deeds(target).Unseen++
		return
	case source.Team == target.Team:
		return
	}
	by := s.deeds(source)
	by.Felled++
	by.Of.add(target.Kind)
	s.deeds(target).To.add(source.Kind)
}

func (s *Story) moment(m Moment) {
	if len(s.Moments) < maxMoments {
		s.Moments = append(s.Moments, m)
	}
}
