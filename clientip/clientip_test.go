package clientip

import (
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a client writes of itself is never believed, whatever stands between it and here.
func TestWhoseRequestItIs(t *testing.T) {
	trusted, err := Trust([]string{"10.0.0.0/8", "2001:db8:1::/48", "192.0.2.200"})
	require.NoError(t, err)
	for _, c := range []struct {
		what, remote string
		headers      [][2]string
		want         string
	}{
		{"no proxy", "192.0.2.7:1", nil, "192.0.2.7"},
		{"a client that says it is another", "192.0.2.7:1", xff("6.6.6.6"), "192.0.2.7"},
		{"a client that says it came by a proxy", "192.0.2.7:1", xff("6.6.6.6, 10.0.0.1"), "192.0.2.7"},
		{"a proxy", "10.0.0.1:1", xff("192.0.2.7"), "192.0.2.7"},
		{"a proxy that is named by its address alone", "192.0.2.200:1", xff("192.0.2.7"), "192.0.2.7"},
		{"a neighbour of it", "192.0.2.201:1", xff("192.0.2.7"), "192.0.2.201"},
		{"a proxy's client that says it is another", "10.0.0.1:1", xff("6.6.6.6, 192.0.2.7"), "192.0.2.7"},
		{
			"in a line of its own", "10.0.0.1:1",
			[][2]string{{"X-Forwarded-For", "6.6.6.6"}, {"X-Forwarded-For", "192.0.2.7"}},
			"192.0.2.7",
		},
		{"two proxies", "10.0.0.1:1", xff("6.6.6.6, 192.0.2.7, 10.9.9.9"), "192.0.2.7"},
		{"a proxy behind one that nobody trusts", "10.0.0.1:1", xff("192.0.2.7, 192.0.2.50"), "192.0.2.50"},
		{"a proxy that says nothing", "10.0.0.1:1", nil, "10.0.0.1"},
		{"proxies alone", "10.0.0.1:1", xff("10.0.0.3, 10.0.0.2"), "10.0.0.1"},
		{"a client that cannot be read", "10.0.0.1:1", xff("6.6.6.6, unknown"), "10.0.0.1"},
		{"an IPv4 client of a listener for both", "10.0.0.1:1", xff("::ffff:192.0.2.7"), "192.0.2.7"},
		{"a proxy there", "[::ffff:10.0.0.1]:1", xff("192.0.2.7"), "192.0.2.7"},
		{"IPv6", "[2001:db8:1::5]:1", xff("2001:db8:2::7"), "2001:db8:2::7"},
		{"with a port", "10.0.0.1:1", xff("192.0.2.7:4711"), "192.0.2.7"},
		{"RFC 7239", "10.0.0.1:1", fwd(`for=6.6.6.6, For="192.0.2.7:4711";proto=https`), "192.0.2.7"},
		{"RFC 7239, IPv6", "10.0.0.1:1", fwd(`for="[2001:db8:2::7]:4711", for=10.0.0.2;by=10.0.0.1`), "2001:db8:2::7"},
		{"RFC 7239, a client that opens a quote", "10.0.0.1:1", fwd(`for="6.6.6.6, for=192.0.2.7`), "192.0.2.7"},
		{"RFC 7239, hidden", "10.0.0.1:1", fwd(`for=_hidden`), "10.0.0.1"},
		{"RFC 7239 from nobody trusted", "192.0.2.7:1", fwd("for=6.6.6.6"), "192.0.2.7"},
		{"both, the same", "10.0.0.1:1", append(xff("192.0.2.7"), fwd("for=192.0.2.7")...), "192.0.2.7"},
		{
			"both, one of them the client's own", "10.0.0.1:1", append(xff("192.0.2.7"), fwd("for=6.6.6.6")...),
			"10.0.0.1",
		},
		{
			"both, one of them hiding the client", "10.0.0.1:1", append(xff("unknown"), fwd("for=6.6.6.6")...),
			"10.0.0.1",
		},
		{"no network", "@", xff("6.6.6.6"), "invalid IP"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		for _, h := range c.headers {
			r.Header.Add(h[0], h[1])
		}
		require.Equal(t, c.want, trusted.Of(r).String(), c.what)
		require.Equal(t, Parse(c.remote), (*Proxies)(nil).Of(r), "without trusted proxies: %s", c.what)
		require.Equal(t, len(c.headers) > 0, (*Proxies)(nil).Ignores(r), c.what)
		require.Equal(t, len(c.headers) > 0 && !trusted.Trusts(Parse(c.remote)), trusted.Ignores(r), c.what)
	}
}

// What a page asks within the process counts for whoever asked for the page; a proxy that tells of itself is found.
func TestARequestWithinTheProcessIsItsAskers(t *testing.T) {
	outer := httptest.NewRequest("GET", "/", nil)
	outer.RemoteAddr = "192.0.2.7:1"
	inner := httptest.NewRequest("GET", "/", nil).WithContext(From(outer.Context(), outer))
	inner.RemoteAddr = ""
	Pass(inner)
	require.Equal(t, "192.0.2.7", (*Proxies)(nil).Of(inner).String())
	require.False(t, Local(inner))
	require.False(t, Proxied(inner))
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Forwarded-Proto", "X-Real-IP", "Via"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set(name, "1.1 proxy")
		require.True(t, Proxied(r), name)
	}
	inner.RemoteAddr = "[::1]:1"
	require.True(t, Local(inner))
}

func xff(v string) [][2]string { return [][2]string{{"X-Forwarded-For", v}} }
func fwd(v string) [][2]string { return [][2]string{{"Forwarded", v}} }

func TestWhatIsNoRangeIsRefused(t *testing.T) {
	for _, bad := range []string{"", "proxy", "10.0.0.300", "10.0.0.0/33", "fe80::1%eth0", "10.0.0.1:80"} {
		_, err := Trust([]string{bad})
		require.ErrorContains(t, err, "is no address or range of addresses", bad)
	}
	for _, all := range []string{"0.0.0.0/0", "::/0"} {
		_, err := Trust([]string{all})
		require.ErrorContains(t, err, "is every address", all)
	}
	nobody, err := Trust(nil)
	require.NoError(t, err)
	require.False(t, nobody.Trusts(netip.MustParseAddr("127.0.0.1")))
}

func TestNetworksOfOneMachine(t *testing.T) {
	at := func(remote string) netip.Prefix { return Network(Parse(remote)) }
	require.Equal(t, at("[2001:db8::1]:1"), at("[2001:db8::2]:9"), "a /64 is one machine's")
	require.NotEqual(t, at("[2001:db8::1]:1"), at("[2001:db8:0:1::1]:1"))
	require.NotEqual(t, at("192.0.2.1:1"), at("192.0.2.2:1"))
	require.Equal(t, at("192.0.2.1:1"), at("[::ffff:192.0.2.1]:1"))
	require.Equal(t, at("[fe80::1%eth0]:1"), at("[fe80::1%eth1]:1"))
	require.Equal(t, netip.Prefix{}, at("@"))
}

// Whatever a header holds, a request from a trusted proxy comes from some address, and one from elsewhere from its own.
func FuzzOf(f *testing.F) {
	f.Add("6.6.6.6, 192.0.2.7", `for="[::1]:1";by=x, for=_y`)
	trusted, err := Trust([]string{"10.0.0.0/8"})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, forwardedFor, forwarded string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["X-Forwarded-For"], r.Header["Forwarded"] = []string{forwardedFor}, []string{forwarded}
		r.RemoteAddr = "10.0.0.1:1"
		require.True(t, trusted.Of(r).IsValid())
		r.Header["X-Forwarded-For"], r.Header["Forwarded"] = []string{forwardedFor, "192.0.2.7"}, nil
		require.Equal(t, "192.0.2.7", trusted.Of(r).String(), "what stands left of the client")
		r.RemoteAddr = "192.0.2.8:1"
		require.Equal(t, "192.0.2.8", trusted.Of(r).String())
	})
}
