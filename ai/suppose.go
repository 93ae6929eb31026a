package ai

import (
	"maps"
	"slices"

	"muster/game"
)

// alike is how many of a squad's choices all squads may make together: what each thought of, stay, attack, fall back.
const alike = 4

// list lists what a squad could do in the turn.
func (r *rehearsal) list(m *mind, sq *squad) []choice {
	var thought []game.Order
	for _, o := range r.thought {
		if o.Squad == sq.id {
			thought = append(thought, o)
		}
	}
	stances := slices.ContainsFunc(thought, func(o game.Order) bool { return o.Kind == game.SetStance })
	p := &m.plans[sq.id]
	all := []choice{{thought, spot{x: p.x, y: p.y}, p.act}}
	add := func(o game.Order, x, y int32, act Act) {
		c := choice{spot: spot{x: x, y: y}, act: act}
		if stances || sq.stance != game.FireAtWill {
			c.orders = append(c.orders, game.Order{Kind: game.SetStance, Arg: uint8(game.FireAtWill)})
		}
		c.orders = append(c.orders, o)
		all = append(all, c)
	}
	hold := game.Order{Kind: game.Hold, Flags: game.Faced, Facing: m.faces(sq, sq.x, sq.y)}
	add(hold, sq.x, sq.y, Holding)
	e := m.nearest(sq.x, sq.y)
	if e != nil && m.ground.reachable(sq.class, sq.x, sq.y, e.x, e.y) {
		add(m.to(game.AttackMove, e.x, e.y), e.x, e.y, Fighting)
	} else if g := m.goalOf(sq); g != nil {
		add(m.to(game.AttackMove, g.x, g.y), g.x, g.y, Going)
	} else {
		add(hold, sq.x, sq.y, Holding)
	}
	if x, y, ok := m.refuge(sq); ok {
		add(m.to(game.Move, x, y), x, y, Leaving)
	} else {
		add(hold, sq.x, sq.y, Holding)
	}
	for i := range m.setup.Scenario.Points {
		at := &m.setup.Scenario.Points[i]
		add(game.Order{Kind: game.Capture, Target: uint16(i)}, at.X, at.Y, Going)
	}
	for i := range m.foes {
		if f := &m.foes[i]; f.seen && m.hits(sq, f) && m.focusOn.has(f) {
			add(game.Order{Kind: game.Attack, Target: f.id}, sq.x, sq.y, Fighting)
			break
		}
	}
	for _, s := range r.spots(m, sq) {
		add(m.to(game.Move, s.x, s.y), s.x, s.y, Fighting)
	}
	return all
}

// rehearseSpots is how many places around a squad are tried.
const rehearseSpots = 6

// spots are places around a squad, of those at random that it can go to the ones with the best cover.
func (r *rehearsal) spots(m *mind, sq *squad) (all []spot) {
	for range 4 * rehearseSpots {
		far := 3 + r.chance(12)
		x, y := sq.x+r.chance(2*far+1)-far, sq.y+r.chance(2*far+1)-far
		if m.ground.on(x, y) && m.ground.reachable(sq.class, sq.x, sq.y, x, y) && m.allows(sq, x, y) {
			all = append(all, spot{x: x, y: y, score: m.ground.cover(x, y)})
		}
	}
	slices.SortStableFunc(all, func(a, b spot) int { return int(b.score - a.score) })
	return all[:min(len(all), rehearseSpots)]
}

// chance is a number from 0 to n-1 of the rehearsal's own.
func (r *rehearsal) chance(n int32) int32 {
	r.seed = r.seed*6364136223846793005 + 1442695040888963407
	return int32(r.seed>>33) % n
}

// suppose makes the guesses: the enemies that are known stay where they are, or come on.
func (r *rehearsal) suppose(m *mind, v *game.View) {
	view := *v
	view.Turn.Plan, view.CombatEvents = nil, nil
	for i := range r.guesses {
		g := &r.guesses[i]
		b := game.Belief{}
		r.men = len(v.Units)
		for j := range m.foes {
			e := &m.foes[j]
			if e.seen || len(v.Units)+len(b.Hidden) >= rehearseUnits {
				continue
			}
			x, y := r.guessPlace(m, e)
			b.Hidden = append(b.Hidden, game.Sighting{
				Team: m.enemy(e), Kind: e.kind, HP: m.setup.Rules.Kinds[e.kind].HP, X: uint16(x * game.ViewStep),
				Y: uint16(y * game.ViewStep), Facing: m.facingHome(x, y),
			})
		}
		r.men += len(b.Hidden)
		r.chance(2)
		g.start = r.imagine.World(&view, &b, r.seed)
		g.foes = g.foes[:0]
		if i%2 == 1 {
			g.foes = r.comeOn(m)
		}
	}
}

// guessPlace is where an enemy out of sight may be by now: the longer it was not seen, the farther from there.
func (r *rehearsal) guessPlace(m *mind, e *foe) (x, y int32) {
	by := (100 - e.weight) / 10
	x, y = e.x+r.chance(2*by+1)-by, e.y+r.chance(2*by+1)-by
	if !m.ground.on(x, y) || m.ground.cost(m.setup.Rules.Kinds[e.kind].Class, y*m.ground.w+x) == game.Impassable {
		return e.x, e.y
	}
	return x, y
}

// facingHome is the direction from a place to the team's centre.
func (m *mind) facingHome(x, y int32) uint8 {
	cx, cy := m.centre()
	return angle(cx-x, cy-y)
}

// centre is the middle of the team's squads.
func (m *mind) centre() (x, y int32) {
	n := int32(0)
	for i := range m.squads {
		if sq := &m.squads[i]; sq.n > 0 {
			x, y, n = x+sq.x, y+sq.y, n+1
		}
	}
	if n == 0 {
		t := &m.setup.Scenario.Teams[m.team]
		return t.StartX, t.StartY
	}
	return x / n, y / n
}

// comeOn has the enemies attack the team's squads, one after another.
func (r *rehearsal) comeOn(m *mind) (orders []game.Order) {
	own := make([]*squad, 0, len(m.squads))
	for i := range m.squads {
		if m.squads[i].n > 0 {
			own = append(own, &m.squads[i])
		}
	}
	if len(own) == 0 {
		return nil
	}
	seats := map[uint8]uint8{}
	for seat, s := range m.setup.Scenario.Seats {
		if s.Team != m.team {
			seats[s.Team] = uint8(seat)
		}
	}
	for _, team := range slices.Sorted(maps.Keys(seats)) {
		first := r.chance(int32(len(own)))
		for n := range rehearseFoes {
			sq := own[(int(first)+n)%len(own)]
			o := m.to(game.AttackMove, sq.x, sq.y)
			o.Seat, o.Leader, o.Seq, o.Squad = seats[team], game.AI, uint32(n+1), uint8(n)
			orders = append(orders, o)
		}
	}
	return orders
}

// What counts in a plan that was tried, beside what both sides have left: a point held at its end, a score made.
const (
	heldPoint = 150
	madeScore = 15
)

// worth weighs how a trial came out, in tenths of a supply point.
func (r *rehearsal) worth(m *mind, v *game.View) (score int32) {
	r.world.View(game.All, &r.end)
	var at [game.MaxSquads][3]int32
	for i := range r.end.Units {
		u := &r.end.Units[i]
		worth := m.damage.price[u.Kind] * int32(u.HP) * 10 / int32(max(m.setup.Rules.Kinds[u.Kind].HP, 1))
		if u.Flags&game.Fleeing != 0 {
			worth /= 2
		}
		if u.Team != m.team {
			worth = -worth
		} else if u.HP > 0 && int(u.Squad) < len(at) {
			s := &at[u.Squad]
			s[0], s[1], s[2] = s[0]+int32(u.X)/game.ViewStep, s[1]+int32(u.Y)/game.ViewStep, s[2]+1
		}
		score += worth
	}
	for t, made := range r.end.Scores {
		if t == int(m.team) {
			score += madeScore * int32(made)
		} else {
			score -= madeScore * int32(made)
		}
	}
	for i := range r.end.Points {
		score += r.held(m, &r.end.Points[i])
	}
	for i := range r.parts {
		s := &at[r.parts[i].squad]
		if g := m.goalOf(&m.squads[r.parts[i].squad]); g != nil && s[2] > 0 {
			far := max(distance(s[0]/s[2]-g.x, s[1]/s[2]-g.y)-g.r, 0)
			score -= far * m.pull(v) * int32(r.horizon(m)) / 20 / 100
		}
	}
	return score
}

// held is what a point's state is worth.
func (r *rehearsal) held(m *mind, p *game.PointView) (score int32) {
	side := func(team int8) int32 {
		switch team {
		case game.NoTeam:
			return 0
		case int8(m.team):
			return heldPoint
		}
		return -heldPoint
	}
	score = side(p.Owner)
	return score + (side(p.Taker)-score)*int32(p.Progress)/100
}
