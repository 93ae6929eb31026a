// Package baseline is the traffic of a match without the match: datagrams of one size at one rate to every client, and
// a little back. The server is measured against it. It speaks QUIC, WebSocket over TLS, and UDP in the clear.
package baseline

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// Load is what goes over the links.
type Load struct {
	Clients int `json:"clients"`
	Size    int `json:"size"` // bytes of a datagram or message to a client
	Hz      int `json:"hz"`   // of them a second
}

// What a client sends, and how many of them the server serves in one go, like the seats of a match.
const (
	upSize  = 24
	upEvery = 200 * time.Millisecond
	group   = 8
)

// Kinds are the ways to carry the load.
var Kinds = []string{"quic", "wss", "udp"}

// Server takes Clients links and then sends to all of them until ctx ends.
type Server interface {
	Addr() string
	Serve(ctx context.Context, l Load) error
}

// Listen opens a server of a kind on a free port of this machine.
func Listen(kind string) (Server, error) {
	switch kind {
	case "quic":
		return listenQUIC()
	case "wss":
		return listenWSS()
	case "udp":
		return listenUDP()
	}
	return nil, fmt.Errorf("baseline: there is no kind %q; there are %v", kind, Kinds)
}

// Client is one link's near end.
type Client interface {
	Receive(ctx context.Context) (size int, err error)
	Send(ctx context.Context, b []byte) error
	Close()
}

// Dial opens a client's link.
func Dial(ctx context.Context, kind, addr string) (Client, error) {
	switch kind {
	case "quic":
		return dialQUIC(ctx, addr)
	case "wss":
		return dialWSS(ctx, addr)
	case "udp":
		return dialUDP(addr)
	}
	return nil, fmt.Errorf("baseline: there is no kind %q; there are %v", kind, Kinds)
}

// Talk sends what a client sends, until ctx ends.
func Talk(ctx context.Context, c Client) {
	tick := time.NewTicker(upEvery)
	defer tick.Stop()
	b := make([]byte, upSize)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = c.Send(ctx, b) // a broken link shows where views are received
		}
	}
}

// spread sends to groups of links, each group at its own phase of the period.
func spread[T any](ctx context.Context, l Load, links []T, send func(T, []byte)) {
	period := time.Second / time.Duration(l.Hz)
	var work sync.WaitGroup
	groups := (len(links) + group - 1) / group
	for g := range groups {
		mine := links[g*group : min((g+1)*group, len(links))]
		work.Go(func() {
			time.Sleep(period * time.Duration(g) / time.Duration(groups))
			tick := time.NewTicker(period)
			defer tick.Stop()
			b := make([]byte, l.Size)
			for {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
				for _, link := range mine {
					send(link, b)
				}
			}
		})
	}
	work.Wait()
}

// certificate is made for one run.
func certificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	like := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, like, like, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
