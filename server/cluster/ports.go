package cluster

import (
	"fmt"
	"net"
	"os"
	"strconv"
)

// ports gives out ports of this machine that nobody else has. Those of a block are a cluster's as long as it holds the
// block's first port: another cluster that looks for ports finds that one taken, and goes on to the next block. So a
// node that is dead for a while has its port again when it comes back. The blocks lie below the ports that systems give
// to outgoing connections.
type ports struct {
	held []net.Listener // the first of each block
	next int
	end  int
}

// openPorts takes a block. Its first port is the cluster's own, to listen at.
func openPorts() (p *ports, first net.Listener, err error) {
	p = &ports{}
	if err = p.block(); err != nil {
		return nil, nil, err
	}
	return p, p.held[0], nil
}

func (p *ports) block() error {
	blocks := (highestPort - lowestPort) / blockSize
	for i := range blocks {
		base := lowestPort + (os.Getpid()+i)%blocks*blockSize
		l, err := net.Listen("tcp", loopback(base))
		if err != nil {
			continue
		}
		p.held, p.next, p.end = append(p.held, l), base+1, base+blockSize
		return nil
	}
	return fmt.Errorf("there is no block of %d free ports from %d to %d: end other clusters",
		blockSize, lowestPort, highestPort)
}

// allocate returns the next one that is free for TCP and UDP.
func (p *ports) allocate() (addr string, err error) {
	for {
		if p.next == p.end {
			if err := p.block(); err != nil {
				return "", err
			}
		}
		addr = loopback(p.next)
		p.next++
		if free(addr) {
			return addr, nil
		}
	}
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

func free(addr string) bool {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return false
	}
	defer l.Close()
	u, err := net.ListenPacket("udp", addr)
	if err != nil {
		return false
	}
	return u.Close() == nil
}

func (p *ports) Close() error {
	for _, l := range p.held {
		l.Close() // its server may have
	}
	return nil
}
