package ai

import "muster/game"

// mind is a commander. It thinks about one squad at a time.
type mind struct {
	style        Style
	setup        *game.Setup
	seat         uint8
	team         uint8
	ground       *ground
	damage       *damageTable
	memory       memory
	maps         influence
	squads       []squad // of the whole team, by number
	foes         []foe   // enemies that count, by ascending id
	goals        []goal
	attacks      []assault // by point, see assault
	plans        [game.MaxSquads]plan
	others       shared
	focusOn      enemyGroup
	clouds       []cloud    // known to the team, see noteSmoke
	lag          int32      // percent of the score to win, see behind
	lookahead    *lookahead // nil without the skill
	rehearsal    *rehearsal // by turns; nil for who tries no plans out
	begun        bool
	now          game.Tick // of the last view
	random       uint64    // state of the random numbers, see chance
	offset       game.Tick // so that seats do not all think in the same tick
	next         int       // the squad that was thought about last
	boldPercent  int32     // of the squad being thought about, see boldness
	nearbySquads int32     // squads around it, see abreast
	credit       int       // orders that it may still give, in units of price
	most         int       // the most that credit can reach, see savings
	out          []game.Order
	said         []game.Talk
	intents      []Intention
}

// plan is what a squad is up to.
type plan struct {
	goal          int       // index into goals, -1 for none
	act           Act       // why it was ordered what it does
	x, y          int32     // where it should be, in cells
	facing        uint8     // which way it watches
	rest          game.Tick // nothing new before this tick
	wait          game.Tick // since when it has waited for others, 0 if it does not wait
	busy          game.Tick // when one of its men last moved, fired, worked or was pinned, or none was on the map
	push          game.Tick // until when it ignores enemies it cannot reach and goes for its goal
	score         int32     // what its place was worth when it was chosen
	asked         game.Tick // when it was last given an order
	stanced       game.Tick // when it was last given a stance
	reserved      bool      // held back, see reserve.go
	inside        bool      // it fights only from inside its goal, see garrison
	ambushSince   game.Tick // since when it has lain in ambush, 0 if it does not
	enemyCloserAt game.Tick // when the enemy it waits for last came nearer
	outOfReachAt  game.Tick // when no enemy was last in its range
	ambushAgainAt game.Tick // when it may lie in ambush again
	dash          dash      // its dash through smoke, see cross
	kept          bool      // it still carries out an order from before the seat was taken over
}

// surveyEvery is how many ticks pass between surveys of the whole battle.
const surveyEvery = 20

func newMind(style Style, s *game.Setup, seat uint8, seed uint64) *mind {
	rate := game.Tick(s.Rules.TickRate)
	m := &mind{
		style: style, setup: s, seat: seat, team: s.Scenario.Seats[seat].Team, ground: newGround(s),
		damage: newDamageTable(&s.Rules), offset: game.Tick(seed % surveyEvery), random: seed*0x9E3779B97F4A7C15 | 1,
		memory: memory{keep: game.Tick(style.Level.Memory) * rate},
	}
	m.maps.begin(m.ground)
	m.most = m.savings()
	m.credit = m.most
	for i := range m.plans {
		m.plans[i].goal = -1
	}
	if style.knows(Lookahead) {
		m.lookahead = newLookahead(s, m.team, seed)
	}
	if s.Scenario.Turns.Kind != game.RealTime && style.Level.Ahead > 0 {
		m.rehearsal = newRehearsal(s, seed)
	}
	return m
}

// Style implements Styled.
func (m *mind) Style() Style { return m.style }

// chance is a number from 0 to n-1 from the commander's own seed, so that nobody can predict what it does. (G.
// Marsaglia, "Xorshift RNGs", 2003.)
func (m *mind) chance(n int32) int32 {
	m.random ^= m.random << 13
	m.random ^= m.random >> 7
	m.random ^= m.random << 17
	return int32(m.random>>33) % n
}

// price is what an order costs, scaled so that each tick earns as much credit as the level has orders a minute.
func (m *mind) price() int { return 60 * int(m.setup.Rules.TickRate) }

// savings is the most credit that a commander saves up: ten seconds of orders, or enough to get a seat of the usual
// size moving at once when a match begins or a goal is reached. A commander that splits its squads over goals gets them
// all moving, as a person does by selecting them all.
func (m *mind) savings() int {
	own := 0
	for _, q := range m.setup.Scenario.Squads {
		if q.Seat == m.seat && m.style.knows(Split) {
			own++
		}
	}
	return m.price() * max(m.style.Level.Orders/6, usualSquads, own)
}

const usualSquads = 6

// Think implements Commander.
func (m *mind) Think(v *game.View, talk []game.Talk) []game.Order {
	m.begun = m.begun && !m.misses(v.Tick)
	m.now = v.Tick
	m.memory.recall(v, m.team)
	m.noteSmoke(v.Marks)
	m.listen(talk)
	m.noteActivity(v)
	m.credit = min(m.credit+m.style.Level.Orders, m.most)
	m.out = m.out[:0]
	if v.Result.Reason != game.NotOver {
		return nil
	}
	if m.rehearses(v) {
		return m.out
	}
	switch phase := (v.Tick + m.offset) % surveyEvery; {
	case phase == 0 || !m.begun:
		m.survey(v)
	case m.lookahead != nil && m.lookahead.busy && phase&1 == 0:
		m.simulateAhead(v)
	case int(phase)%max(m.style.Level.Every, 1) == 0 && m.credit >= m.price():
		m.thinkAboutNext(v)
	}
	m.rehearsal.thinks(v, m.out)
	return m.out
}

// survey takes stock: who is where, what is dangerous, what the goals are, and which squads go for them.
func (m *mind) survey(v *game.View) {
	m.ground.learn(v.Marks)
	m.readSquads(v)
	m.memory.vanish(m.now, m.inSight)
	m.maps.markSeen(m)
	m.maps.updateThreat(m)
	m.chooseFocus()
	m.listGoals(v)
	m.weighAssaults()
	m.lag = m.behind(v)
	m.assign()
	m.garrison(v)
	m.share()
	if !m.begun {
		m.begun = true
		m.adopt(v)
	}
}

// thinkAboutNext thinks about the next squad of the seat. Squads that may not fire come first, then the one that has
// been idle longest. The last order in credit is kept for a squad that holds and has a goal, or heals.
func (m *mind) thinkAboutNext(v *game.View) {
	m.readSquads(v)
	m.springAmbushes(v)
	if m.resetStances() || m.convoys(v) || m.saves() {
		return
	}
	if sq := m.laziest(); sq != nil && m.consider(v, sq) {
		return
	}
	for range m.squads {
		m.next = (m.next + 1) % len(m.squads)
		if sq := &m.squads[m.next]; sq.seat == m.seat && sq.n > 0 && !sq.broken &&
			(m.credit >= 2*m.price() || sq.order == game.Hold && (m.goalOf(sq) != nil || m.mends(sq))) {
			m.consider(v, sq)
			return
		}
	}
}

// consider decides about a squad, and reports whether it gave it an order.
func (m *mind) consider(v *game.View, sq *squad) bool {
	if m.keeps(sq) {
		return false
	}
	o, act, ok := m.decide(v, sq)
	if !ok {
		return false
	}
	m.plans[sq.id].act = act
	if m.alreadyDoes(sq, &o) {
		return false
	}
	m.order(sq, o)
	return true
}

// order gives an order.
func (m *mind) order(sq *squad, o game.Order) {
	p := &m.plans[sq.id]
	o.Squad = sq.id
	if o.Flags&game.Faced != 0 {
		p.facing = o.Facing
	}
	p.asked = m.now
	m.credit -= m.price()
	m.out = append(m.out, o)
}

// stuckFor is how long a squad with somewhere to go may stand still before it is ordered again, in ticks.
const stuckFor = 100

// stuck reports whether a squad with somewhere to go stands still.
func (m *mind) stuck(sq *squad) bool {
	p := &m.plans[sq.id]
	return m.now-max(p.busy, p.asked) > stuckFor
}

// alreadyDoes reports whether a squad has the same order already, to about the same place.
func (m *mind) alreadyDoes(sq *squad, o *game.Order) bool {
	if sq.order != o.Kind {
		return false
	}
	switch o.Kind {
	case game.Capture:
		g := m.goalOf(sq)
		return sq.target == o.Target && (!m.stuck(sq) || g != nil && near(sq.x, sq.y, g.x, g.y, g.r))
	case game.Attack, game.Guard, game.Board:
		return sq.target == o.Target
	case game.Move, game.AttackMove, game.Heal, game.Repair, game.Suppress, game.Enter:
		return near(sq.toX, sq.toY, int32(o.X)/game.ViewStep, int32(o.Y)/game.ViewStep, 2) &&
			(!m.stuck(sq) || m.theirs(sq.x, sq.y, engaged) > 0)
	case game.Hold:
		return o.Flags&game.Faced == 0 || within(o.Facing, m.plans[sq.id].facing, 24)
	}
	return true
}

// within reports whether two angles differ by at most by.
func within(a, b, by uint8) bool { return a-b <= by || b-a <= by }

// to is an order to the middle of a cell.
func (m *mind) to(kind game.OrderKind, x, y int32) game.Order {
	return game.Order{
		Kind: kind, X: uint16(x*game.ViewStep + game.ViewStep/2), Y: uint16(y*game.ViewStep + game.ViewStep/2),
	}
}
