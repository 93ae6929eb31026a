package wire

import "context"

// Messages is a channel of messages, reliable and in order: a WebSocket, or a browser's MessagePort. Read and Write are
// called by one goroutine each at a time, Close by any, also while they wait. What Write was given is the caller's
// again when it returns, and what Read returned is Read's no more.
type Messages interface {
	// Read waits for the next message. Any error means that the channel is of no more use.
	Read(ctx context.Context) ([]byte, error)
	// Write sends a message. It may wait until the other end has read enough of those before.
	Write(ctx context.Context, b []byte) error
	// Close ends the channel. The other end knows the code and the text already, from the last message: they are for
	// channels that have a place for them.
	Close(code uint32, text string) error
}

// The first byte of a message says what follows it.
const (
	aControl = iota // a control message: kind and body as over QUIC, without a length
	aFrame          // a view, or an acknowledgement
	aBye            // why the link ends, u32 as malformed.go draws it, and text: nothing follows
	aPing           // any bytes, which the other end sends back
	aPong           // those
)

// End is which end of a link we are.
type End uint8

// The ends.
const (
	ClientEnd End = iota
	ServerEnd
)

// limit is how long a control message may be that comes to an end.
func (e End) limit() uint32 {
	if e == ServerEnd {
		return maxFromClient
	}
	return maxFromServer
}

// OverMessages makes a link of a channel of messages. Frames go latest-wins: of those that the channel does not take at
// once the newest is sent. remote is what the link says of its other end's address.
func OverMessages(m Messages, remote string, end End) Conn {
	return newPost(m, remote, end.limit(), PipeLink)
}
