package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"muster/assets"
)

func (r *reader) nodes(n assets.Node) {
	to := &r.plan.Nodes
	r.fields(n, "nodes", []field{
		r.count(&to.Shards, "shards", 1, maxNodes),
		r.count(&to.Journal, "journal", 1, maxJournal),
		r.count(&to.Matchmakers, "matchmakers", 1, maxNodes),
		r.count(&to.Commanders, "commanders", 0, maxNodes),
		r.choice(&to.Directory, "directory", "auto", "consul", "served"),
		r.choice(&to.Database, "database", "auto", "sqlite", "postgres"),
	})
	r.plan.Load.Commanders = to.Commanders
}

func (r *reader) load(n assets.Node) {
	l, nodes := &r.plan.Load, r.plan.Nodes.Commanders
	*l = Load{Commanders: nodes}
	r.fields(n, "load", []field{
		r.count(&l.Bots, "bots", 0, maxBots),
		r.count(&l.Matches, "matches", 0, maxMatches),
		r.count(&l.Commanders, "commanders", 0, maxNodes),
		r.named(&l.Scenario, "scenario"),
		r.named(&l.Level, "level"),
	})
	if v, ok := valueOf(n, "commanders"); ok && nodes != 0 && nodes != l.Commanders {
		r.mistake(v, "commanders: %d here, and %d in nodes: say it once", l.Commanders, nodes)
	}
	r.plan.Nodes.Commanders = l.Commanders
}

// named reads the name of something that the caller knows, and notes its place for CheckNames.
func (r *reader) named(to *string, of string) field {
	return field{of, func(n assets.Node) {
		*to = read(r, n, of, func(text string) (string, error) {
			if text == "" {
				return "", errors.New("a name is wanted")
			}
			return text, nil
		})
		r.plan.places[of] = place{n.Line, n.Column}
	}}
}

// CheckNames holds the names of scenario and level against those that there are.
func (p Plan) CheckNames(scenarios, levels []string) error {
	for _, name := range []struct {
		of, is string
		known  []string
	}{{"scenario", p.Load.Scenario, scenarios}, {"level", p.Load.Level, levels}} {
		if name.is != "" && !slices.Contains(name.known, name.is) {
			at := p.places[name.of]
			return &Mistake{
				p.File, at.line, at.column, fmt.Sprintf("there is no %s %q%s: %s", name.of, name.is,
					assets.Meant(name.is, name.known), list(name.known)),
			}
		}
	}
	return nil
}

func (r *reader) scale(n assets.Node) {
	for _, item := range r.items(n, "scale", "{at: 40s, shards: 5}") {
		var s Scale
		r.fields(item, "scale", []field{r.at(&s.At), r.count(&s.Shards, "shards", 1, maxNodes)})
		if s.Shards == 0 {
			r.mistake(item, "scale: how many shards? such as {at: 40s, shards: 5}")
		}
		r.plan.Scale = append(r.plan.Scale, s)
	}
	slices.SortStableFunc(r.plan.Scale, func(a, b Scale) int { return cmp.Compare(a.At, b.At) })
}

// at reads when something is done, which is before the end.
func (r *reader) at(to *time.Duration) field {
	return field{"at", func(n assets.Node) {
		*to = read(r, n, "at", parseTime)
		if r.plan.For > 0 && *to >= r.plan.For {
			r.mistake(n, "at: %v is after the end: the plan runs for %v", *to, r.plan.For)
		}
	}}
}

func (r *reader) autoscale(n assets.Node) {
	a := Autoscale{Min: 1, Max: r.plan.Nodes.Shards, CoolDown: 30 * time.Second}
	r.fields(n, "autoscale", []field{
		r.count(&a.Players, "players", 1, maxBots),
		{"cpu", func(n assets.Node) { a.CPU = read(r, n, "cpu", parseCores) }},
		r.count(&a.Min, "min", 1, maxNodes),
		r.count(&a.Max, "max", 1, maxNodes),
		{"cooldown", func(n assets.Node) { a.CoolDown = read(r, n, "cooldown", parseTime) }},
	})
	shards := r.plan.Nodes.Shards
	switch {
	case a.Players == 0 && a.CPU == 0:
		r.mistake(n, "autoscale: by what? such as players: 16, or cpu: 0.6, each a shard")
	case a.Min > a.Max:
		r.mistake(n, "autoscale: min is %d and max is %d", a.Min, a.Max)
	case shards < a.Min || shards > a.Max:
		r.mistake(n, "autoscale: it begins with %d shards, and keeps %d to %d: change nodes, min or max",
			shards, a.Min, a.Max)
	case len(r.plan.scaled()) > 0:
		r.mistake(n, "autoscale and scale both say how many shards there are: keep one of them")
	}
	r.plan.Autoscale = &a
}

func (r *reader) weights(n assets.Node) {
	r.each(n, "weights", "shard-1: 2", r.plan.ever(Shards), func(of Selector, v assets.Node) {
		w := Weight{Of: of}
		r.count(&w.Weight, "weight", 1, maxWeight).read(v)
		r.plan.Weights = append(r.plan.Weights, w)
	})
}

func (r *reader) limits(n assets.Node) {
	r.each(n, "limits", "shards: {cpu: 0.5}", r.plan.ever(), func(of Selector, v assets.Node) {
		l := Limit{Of: of}
		r.fields(v, "a limit", []field{
			{"cpu", func(n assets.Node) { l.CPU = read(r, n, "cpu", parseCores) }},
			{"memory", func(n assets.Node) {
				l.Memory = read(r, n, "memory", parseBytes)
				if l.Memory != 0 && l.Memory < minMemory {
					r.mistake(n, "memory: no node starts with less than %dMiB", minMemory>>20)
				}
			}},
			{"disk", func(n assets.Node) { l.Disk = read(r, n, "disk", parseBytes) }},
			r.count(&l.Files, "files", minFiles, maxFiles),
		})
		r.plan.Limits = append(r.plan.Limits, l)
	})
}

// each reads a map whose keys are selectors.
func (r *reader) each(n assets.Node, of, such string, nodes []string, f func(Selector, assets.Node)) {
	if n.Form != assets.Map {
		if n.Form == assets.List || n.Text != "" {
			r.mistake(n, "%s is a map of nodes, such as {%s}", of, such)
		}
		return
	}
	for i, key := range n.Keys {
		f(r.known(key, of, nodes), n.Items[i])
	}
}

func (r *reader) links(n assets.Node) {
	for _, item := range r.items(n, "links", "{from: shards, to: journal, latency: 5ms}") {
		a, before := Action{Kind: Net}, len(r.wrong)
		none := func(assets.Node) {}
		cut := func(n assets.Node) { a.Trouble.Cut = r.yes(n) }
		table := []field{{"from", none}, {"to", none}, {"between", none}, {"cut", cut}}
		r.fields(item, "a link", append(table, r.values(&a)...))
		nodes := append(r.plan.ever(), string(Players))
		between, ok := valueOf(item, "between")
		if _, from := valueOf(item, "from"); ok && from {
			r.mistake(item, "a link: between is both ways, from and to are one: keep one of them")
		} else if ok {
			r.sides(between, "between", &a, nodes)
		} else {
			r.oneWay(item, "a link", &a, nodes)
		}
		if len(r.wrong) > before {
			continue
		}
		r.link(item, a)
	}
}

// link notes what an item of links says.
func (r *reader) link(item assets.Node, a Action) {
	if a.Trouble == (Trouble{}) {
		r.mistake(item, "a link: what becomes of it? such as latency: 5ms or loss: 1%%")
	}
	from, to := a.Nodes[0], a.Nodes[1]
	r.plan.Links = append(r.plan.Links, Link{from, to, a.Trouble})
	if !a.OneWay {
		r.plan.Links = append(r.plan.Links, Link{to, from, a.Trouble})
	}
}

// yes reads true or false.
func (r *reader) yes(n assets.Node) bool {
	var word string
	r.choice(&word, "cut", "true", "false").read(n)
	return word == "true"
}
