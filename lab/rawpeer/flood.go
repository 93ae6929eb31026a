package rawpeer

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

// Flood is a flood of links that are begun and never finished.
type Flood struct{ Sent, Answered atomic.Uint64 } // datagrams out, and back

const (
	floodSockets = 16                   // addresses that it comes from
	floodPulse   = 5 * time.Millisecond // it comes in so many small bursts
)

// Run sends first packets to addr, so many a second, until ctx ends.
func (f *Flood) Run(ctx context.Context, addr string, packets [][]byte, rate int) error {
	var sockets []net.Conn
	for range floodSockets {
		c, err := net.Dial("udp", addr)
		if err != nil {
			return fmt.Errorf("flood: %w", err)
		}
		defer c.Close()
		sockets = append(sockets, c)
		go f.listen(c)
	}
	began, pulse := time.Now(), time.NewTicker(floodPulse)
	defer pulse.Stop()
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-pulse.C:
		}
		for due := int(time.Since(began).Seconds() * float64(rate)); n < due; n++ {
			if _, err := sockets[n%len(sockets)].Write(packets[n%len(packets)]); err == nil {
				f.Sent.Add(1)
			}
		}
	}
}

func (f *Flood) listen(c net.Conn) {
	b := make([]byte, 2048)
	for {
		if _, err := c.Read(b); err != nil {
			return
		}
		f.Answered.Add(1)
	}
}
