package reach

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// like is a machine with these ways out, of IPv4 and IPv6, and these interfaces; empty for none.
func like(way4, way6 string, interfaces ...string) machine {
	parse := func(s string) netip.Addr {
		if s == "" {
			return netip.Addr{}
		}
		return netip.MustParseAddr(s)
	}
	return machine{
		way: func(to netip.AddrPort) netip.Addr {
			if to.Addr().Is4() {
				return parse(way4)
			}
			return parse(way6)
		},
		interfaces: func() (all []netip.Addr) {
			for _, s := range interfaces {
				all = append(all, parse(s))
			}
			return all
		},
	}
}

func TestAHostOffersWhatLeadsToIt(t *testing.T) {
	for _, c := range []struct {
		name   string
		m      machine
		listen string
		want   []string
	}{
		{"an address of its own", like("10.0.0.1", ""), "192.168.1.2:7400", []string{"192.168.1.2:7400"}},
		{"a name", like("10.0.0.1", ""), "play.example:7400", []string{"play.example:7400"}},
		{"the loopback address, as it was told", like("10.0.0.1", ""), "127.0.0.1:7400", []string{"127.0.0.1:7400"}},
		{"a usual machine", like("10.0.0.1", "", "10.0.0.1"), "[::]:7400", []string{"10.0.0.1:7400"}},
		{"no host is everywhere", like("10.0.0.1", "", "10.0.0.1"), ":7400", []string{"10.0.0.1:7400"}},
		{
			"both families", like("10.0.0.1", "2001:db8:7::1", "10.0.0.1", "2001:db8:7::1", "fe80::1"), "[::]:7400",
			[]string{"10.0.0.1:7400", "[2001:db8:7::1]:7400"},
		},
		{"IPv6 only", like("", "fd00::2", "fd00::2"), "[::]:7400", []string{"[fd00::2]:7400"}},
		{
			"a LAN without a default route", like("", "", "192.168.1.7", "fd00::7"), "[::]:7400",
			[]string{"192.168.1.7:7400", "[fd00::7]:7400"},
		},
		{
			"two networks", like("10.0.0.1", "", "192.168.1.7", "10.0.0.1"), "[::]:7400",
			[]string{"10.0.0.1:7400", "192.168.1.7:7400"},
		},
		{
			"a listener of IPv4 alone", like("", "fd00::2", "192.168.1.7", "fd00::2"), "0.0.0.0:7400",
			[]string{"192.168.1.7:7400"},
		},
		{"a cable without a router", like("", "", "169.254.3.4", "fe80::1"), "[::]:7400", []string{"169.254.3.4:7400"}},
		{"nothing but loopback", like("", "", "fe80::1"), "[::]:7400", []string{"127.0.0.1:7400"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, c.m.addresses(c.listen))
		})
	}
	many := like("",
		"", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7", "10.0.0.8", "10.0.0.9")
	require.Len(t, many.addresses(":1"), Most)
}

func TestWhatCanBeReachedFromHereAlone(t *testing.T) {
	for addr, here := range map[string]bool{
		"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true, "127.9.9.9:1": true,
		"10.0.0.1:1": false, "[fd00::1]:1": false, "play.example:1": false, "no port": false,
	} {
		require.Equal(t, here, OnlyHere(addr), addr)
	}
}

func TestThisMachineHasAnAddress(t *testing.T) {
	require.NotEmpty(t, Addresses(":7"))
	require.Equal(t, Addresses(":7")[0], First(":7"))
}
