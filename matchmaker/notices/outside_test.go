package notices

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"muster/matchmaker/api"
	"muster/wallclock"
)

// hooked is somebody's webhook.
func hooked(t *testing.T, f http.HandlerFunc) *httptest.Server {
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return s
}

const aSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func webhook(t *testing.T, allowed ...string) *webhooks {
	out, err := newOutside(allowed)
	require.NoError(t, err)
	return &webhooks{out}
}

// A webhook's message is signed, has the same id however often it comes, and a body that Discord shows.
func TestAWebhookOverTheWire(t *testing.T) {
	var body []byte
	var head http.Header
	s := hooked(t, func(w http.ResponseWriter, r *http.Request) {
		head = r.Header
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusNoContent)
	})
	require.NoError(t, webhook(t, "127.0.0.1").send(t.Context(), aMessage(api.ByWebhook, s.URL+"/x?y", aSecret)))
	require.Equal(t, "notice-w1-7", head.Get("webhook-id"))
	at := head.Get("webhook-timestamp")
	require.Equal(t, Sign(aSecret, "notice-w1-7", at, body), head.Get("webhook-signature"))
	require.NotEqual(t, Sign(aSecret, "notice-w1-7", at, append(body, ' ')), head.Get("webhook-signature"))
	for _, want := range []string{
		`"content":"It is your turn (4) against Guest Bo`, `"allowed_mentions":{"parse":[]}`, `"type":"turn.due"`, `"match":"m 1"`,
		`"turn":4`, `"link":"https://play.example/play?match=m+1"`, `"end":"https://play.example/v1/notices/w1/end?code=`,
	} {
		require.Contains(t, string(body), want)
	}
	// the example of standardwebhooks.com
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Sign(aSecret,
		"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`)))
	require.WithinDuration(t, time.Now(), wallclock.Now(), time.Minute)
}

// says is a webhook that answers a status.
func says(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// What a receiver answers tells whether a message goes again. None is led elsewhere, and none holds the sender up.
func TestWhatAWebhookAnswers(t *testing.T) {
	var elsewhere atomic.Int32
	other := hooked(t, func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) })
	h := webhook(t, "127.0.0.1")
	h.http.Timeout = 300 * time.Millisecond
	release := make(chan struct{})
	for name, c := range map[string]struct {
		does http.HandlerFunc
		want []error // none of these for one that goes again
		ok   bool
	}{
		"it takes it":     {func(http.ResponseWriter, *http.Request) {}, nil, true},
		"it is busy":      {says(503), nil, false},
		"too many":        {says(429), nil, false},
		"it is gone":      {says(404), []error{errGone}, false},
		"it is forbidden": {says(403), []error{errRefused}, false},
		"it leads elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		}, []error{errRefused}, false},
		"it answers nothing": {func(http.ResponseWriter, *http.Request) { <-release }, []error{errUnknown}, false},
		"it breaks off": {func(w http.ResponseWriter, _ *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			c.Close()
		}, []error{errUnknown}, false},
	} {
		s := httptest.NewServer(c.does)
		err := h.send(t.Context(), aMessage(api.ByWebhook, s.URL, aSecret))
		require.Equal(t, c.ok, err == nil, "%s: %v", name, err)
		for _, e := range []error{errRefused, errUnknown, errGone} {
			if len(c.want) == 1 && c.want[0] == e {
				require.ErrorIs(t, err, e, name)
			} else {
				require.NotErrorIs(t, err, e, name)
			}
		}
		if err != nil {
			require.NotContains(t, err.Error(), s.URL, "the URL may be a secret")
		}
		if name == "it answers nothing" {
			close(release)
		}
		s.Close()
	}
	require.Zero(t, elsewhere.Load())
}

// An answer without end is read as far as it counts.
func TestAnAnswerWithoutEnd(t *testing.T) {
	sent := make(chan int, 1)
	s := hooked(t, func(w http.ResponseWriter, _ *http.Request) {
		n := 0
		for b := make([]byte, 1<<15); ; {
			k, err := w.Write(b)
			if n += k; err != nil {
				sent <- n
				return
			}
		}
	})
	require.NoError(t, webhook(t, "127.0.0.1").send(t.Context(), aMessage(api.ByWebhook, s.URL, aSecret)))
	require.Less(t, <-sent, 64<<20)
}

// Addresses that a stranger must not lead us to, however they are written.
func TestWhichAddressesArePublic(t *testing.T) {
	for _, bad := range []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1",
		"172.31.255.255", "192.0.0.8", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
		"192.0.2.1", "198.51.100.7", "203.0.113.9",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1",
		"64:ff9b:1::1", "2002:7f00:1::", "2001:db8::1", "2001::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1",
		"fd12:3456::1", "ff02::1", "100::1", "::ffff:0:127.0.0.1",
		"::ffff:0:10.0.0.1", "4000::1", "5f00::1", "3fff::1",
	} {
		ip := netip.MustParseAddr(bad).WithZone("")
		require.False(t, public(ip), bad)
	}
	for _, good := range []string{"1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"} {
		require.True(t, public(netip.MustParseAddr(good)), good)
	}
}

// names is a name server whose answers change from one question to the next, as an attacker's do.
func names(t *testing.T, answers ...string) {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	var asked atomic.Int32
	done := make(chan struct{})
	go func() {
		defer close(done)
		for b := make([]byte, 512); ; {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(b[:n]) != nil || len(m.Questions) == 0 {
				continue
			}
			q := m.Questions[0]
			ip := netip.MustParseAddr(answers[min(int(asked.Load()), len(answers)-1)])
			m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
			head := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
			switch {
			case q.Type == dnsmessage.TypeA && ip.Is4():
				m.Answers = []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AResource{A: ip.As4()}}}
				asked.Add(1)
			case q.Type == dnsmessage.TypeAAAA && ip.Is6():
				m.Answers = []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}}}
				asked.Add(1)
			}
			packed, err := m.Pack()
			if err == nil {
				_, _ = conn.WriteTo(packed, from)
			}
		}
	}()
	usual := resolver
	resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	t.Cleanup(func() {
		resolver = usual
		conn.Close()
		<-done
	})
}

// A name that leads inside is refused when it is resolved, whatever it led to before: nothing is looked up beforehand
// that could be another answer by then.
func TestANameThatLeadsInside(t *testing.T) {
	var called atomic.Int32
	s := hooked(t, func(http.ResponseWriter, *http.Request) { called.Add(1) })
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	require.NoError(t, err)
	to := func(host string) *message {
		return aMessage(api.ByWebhook, "http://"+net.JoinHostPort(host, port)+"/", aSecret)
	}
	for _, inside := range []string{"127.0.0.1", "::ffff:127.0.0.1", "::1", "169.254.169.254", "10.0.0.1"} {
		names(t, inside)
		err := webhook(t).send(t.Context(), to("hooks.attacker.example"))
		require.ErrorIs(t, err, errInside, inside)
		require.ErrorIs(t, err, errRefused, inside)
	}
	h := webhook(t, "Hooks.Inside.example")
	names(t, "127.0.0.1")
	require.NoError(t, h.send(t.Context(), to("hooks.inside.example")), "the operator listed it")
	require.EqualValues(t, 1, called.Load())
	names(t, "127.0.0.1", "127.0.0.1") // the one that was allowed leads nobody else in
	require.ErrorIs(t, h.send(t.Context(), to("hooks.outside.example")), errInside)
	for _, host := range []string{"127.0.0.1", "[::1]", "0.0.0.0", "[::ffff:7f00:1]", "localhost"} {
		err := h.send(t.Context(), aMessage(api.ByWebhook, "http://"+host+":"+port+"/", aSecret))
		require.Error(t, err, host)
	}
	require.EqualValues(t, 1, called.Load())
}

func TestURLsThatArePlayersBusiness(t *testing.T) {
	for _, bad := range []string{
		"", "x", "ftp://example.org", "file:///etc/passwd", "gopher://x", "https://", "https:x.example", "//x.example",
		"https://user:pass@example.org/", "https://example.org/#x", "https://exa mple.org/", "https://x.example/\r\nX",
		"https://[fe80::1%25eth0]/", "javascript:alert(1)", "https://" + strings.Repeat("a", maxURL) + ".example",
	} {
		require.Error(t, CheckURL(bad), "%q", bad)
	}
	for _, good := range []string{"https://discord.com/api/webhooks/1/x", "http://hooks.example.org:8080/?a=b"} {
		require.NoError(t, CheckURL(good))
	}
	for _, bad := range []string{"", "a b", "https://x", "10.0.0.0/99"} {
		_, err := newOutside([]string{bad})
		require.Error(t, err, bad)
	}
}
