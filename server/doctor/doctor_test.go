package doctor

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// requireState wants a finding in a state and, unless all is well, a word of what to do.
func requireState(t *testing.T, want State, f Finding, found string) {
	t.Helper()
	require.Equal(t, want, f.State, "%+v", f)
	require.Contains(t, f.Found, found)
	require.Equal(t, want == Trouble || want == Warning, f.Do != "", "%+v", f)
}

func TestAPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	deaf, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer deaf.Close()
	ours := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/version" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer ours.Close()
	mine := func(context.Context, string) bool { return true }
	other := func(context.Context, string) bool { return false }
	for _, c := range []struct {
		name  string
		port  Port
		want  State
		found string
	}{
		{"free", Port{Flag: "--http", Addr: "127.0.0.1:0"}, OK, "is free"},
		{
			"free, of UDP",
			Port{Flag: "--udp", Addr: "127.0.0.1:0", UDP: true},
			OK,
			"UDP, any port of 127.0.0.1 (--udp) is free",
		},
		{"taken", Port{Flag: "--http", Addr: taken.Addr().String(), Ours: other}, Trouble, "in use by another program"},
		{
			"taken, of UDP",
			Port{Flag: "--udp", Addr: deaf.LocalAddr().String(), UDP: true, Ours: other},
			Trouble,
			"in use by another program",
		},
		{
			"taken by ourselves",
			Port{Flag: "--udp", Addr: deaf.LocalAddr().String(), UDP: true, Ours: mine},
			OK,
			"a server of Muster answers there",
		},
		{
			"taken by our queue",
			Port{Flag: "--http", Addr: ours.Listener.Addr().String()},
			OK,
			"a server of Muster answers there",
		},
		{"another machine's", Port{Flag: "--http", Addr: "192.0.2.77:7480"}, Trouble, "no such address"},
		{"no address", Port{Flag: "--http", Addr: "7480"}, Trouble, "missing port"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := Ports(t.Context(), []Port{c.port})
			require.Len(t, all, 1)
			requireState(t, c.want, all[0], c.found)
		})
	}
}

func TestWhatPlayersAreTold(t *testing.T) {
	here := func(addr string) bool { return strings.HasPrefix(addr, "127.") }
	for _, c := range []struct {
		name  string
		door  Door
		want  State
		found string
	}{
		{
			"an address",
			Door{Listen: ":7400", Offered: []string{"10.0.0.1:7400", "[fd00::1]:7400"}},
			OK,
			"players dial 10.0.0.1:7400, [fd00::1]:7400",
		},
		{
			"nothing but loopback",
			Door{Listen: ":7400", Offered: []string{"127.0.0.1:7400"}},
			Trouble,
			"no address but loopback",
		},
		{
			"this machine alone",
			Door{Listen: "127.0.0.1:7400", Queue: "127.0.0.1:7480", Offered: []string{"127.0.0.1:7400"}},
			OK,
			"from this machine alone",
		},
		{
			"an open queue before a closed door",
			Door{Listen: "127.0.0.1:7400", Queue: ":7480", Offered: []string{"127.0.0.1:7400"}},
			Trouble,
			"who finds the queue cannot join",
		},
		{"any port", Door{Listen: ":0", Offered: []string{"10.0.0.1:0"}}, Warning, "another port after each start"},
		{
			"behind a router",
			Door{Listen: ":7400", Public: []string{"play.example:7400"}, Offered: []string{"play.example:7400"}},
			OK,
			"play.example",
		},
		{
			"half an address",
			Door{Listen: ":7400", Public: []string{"play.example"}, Offered: []string{"play.example"}},
			Trouble,
			"missing port",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.door.OnlyHere = here
			all := Addresses(c.door)
			require.Len(t, all, 1)
			requireState(t, c.want, all[0], c.found)
		})
	}
	require.Contains(t, Addresses(Door{
		Listen: ":1", Offered: []string{"127.0.0.1:1"}, OnlyHere: here,
	})[0].Do, "--public")
}

func TestLinksAndBuffers(t *testing.T) {
	requireState(t, OK, judgeMTU(Link{"eth0", 1500}), "1500")
	requireState(t, OK, judgeMTU(Link{"tun0", 1280}), "1280")
	requireState(t, Warning, judgeMTU(Link{"tun0", 1250}), "IPv6 does not")
	requireState(t, Trouble, judgeMTU(Link{"tun0", 1200}), "nobody can join")
	requireState(t, OK, MTU([]string{"127.0.0.1:1"})[0], "lo")
	requireState(t, Skipped, MTU([]string{"192.0.2.77:1"})[0], "another machine's")
	requireState(t, OK, judgeBuffers(7<<20, 14<<20), "7.0 MB")
	requireState(t, Warning, judgeBuffers(212992, 212992), "0.2 MB")
	require.Contains(t, judgeBuffers(1, 1).Do, "net.core.rmem_max=7340032")
	require.Contains(t, []State{OK, Warning, Skipped}, Buffers().State)
}

func TestAClockThatDiffersIsNamed(t *testing.T) {
	off := time.Duration(0)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
	}))
	defer other.Close()
	look := func() Finding { return Clocks(t.Context(), []Clock{{Name: "the queue", URL: other.URL}})[0] }
	requireState(t, OK, look(), "of the queue")
	off = time.Hour
	requireState(t, Trouble, look(), "this machine's clock is 1h0m0s behind the queue")
	off = -10 * time.Minute
	requireState(t, Trouble, look(), "ahead of the queue")
	requireState(t, Trouble, judgeClock("x", 30100*time.Millisecond), "30s ahead of x: fresh tickets will be refused")
	requireState(t, Warning, judgeClock("x", 5100*time.Millisecond), "5s ahead of x: beyond 30s")
	requireState(t, OK, judgeClock("x", -4900*time.Millisecond), "within 5s of x")

	away := Clock{Name: "the database", Now: func(context.Context) (time.Time, error) {
		return time.Time{}, errors.New("it is away")
	}}
	requireState(t, Skipped, Clocks(t.Context(), []Clock{away})[0], "it is away")
	requireState(t, Skipped, Clocks(t.Context(), nil)[0], "nothing to hold it against")
	at := time.Unix(1000, 0)
	require.Equal(t, -8*time.Second, apart(at, at.Add(10*time.Second), at.Add(4*time.Second)),
		"what is between is half on the way there")
}

func TestADisk(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	sync := func(f *os.File) error { return f.Sync() }
	states := func(all []Finding) (states []State) {
		for _, f := range all {
			states = append(states, f.State)
		}
		return states
	}
	all := Disk(dir, sync)
	require.NotContains(t, states(all), Trouble, "%+v", all)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "it leaves nothing behind")

	fresh := filepath.Join(dir, "a", "b")
	all = Disk(fresh, sync)
	requireState(t, OK, all[len(all)-1], "will be made")
	require.NoDirExists(t, filepath.Join(dir, "a"))

	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	requireState(t, Trouble, Disk(filepath.Join(file, "data"), sync)[0], "")
	requireState(t, Trouble, Disk(file, sync)[0], "is a file")
	requireState(t, Trouble, Disk(dir, func(*os.File) error {
		return errors.New("no space left on device")
	})[0], "no space left")
	if hasOwners {
		require.NoError(t, os.Chmod(dir, 0o755))
		requireState(t, Warning, judgeMode(dir), "can be entered by others")
	}

	requireState(t, OK, judgeSync("d", []time.Duration{time.Millisecond}), "a sync takes 1ms")
	slow := make([]time.Duration, 100)
	for i := range slow {
		slow[i] = time.Millisecond
	}
	slow[7] = 60 * time.Millisecond
	requireState(t, Warning, judgeSync("d", slow), "60ms in one of a hundred")
	requireState(t, Trouble, judgeSync("d", []time.Duration{time.Second}), "stand still")
	requireState(t, OK, judgeFree("d", 100<<30), "100.0 GB")
	requireState(t, Warning, judgeFree("d", 5<<30), "5.0 GB")
	requireState(t, Trouble, judgeFree("d", 100<<20), "0.1 GB")
	requireState(t, OK, judgeFiles(65536), "65536")
	requireState(t, Warning, judgeFiles(2000), "2000")
	requireState(t, Trouble, judgeFiles(256), "256")
	require.NotEqual(t, Trouble, Files().State)
}

// certificate writes one that counts for some time.
func certificate(t *testing.T, from, to time.Time) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	like := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, like, like, &key.PublicKey, key)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "cert.pem")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return file
}

func TestACertificate(t *testing.T) {
	now := time.Now()
	day := 24 * time.Hour
	look := func(file string) Finding { return Certificate("--ca", file, false, now) }
	requireState(t, OK, look(certificate(t, now.Add(-day), now.Add(90*day))), "counts until")
	requireState(t, Warning, look(certificate(t, now.Add(-day), now.Add(7*day))), "counts until")
	requireState(t, Trouble, look(certificate(t, now.Add(-9*day), now.Add(-day))), "has ended at")
	requireState(t, Trouble, look(certificate(t, now.Add(day), now.Add(9*day))), "counts from")
	none := filepath.Join(t.TempDir(), "none")
	requireState(t, Trouble, look(none), "no such file")
	requireState(t, OK, Certificate("keys", none, true, now), "will be made")
	require.NoError(t, os.WriteFile(none, []byte("-----BEGIN NOTHING-----"), 0o600))
	requireState(t, Trouble, look(none), "no certificate in PEM")
}

func TestAReport(t *testing.T) {
	r := ReportOf([]Finding{
		fine("disk", "much room"), Broken("port", errors.New("in use\nby x"), "stop x"),
		{"MTU", Warning, "small", "raise it"},
	})
	require.False(t, r.OK)
	require.Equal(t, 1, r.Troubles())
	var b bytes.Buffer
	require.NoError(t, r.Print(&b))
	require.Equal(t, `ok       disk          much room
trouble  port          in use by x
                       -> stop x
warning  MTU           small
                       -> raise it
`, b.String())
	require.True(t, ReportOf(r.Findings[:1]).OK)
}
