package link

import (
	"slices"

	"muster/server/cluster/plan"
)

// rules say how bad the way from a node to another is. They decide and do nothing.
type rules struct {
	base []plan.Link
	now  []rule // set since; later ones win
	last int
}

// rule is what was set, or that the plan counts again.
type rule struct {
	plan.Link
	id     int
	healed bool
}

// trouble is how bad the way is. A node's way to itself leads over no network.
func (r *rules) trouble(from, to string) plan.Trouble {
	if from == to && from != string(plan.Players) {
		return plan.Trouble{}
	}
	for _, rule := range slices.Backward(r.now) {
		if rule.fits(from, to) {
			if rule.healed {
				break
			}
			return rule.Trouble
		}
	}
	for _, l := range slices.Backward(r.base) {
		if l.From.Has(from) && l.To.Has(to) {
			return l.Trouble
		}
	}
	return plan.Trouble{}
}

func (r rule) fits(from, to string) bool {
	return (r.healed && r.From == plan.All || r.From.Has(from)) && (r.healed && r.To == plan.All || r.To.Has(to))
}

// set puts a rule behind all others and returns by what it is taken back. One before it for the same nodes stays: it
// counts again when this one is taken back first.
func (r *rules) set(l plan.Link) (id int) {
	r.last++
	r.now = append(r.now, rule{Link: l, id: r.last})
	if len(r.now) > maxRules {
		r.forget()
	}
	return r.last
}

// forget drops the oldest rule that a later one for the same nodes hides; if none is, the oldest.
func (r *rules) forget() {
	oldest, later := 0, map[[2]plan.Selector]bool{}
	for i, rule := range slices.Backward(r.now) {
		nodes := [2]plan.Selector{rule.From, rule.To}
		if later[nodes] {
			oldest = i
		}
		later[nodes] = true
	}
	r.now = slices.Delete(r.now, oldest, oldest+1)
}

// heal has the plan count again. Rules that it leaves nothing to are gone, so that the list does not grow when the same
// is set and healed again and again. Nothing need be said of it where nothing was set.
func (r *rules) heal(from, to plan.Selector) {
	r.now = slices.DeleteFunc(r.now, func(old rule) bool { return covers(from, old.From) && covers(to, old.To) })
	r.set(plan.Link{From: from, To: to})
	r.now[len(r.now)-1].healed = true
	for len(r.now) > 0 && r.now[0].healed {
		r.now = r.now[1:]
	}
}

// covers reports whether healing one selector leaves nothing to a rule for another.
func covers(one, other plan.Selector) bool { return one == other || one == plan.All }

// undo takes a rule back, if it still is there.
func (r *rules) undo(id int) {
	r.now = slices.DeleteFunc(r.now, func(old rule) bool { return old.id == id })
}

// list is all that counts.
func (r *rules) list() []plan.Link {
	all := slices.Clone(r.base)
	for _, rule := range r.now {
		all = append(all, rule.Link)
	}
	return all
}
