package lan

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/mdns"
)

// Discover asks on all interfaces who is there, and lists by name who has answered within a time.
func Discover(ctx context.Context, within time.Duration) ([]Server, error) {
	return lookOn(ctx, within, faces())
}

func lookOn(ctx context.Context, within time.Duration, faces []net.Interface) ([]Server, error) {
	heard := make(chan *mdns.ServiceEntry, maxHeard)
	var work sync.WaitGroup
	errs := make([]error, 2*len(faces))
	for i := range errs {
		work.Go(func() { // each interface and family by itself: where one has no address the library would ask nobody
			errs[i] = mdns.QueryContext(ctx, &mdns.QueryParam{
				Service: service, Domain: strings.Trim(domain, "."), Timeout: within, Interface: &faces[i/2],
				Entries: heard, DisableIPv4: i%2 == 1, DisableIPv6: i%2 == 0, Logger: silent,
			})
		})
	}
	work.Wait()
	close(heard)
	found, own := map[string]Server{}, networks()
	for e := range heard {
		if s, ok := read(e, own); ok && len(found) < maxFound {
			found[e.Name] = s
		}
	}
	all := slices.SortedFunc(maps.Values(found), func(a, b Server) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.URL, b.URL))
	})
	if len(all) == 0 && len(errs) > 0 && !slices.Contains(errs, nil) {
		return nil, errors.Join(errs...)
	}
	return all, ctx.Err()
}

// read takes what an answer says of a server. Others' services are heard, too.
func read(e *mdns.ServiceEntry, own []netip.Prefix) (s Server, ok bool) {
	if !strings.HasSuffix(e.Name, "."+service+"."+domain) {
		return s, false
	}
	var at []string
	for _, field := range e.InfoFields {
		key, value, _ := strings.Cut(unescape(field), "=")
		switch key {
		case "name":
			s.Name = printable(value, maxName)
		case "version":
			s.Version = printable(value, maxVersion)
		case "players":
			n, err := strconv.ParseUint(value, 10, 16)
			if err == nil {
				s.Players = int(n)
			}
		case "at":
			if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
				s.URL = printable(value, len(value))
			} else if len(at) < maxAddrs {
				at = append(at, value)
			}
		}
	}
	if near := nearest(at, own); s.URL == "" && near != "" {
		s.URL = "http://" + near
	}
	return s, s.URL != "" && s.Name != ""
}

// unescape undoes what the library does to bytes that are no plain letters: \DDD, and a backslash before some others.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		if i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 10, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		i++
		b.WriteByte(s[i])
	}
	return b.String()
}
