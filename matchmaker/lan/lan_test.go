package lan

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/mdns"
	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

var mine = []netip.Prefix{netip.MustParsePrefix("192.168.1.9/24"), netip.MustParsePrefix("fd00::9/64")}

// said is what a reader takes of an announcement that went over the wire.
func said(t *testing.T, a Announcement) (Server, bool) {
	z := &zone{a, "muster-test"}
	records := z.Records(dns.Question{Name: service + "." + domain, Qtype: dns.TypePTR, Qclass: dns.ClassINET})
	require.NotEmpty(t, records)
	b, err := (&dns.Msg{Answer: records, Compress: true}).Pack()
	require.NoError(t, err)
	var m dns.Msg
	require.NoError(t, m.Unpack(b))
	e := &mdns.ServiceEntry{}
	for _, r := range m.Answer {
		if txt, ok := r.(*dns.TXT); ok {
			e.Name, e.InfoFields = txt.Hdr.Name, txt.Txt
		}
	}
	return read(e, mine)
}

func at(addrs ...string) func() []string { return func() []string { return addrs } }

func three() int { return 3 }

func TestWhatAServerSaysIsRead(t *testing.T) {
	for _, c := range []struct {
		name string
		a    Announcement
		want Server
		ok   bool
	}{
		{
			"plain",
			Announcement{Name: "Ada's server", Version: "v1", Players: three, At: at("192.168.1.5:7480")},
			Server{"Ada's server", "v1", 3, "http://192.168.1.5:7480"},
			true,
		},
		{
			"any letters",
			Announcement{Name: `李的服务器 \ "x"; \065`, Players: three, At: at("192.168.1.5:7480")},
			Server{`李的服务器 \ "x"; \065`, "", 3, "http://192.168.1.5:7480"},
			true,
		},
		{
			"a network of ours",
			Announcement{Name: "n", Players: three, At: at("10.8.0.1:1", "192.168.1.5:1", "[fd00::5]:1")},
			Server{"n", "", 3, "http://192.168.1.5:1"},
			true,
		},
		{
			"IPv6",
			Announcement{Name: "n", Players: three, At: at("[fd00::5]:1")},
			Server{"n", "", 3, "http://[fd00::5]:1"},
			true,
		},
		{
			"a URL",
			Announcement{Name: "n", Players: three, At: at("https://play.example/muster")},
			Server{"n", "", 3, "https://play.example/muster"},
			true,
		},
		{"nowhere", Announcement{Name: "n", Players: three, At: at()}, Server{}, false},
		{"no name", Announcement{Players: three, At: at("192.168.1.5:1")}, Server{}, false},
		{"hostile", Announcement{
			Name: "a\x1b[31mb\nc\u202ed\u200be\xff" + string(make([]byte, 90)), Version: "\x07v",
			Players: three, At: at("192.168.1.5:1"),
		}, Server{"a[31mbcde", "v", 3, "http://192.168.1.5:1"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := said(t, c.a)
			require.Equal(t, c.ok, ok)
			if ok {
				require.Equal(t, c.want, got)
			}
		})
	}
	_, ok := read(&mdns.ServiceEntry{
		Name: "printer._ipp._tcp.local.", InfoFields: []string{"name=x", "at=192.168.1.5:1"},
	}, mine)
	require.False(t, ok, "other things are announced, too")
}

// loopback is the one interface that a test may speak on.
func loopback(t *testing.T) []net.Interface {
	faces, err := net.Interfaces()
	require.NoError(t, err)
	for _, f := range faces {
		if f.Flags&net.FlagLoopback != 0 {
			return []net.Interface{f}
		}
	}
	require.Fail(t, "there is no loopback interface; make test speaks on it alone")
	return nil
}

func TestAServerIsFound(t *testing.T) {
	faces := loopback(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	var asked atomic.Int64
	go func() {
		done <- Announce(ctx, Announcement{
			Name: "Ada's server", Version: "v1", At: at("127.0.0.1:7480"), Faces: func() []net.Interface {
				return faces
			},
			Players: func() int { return int(asked.Add(1)) },
		})
	}()
	var found []Server
	for len(found) == 0 && t.Context().Err() == nil { // it may not listen yet
		var err error
		found, err = lookOn(t.Context(), 100*time.Millisecond, faces)
		require.NoError(t, err)
	}
	require.Len(t, found, 1)
	require.Positive(t, found[0].Players)
	found[0].Players = 0
	require.Equal(t, Server{"Ada's server", "v1", 0, "http://127.0.0.1:7480"}, found[0])
	stop()
	require.NoError(t, <-done)
	found, err := lookOn(t.Context(), 100*time.Millisecond, faces)
	require.NoError(t, err)
	require.Empty(t, found, "it is gone")
}

func FuzzRead(f *testing.F) {
	f.Add("x._muster._tcp.local.", `name=\228\184\173`, "at=192.168.1.5:1", "players=9")
	f.Add("x._muster._tcp.local.", `name=\`, `at=http://\`, `players=-1`)
	f.Fuzz(func(t *testing.T, name, a, b, c string) {
		s, ok := read(&mdns.ServiceEntry{Name: name, InfoFields: []string{a, b, c}}, mine)
		if ok && (s.Name != printable(s.Name, maxName) || s.URL != printable(s.URL, len(s.URL)) || s.Players < 0) {
			t.Errorf("%+v", s)
		}
	})
}
