package plan

import "muster/game"

// log is what was sent for a turn. What the server holds is what it noted of that: it decides by the same rule, and
// what it refused has changed nothing.
type log struct {
	known bool  // begun: what the server held is known
	base  draft // what it held before the first of sent
	sent  []sent
}

// sent is an order on its way, or answered.
type sent struct {
	seq     uint32
	order   game.Order
	done    bool
	refused bool
}

func (l *log) begin(base draft) { *l = log{known: true, base: base} }

// has is what the server holds once all that is under way has come there, unless it is refused.
func (l *log) has() (d draft) {
	d = append(d, l.base...)
	for i := range l.sent {
		if s := &l.sent[i]; !s.refused && s.order.Flags&game.Commit == 0 {
			d = d.give(s.order)
		}
	}
	return d
}

// underWay counts what is not answered yet.
func (l *log) underWay() (n int) {
	for i := range l.sent {
		if !l.sent[i].done {
			n++
		}
	}
	return n
}

// Due are the orders to be sent now, which then are said to be Sent one by one: what is planned and the server has not.
// The commitment goes last, when all else is answered.
func (p *Plan) Due() (orders []game.Order) {
	if p.Stage() != Planning || !p.log.known {
		return nil
	}
	room, has := maxUnderWay-p.log.underWay(), p.log.has()
	for _, id := range squads(has, p.want) {
		for _, o := range steps(has.of(id), p.want.of(id)) {
			if len(orders) < room {
				orders = append(orders, p.planned(o))
			}
		}
	}
	if len(orders) == 0 && p.asked == wanted && p.log.underWay() == 0 {
		orders = append(orders, p.planned(game.Order{Flags: game.Commit}))
	}
	return orders
}

// planned is an order as it is sent.
func (p *Plan) planned(o game.Order) game.Order {
	o.Flags, o.Turn = o.Flags|game.Planned, p.turn.Number
	return o
}

// Sent notes that an order of Due got a number and is on its way.
func (p *Plan) Sent(seq uint32, o game.Order) {
	p.log.sent = append(p.log.sent, sent{seq: seq, order: plain(o)})
}

// Answered takes in an answer. What was refused is not planned any more, and a commitment that was waiting for it is
// not meant: the plan is not what the player saw.
func (p *Plan) Answered(a game.Answer) {
	for i := range p.log.sent {
		s := &p.log.sent[i]
		if s.seq != a.Seq || s.done {
			continue
		}
		s.done, s.refused = true, a.Refusal != game.Obeyed
		switch commit := s.order.Flags&game.Commit != 0; {
		case commit && (!s.refused || a.Refusal == game.Committed):
			p.asked = committed
		case s.refused:
			p.asked = unasked
			p.refused(s.order)
		}
		return
	}
}

// refused forgets an order, also as something that could be undone.
func (p *Plan) refused(o game.Order) {
	drop := func(d draft) (kept draft) {
		for i := range d {
			if d[i] != o {
				kept = append(kept, d[i])
			}
		}
		return kept
	}
	p.want = drop(p.want)
	for i := range p.before {
		p.before[i] = drop(p.before[i])
	}
	for i := range p.undone {
		p.undone[i] = drop(p.undone[i])
	}
}

// Unsent counts the planned orders that the server is not known to have.
func (p *Plan) Unsent() (n int) {
	if p.Stage() != Planning {
		return 0
	}
	var has draft
	has = append(has, p.log.base...)
	for i := range p.log.sent {
		if s := &p.log.sent[i]; s.done && !s.refused && s.order.Flags&game.Commit == 0 {
			has = has.give(s.order)
		}
	}
	for _, id := range squads(has, p.want) {
		n += len(steps(has.of(id), p.want.of(id)))
	}
	return n
}
