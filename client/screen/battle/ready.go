package battle

import (
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

// Not is why a button of the command card is dimmed: nobody selected can do now what the order takes.
type Not struct {
	Why     game.Refusal // Obeyed: somebody can
	Seconds int          // NotReady: until the first of them can, rounded up
}

// throws are the ticks at which squads were first seen not to be ready for the next smoke or grenade. They are so for
// as long as the rules say, or for less where somebody came when they were so already.
type throws map[uint8]game.Tick

// update notes which of a team's squads are ready.
func (t throws) update(v *game.View) {
	for i := range v.Squads {
		switch s := &v.Squads[i]; {
		case s.Ready:
			delete(t, s.ID)
		case !t.knows(s.ID):
			t[s.ID] = v.Tick
		}
	}
}

func (t throws) knows(id uint8) bool {
	_, known := t[id]
	return known
}

// waits is how many seconds it takes at most until a squad may throw again, rounded up; 0 for who may.
func (b *Battle) waits(s *game.SquadView) int {
	if s.Ready {
		return 0
	}
	since, known := b.throws[s.ID]
	if !known {
		since = b.View.Tick
	}
	left, rate := int(since)+int(b.Setup.Rules.Works.Ready)-int(b.View.Tick), int(max(b.Setup.Rules.TickRate, 1))
	return max(1, (left+rate-1)/rate)
}

// Unready says why none of the selected squads can follow an order now, though some have what it takes.
func (b *Battle) Unready(kind game.OrderKind) (not Not) {
	for _, id := range b.Selected {
		s := b.squad(id)
		if s == nil || !b.can(s, kind) {
			continue
		}
		n := b.unready(s, kind)
		if n.Why == game.Obeyed {
			return n
		}
		if not.Why == game.Obeyed || nearer(n, not) {
			not = n
		}
	}
	return not
}

// nearer reports whether one squad's reason passes before another's: who waits for the shortest time comes first.
func nearer(n, than Not) bool {
	return n.Why == game.NotReady && (than.Why != game.NotReady || n.Seconds < than.Seconds)
}

// unready says why one squad cannot follow an order now.
func (b *Battle) unready(s *game.SquadView, kind game.OrderKind) Not {
	switch {
	case s.Broken:
		return Not{Why: game.Broken}
	case carriedDo(kind): // before it matters that nobody is on the ground
	case b.carried(s.ID):
		return Not{Why: game.Carried}
	case thrown(kind) && !s.Ready:
		return Not{Why: game.NotReady, Seconds: b.waits(s)}
	case kind == game.Reinforce && b.Supplied():
		return Not{Why: b.unpaid(s)}
	}
	return Not{}
}

// carriedDo reports whether who is in a transport obeys an order.
func carriedDo(kind game.OrderKind) bool {
	return kind == game.Leave || kind == game.SetStance || kind == game.SetForm
}

// unpaid says why nobody can be bought back for a squad.
func (b *Battle) unpaid(s *game.SquadView) game.Refusal {
	r := b.recruits(s, int(b.View.Supply))
	switch {
	case r.Now > 0:
		return game.Obeyed
	case r.Price == 0:
		return game.NoAbility
	case r.Missing == 0:
		return game.FullStrength
	}
	return game.NoSupply
}

// OrderOf is the order that a line of the command card gives.
func OrderOf(a keys.Action) game.OrderKind {
	switch a {
	case keys.Capture:
		return game.Capture
	case keys.NextStance:
		return game.SetStance
	case keys.NextFormation:
		return game.SetForm
	}
	kind, _, _ := a.Order()
	return kind
}

// SayUnready says why a button is dimmed; empty where it is not, or where SayRecruits says it.
func (b *Battle) SayUnready(kind game.OrderKind, w i18n.Words) string {
	not := b.Unready(kind)
	switch {
	case not.Why == game.Obeyed:
		return ""
	case kind == game.Reinforce && not.Why != game.FullStrength && b.Supplied():
		return ""
	case not.Seconds > 0:
		return w.Say("hud.ready_in", "seconds", itoa(not.Seconds))
	}
	return w.Say("refusal." + not.Why.String())
}
