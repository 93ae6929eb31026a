package wire

import "muster/game"

// The roles that combat events give to units, the weightier over the lighter.
const (
	bystander = iota
	firing
	shotAt
	hitNow
	deadNow
)

// combatEvents codes what happened in the fight, before the units: it says a lot about them. Shots by units of the
// baseline come first, unit by unit, each with its hit and its death; what is not so goes into the tail.
func (c *codec) combatEvents(base, v, out *game.View) error {
	c.remember(base)
	done, before := 0, -1
	for i := range base.Units {
		done, before = c.shot(i, done, before, base, v, out)
	}
	return c.tail(base, v, out, done)
}

// remember looks up who fired last when and at whom.
func (c *codec) remember(base *game.View) {
	c.ago, c.aim, c.role = resize(c.ago, len(base.Units)), resize(c.aim, len(base.Units)),
		resize(c.role, len(base.Units))
	for k := 0; k <= c.prediction.n; k++ {
		for _, h := range c.prediction.views[k].CombatEvents {
			if h.Kind != game.Shot {
				continue
			}
			if i := find(base.Units, h.Source); i >= 0 && c.ago[i] == 0 {
				c.ago[i] = uint8(min(k+c.prediction.distance, 31))
				c.aim[i] = h.Target
			}
		}
	}
}

// resize makes a list of zeros of a length, in the memory of the old one where it can.
func resize[T uint8 | uint16](list []T, n int) []T {
	if cap(list) < n {
		return make([]T, n, n+n/2)
	}
	list = list[:n]
	clear(list)
	return list
}

// shot codes whether unit i fired, and what came of it. done is how many combat events of v are coded, before the index
// of the last target.
func (c *codec) shot(i, done, before int, base, v, out *game.View) (int, int) {
	u := &base.Units[i]
	h := at(v.CombatEvents, done)
	fires := done < len(v.CombatEvents) && h.Kind == game.Shot && h.Source == u.ID && h.Dir == 0 && h.Loud == 0
	ctx := ctxFires + int(c.ago[i])*8 + int(u.Flags&(game.Moving|game.Firing|game.Pinned))
	if !c.flag(ctx, fires) {
		return done, before
	}
	target, t := c.target(i, before, base, h.Target)
	out.CombatEvents = append(out.CombatEvents, game.CombatEvent{Kind: game.Shot, Source: u.ID, Target: target})
	c.mark(i, firing)
	done++
	if !c.follows(ctxHit+truth(t >= 0), game.Hit, u.ID, target, v, out, &done) {
		c.mark(t, shotAt)
		return done, t
	}
	c.mark(t, hitNow)
	health := 3
	if t >= 0 {
		health = min(int(base.Units[t].HP)/8, 3)
	}
	if c.follows(ctxDeath+health, game.Death, u.ID, target, v, out, &done) {
		c.mark(t, deadNow)
	}
	return done, t
}

// follows codes whether the next combat event is of a kind and between the same two.
func (c *codec) follows(ctx int, kind game.CombatEventKind, source, target uint16, v, out *game.View, done *int) bool {
	like := game.CombatEvent{Kind: kind, Source: source, Target: target}
	if !c.flag(ctx, *done < len(v.CombatEvents) && v.CombatEvents[*done] == like) {
		return false
	}
	out.CombatEvents = append(out.CombatEvents, like)
	*done++
	return true
}

// target codes whom unit i fires at, with its index in the baseline, -1 if it is not there.
func (c *codec) target(i, before int, base *game.View, id uint16) (uint16, int) {
	guess := before
	if c.ago[i] > 0 {
		if c.flag(ctxLast, id == c.aim[i]) {
			return c.aim[i], find(base.Units, c.aim[i])
		}
		guess = find(base.Units, c.aim[i])
	}
	t := find(base.Units, id)
	if !c.flag(ctxKnown, t >= 0) {
		return uint16(c.number(ctxTailUnit, uint32(id))), -1
	}
	which := truth(guess >= 0)
	if guess < 0 {
		guess = i
	}
	t = guess + int(c.signed(ctxTarget+which*numberSize, int32(t-guess)))
	if t < 0 || t >= len(base.Units) {
		c.broken = true
		return id, -1
	}
	return base.Units[t].ID, t
}

// mark gives a unit of the baseline a role.
func (c *codec) mark(i, role int) {
	if i >= 0 {
		c.role[i] = max(c.role[i], uint8(role))
	}
}

// tail codes the combat events that are left, one by one.
func (c *codec) tail(base, v, out *game.View, done int) error {
	n := int(c.number(ctxTail, uint32(len(v.CombatEvents)-done)))
	if n > maxCombatEvents-len(out.CombatEvents) {
		return errView
	}
	last := game.CombatEvent{}
	for range n {
		h := at(v.CombatEvents, done)
		done++
		h.Kind = game.CombatEventKind(c.tree(ctxTailKind+int(last.Kind)*16, 4, uint32(h.Kind)))
		if h.Kind >= game.CombatEventKinds {
			return errView
		}
		h.Source = last.Source + uint16(c.signed(ctxTailUnit, int32(int16(h.Source-last.Source))))
		h.Target = last.Target + uint16(c.signed(ctxTailUnit+numberSize, int32(int16(h.Target-last.Target))))
		if h.Kind == game.Heard {
			h.Dir, h.Loud = uint8(c.tree(ctxTailDir, 3, uint32(h.Dir))), uint8(c.tree(ctxTailLoud, 2, uint32(h.Loud)))
		} else {
			h.Dir, h.Loud = 0, 0
		}
		out.CombatEvents = append(out.CombatEvents, h)
		c.marks(base, &h)
		last = h
	}
	return nil
}

// marks gives the units of a combat event their roles.
func (c *codec) marks(base *game.View, h *game.CombatEvent) {
	switch h.Kind {
	case game.Shot:
		c.mark(find(base.Units, h.Source), firing)
		c.mark(find(base.Units, h.Target), shotAt)
	case game.Hit:
		c.mark(find(base.Units, h.Target), hitNow)
	case game.Death:
		c.mark(find(base.Units, h.Target), deadNow)
	}
}

// truth is a context's share of a yes or no.
func truth(is bool) int {
	if is {
		return 1
	}
	return 0
}
