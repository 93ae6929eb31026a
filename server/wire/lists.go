package wire

import (
	"slices"

	"muster/game"
)

// The fields of squads, points and what else is not a unit, by which their changes are coded.
const (
	fieldID = iota
	fieldSeat
	fieldKind
	fieldAlive
	fieldOrder
	fieldX
	fieldY
	fieldTarget
	fieldOwner
	fieldTaker
	fieldProgress
	fieldContested
	fieldScore
	fieldWinner
	fieldReason
	fieldEnd
	fieldFormation
	fieldStance
	fieldMorale
	fieldLevel
	fieldBroken
	fieldReady
	fieldSupply
	fields // how many there are
)

// The lists and what else is most often unchanged, by which it is told whether it is.
const (
	restSquads = iota
	restPoints
	restScores
	restWaypoints
	restResult
	restSupply
	restMarks
)

// lists codes squads, points, scores, waypoints and marks: short lists whose places keep their
// meaning, most often unchanged.
func (c *codec) lists(base, v, out *game.View) (err error) {
	out.Squads, err = list(c, restSquads, game.MaxSquads, base.Squads, v.Squads, out.Squads, (*codec).squad)
	if err == nil {
		out.Points, err = list(c, restPoints, game.MaxPoints, base.Points, v.Points, out.Points, (*codec).point)
	}
	if err == nil {
		out.Scores, err = list(c, restScores, game.MaxTeams, base.Scores, v.Scores, out.Scores, (*codec).score)
	}
	if err == nil {
		out.Waypoints, err = list(c, restWaypoints, game.MaxSquads*game.MaxQueue, base.Waypoints, v.Waypoints,
			out.Waypoints, (*codec).waypoint)
	}
	if err == nil {
		err = c.ground(base, v, out)
	}
	return err
}

// list codes one of the lists: whether anything changed, how long it is, and what changed in each place.
func list[T comparable](c *codec, which, most int, base, v, out []T, code func(c *codec, base, v T) T) ([]T, error) {
	if !c.flag(ctxRest+which, !c.reading && !slices.Equal(base, v)) {
		return append(out, base...), nil
	}
	n := int(c.number(ctxLength+which*numberSize, uint32(len(v))))
	if n > most {
		return nil, errView
	}
	for i := range n {
		was, now := at(base, i), at(v, i)
		if c.flag(ctxOne+which, was != now) {
			out = append(out, code(c, was, now))
		} else {
			out = append(out, was)
		}
	}
	return out, nil
}

// change codes a field of something that changed.
func change[T ~uint8 | ~uint16 | ~uint32 | ~int8](c *codec, field int, base, v T) T {
	if !c.flag(ctxField+field, base != v) {
		return base
	}
	return base + T(c.signed(ctxFieldBy+field*numberSize, int32(v)-int32(base)))
}

func (c *codec) squad(base, v game.SquadView) game.SquadView {
	return game.SquadView{
		ID: change(c, fieldID, base.ID, v.ID), Seat: change(c, fieldSeat, base.Seat, v.Seat),
		Kind: change(c, fieldKind, base.Kind, v.Kind), Alive: change(c, fieldAlive, base.Alive, v.Alive),
		Order: change(c, fieldOrder, base.Order, v.Order), X: change(c, fieldX, base.X, v.X),
		Y: change(c, fieldY, base.Y, v.Y), Target: change(c, fieldTarget, base.Target, v.Target),
		Formation: change(c, fieldFormation, base.Formation, v.Formation),
		Stance:    change(c, fieldStance, base.Stance, v.Stance),
		Morale:    change(c, fieldMorale, base.Morale, v.Morale), Level: change(c, fieldLevel, base.Level, v.Level),
		Broken: c.flag(ctxField+fieldBroken, v.Broken), Ready: c.flag(ctxField+fieldReady, v.Ready),
	}
}

func (c *codec) waypoint(base, v game.Waypoint) game.Waypoint {
	return game.Waypoint{
		Squad: change(c, fieldID, base.Squad, v.Squad), Kind: change(c, fieldOrder, base.Kind, v.Kind),
		X: change(c, fieldX, base.X, v.X), Y: change(c, fieldY, base.Y, v.Y),
		Target: change(c, fieldTarget, base.Target, v.Target),
	}
}

func (c *codec) point(base, v game.PointView) game.PointView {
	return game.PointView{
		Owner: change(c, fieldOwner, base.Owner, v.Owner), Taker: change(c, fieldTaker, base.Taker, v.Taker),
		Progress:  change(c, fieldProgress, base.Progress, v.Progress),
		Contested: c.flag(ctxField+fieldContested, v.Contested),
	}
}

func (c *codec) score(base, v uint32) uint32 { return change(c, fieldScore, base, v) }

// result changes once in a match, and the team's supply now and then.
func (c *codec) result(base, v, out *game.View) {
	out.Result, out.Supply = base.Result, base.Supply
	if c.flag(ctxRest+restSupply, base.Supply != v.Supply) {
		out.Supply = change(c, fieldSupply, base.Supply, v.Supply)
	}
	if c.flag(ctxRest+restResult, base.Result != v.Result) {
		out.Result.Winner = change(c, fieldWinner, base.Result.Winner, v.Result.Winner)
		out.Result.Reason = change(c, fieldReason, base.Result.Reason, v.Result.Reason)
		out.Result.Tick = change(c, fieldEnd, base.Result.Tick, v.Result.Tick)
	}
}

// at is a list's element, or an empty one behind its end: a reader's v has none.
func at[T any](list []T, i int) (t T) {
	if i < len(list) {
		t = list[i]
	}
	return t
}
