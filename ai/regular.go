package ai

import "muster/game"

// temper is a personality: when to fight and when to leave.
type temper struct {
	fight int32 // percent of the enemy's strength nearby at which a squad attacks
	flee  int32 // percent below which it falls back
}

var steady = temper{fight: 85, flee: 45}

// regular is a commander that takes objectives, keeps its squads together where the enemy is, attacks what it sees and
// falls back when losing. It thinks about one squad at a time.
type regular struct {
	setup    *game.Setup
	seat     uint8
	team     uint8
	temper   temper
	memory   memory
	turn     int // ticks since it thought last
	next     int // the squad whose turn it is
	patience int // orders that it may still give, in orderCost
	plans    [game.MaxSquads]plan
	orders   [1]game.Order
}

// plan is what a squad is up to.
type plan struct {
	point int       // the point that it was sent to, +1; 0 for none
	rest  game.Tick // it fell back, and does nothing else before this tick
}

// A commander thinks about a squad every thinkEvery ticks and gives at most 60 orders a minute, like a quick person.
const (
	thinkEvery  = 4
	orderCost   = 20 // patience grows by one a tick: an order a second
	orderBudget = 8 * orderCost
	restFor     = 160
	reachOf     = 12 // cells around a squad that decide whether it is winning
)

// Think implements Commander.
func (c *regular) Think(v *game.View, _ []game.Talk) []game.Order {
	c.memory.recall(v, c.team)
	c.patience = min(c.patience+1, orderBudget)
	if c.turn++; c.turn < thinkEvery || v.Result.Reason != game.NotOver || c.patience < orderCost {
		return nil
	}
	c.turn = 0
	sq := c.pick(v)
	if sq == nil {
		return nil
	}
	o, ok := c.decide(v, sq)
	if !ok || stands(sq, &o) {
		return nil
	}
	c.patience -= orderCost
	o.Squad = sq.ID
	c.orders[0] = o
	return c.orders[:]
}

// pick goes round the seat's living squads.
func (c *regular) pick(v *game.View) *game.SquadView {
	for range v.Squads {
		c.next = (c.next + 1) % len(v.Squads)
		if sq := &v.Squads[c.next]; sq.Seat == c.seat && sq.Alive > 0 {
			return sq
		}
	}
	return nil
}

// stands tells that a squad is at it already: the same order, to about the same place.
func stands(sq *game.SquadView, o *game.Order) bool {
	if sq.Order != o.Kind {
		return false
	}
	switch o.Kind {
	case game.Capture:
		return sq.Target == o.Target
	case game.Move, game.AttackMove:
		return near(int32(sq.X), int32(sq.Y), int32(o.X), int32(o.Y), 4*game.ViewStep)
	}
	return true
}

// decide is what a squad should do now.
func (c *regular) decide(v *game.View, sq *game.SquadView) (game.Order, bool) {
	x, y, ok := c.middle(v, sq.ID)
	if !ok {
		return game.Order{}, false
	}
	p := &c.plans[sq.ID]
	if v.Tick < p.rest {
		return game.Order{}, false
	}
	ours, theirs := c.ours(v, x, y, reachOf), c.memory.threat(c.setup, v.Tick, x, y, reachOf+4)
	if theirs > 0 && ours*100 < theirs*c.temper.flee && !c.home(x, y) {
		p.rest = v.Tick + restFor
		return game.Order{Kind: game.Retreat}, true
	}
	if e, seen := c.memory.nearest(x, y); seen && near(e.x, e.y, x, y, reachOf+6) && ours*100 >= theirs*c.temper.fight {
		return c.to(game.AttackMove, e.x, e.y), true
	}
	return c.objective(v, sq, x, y)
}

func (c *regular) to(kind game.OrderKind, x, y int32) game.Order {
	return game.Order{Kind: kind, X: uint16(x*game.ViewStep + game.ViewStep/2), Y: uint16(y*game.ViewStep + game.ViewStep/2)}
}

// middle is where a squad is, in cells.
func (c *regular) middle(v *game.View, squad uint8) (x, y int32, ok bool) {
	n := int32(0)
	for i := range v.Units {
		if u := &v.Units[i]; u.Team == c.team && u.Squad == squad && u.HP > 0 {
			x, y, n = x+int32(u.X), y+int32(u.Y), n+1
		}
	}
	if n == 0 {
		return 0, 0, false
	}
	return x / n / game.ViewStep, y / n / game.ViewStep, true
}

// ours is the strength of the team's own units within r cells of a place.
func (c *regular) ours(v *game.View, x, y, r int32) (sum int32) {
	for i := range v.Units {
		u := &v.Units[i]
		if u.Team == c.team && u.HP > 0 && near(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep, x, y, r) {
			sum += worth(c.setup, u.Kind, u.HP)
		}
	}
	return sum
}

func (c *regular) home(x, y int32) bool {
	t := &c.setup.Scenario.Teams[c.team]
	return near(x, y, t.StartX, t.StartY, 8)
}
