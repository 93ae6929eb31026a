package ai

import "muster/game"

// mind is a commander. It thinks about one squad at a time.
type mind struct {
	style   Style
	setup   *game.Setup
	seat    uint8
	team    uint8
	ground  *ground
	harms   *harms
	memory  memory
	maps    influence
	squads  []squad // of the whole team, by number
	foes    []foe   // enemies that count, nearest in time first
	goals   []goal
	attacks []assault // by point, see assault
	plans   [game.MaxSquads]plan
	others  shared
	prey    prey
	clouds  []cloud    // that the team knows of, see overcast
	lag     int32      // percent of a win's score, see behind
	foresee *foresight // nil for who does not
	begun   bool
	now     game.Tick // of the last view
	luck    uint64    // of chance
	offset  game.Tick // so that not all seats think in the same tick
	next    int       // the squad whose turn it is
	bold    int32     // of the squad that is being thought about, see boldness
	band    int32     // squads around it, see abreast
	credit  int       // orders that it may still give, in price
	most    int       // what credit comes to at most, see savings
	out     []game.Order
	said    []game.Talk
	intents []Intention
}

// plan is what a squad is up to.
type plan struct {
	goal    int       // index into goals, -1 for none
	act     Act       // why it was ordered what it does
	x, y    int32     // where it is to be, in cells
	facing  uint8     // which way it watches
	rest    game.Tick // nothing new before this tick
	wait    game.Tick // since when it waits for others, 0 if it does not
	busy    game.Tick // when a man of it last moved, fired, worked or was kept down, or none was on the map
	push    game.Tick // until when it goes for its goal past enemies that it cannot reach
	score   int32     // what its place was worth when it was chosen
	asked   game.Tick // when it was ordered last
	stanced game.Tick // when it was last told when to fire
	spare   bool      // it is held back
	inside  bool      // it fights from inside its goal alone, see garrison
	lurk    game.Tick // since when it lies in wait, 0 if it does not
	came    game.Tick // when the enemy that it lies in wait for last came nearer
	spared  game.Tick // when it last had none of them in its reach
	lurked  game.Tick // when it may lie in wait again
	dash    dash      // its way through smoke, see cross
	kept    bool      // it goes on with what it was told before the seat was taken over
}

// surveyEvery is how many ticks pass between surveys of everything.
const surveyEvery = 20

func newMind(style Style, s *game.Setup, seat uint8, seed uint64) *mind {
	rate := game.Tick(s.Rules.TickRate)
	m := &mind{
		style: style, setup: s, seat: seat, team: s.Scenario.Seats[seat].Team, ground: newGround(s),
		harms: newHarms(&s.Rules), offset: game.Tick(seed % surveyEvery), luck: seed*0x9E3779B97F4A7C15 | 1,
		memory: memory{keep: game.Tick(style.Level.Memory) * rate},
	}
	m.maps.begin(m.ground)
	m.most = m.savings()
	m.credit = m.most
	for i := range m.plans {
		m.plans[i].goal = -1
	}
	if style.knows(Foresee) {
		m.foresee = newForesight(s, m.team, seed)
	}
	return m
}

// Style implements Styled.
func (m *mind) Style() Style { return m.style }

// chance is a number from 0 to n-1 from the commander's own seed: nobody should know beforehand what it does. (G.
// Marsaglia, "Xorshift RNGs", 2003.)
func (m *mind) chance(n int32) int32 {
	m.luck ^= m.luck << 13
	m.luck ^= m.luck >> 7
	m.luck ^= m.luck << 17
	return int32(m.luck>>33) % n
}

// price is what an order costs, so that a tick brings as much credit as a level has orders a minute.
func (m *mind) price() int { return 60 * int(m.setup.Rules.TickRate) }

// savings is the most that a commander saves up: ten seconds of orders, or enough to get a seat of the usual size going
// at once when a match begins or a goal is reached; who splits its squads over goals gets all of them going, as a
// person does who selects them all.
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
	m.begun = m.begun && v.Tick-m.now <= gap
	m.now = v.Tick
	m.memory.recall(v, m.team)
	m.overcast(v.Marks)
	m.listen(talk)
	m.stir(v)
	m.credit = min(m.credit+m.style.Level.Orders, m.most)
	m.out = m.out[:0]
	if v.Result.Reason != game.NotOver {
		return nil
	}
	switch phase := (v.Tick + m.offset) % surveyEvery; {
	case phase == 0 || !m.begun:
		m.survey(v)
	case m.foresee != nil && m.foresee.busy && phase&1 == 0:
		m.dream(v)
	case int(phase)%max(m.style.Level.Every, 1) == 0 && m.credit >= m.price():
		m.turn(v)
	}
	return m.out
}

// survey takes stock: who is where, what is dangerous, what is wanted, and who goes for it.
func (m *mind) survey(v *game.View) {
	m.ground.learn(v.Marks)
	m.gather(v)
	m.memory.vanish(m.now, m.looks)
	m.maps.look(m)
	m.maps.fear(m)
	m.point()
	m.wants(v)
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

// turn thinks about the next squad of the seat. Who may not fire comes first, then who stands about longest, and the
// last order that may be given is kept for one that holds and has a goal, or heals.
func (m *mind) turn(v *game.View) {
	m.gather(v)
	m.spring(v)
	if m.loosen() || m.convoys(v) || m.leadsCharge() && m.plans[m.charge()].act != Waiting && m.credit < 2*m.price() {
		return // the last order is kept for the squad that is escorted, unless that waits for the others
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

// consider decides about a squad, and tells whether it ordered it anything.
func (m *mind) consider(v *game.View, sq *squad) bool {
	if m.keeps(sq) {
		return false
	}
	o, act, ok := m.decide(v, sq)
	if !ok {
		return false
	}
	m.plans[sq.id].act = act
	if m.stands(sq, &o) {
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

// stuckFor is how long a squad that is on its way may stand before it is ordered again, in ticks.
const stuckFor = 100

// stuck reports whether a squad that was told to go somewhere stands.
func (m *mind) stuck(sq *squad) bool {
	p := &m.plans[sq.id]
	return m.now-max(p.busy, p.asked) > stuckFor
}

// stands reports whether a squad is at it already: the same order, to about the same place.
func (m *mind) stands(sq *squad, o *game.Order) bool {
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

func (m *mind) to(kind game.OrderKind, x, y int32) game.Order {
	return game.Order{
		Kind: kind, X: uint16(x*game.ViewStep + game.ViewStep/2), Y: uint16(y*game.ViewStep + game.ViewStep/2),
	}
}
