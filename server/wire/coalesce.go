//go:build !js

package wire

import (
	"net"
	"time"

	"golang.org/x/net/ipv4"
)

// coalescingSocket is a server's UDP socket that, when much comes, is read at most once in a readEvery. What came
// meanwhile is taken in one go, and the connections it is for run one after the other on processors that are awake:
// with many clients most of a packet's cost is waking somebody for it, and a network card saves interrupts the same
// way. Sending is not touched.
type coalescingSocket struct {
	*net.UDPConn
	batch *ipv4.PacketConn
	last  time.Time // when it was read
	rest  bool      // the last two times lay close together, and nothing was left to read
}

func newCoalescingSocket(c *net.UDPConn) *coalescingSocket {
	return &coalescingSocket{UDPConn: c, batch: ipv4.NewPacketConn(c)}
}

// ReadBatch fills messages with what is there, or waits for the first. QUIC's one reader calls it.
func (c *coalescingSocket) ReadBatch(messages []ipv4.Message, flags int) (int, error) {
	if c.rest {
		time.Sleep(readEvery - time.Since(c.last))
	}
	n, err := c.batch.ReadBatch(messages, flags)
	now := time.Now()
	c.rest = n < len(messages) && now.Sub(c.last) < 2*readEvery // a full batch: more may be there
	c.last = now
	return n, err
}
