package wire

import "muster/game"

// Outgoing is an audience's end of the stream of views: it remembers the newest views and encodes each one once for
// each baseline in use. It is not safe for many goroutines.
type Outgoing struct{}

// NewOutgoing makes the sending end for one audience of a match.
func NewOutgoing() *Outgoing { return &Outgoing{} }

// Publish makes v the newest view.
func (o *Outgoing) Publish(v *game.View) {}

// Frame returns the newest view encoded against the view of tick acked, or whole if acked is 0 or too long ago. The
// bytes are shared: nobody may write to them. They stay valid for ever.
func (o *Outgoing) Frame(acked game.Tick) []byte { return nil }

// Incoming is a client's end of the stream of views.
type Incoming struct{}

// NewIncoming makes the receiving end.
func NewIncoming(s *game.Setup) *Incoming { return &Incoming{} }

// Receive decodes a frame. It returns nil, nil for a view that is not newer than the newest one received, and an error
// for a frame that cannot be decoded (its baseline is unknown, or its bytes are wrong); the next one may be fine.
func (i *Incoming) Receive(frame []byte) (*game.View, error) { return nil, nil }

// AppendAck appends the frame that acknowledges what was received.
func (i *Incoming) AppendAck(b []byte) []byte { return b }

// DecodeAck reads an acknowledgement: the newest tick that the client holds.
func DecodeAck(b []byte) (game.Tick, error) { return 0, nil }
