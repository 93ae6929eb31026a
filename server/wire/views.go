package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"muster/game"
)

const (
	historyLen = 48 // views that are remembered: baselines, and the views before them
	// ticks between a view and its baseline: more than a second, and the way of an acknowledgement
	maxDistance  = historyLen - MaxPast - 1
	distanceBits = 63
	wholeHead    = 6 // bytes before the coded fields of a whole view: 0 or wholeTurn, number, audience
	deltaHead    = 3 // of a delta: level and distance, the number's lower half
	ackSize      = 6
	slabBytes    = 16 << 10 // many frames share one allocation
	slabViews    = 64       // and so do so many views: whoever holds one keeps the memory of all

	wholeTurn = 0x40 // the first byte of a whole view of a match by turns
)

// ErrFrame is what every error about a frame wraps.
var ErrFrame = errors.New("wire: malformed frame")

// ErrNoBaseline says that a view's baseline is not held; a later one will be taken from what was acknowledged.
var ErrNoBaseline = errors.New("wire: the view's baseline is not known here")

// Views go by numbers. In real time the number of a view is its tick; by turns, where one tick is shown again and again
// while it is planned, views are counted.

// Ack reports what a client holds: its newest view, and how many views right before that one.
type Ack struct {
	Tick game.Tick // the view's number; 0 for nothing
	Run  uint8
}

// history remembers the newest views of an audience by their numbers.
type history struct {
	views   [historyLen]*game.View
	numbers [historyLen]game.Tick
}

func (h *history) put(n game.Tick, v *game.View) {
	h.views[n%historyLen], h.numbers[n%historyLen] = v, n
}

func (h *history) find(n game.Tick) *game.View {
	if v := h.views[n%historyLen]; v != nil && h.numbers[n%historyLen] == n {
		return v
	}
	return nil
}

// ofTurns reports whether a view is of a match by turns.
func ofTurns(v *game.View) bool { return v.Turn.Phase != game.Flowing }

// run counts the views right before number t.
func (h *history) run(t game.Tick) (n int) {
	for n < MaxPast && t > game.Tick(n)+1 && h.find(t-game.Tick(n)-1) != nil {
		n++
	}
	return n
}

// level is the highest one that a run of views allows.
func level(run int) (l int) {
	for l+1 < len(levels) && levels[l+1] <= run {
		l++
	}
	return l
}

// fill makes the prediction from the view of a number; false if it is not all there.
func (p *prediction) fill(h *history, t game.Tick, n, distance int) bool {
	p.n, p.distance = n, distance
	for k := range n + 1 {
		if p.views[k] = h.find(t - game.Tick(k)); p.views[k] == nil {
			return false
		}
	}
	return true
}

// Outgoing is an audience's end of the stream of views: it remembers the newest views and encodes each one once for
// each baseline in use. It is not safe for many goroutines.
type Outgoing struct {
	history history
	newest  *game.View
	number  game.Tick      // its number
	frames  map[Ack][]byte // of the newest view, by baseline and level
	slab    []byte
}

// NewOutgoing makes the sending end for one audience of a match.
func NewOutgoing() *Outgoing { return &Outgoing{frames: map[Ack][]byte{}} }

// codecs are shared by all that a process sends and receives: each frame starts anew, and a codec
// holds 40 KB of contexts.
var codecs = sync.Pool{New: func() any { return &codec{} }}

// done gives a codec back; it holds nobody's views.
func (c *codec) done() {
	c.prediction, c.b = prediction{}, nil
	codecs.Put(c)
}

// Publish makes v the newest view.
func (o *Outgoing) Publish(v *game.View) {
	switch {
	case !ofTurns(v):
		o.number = v.Tick
	case o.newest != nil:
		o.number++
	}
	o.history.put(o.number, v)
	o.newest = v
	clear(o.frames)
}

// Number is that of the newest view, as an Ack has it; of the first one of a match by turns it is 0.
func (o *Outgoing) Number() game.Tick { return o.number }

// Frame returns the newest view encoded against what was acknowledged, or whole if that is nothing or too long ago. The
// bytes are shared: nobody may write to them. They stay valid for ever.
func (o *Outgoing) Frame(a Ack) []byte {
	if o.newest == nil {
		return nil
	}
	if a.Tick == 0 || a.Tick >= o.number || o.number-a.Tick > maxDistance || o.history.find(a.Tick) == nil {
		a = Ack{}
	} else {
		a.Run = uint8(level(min(int(a.Run), o.history.run(a.Tick))))
	}
	f, ok := o.frames[a]
	if !ok {
		f = o.encode(a)
		o.frames[a] = f
	}
	return f
}

// encode writes a frame into the slab; a.Run is the level.
func (o *Outgoing) encode(a Ack) []byte {
	if cap(o.slab)-len(o.slab) < slabBytes/16 {
		o.slab = make([]byte, 0, slabBytes)
	}
	c := codecs.Get().(*codec)
	defer c.done()
	var base *game.View
	if a.Tick > 0 && c.prediction.fill(&o.history, a.Tick, levels[a.Run], int(o.number-a.Tick)) {
		base = c.prediction.views[0]
	}
	from := len(o.slab)
	b := c.append(o.slab, base, o.number, o.newest, int(a.Run))
	if cap(b) == cap(o.slab) { // or else it outgrew the slab and lives for itself
		o.slab = b
	}
	return b[from:len(b):len(b)]
}

var nothing = &game.View{}

// append appends the frame of v. The prediction is filled with the baseline and what is before it; base
// is nil for a whole view.
func (c *codec) append(b []byte, base *game.View, number game.Tick, v *game.View, level int) []byte {
	c.turns = ofTurns(v)
	if base == nil {
		c.prediction.n, c.prediction.distance, c.prediction.views[0] = 0, 0, nothing
		first := byte(0)
		if c.turns {
			first = wholeTurn
		}
		b = append(binary.BigEndian.AppendUint32(append(b, first), uint32(number)), byte(v.Audience))
	} else {
		b = binary.BigEndian.AppendUint16(append(b, byte(level<<6|c.prediction.distance)), uint16(number))
	}
	head := len(b)
	c.write(b)
	if err := c.walk(v, c.blank()); err != nil {
		panic(err) // a published view is within the limits of its World
	}
	return c.finish(head)
}

// Incoming is a client's end of the stream of views.
type Incoming struct {
	history history
	newest  game.Tick
	any     bool
	slabs   slabs
	setup   *game.Setup // nil for any
}

// NewIncoming makes the receiving end for a match of a set-up, or for any if that is nil.
func NewIncoming(s *game.Setup) *Incoming { return &Incoming{setup: s} }

// fits reports whether a view's turn is one of the match.
func (i *Incoming) fits(v *game.View) bool {
	if i.setup == nil {
		return true
	}
	turns := i.setup.Scenario.Turns.Kind != game.RealTime
	return turns == ofTurns(v) && (!turns || len(v.Turn.Seats) == len(i.setup.Scenario.Seats))
}

// Receive decodes a frame. It returns nil, nil for a view that is not newer than the newest one received, and an error
// for a frame that cannot be decoded (its baseline is unknown, or its bytes are wrong); the next one may be fine.
func (i *Incoming) Receive(frame []byte) (*game.View, error) {
	whole := len(frame) > 0 && (frame[0] == 0 || frame[0] == wholeTurn)
	if len(frame) < deltaHead || whole && len(frame) < wholeHead || !whole && frame[0]&distanceBits == 0 {
		return nil, fmt.Errorf("%w: %d bytes that do not begin like a view", ErrFrame, len(frame))
	}
	number, audience, fields := i.head(frame, whole)
	if i.any && number <= i.newest {
		return nil, nil
	}
	c := codecs.Get().(*codec)
	defer c.done()
	if whole {
		c.prediction.n, c.prediction.distance, c.prediction.views[0] = 0, 0, nothing
		c.turns = frame[0] == wholeTurn
	} else {
		distance, n := int(frame[0]&distanceBits), levels[frame[0]>>6]
		if number <= game.Tick(distance) || !c.prediction.fill(&i.history, number-game.Tick(distance), n, distance) {
			return nil, fmt.Errorf("%w: view %d is taken from the one %d before it and %d more",
				ErrNoBaseline, number, distance, n)
		}
		audience, c.turns = c.prediction.views[0].Audience, ofTurns(c.prediction.views[0])
	}
	into := c.blank()
	c.read(fields)
	if err := c.walk(nothing, into); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFrame, err)
	}
	if !i.fits(into) {
		return nil, fmt.Errorf("%w: its turn is none of this match", ErrFrame)
	}
	v := i.slabs.copyOf(into)
	v.Tick, v.Audience = number, audience
	if c.turns {
		v.Tick = into.Tick
	}
	i.history.put(number, v)
	i.newest, i.any = number, true
	return v, nil
}

// Number is that of the newest view, as an Ack has it.
func (i *Incoming) Number() game.Tick { return i.newest }

// head reads the bytes before the fields. A delta has its number's lower half: it is the one nearest to the newest.
func (i *Incoming) head(frame []byte, whole bool) (number game.Tick, a game.Audience, fields []byte) {
	if whole {
		return game.Tick(binary.BigEndian.Uint32(frame[1:])), game.Audience(frame[5]), frame[wholeHead:]
	}
	ahead := int16(binary.BigEndian.Uint16(frame[1:]) - uint16(i.newest))
	return i.newest + game.Tick(ahead), 0, frame[deltaHead:]
}

// AppendAck appends the frame that acknowledges what was received.
func (i *Incoming) AppendAck(b []byte) []byte {
	b = binary.BigEndian.AppendUint32(append(b, ackFrame), uint32(i.newest))
	return append(b, byte(i.history.run(i.newest)))
}

const ackFrame = 0x02

// DecodeAck reads an acknowledgement.
func DecodeAck(b []byte) (Ack, error) {
	if len(b) != ackSize || b[0] != ackFrame {
		return Ack{}, fmt.Errorf("%w: %d bytes that are no acknowledgement", ErrFrame, len(b))
	}
	return Ack{game.Tick(binary.BigEndian.Uint32(b[1:])), b[5]}, nil
}

// blank is the codec's own view, empty, with the memory it had.
func (c *codec) blank() *game.View {
	s := &c.scratch
	*s = game.View{
		Units: s.Units[:0], Squads: s.Squads[:0], Points: s.Points[:0], Scores: s.Scores[:0],
		CombatEvents: s.CombatEvents[:0], Waypoints: s.Waypoints[:0], Marks: s.Marks[:0],
		Turn: game.TurnView{Seats: s.Turn.Seats[:0], Plan: s.Turn.Plan[:0]},
	}
	return s
}

// slabs give views memory of which one allocation serves many.
type slabs struct {
	views        []game.View
	units        []game.UnitView
	squads       []game.SquadView
	points       []game.PointView
	scores       []uint32
	waypoints    []game.Waypoint
	marks        []game.Mark
	combatEvents []game.CombatEvent
	seats        []game.SeatClock
	plans        []game.PlannedOrder
}

// copyOf copies a view to memory of its own.
func (s *slabs) copyOf(v *game.View) *game.View {
	if len(s.views) == 0 {
		s.views = make([]game.View, slabViews)
	}
	kept := &s.views[0]
	s.views = s.views[1:]
	kept.Result, kept.Supply = v.Result, v.Supply
	kept.Units, kept.Squads = cut(&s.units, v.Units), cut(&s.squads, v.Squads)
	kept.Points, kept.Scores = cut(&s.points, v.Points), cut(&s.scores, v.Scores)
	kept.Waypoints, kept.Marks = cut(&s.waypoints, v.Waypoints), cut(&s.marks, v.Marks)
	kept.CombatEvents = cut(&s.combatEvents, v.CombatEvents)
	kept.Turn = v.Turn
	kept.Turn.Seats, kept.Turn.Plan = cut(&s.seats, v.Turn.Seats), cut(&s.plans, v.Turn.Plan)
	return kept
}

// cut copies a list to the end of a slab, a new one if it is full.
func cut[T any](slab *[]T, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	if cap(*slab)-len(*slab) < len(list) {
		*slab = make([]T, 0, slabViews*len(list))
	}
	from := len(*slab)
	*slab = append(*slab, list...)
	return (*slab)[from:len(*slab):len(*slab)]
}
