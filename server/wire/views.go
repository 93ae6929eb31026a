package wire

import (
	"encoding/binary"
	"errors"
	"fmt"

	"muster/game"
)

const (
	viewFrame  = 0x01
	ackFrame   = 0x02
	viewHead   = 7  // bytes before the coded fields
	historyLen = 64 // views that a baseline may be taken from: three seconds
)

// ErrFrame is what every error about a frame wraps.
var ErrFrame = errors.New("wire: malformed frame")

// ErrNoBaseline says that a view's baseline is not held; a later one will be taken from what was acknowledged.
var ErrNoBaseline = errors.New("wire: the view's baseline is not known here")

// history remembers the newest views of an audience by their tick.
type history struct{ views [historyLen]*game.View }

func (h *history) put(v *game.View) { h.views[v.Tick%historyLen] = v }

func (h *history) find(t game.Tick) *game.View {
	if v := h.views[t%historyLen]; v != nil && v.Tick == t {
		return v
	}
	return nil
}

// Outgoing is an audience's end of the stream of views: it remembers the newest views and encodes each one once for
// each baseline in use. It is not safe for many goroutines.
type Outgoing struct {
	history history
	newest  *game.View
	frames  map[game.Tick][]byte // of the newest view, by baseline
}

// NewOutgoing makes the sending end for one audience of a match.
func NewOutgoing() *Outgoing { return &Outgoing{frames: map[game.Tick][]byte{}} }

// Publish makes v the newest view.
func (o *Outgoing) Publish(v *game.View) {
	o.history.put(v)
	o.newest = v
	clear(o.frames)
}

// Frame returns the newest view encoded against the view of tick acked, or whole if acked is 0 or too long ago. The
// bytes are shared: nobody may write to them. They stay valid for ever.
func (o *Outgoing) Frame(acked game.Tick) []byte {
	if o.newest == nil {
		return nil
	}
	base := o.history.find(acked)
	if acked == 0 || acked >= o.newest.Tick || o.newest.Tick-acked >= historyLen || base == nil {
		acked, base = 0, nil
	}
	f, ok := o.frames[acked]
	if !ok {
		f = AppendView(nil, base, o.newest)
		o.frames[acked] = f
	}
	return f
}

// AppendView appends the frame of v against a baseline of the same audience, nil for none.
func AppendView(b []byte, base, v *game.View) []byte {
	distance := byte(0)
	if base == nil {
		base = &game.View{}
	} else {
		distance = byte(v.Tick - base.Tick)
	}
	b = append(binary.BigEndian.AppendUint32(append(b, viewFrame), uint32(v.Tick)), distance, byte(v.Audience))
	head := len(b)
	var c coder
	var t tables
	c.write(b)
	var read game.View // what a reader will hold; the walk needs it for its own bookkeeping alone
	if err := t.walk(&c, base, v, &read); err != nil {
		panic(err) // a published view is within the limits of its World
	}
	return c.finish(head)
}

// Incoming is a client's end of the stream of views.
type Incoming struct {
	history history
	newest  game.Tick
	any     bool
}

// NewIncoming makes the receiving end.
func NewIncoming(*game.Setup) *Incoming { return &Incoming{} }

// Receive decodes a frame. It returns nil, nil for a view that is not newer than the newest one received, and an error
// for a frame that cannot be decoded (its baseline is unknown, or its bytes are wrong); the next one may be fine.
func (i *Incoming) Receive(frame []byte) (*game.View, error) {
	if len(frame) < viewHead || frame[0] != viewFrame {
		return nil, fmt.Errorf("%w: %d bytes that do not begin like a view", ErrFrame, len(frame))
	}
	tick, distance := game.Tick(binary.BigEndian.Uint32(frame[1:])), game.Tick(frame[5])
	if i.any && tick <= i.newest {
		return nil, nil
	}
	base := &game.View{}
	if distance > 0 {
		if base = i.history.find(tick - distance); base == nil {
			return nil, fmt.Errorf("%w: tick %d is taken from tick %d", ErrNoBaseline, tick, tick-distance)
		}
	}
	v := &game.View{Tick: tick, Audience: game.Audience(frame[6])}
	var c coder
	var t tables
	c.read(frame[viewHead:])
	if err := t.walk(&c, base, &game.View{}, v); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFrame, err)
	}
	i.history.put(v)
	i.newest, i.any = tick, true
	return v, nil
}

// AppendAck appends the frame that acknowledges what was received.
func (i *Incoming) AppendAck(b []byte) []byte {
	return binary.BigEndian.AppendUint32(append(b, ackFrame), uint32(i.newest))
}

// DecodeAck reads an acknowledgement: the newest tick that the client holds.
func DecodeAck(b []byte) (game.Tick, error) {
	if len(b) != 5 || b[0] != ackFrame {
		return 0, fmt.Errorf("%w: %d bytes that are no acknowledgement", ErrFrame, len(b))
	}
	return game.Tick(binary.BigEndian.Uint32(b[1:])), nil
}
