package loadtest

import (
	"slices"
	"time"

	"muster/game"
)

// sent is an order on its way.
type sent struct {
	order game.Order
	at    time.Time
	tick  game.Tick // obeyed in; 0 while unanswered
}

// orders follows one seat's orders from sending to effect.
type orders struct {
	open   map[uint32]sent  // by number: unanswered
	obeyed []sent           // answered, not yet seen in a view; in the order of answers
	newest map[uint8]uint32 // by squad: number of its newest order
	// the newest, oldest first: an answer comes a little later than the view that shows its effect
	views []arrival
}

// arrival is a view and when it came.
type arrival struct {
	view *game.View
	at   time.Time
}

func newOrders() orders { return orders{open: map[uint32]sent{}, newest: map[uint8]uint32{}} }

func (o *orders) sent(seq uint32, order game.Order, now time.Time) {
	order.Seq = seq
	o.open[seq] = sent{order: order, at: now}
	o.newest[order.Squad] = seq
}

// answered notes an answer and reports whether its order was open: it is not if it was answered before.
func (o *orders) answered(a game.Answer) (known bool) {
	s, known := o.open[a.Seq]
	delete(o.open, a.Seq)
	// what is planned has its effect when its turn is shown, however long that takes
	if known && a.Tick > 0 && a.Refusal == game.Obeyed && s.order.Flags&game.Planned == 0 {
		s.tick = a.Tick
		o.obeyed = append(o.obeyed, s)
	}
	return known
}

// effect is an obeyed order whose tick a view has reached.
type effect struct {
	took    time.Duration // from sending the order to the view
	checked bool          // the view shows whether the squad has this order
	shown   bool          // it has
}

// seen returns the effects that are known of now that v has come: those that it shows, and those that views before it
// showed whose answers came behind them.
func (o *orders) seen(v *game.View, now time.Time) (all []effect) {
	o.views = append(o.views, arrival{v, now})
	o.views = o.views[max(0, len(o.views)-effectWithin):]
	later := o.obeyed[:0]
	for _, s := range o.obeyed {
		i := slices.IndexFunc(o.views, func(a arrival) bool { return a.view.Tick >= s.tick && a.at.After(s.at) })
		if i < 0 {
			later = append(later, s)
			continue
		}
		first := o.views[i]
		e := effect{took: first.at.Sub(s.at)}
		if o.newest[s.order.Squad] == s.order.Seq && v.Tick <= s.tick+effectWithin {
			e.checked, e.shown = shows(first.view, s.order)
		}
		all = append(all, e)
	}
	o.obeyed = later
	return all
}

// shows looks for the order at its squad. A squad that is gone tells nothing.
func shows(v *game.View, o game.Order) (checked, shown bool) {
	for _, s := range v.Squads {
		if s.ID != o.Squad || s.Alive == 0 {
			continue
		}
		shown = s.Order == o.Kind
		if o.Kind == game.Move || o.Kind == game.AttackMove {
			shown = shown && s.X == o.X && s.Y == o.Y
		}
		return true, shown
	}
	return false, false
}
