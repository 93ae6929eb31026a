package shard

import (
	"slices"
	"time"

	"muster/game"
	"muster/shard/replay"
)

// A match by turns: while it is planned no tick passes, nothing is written unless somebody plans, and everything is
// said at the owner's slots (docs/lease.md, rules 35 to 40).

// slots is what a Zone knows of a match by turns beside its World.
type slots struct {
	drafts  []draft      // planned, and not told: their records are not durable, or no slot has come since
	latest  *Publication // the last one that was let out
	standIn int          // slots in which nobody but AIs plans any more, for players whose time was up
}

// draft is what is to be told of a Plan.
type draft struct {
	*Publication
	record uint64 // told when this is durable
}

// slotTime is how often everything is said while a turn is planned: often enough that nobody waits for a plan to be
// taken, and so seldom that a slot tells nothing of what fell into it.
const slotTime = 250 * time.Millisecond

// maxPlans is how many records may be under way while a turn is planned: those of a minute of slots. What is told at a
// slot must not depend on whether a record of others is under way, so that nobody's plan waits for room as ticks do;
// a store that stands still for so long is told of.
const maxPlans = 240

// standInSlots is how many slots an AI has to plan for a player who gave nothing, once nobody else plans: two seconds,
// the time that its own seat's plan may take it.
const standInSlots = 8

// Still reports whether the match stands still while a turn is planned: Slot is to be called, and Tick does nothing.
func (z *Zone) Still() bool { return z.phase == owner && z.world.CanPlan() }

// runs reports whether a turn runs. One record has leased the whole of it: no other comes before its end.
func (z *Zone) runs() bool {
	return z.world.Rest().Phase == game.Running && z.world.Result().Reason == game.NotOver
}

// A slot tells nothing of whether a record is under way. Plans are written at the slot behind them however slow the
// store is, and a store that stalls is told of when a turn that has begun cannot be shown, which is everybody's.

// Slot is 250 ms of the owner's own clock while the match stands still, at a time of day in Unix milliseconds (rule
// 39): it tells everybody how things stand, then writes down what was planned since the last slot.
func (z *Zone) Slot(now uint64) {
	if !z.Still() || z.Waits() && !z.abandon && !z.leaving {
		return
	}
	z.picture()
	switch {
	case z.last != forever:
	case len(z.inFlight) >= maxPlans:
		z.stalled()
	case z.abandon:
		z.sendEnd()
	case z.leaving:
		z.sendHandOver()
	case z.decided < z.world.Tick(): // the turn is over here, and its record is not durable
		z.stalled()
	default:
		z.resumed()
		z.planSlot(now)
	}
	z.publish()
}

// planSlot writes what there is to write: one Plan at most, and the record that begins the turn when nobody plans any
// more. What waits at a deadline is in the Plan that notes it (rule 38).
func (z *Zone) planSlot(now uint64) {
	rest, turn := z.world.Rest(), game.TurnInput{Now: now}
	if rest.Phase == game.Unopened {
		turn.Open = rest.Turn
	}
	if rest.Closable && rest.StandIns != 0 { // while others think it has time anyway
		z.standIn++
	}
	due := rest.Until > 0 && now >= rest.Until
	if !z.mayClose() && (turn.Open > 0 || due || !z.queue.Empty() || len(z.queue.Talk) > 0) {
		z.sendPlan(turn)
	}
	if z.mayClose() {
		z.sendTurn(game.TurnInput{Now: now, Close: rest.Turn})
	}
}

// mayClose goes by what the World holds, and by nothing that is remembered beside it (rule 38).
func (z *Zone) mayClose() bool {
	rest := z.world.Rest()
	return rest.Closable && (rest.StandIns == 0 || z.standIn > standInSlots)
}

// sendPlan writes what is queued down where the World stands (rule 36).
func (z *Zone) sendPlan(turn game.TurnInput) {
	in, t := z.unqueue(), z.world.Tick()
	in.Turn = turn
	z.send(&replay.Record{Kind: replay.Plan, Tick: t, Input: in}, flight{tick: t, lease: t})
	z.world.Plan(&in)
	z.drafts = append(z.drafts, draft{quiet(z.view(&in)), z.tailNumber})
	z.checkpoint()
}

// sendTurn begins a turn: its one record leases all of it (rule 37). What was planned and not told is told with its
// first tick.
func (z *Zone) sendTurn(turn game.TurnInput) {
	in, next := z.unqueue(), z.world.Tick()+1
	in.Turn, z.standIn = turn, 0
	lease := next - 1 + z.world.Setup().Scenario.Turns.Length
	z.hashed = Hashed{next - 1, z.world.Hash()}
	z.send(&replay.Record{Kind: replay.Tick, Tick: next, Lease: lease, WorldHash: z.hashed.Hash, Input: in}, flight{
		tick: next, lease: lease, content: true,
	})
	z.step(&in)
	z.merge(z.pending[len(z.pending)-1], len(z.drafts))
	z.checkpoint()
}

// merge has a publication say what the first n drafts do, too, and forgets those.
func (z *Zone) merge(p *Publication, n int) {
	var seats []game.SeatChange
	var talk []game.Talk
	var answers []game.Answer
	for _, d := range z.drafts[:n] {
		seats, talk, answers = append(seats, d.Seats...), append(talk, d.Talk...), append(answers, d.Answers...)
	}
	p.Seats, p.Talk, p.Answers = append(seats, p.Seats...), append(talk, p.Talk...), append(answers, p.Answers...)
	z.drafts = slices.Delete(z.drafts, 0, n)
}

// picture shows how things stand as far as that is durable: at every slot, whether anything has changed or not, so that
// its time tells nothing (rule 39).
func (z *Zone) picture() {
	if z.decided < z.world.Tick() || z.last != forever {
		return
	}
	n := 0
	for n < len(z.drafts) && z.drafts[n].record <= z.baseNumber {
		n++
	}
	as := z.latest
	if n > 0 {
		as = z.drafts[n-1].Publication
	} else if !as.Slot {
		as = quiet(as)
	}
	p := &Publication{Match: z.match, Tick: z.decided, Slot: true, Views: as.Views, Rest: as.Rest}
	p.Hashed = as.Hashed
	z.merge(p, n)
	z.letOut(p)
}

// delay is how long after its tick a view leaves now. By turns it is always the same: what the store took for others'
// plans shows nowhere.
func (h *Host) delay() time.Duration {
	if h.setup.Scenario.Turns.Kind != game.RealTime {
		return gridMost
	}
	return h.shard.Delay()
}

// quiet is a publication without what happened in its tick: that was told when the turn was shown.
func quiet(p *Publication) *Publication {
	still := *p
	still.Views, still.Slot = nil, true
	for _, v := range p.Views {
		w := *v
		w.CombatEvents = nil
		still.Views = append(still.Views, &w)
	}
	return &still
}

// share is how many orders of a seat's leader are taken for one record: while a turn is planned each has a part of its
// own, or one would learn from what is refused how much others plan.
func (z *Zone) share() uint32 {
	if !z.Still() {
		return maxOrdersSeat
	}
	leaders := len(z.world.Setup().Scenario.Seats) * int(game.Leaders)
	return uint32(min(maxOrdersSeat, maxOrders/leaders))
}

// filmStalls reports whether a turn runs whose record has not become durable for as long as a lease takes: it cannot
// be shown.
func (z *Zone) filmStalls() bool { return z.runs() && len(z.pending) > leaseLen }

// toldInPlanning reports whether an answer to what was planned for the next turn was told.
func (z *Zone) toldInPlanning(a *game.Answer) bool {
	return z.Still() && a.Tick == z.world.Tick()+1 && !slices.ContainsFunc(z.drafts, func(d draft) bool {
		return slices.Contains(d.Answers, *a)
	})
}
