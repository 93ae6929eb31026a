// Package dump writes a match as lines of JSON, for programs in any language: where everybody was and what happened,
// tick by tick.
//
//	{"begin":{"match":"duel-7","scenario":"duel","map":"duel.txt","mode":"domination","tick_rate":20,"seed":"7",
//	  "size":[64,48],"teams":["red","blue"],"seats":[0,1],"kinds":["rifle",..],
//	  "points":[{"name":"ford","at":[31.5,23.5]}]}}
//	{"tick":120,"units":[{"id":5,"kind":"rifle","team":0,"squad":2,"at":[31.5,11.25],"hp":100,"flags":["moving"]}],
//	  "squads":[{"id":2,"seat":0,"alive":5,"order":"capture","target":1,"morale":100}],
//	  "points":[{"owner":0,"taker":-1,"progress":40}],"scores":[12,0],
//	  "events":[{"kind":"hit","by":5,"unit":9}],
//	  "orders":[{"seat":0,"squad":2,"do":"capture","target":1}],"talk":[{"seat":0,"kind":"plan","text":".."}],
//	  "intends":[{"seat":0,"squad":2,"act":"going","at":[31,11],"point":1}]}
//	{"end":{"winner":1,"reason":"elimination","tick":2835}}
//
// The last line is missing where the match goes on. Places are [x, y] in cells (a point's is the middle of its cell),
// and a team, unit, squad, seat or point is a number from 0; -1, or a missing by or unit, is nobody or nothing known.
// Units and squads are numbered as the audience's View numbers them, and so are those of orders where everybody's eyes
// look on; a team's eyes see its own orders, talk and intentions alone. Where lines are some ticks apart, events,
// orders and talk of the ticks between are in the next one, each with a tick of its own. What is planned for a turn is
// in its first line, as it came, with the ticks after which each order is given. Readers pass over keys that they do
// not know.
package dump

import (
	"encoding/json"
	"fmt"
	"io"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Match is what is dumped.
type Match struct {
	Name       string
	Records    []journal.Record
	Player     *replay.Player
	Intentions *replay.Intentions // nil for none
}

// Options choose what of it.
type Options struct {
	Audience game.Audience // whose eyes: a team's, or game.All
	From, To game.Tick     // the first tick and the last; To 0 for the end
	Every    game.Tick     // one line for so many ticks, at least 1
}

// Write writes it. What can be played before a journal breaks is written, and then that is the error.
func Write(to io.Writer, m *Match, o Options) error {
	d := &dump{Match: m, o: o, inputs: map[game.Tick]game.Input{}, to: json.NewEncoder(to)}
	d.to.SetEscapeHTML(false)
	if err := d.begin(); err != nil {
		return err
	}
	return d.run()
}

// dump is one that is being written.
type dump struct {
	*Match
	o      Options
	inputs map[game.Tick]game.Input
	to     *json.Encoder
	line   Line // with what happened since the last one
}

// begin writes the first line, and finds the inputs: a Player keeps what changes the World alone, and talk does not.
func (d *dump) begin() error {
	var first *Begin
	for i := range d.Records {
		r, err := replay.DecodeRecord(d.Records[i].Payload)
		if err != nil {
			break // the player tells
		}
		switch r.Kind {
		case replay.Begin:
			first = beginOf(d.Name, r)
		case replay.Plan:
			d.add(r.Tick+1, &r.Input)
		case replay.Tick:
			d.add(r.Tick, &r.Input)
		}
	}
	if first == nil {
		return fmt.Errorf("match %s has no beginning", d.Name)
	}
	return d.to.Encode(map[string]*Begin{"begin": first})
}

// add keeps an input with the tick in which it takes effect: for plans that is the first one of their turn.
func (d *dump) add(t game.Tick, in *game.Input) {
	have := d.inputs[t]
	have.Orders, have.Talk = append(have.Orders, in.Orders...), append(have.Talk, in.Talk...)
	d.inputs[t] = have
}

// run goes through all ticks, and writes those that are asked for.
func (d *dump) run() error {
	last := d.Player.Last()
	if d.o.To != 0 {
		last = min(last, d.o.To)
	}
	if err := d.Player.Seek(min(d.o.From, last)); err != nil {
		return err
	}
	for {
		t := d.Player.Tick()
		v := d.Player.View(d.o.Audience)
		d.gather(t, v)
		if (t-d.o.From)%d.o.Every == 0 || t >= last || d.Player.Over() {
			if err := d.write(t, v); err != nil {
				return err
			}
		}
		if d.Player.Over() {
			return d.to.Encode(map[string]End{"end": {
				Winner: v.Result.Winner, Reason: v.Result.Reason.String(), Tick: uint32(v.Result.Tick),
			}})
		}
		if t >= last {
			return d.Player.Err()
		}
		if more, err := d.Player.Step(); err != nil || !more {
			return err
		}
	}
}

// gather takes what happened in a tick into the next line.
func (d *dump) gather(t game.Tick, v *game.View) {
	in := d.inputs[t]
	for _, h := range v.CombatEvents {
		d.line.Events = append(d.line.Events, eventOf(t, h))
	}
	setup := d.Player.Setup()
	own := func(seat uint8) bool {
		return d.o.Audience == game.All || int(seat) < len(setup.Scenario.Seats) &&
			game.Audience(setup.Scenario.Seats[seat].Team) == d.o.Audience
	}
	for _, o := range in.Orders {
		if own(o.Seat) {
			d.line.Orders = append(d.line.Orders, orderOf(setup, d.o.Audience, t, o))
		}
	}
	for _, said := range in.Talk {
		if own(said.Seat) || said.Kind == game.ChatAll {
			d.line.Talk = append(d.line.Talk, talkOf(t, said))
		}
	}
}

func (d *dump) write(t game.Tick, v *game.View) error {
	d.line.show(d.Player.Setup(), v)
	if d.Intentions != nil {
		for _, in := range d.Intentions.At(d.Player.Setup(), d.o.Audience, t) {
			d.line.Intends = append(d.line.Intends, intendOf(in))
		}
	}
	d.line.only(t)
	err := d.to.Encode(&d.line)
	d.line = Line{}
	return err
}
