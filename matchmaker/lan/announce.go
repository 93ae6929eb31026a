package lan

import (
	"context"
	"crypto/rand"
	"io"
	"log"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/mdns"
	"github.com/miekg/dns"
)

// Announcement is what a server says of itself.
type Announcement struct {
	Name    string
	Version string
	Players func() int // asked at each question
	At      func() []string
	Faces   func() []net.Interface // nil for all that can be spoken to many by
}

// Announce answers who looks for servers, on all interfaces as they come and go, until ctx ends.
func Announce(ctx context.Context, a Announcement) error {
	if a.Faces == nil {
		a.Faces = faces
	}
	z := &zone{a, "muster-" + strings.ToLower(rand.Text()[:10])}
	open := map[int]*mdns.Server{}
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for {
		z.follow(open)
		select {
		case <-ctx.Done():
			for _, s := range open {
				_ = s.Shutdown() // nothing is left to be done
			}
			return nil
		case <-again.C:
		}
	}
}

// follow opens what interfaces have come, and closes those that went. One that nobody can listen on is tried again.
func (z *zone) follow(open map[int]*mdns.Server) {
	here := map[int]bool{}
	for _, f := range z.Faces() {
		here[f.Index] = true
		if open[f.Index] != nil {
			continue
		}
		if s, err := mdns.NewServer(&mdns.Config{Zone: z, Iface: &f, Logger: silent}); err == nil {
			open[f.Index] = s
		}
	}
	for i, s := range open {
		if !here[i] {
			_ = s.Shutdown() // its interface is gone
			delete(open, i)
		}
	}
}

// silent keeps the library from logging what others send.
var silent = log.New(io.Discard, "", 0)

// zone answers questions with how things stand now.
type zone struct {
	Announcement
	instance string
}

// Records implements mdns.Zone.
func (z *zone) Records(q dns.Question) []dns.RR {
	at := z.At()
	txt := []string{"name=" + z.Name, "version=" + z.Version, "players=" + strconv.Itoa(z.Players())}
	var ips []net.IP
	port := 1 // of a URL, which says its own
	for _, a := range at[:min(len(at), maxAddrs)] {
		txt = append(txt, "at="+a)
		if host, p, err := net.SplitHostPort(a); err == nil {
			if ip := net.ParseIP(host); ip != nil {
				ips = append(ips, ip)
				port, _ = strconv.Atoi(p) // of a listener of ours
			}
		}
	}
	if len(ips) == 0 {
		ips = []net.IP{net.IPv4zero} // the library would ask a resolver
	}
	for i := range txt {
		txt[i] = escape(txt[i])
	}
	s, err := mdns.NewMDNSService(z.instance, service, domain, z.instance+"."+domain, port, ips, txt)
	if err != nil {
		return nil
	}
	return s.Records(q)
}

// escape writes a string as the library wants it: it takes a backslash for the beginning of a byte's number.
func escape(s string) string {
	s = strings.ReplaceAll(s[:min(len(s), 200)], `\`, `\\`) // a string of a TXT record has 255 bytes at most
	return s
}
