package wire

import (
	"slices"

	"muster/game"
)

// A view of a match by turns has, behind all else, its tick and what the audience may know of the turn. Nothing was
// learned for that: it is coded in the contexts of other fields, which most often do not change either.

// maxPlans is how many orders a view's plan holds at most: each squad has room for 16.
const maxPlans = 16 * game.MaxSquads

// turn codes the tick and the turn.
func (c *codec) turn(base, v, out *game.View) (err error) {
	out.Tick = base.Tick + game.Tick(c.number(ctxLength, uint32(v.Tick-base.Tick)))
	was, now, t := &base.Turn, &v.Turn, &out.Turn
	t.Phase = change(c, fieldStance, was.Phase, now.Phase)
	t.Mover = change(c, fieldOwner, was.Mover, now.Mover)
	t.Number = change(c, fieldScore, was.Number, now.Number)
	t.First = change(c, fieldEnd, was.First, now.First)
	t.Opened = c.wide(was.Opened, now.Opened)
	if t.Phase == game.Flowing || t.Phase >= game.Phases || t.Mover < game.NoTeam || t.Mover >= game.MaxTeams {
		return errView // also what says of itself that it is in real time
	}
	t.Seats, err = list(c, restScores, game.MaxSeats, was.Seats, now.Seats, t.Seats, (*codec).seatClock)
	if err == nil {
		t.Plan, err = list(c, restWaypoints, maxPlans, was.Plan, now.Plan, t.Plan, (*codec).planned)
	}
	if !slices.IsSortedFunc(t.Plan, func(a, b game.PlannedOrder) int { return int(a.Seat) - int(b.Seat) }) {
		return errView
	}
	return err
}

// wide codes a time of 64 bits.
func (c *codec) wide(was, now uint64) (out uint64) {
	if !c.flag(ctxField+fieldSupply, was != now) {
		return was
	}
	const part, parts = 22, 3
	for i := range parts {
		n := c.number(ctxFieldBy+fieldSupply*numberSize, uint32(now>>(part*i)&(1<<part-1)))
		out |= uint64(n) << (part * i)
	}
	return out
}

func (c *codec) seatClock(base, v game.SeatClock) game.SeatClock {
	out := game.SeatClock{
		State: change(c, fieldStance, base.State, v.State), Until: c.wide(base.Until, v.Until),
		Bank: uint32(c.wide(uint64(base.Bank), uint64(v.Bank))),
	}
	c.broken = c.broken || out.State >= game.SeatStates
	return out
}

func (c *codec) planned(base, v game.PlannedOrder) game.PlannedOrder {
	out := game.PlannedOrder{
		Order: game.Order{
			Seat: change(c, fieldSeat, base.Seat, v.Seat), Leader: change(c, fieldTaker, base.Leader, v.Leader),
			Seq: change(c, fieldScore, base.Seq, v.Seq), Kind: change(c, fieldOrder, base.Kind, v.Kind),
			Flags: change(c, fieldMorale, base.Flags, v.Flags), Squad: change(c, fieldID, base.Squad, v.Squad),
			X: change(c, fieldX, base.X, v.X), Y: change(c, fieldY, base.Y, v.Y),
			Target: change(c, fieldTarget, base.Target, v.Target),
			Facing: change(c, fieldProgress, base.Facing, v.Facing),
			Arg:    change(c, fieldFormation, base.Arg, v.Arg), Turn: change(c, fieldEnd, base.Turn, v.Turn),
			At: change(c, fieldSupply, base.At, v.At),
		},
		Refusal: change(c, fieldReason, base.Refusal, v.Refusal),
	}
	c.broken = c.broken || out.Kind >= game.OrderKinds || out.Leader >= game.Leaders || out.Refusal >= game.Refusals
	return out
}
