package link

import (
	"math"

	"muster/server/cluster/plan"
	"muster/server/netem"
)

// Set has the ways from some nodes to others be as bad as that, from now on: for connections and flows that are open,
// and for those to come. Where two rules fit, the later counts, and all of it. What it returns takes the rule back,
// whatever was set since; a rule before it that still stands then counts again.
func (n *Net) Set(from, to plan.Selector, t plan.Trouble) (undo func(), err error) {
	if err := check(t); err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	id := n.rules.set(plan.Link{From: from, To: to, Trouble: t})
	n.apply()
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.rules.undo(id)
		n.apply()
	}, nil
}

// Heal has the ways from some nodes to others be as the plan has them; plan.All stands for players as well.
func (n *Net) Heal(from, to plan.Selector) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rules.heal(from, to)
	n.apply()
}

// Links lists the rules, what the plan has first, then what was set since, in its order: where several fit, the last
// counts. A way that was healed stands in it as one without trouble.
func (n *Net) Links() []plan.Link {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.rules.list()
}

// Trouble is how bad the way from a node to another is now.
func (n *Net) Trouble(from, to string) plan.Trouble {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.rules.trouble(from, to)
}

// apply has all lines be as the rules say. The caller holds the lock.
func (n *Net) apply() {
	for p, l := range n.lines {
		cfg := config(n.rules.trouble(p.from, p.to))
		before, _ := l.Now()
		if cfg.Seed = before.Seed; cfg == before {
			continue
		}
		if err := l.Set(cfg); err != nil {
			panic(err) // every rule was checked before it counted
		}
	}
}

// check finds what cannot be.
func check(t plan.Trouble) error {
	_, err := netem.NewLine(config(t))
	return err
}

// config is trouble as netem has it: a plan's jitter only adds, netem's goes to either side.
func config(t plan.Trouble) netem.Config {
	return netem.Config{
		Delay: t.Latency + t.Jitter/2, Jitter: t.Jitter / 2, Loss: t.Loss, Dup: t.Dup, Reorder: t.Reorder,
		Rate: int(min(t.Rate, math.MaxInt)), Cut: t.Cut,
	}
}
