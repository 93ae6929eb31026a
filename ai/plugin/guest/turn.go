// Package guest is the module's side of a plug-in in Go: a program that imports it, hands Lead what makes its commander
// in an init function and is built with
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o mine.wasm
//
// exports what package plugin asks for. On any other system the package is only the two sides of a turn, as package
// plugin draws it.
//
// A plug-in is a module of its own. This one has no path that can be fetched, so that its go.mod says where it lies:
//
//	module mine
//
//	go 1.26
//
//	require muster v0.0.0
//
//	replace muster => ../muster
package guest

import (
	"encoding/binary"
	"errors"
	"fmt"

	"muster/ai"
	"muster/game"
)

var le = binary.LittleEndian

// AppendTurn writes what a commander is given to see and to read.
func AppendTurn(to []byte, v *game.View, talk []game.Talk) []byte {
	to = le.AppendUint32(to, uint32(v.Tick))
	to = append(to, uint8(v.Audience), uint8(v.Result.Winner), uint8(v.Result.Reason))
	to = le.AppendUint32(to, uint32(v.Result.Tick))
	to = le.AppendUint16(to, uint16(len(v.Units)))
	for i := range v.Units {
		u := &v.Units[i]
		to = append(le.AppendUint16(to, u.ID), u.Kind, u.Team, u.Squad)
		to = append(le.AppendUint16(le.AppendUint16(to, u.X), u.Y), u.Facing, u.HP, u.Suppression, u.Ammo,
			uint8(u.Flags))
	}
	to = append(to, uint8(len(v.Squads)))
	for i := range v.Squads {
		to = appendSquad(to, &v.Squads[i])
	}
	to = append(to, uint8(len(v.Points)))
	for _, p := range v.Points {
		to = append(to, uint8(p.Owner), uint8(p.Taker), p.Progress, bit(p.Contested, 1))
	}
	to = append(to, uint8(len(v.Scores)))
	for _, s := range v.Scores {
		to = le.AppendUint32(to, s)
	}
	to = le.AppendUint32(to, v.Supply)
	return appendRest(to, v, talk)
}

func appendSquad(to []byte, q *game.SquadView) []byte {
	to = append(to, q.ID, q.Seat, q.Kind, q.Alive, uint8(q.Order))
	to = le.AppendUint16(le.AppendUint16(le.AppendUint16(to, q.X), q.Y), q.Target)
	return append(to, uint8(q.Formation), uint8(q.Stance), q.Morale, q.Level, bit(q.Broken, 1)|bit(q.Ready, 2))
}

func appendRest(to []byte, v *game.View, talk []game.Talk) []byte {
	to = le.AppendUint16(to, uint16(len(v.Waypoints)))
	for _, p := range v.Waypoints {
		to = append(to, p.Squad, uint8(p.Kind))
		to = le.AppendUint16(le.AppendUint16(le.AppendUint16(to, p.X), p.Y), p.Target)
	}
	to = le.AppendUint16(to, uint16(len(v.Marks)))
	for _, m := range v.Marks {
		to = append(le.AppendUint16(le.AppendUint16(to, m.X), m.Y), uint8(m.Kind), m.What)
	}
	to = le.AppendUint16(to, uint16(len(v.CombatEvents)))
	for _, h := range v.CombatEvents {
		to = append(to, uint8(h.Kind))
		to = append(le.AppendUint16(le.AppendUint16(to, h.Source), h.Target), h.Dir, h.Loud)
	}
	talk = talk[max(0, len(talk)-255):]
	to = append(to, uint8(len(talk)))
	for _, t := range talk {
		to = append(to, t.Seat, uint8(t.Kind))
		text := t.Text[:min(len(t.Text), game.MaxTalk)]
		to = append(le.AppendUint16(le.AppendUint16(to, t.X), t.Y), uint8(len(text)))
		to = append(to, text...)
	}
	return to
}

func bit(on bool, b uint8) uint8 {
	if on {
		return b
	}
	return 0
}

var errShort = errors.New("plug-in: a turn is cut short")

// reader takes a turn apart; once it is short everything is 0.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) next(n int) []byte {
	if n > len(r.b) {
		r.b, r.short = nil, true
		return make([]byte, n)
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) u8() uint8   { return r.next(1)[0] }
func (r *reader) u16() uint16 { return le.Uint16(r.next(2)) }
func (r *reader) u32() uint32 { return le.Uint32(r.next(4)) }

// ReadTurn is the other side of AppendTurn.
func ReadTurn(b []byte) (v *game.View, talk []game.Talk, err error) {
	r := &reader{b: b}
	v = &game.View{Tick: game.Tick(r.u32()), Audience: game.Audience(r.u8())}
	v.Result = game.Result{Winner: int8(r.u8()), Reason: game.EndReason(r.u8()), Tick: game.Tick(r.u32())}
	for n := int(r.u16()); n > 0 && !r.short; n-- {
		v.Units = append(v.Units, game.UnitView{
			ID: r.u16(), Kind: r.u8(), Team: r.u8(), Squad: r.u8(), X: r.u16(), Y: r.u16(), Facing: r.u8(), HP: r.u8(),
			Suppression: r.u8(), Ammo: r.u8(), Flags: game.UnitFlags(r.u8()),
		})
	}
	for n := int(r.u8()); n > 0 && !r.short; n-- {
		q := game.SquadView{
			ID: r.u8(), Seat: r.u8(), Kind: r.u8(), Alive: r.u8(), Order: game.OrderKind(r.u8()), X: r.u16(),
			Y: r.u16(), Target: r.u16(), Formation: game.Formation(r.u8()), Stance: game.Stance(r.u8()), Morale: r.u8(),
			Level: r.u8(),
		}
		bits := r.u8()
		q.Broken, q.Ready = bits&1 != 0, bits&2 != 0
		v.Squads = append(v.Squads, q)
	}
	for n := int(r.u8()); n > 0 && !r.short; n-- {
		v.Points = append(v.Points, game.PointView{
			Owner: int8(r.u8()), Taker: int8(r.u8()), Progress: r.u8(), Contested: r.u8() != 0,
		})
	}
	for n := int(r.u8()); n > 0 && !r.short; n-- {
		v.Scores = append(v.Scores, r.u32())
	}
	v.Supply = r.u32()
	talk = r.rest(v)
	if r.short {
		return nil, nil, errShort
	}
	return v, talk, nil
}

func (r *reader) rest(v *game.View) (talk []game.Talk) {
	for n := int(r.u16()); n > 0 && !r.short; n-- {
		v.Waypoints = append(v.Waypoints, game.Waypoint{
			Squad: r.u8(), Kind: game.OrderKind(r.u8()), X: r.u16(), Y: r.u16(), Target: r.u16(),
		})
	}
	for n := int(r.u16()); n > 0 && !r.short; n-- {
		v.Marks = append(v.Marks, game.Mark{X: r.u16(), Y: r.u16(), Kind: game.MarkKind(r.u8()), What: r.u8()})
	}
	for n := int(r.u16()); n > 0 && !r.short; n-- {
		v.CombatEvents = append(v.CombatEvents, game.CombatEvent{
			Kind: game.CombatEventKind(r.u8()), Source: r.u16(), Target: r.u16(), Dir: r.u8(), Loud: r.u8(),
		})
	}
	for n := int(r.u8()); n > 0 && !r.short; n-- {
		t := game.Talk{Seat: r.u8(), Kind: game.TalkKind(r.u8()), X: r.u16(), Y: r.u16()}
		t.Text = string(r.next(int(r.u8())))
		talk = append(talk, t)
	}
	return talk
}

// orderSize is an order's length in bytes.
const orderSize = 11

// AppendOrders writes an answer.
func AppendOrders(to []byte, orders []game.Order) []byte {
	orders = orders[:min(len(orders), ai.MaxOrders)]
	to = append(to, uint8(len(orders)))
	for _, o := range orders {
		to = append(to, uint8(o.Kind), uint8(o.Flags), o.Squad)
		to = le.AppendUint16(le.AppendUint16(le.AppendUint16(to, o.X), o.Y), o.Target)
		to = append(to, o.Facing, o.Arg)
	}
	return to
}

// ReadOrders is the other side of AppendOrders; it appends to orders.
func ReadOrders(b []byte, orders []game.Order) ([]game.Order, error) {
	if len(b) == 0 || b[0] > ai.MaxOrders || len(b) != 1+int(b[0])*orderSize {
		return orders, errors.New("an answer is its number of orders, 16 at most, and 11 bytes for each")
	}
	r := &reader{b: b[1:]}
	for range b[0] {
		orders = append(orders, game.Order{
			Kind: game.OrderKind(r.u8()), Flags: game.OrderFlags(r.u8()), Squad: r.u8(), X: r.u16(), Y: r.u16(),
			Target: r.u16(), Facing: r.u8(), Arg: r.u8(),
		})
	}
	return orders, nil
}

// intentionSize is an intention's length in bytes.
const intentionSize = 11

// AppendIntentions writes what a commander intends.
func AppendIntentions(to []byte, all []ai.Intention) []byte {
	all = all[:min(len(all), game.MaxSquads)]
	to = append(to, uint8(len(all)))
	for _, in := range all {
		to = le.AppendUint16(le.AppendUint16(append(to, in.Squad, uint8(in.Act)), in.X), in.Y)
		to = le.AppendUint32(append(to, uint8(int8(in.Point))), uint32(in.Score))
	}
	return to
}

// ReadIntentions is the other side of AppendIntentions; it appends to all.
func ReadIntentions(b []byte, all []ai.Intention) ([]ai.Intention, error) {
	if len(b) == 0 || int(b[0]) > game.MaxSquads || len(b) != 1+int(b[0])*intentionSize {
		return all, fmt.Errorf("intentions are their number, %d at most, and %d bytes for each",
			game.MaxSquads, intentionSize)
	}
	r := &reader{b: b[1:]}
	for range b[0] {
		in := ai.Intention{Squad: r.u8(), Act: ai.Act(r.u8()), X: r.u16(), Y: r.u16(), Point: int(int8(r.u8()))}
		if in.Score = int32(r.u32()); in.Act >= ai.Acts {
			return all, fmt.Errorf("an intention's act is %d, and %d is the last", in.Act, ai.Acts-1)
		}
		all = append(all, in)
	}
	return all, nil
}
