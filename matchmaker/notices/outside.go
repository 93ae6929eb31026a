package notices

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
)

// outside calls addresses that players named. They must not lead it to what only this machine or its network may reach:
// each connection is checked when its address is known, behind all that names may resolve to, and no redirect is
// followed. Hosts and ranges that the operator names are allowed all the same.
type outside struct {
	hosts  []string
	ranges []netip.Prefix
	http   *http.Client
}

func newOutside(allowed []string) (*outside, error) {
	o := &outside{}
	for _, a := range allowed {
		if p, err := netip.ParsePrefix(a); err == nil {
			o.ranges = append(o.ranges, p.Masked())
		} else if ip, err := netip.ParseAddr(a); err == nil {
			o.ranges = append(o.ranges, netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()))
		} else if strings.ContainsAny(a, "/: ") || a == "" {
			return nil, fmt.Errorf("%q is no host, address or range, such as hooks.example.org or 10.1.0.0/16", a)
		} else {
			o.hosts = append(o.hosts, strings.ToLower(strings.TrimSuffix(a, ".")))
		}
	}
	o.http = &http.Client{
		Timeout:       callWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  nil, // or messages would go by whoever the environment names, unchecked
			DialContext:            o.dial,
			TLSHandshakeTimeout:    callWithin,
			ResponseHeaderTimeout:  callWithin,
			MaxResponseHeaderBytes: maxHeader,
			DisableKeepAlives:      true, // a name may lead elsewhere by the next time
			ForceAttemptHTTP2:      true,
		},
	}
	return o, nil
}

// resolver finds the addresses of names; tests have one of their own.
var resolver = net.DefaultResolver

// dial connects to a public address. Control sees the address itself, when all names are resolved.
func (o *outside) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: callWithin, Resolver: resolver, Control: func(_, at string, _ syscall.RawConn) error {
		return o.check(host, at)
	}}
	return d.DialContext(ctx, network, addr)
}

// errInside is an address that is none of a player's business.
var errInside = errors.New("it is no public address")

func (o *outside) check(host, at string) error {
	where, err := netip.ParseAddrPort(at)
	if err != nil {
		return err
	}
	ip := where.Addr().WithZone("").Unmap()
	switch {
	case slices.Contains(o.hosts, strings.ToLower(strings.TrimSuffix(host, "."))),
		slices.ContainsFunc(o.ranges, func(p netip.Prefix) bool { return p.Contains(ip) }), public(ip):
		return nil
	}
	return fmt.Errorf("%w: %v", errInside, ip)
}

// private are ranges of addresses that no stranger's message goes to: this host, private networks, links, those that
// are shared within a provider, documentation, benchmarks, multicast and what is reserved; of IPv6 also what stands for
// an IPv4 address in a tunnel (IANA's registries of special-purpose addresses).
var private = func() (all []netip.Prefix) {
	for _, text := range []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
		"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"224.0.0.0/4", "240.0.0.0/4",
		"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	} {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}()

// global are the addresses of IPv6 that are given to anybody at all; the rest is for links, for translation, or kept.
var global = netip.MustParsePrefix("2000::/3")

func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if ip.Is6() && !global.Contains(ip) {
		return false
	}
	return ip.IsGlobalUnicast() && !slices.ContainsFunc(private, func(p netip.Prefix) bool { return p.Contains(ip) })
}

func unprintable(r rune) bool { return r <= ' ' || r == 0x7f }

// CheckURL reports what is wrong with a URL that a player names, as far as can be told before anything is sent there.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || len(text) > maxURL || strings.ContainsFunc(text, unprintable):
		return errors.New("it is no URL")
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.Opaque != "":
		return errors.New("it must begin with https:// or http:// and name a host")
	case u.User != nil || u.Fragment != "":
		return errors.New("it must hold no name or password, and nothing behind a #")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.Zone() != "" {
		return errors.New("it must hold no zone of an address")
	}
	return nil
}

// do makes a call whose answer is read as far as it counts. Its error is one that senders tell.
func (o *outside) do(req *http.Request) (status int, err error) {
	resp, err := o.http.Do(req)
	if err != nil {
		return 0, undelivered(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) // the status is the answer
	return resp.StatusCode, nil
}

// undelivered reports whether a call that has failed was made: what went out may have arrived, whatever came back.
func undelivered(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // the URL may hold the receiver's own secret
	}
	var op *net.OpError
	switch {
	case errors.Is(err, errInside):
		return fmt.Errorf("%w: %w", errRefused, err)
	case errors.As(err, &op) && op.Op == "dial":
		return err
	}
	return fmt.Errorf("%w: %w", errUnknown, err)
}

// judge is what a status says of a message.
func judge(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound || status == http.StatusGone:
		return fmt.Errorf("%w: it answers %d", errGone, status)
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests,
		status >= 500:
		return fmt.Errorf("it answers %d", status)
	}
	return fmt.Errorf("%w: it answers %d", errRefused, status)
}
