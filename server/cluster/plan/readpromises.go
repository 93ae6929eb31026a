package plan

import (
	"slices"

	"muster/assets"
)

// most is the largest count that is promised: more than anything that is counted.
const most = 1_000_000_000

func (r *reader) promises(n assets.Node) {
	var table []field
	for _, name := range names() {
		table = append(table, field{string(name), func(n assets.Node) { r.promise(n, name) }})
	}
	r.fields(n, "promises", table)
	if n.Form == assets.Map { // in the order of the file
		slices.SortStableFunc(r.plan.Promises, func(a, b Promise) int { return r.keyAt(n, a) - r.keyAt(n, b) })
	}
}

func (r *reader) keyAt(n assets.Node, p Promise) int {
	return slices.IndexFunc(n.Keys, func(k assets.Node) bool { return k.Text == string(p.Name) })
}

// names lists what can be promised, in the order of the alphabet.
func names() (all []Name) {
	for name := range units {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func (r *reader) promise(n assets.Node, name Name) {
	p := Promise{Name: name}
	switch {
	case name == Seated && n.Text == "all":
		p.All = true
	case name.Unit() == Time:
		p.Bound = read(r, n, string(name), parseTime).Seconds()
	case name.Unit() == Cores:
		p.Bound = read(r, n, string(name), parseCores)
	default:
		var count int
		r.count(&count, string(name), 0, most).read(n)
		p.Bound = float64(count)
	}
	players := r.plan.Players()
	switch {
	case name.ofPlayers() && players == 0 && r.plan.Load.Commanders == 0:
		r.mistake(n, "%s: nobody plays: give load some bots or commanders", name)
	case name == Seated && p.Bound > float64(players):
		r.mistake(n, "%s: %v are more than the %d bots that come (did you mean all?)", name, p.Bound, players)
	}
	r.plan.Promises = append(r.plan.Promises, p)
}

// ofPlayers reports whether it is players who measure it.
func (n Name) ofPlayers() bool {
	switch n {
	case OrdersLost, OrdersDoubled, Seated, Starved, ViewGapP50, ViewGapP99, ViewGapMax, OrderP50, OrderP99:
		return true
	}
	return false
}
