package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"muster/assets"
)

// random is the key of faults by chance, beside the kinds of actions.
const random = "random"

func (r *reader) faults(n assets.Node) {
	var all []Fault
	for _, item := range r.items(n, "faults", "{at: 10s, kill: shard-1}") {
		if kind, ok := r.kindOf(item); ok {
			all = append(all, r.fault(item, kind))
		}
	}
	r.plan.Faults = all
}

// ahead notes the faults by which nodes come and go: what is read before the faults, and faults that are written before
// these, may name such nodes. What is wrong with them is told when the faults are read.
func (r *reader) ahead(root assets.Node) {
	faults, _ := valueOf(root, "faults")
	for _, item := range faults.Items {
		at, _ := valueOf(item, "at")
		since, err := parseTime(at.Text)
		if err != nil {
			continue
		}
		for _, kind := range []ActionKind{ScaleTo, MoreBots, Gone} {
			n, ok := valueOf(item, string(kind))
			a, err := ParseAction([]string{string(kind), n.Text})
			if ok && err == nil {
				r.plan.Faults = append(r.plan.Faults, Fault{At: since, Action: a})
			}
		}
	}
}

// kindOf finds the one key of a fault that says what is done.
func (r *reader) kindOf(n assets.Node) (kind assets.Node, ok bool) {
	if n.Form != assets.Map {
		r.mistake(n, "a fault is a map, such as {at: 10s, kill: shard-1}")
		return kind, false
	}
	for _, key := range n.Keys {
		_, err := kindNamed(key.Text)
		switch {
		case err != nil && key.Text != random:
		case ok:
			r.mistake(key, "%s and %s: a fault is one thing; make two of it", kind.Text, key.Text)
			return kind, false
		default:
			kind, ok = key, true
		}
	}
	if !ok {
		r.noKind(n)
	}
	return kind, ok
}

// noKind says what a fault without a kind may have meant.
func (r *reader) noKind(n assets.Node) {
	kinds := []string{random}
	for _, k := range actionKinds {
		kinds = append(kinds, string(k))
	}
	for _, key := range n.Keys {
		isValue := slices.ContainsFunc(values, func(v value) bool { return v.key == key.Text })
		if key.Text != "at" && key.Text != "for" && !isValue {
			r.mistake(key, "a fault has no key %q%s: %s", key.Text, assets.Meant(key.Text, kinds), list(kinds))
			return
		}
	}
	r.mistake(n, "a fault says what is done: %s", list(kinds))
}

func (r *reader) fault(n, key assets.Node) (f Fault) {
	table := []field{r.at(&f.At), {"for", func(n assets.Node) { f.For = r.lasting(n, "for") }}}
	if key.Text == random {
		r.fields(n, "a fault", append(table, field{random, func(n assets.Node) { f.Random = r.random(n, f.At) }}))
	} else {
		f.Action.Kind, _ = kindNamed(key.Text)
		table = append(table, field{key.Text, func(n assets.Node) { r.whom(n, &f.Action, f.At) }})
		before := len(r.wrong)
		r.fields(n, "a fault", append(table, r.values(&f.Action)...))
		r.whole(key, &f.Action, before)
	}
	r.times(n, key, f)
	return f
}

// lasting reads how long something lasts.
func (r *reader) lasting(n assets.Node, of string) time.Duration {
	return read(r, n, of, parseLasting)
}

// times checks when a fault begins and ends.
func (r *reader) times(n, key assets.Node, f Fault) {
	if _, ok := valueOf(n, "at"); !ok {
		r.mistake(n, "a fault says when, such as at: 10s")
	}
	how, ok := valueOf(n, "for")
	switch {
	case !ok && f.Random != nil && r.plan.For == 0:
		r.mistake(key, "random: for how long? such as for: 30s beside it")
	case !ok && f.Random != nil && f.At < r.plan.For && f.Random.Every > r.plan.For-f.At:
		r.mistake(key, "random: the plan is over before the first fault: one comes every %v, and %v are left",
			f.Random.Every, r.plan.For-f.At)
	case !ok:
	case f.Random == nil && !f.Action.Kind.Lasts():
		r.mistake(how, "for: %s is done at once: leave it out", key.Text)
	case r.plan.For > 0 && f.At < r.plan.For && f.At+f.For > r.plan.For:
		r.mistake(how, "for: it lasts until %v, and the plan runs for %v", f.At+f.For, r.plan.For)
	case f.Random != nil && f.Random.Every > f.For:
		r.mistake(how, "for: %v is over before the first fault: one comes every %v", f.For, f.Random.Every)
	}
}

// whom reads to whom a thing is done, or how much of it.
func (r *reader) whom(n assets.Node, a *Action, at time.Duration) {
	switch {
	case a.Kind == ScaleTo:
		r.count(&a.Shards, string(ScaleTo), 1, maxNodes).read(n)
	case a.Kind == MoreBots:
		r.count(&a.Bots, string(MoreBots), 1, maxBots).read(n)
	case a.Kind.between():
		r.sides(n, string(a.Kind), a, append(r.plan.nodesAt(at), string(Players)))
	default:
		a.Nodes = []Selector{r.there(n, string(a.Kind), at)}
	}
}

// there reads a selector of nodes that are there at a moment.
func (r *reader) there(n assets.Node, of string, at time.Duration) Selector {
	before := len(r.wrong)
	s := r.known(n, of, r.plan.ever())
	if len(r.wrong) == before && s != All && s.check(r.plan.nodesAt(at)) != nil {
		r.mistake(n, "%s: %s is not there at %v: there are %s", of, s, at, sayNodes(r.plan.nodesAt(at)))
	}
	return s
}

// sides reads the two sides of a link or a cut: [a, b] is both ways, {from: a, to: b} one.
func (r *reader) sides(n assets.Node, of string, a *Action, nodes []string) {
	switch {
	case n.Form == assets.Map:
		none := func(assets.Node) {}
		r.fields(n, of, []field{{"from", none}, {"to", none}})
		r.oneWay(n, of, a, nodes)
	case n.Form == assets.List && len(n.Items) == 2:
		a.Nodes = []Selector{r.known(n.Items[0], of, nodes), r.known(n.Items[1], of, nodes)}
	default:
		r.mistake(n, "%s: between whom? [shard-1, journal] is both ways, {from: shard-1, to: journal} one", of)
	}
}

// oneWay reads from and to.
func (r *reader) oneWay(n assets.Node, of string, a *Action, nodes []string) {
	for _, side := range []string{"from", "to"} {
		v, ok := valueOf(n, side)
		if !ok {
			r.mistake(n, "%s: %s whom?", of, side)
			return
		}
		a.Nodes = append(a.Nodes, r.known(v, side, nodes))
	}
	a.OneWay = true
}

// values are the keys that an action of this kind may have beside it.
func (r *reader) values(a *Action) (table []field) {
	for _, v := range valuesOf(a.Kind) {
		for _, key := range []string{v.key, v.other} {
			if key != "" {
				table = append(table, field{key, func(n assets.Node) { r.value(n, key, v, a) }})
			}
		}
	}
	return table
}

func (r *reader) value(n assets.Node, key string, v value, a *Action) {
	read(r, n, key, func(text string) (struct{}, error) { return struct{}{}, v.set(a, text) })
}

// whole notes what an action lacks, if nothing else is wrong with it: nothing was since so many mistakes.
func (r *reader) whole(n assets.Node, a *Action, before int) {
	if len(r.wrong) > before {
		return
	}
	if err := a.whole(); err != nil {
		r.mistake(n, "%s: %v", a.Kind, err)
	}
}

// random reads faults by chance.
func (r *reader) random(n assets.Node, at time.Duration) *Random {
	var f Random
	before := len(r.wrong)
	r.fields(n, random, append([]field{
		{"kind", func(n assets.Node) { f.Kinds = r.kinds(n) }},
		{"of", func(n assets.Node) { f.Of = r.there(n, "of", at) }},
		{"every", func(n assets.Node) { f.Every = r.lasting(n, "every") }},
		{"lasting", func(n assets.Node) { f.Lasting = r.lasting(n, "lasting") }},
		{"seed", func(n assets.Node) { f.Seed = read(r, n, "seed", parseSeed) }},
	}, r.like(n, &f.Like)...))
	switch _, seeded := valueOf(n, "seed"); {
	case len(r.wrong) > before:
	case len(f.Kinds) == 0:
		r.mistake(n, "random: what is done? such as kind: kill")
	case f.Every < minEvery:
		r.mistake(n, "random: how often? such as every: 10s; %v is the least", minEvery)
	case !seeded:
		r.mistake(n, "random: it needs a seed, such as seed: 7: the same one does the same again")
	}
	if f.Of == "" {
		f.Of = r.plan.replaceable(at)
	}
	for _, k := range f.Kinds {
		one := f.one(k, f.Of)
		r.whole(n, &one, before)
	}
	return &f
}

// kinds reads which kinds of faults come by chance.
func (r *reader) kinds(n assets.Node) (kinds []ActionKind) {
	items := n.Items
	if n.Form != assets.List {
		items = []assets.Node{n}
	}
	for _, item := range items {
		kinds = append(kinds, read(r, item, "kind", func(text string) (ActionKind, error) {
			k, err := kindNamed(text)
			if err == nil && !k.Lasts() && k != Restart {
				err = fmt.Errorf("%s does not come by chance", k)
			}
			return k, err
		}))
	}
	return kinds
}

// like are the values that faults by chance have: of every kind that is named, each by its one name.
func (r *reader) like(n assets.Node, a *Action) (table []field) {
	kinds, _ := valueOf(n, "kind")
	words := kinds.Text
	for _, item := range kinds.Items {
		words += " " + item.Text
	}
	for _, word := range strings.Fields(words) {
		kind, err := kindNamed(word)
		if err != nil {
			continue
		}
		for _, v := range valuesOf(kind) {
			table = append(table, field{v.key, func(n assets.Node) { r.value(n, v.key, v, a) }})
		}
	}
	return table
}
