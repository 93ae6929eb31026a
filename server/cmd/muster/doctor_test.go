package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/doctor"
)

// examine runs muster doctor and sorts what it found by check.
func examine(t *testing.T, args ...string) (found map[string][]doctor.Finding, stderr string, code int) {
	out, stderr, code := says(t, append([]string{"doctor", "--json"}, args...)...)
	var r doctor.Report
	require.NoError(t, json.Unmarshal([]byte(out), &r), "%s\n%s", out, stderr)
	require.Equal(t, r.OK, code == 0, "%s\n%s", out, stderr)
	found = map[string][]doctor.Finding{}
	for _, f := range r.Findings {
		found[f.Check] = append(found[f.Check], f)
	}
	return found, stderr, code
}

// requireTrouble wants some finding of a check in trouble, with what to do.
func requireTrouble(t *testing.T, found map[string][]doctor.Finding, check, words string) {
	t.Helper()
	for _, f := range found[check] {
		if f.State == doctor.Trouble && strings.Contains(f.Found, words) {
			require.NotEmpty(t, f.Do)
			return
		}
	}
	t.Errorf("%s: nothing says %q: %+v", check, words, found[check])
}

func TestADoctorBesideAServerThatIsWell(t *testing.T) {
	s := startUp(t)
	found, stderr, code := examine(t, "--api",
		"http://"+s.http, "up", "--udp", s.udp, "--http", s.http, "--admin", s.admin, "--data", s.data)
	require.Zero(t, code, "%+v\n%s", found, stderr)
	require.Len(t, found["port"], 3)
	for _, f := range found["port"] {
		require.Contains(t, f.Found, "a server of Muster answers there")
	}
	require.Contains(t, found["clock"][0].Found, "within 1s of http://"+s.http)
	require.Contains(t, found["database"][0].Found, "of form")
}

func TestADoctorNamesWhatIsBroken(t *testing.T) {
	taken, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	late := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Minute).UTC().Format(http.TimeFormat))
	}))
	defer late.Close()
	data := t.TempDir()
	for _, dir := range []string{"keys", "queue"} {
		require.NoError(t, os.Mkdir(filepath.Join(data, dir), 0o700))
	}
	require.NoError(t, os.WriteFile(filepath.Join(data, "keys", "certificate.pem"), []byte("no certificate"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(data, "queue",
		"matchmaker.db"), []byte("no database, whatever its name says"), 0o600))
	found, stderr, code := examine(t, "--api",
		late.URL, "--udp", taken.LocalAddr().String(), "--http", "127.0.0.1:0", "--admin", "192.0.2.77:1",
		"--scenario", "nowhere", "--data", data)
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "things are in trouble")
	requireTrouble(t, found, "port", "in use by another program")
	requireTrouble(t, found, "port", "192.0.2.77:1 (--admin): this machine has no such address")
	requireTrouble(t, found, "clock", "ahead of "+late.URL)
	requireTrouble(t, found, "certificate", "no certificate in PEM")
	requireTrouble(t, found, "database", "not a database")
	requireTrouble(t, found, "flags", "there is no such scenario")
}

func TestADoctorAsksTheOtherParts(t *testing.T) {
	nobody := "127.0.0.1:1"
	fresh := filepath.Join(t.TempDir(), "fresh")
	found, _, _ := examine(t, "shard", "--consul", nobody, "--cluster-key", clusterKey(t),
		"--journal", "etcd://"+nobody, "--journal-ca", "nowhere.pem", "--udp", "127.0.0.1:0", "--data", fresh)
	requireTrouble(t, found, "registry", "refused")
	requireTrouble(t, found, "store", "")
	requireTrouble(t, found, "certificate", "nowhere.pem")
	require.NoDirExists(t, fresh, "it looks and makes nothing")
	found, _, _ = examine(t, "matchmaker", "--consul", nobody, "--cluster-key", clusterKey(t),
		"--db", "postgres://muster@"+nobody+"/queue", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data",
		fresh)
	requireTrouble(t, found, "database", "refused")
	require.Equal(t, doctor.Skipped, found["clock"][0].State)
}
