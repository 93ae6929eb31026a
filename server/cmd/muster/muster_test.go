package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/stretchr/testify/require"

	"muster/lab/attack"
	"muster/lab/consultest"
)

// The tests run the real program: a binary of these tests is it when the environment says so.
func TestMain(m *testing.M) {
	if os.Getenv("BE_MUSTER") != "" {
		notePowerCuts()
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// patience is for what happens at once on a machine that has nothing else to do; it only ends a test that hangs.
const patience = 4 * time.Minute

// lookEvery is between two looks whether something has come to pass.
const lookEvery = 100 * time.Millisecond

// program is the binary that is the program: this one, or the one that make has built without the race detector. With
// it a dozen processes on one machine are ten times as slow, and it tells of what it finds in them to nobody.
func program(t *testing.T) string {
	if file := os.Getenv("MUSTER_PROGRAM"); file != "" {
		return file
	}
	self, err := os.Executable()
	require.NoError(t, err)
	return self
}

// muster is the program with arguments, not yet started.
func muster(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), program(t), args...)
	cmd.Env = append(os.Environ(), "BE_MUSTER=1")
	cmd.Dir = t.TempDir()
	return cmd
}

// says runs the program to its end.
func says(t *testing.T, args ...string) (stdout, stderr string, code int) {
	cmd := muster(t, args...)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	_ = cmd.Run() // the exit code is told
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// living is a running `muster up`.
type living struct {
	cmd       *exec.Cmd
	udp, http string
	admin     string // of operators
	data      string
	args      []string
	log       *lines
}

// lines gathers what a program says.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// freePorts are addresses that stay free until somebody listens there: a restarted server must come back under the same
// ones. So do some ports behind each, where --shards has its processes listen.
func freePorts(t *testing.T) (udp, tcp string) {
	const apart = 8
	ports, err := consultest.Ports(2 * apart)
	require.NoError(t, err)
	return "127.0.0.1:" + ports[0], "127.0.0.1:" + ports[apart]
}

// oddName is a directory that a pattern, a URL or a format takes for another one.
const oddName = `srv[1] 5%d?#*\ä`

func startUp(t *testing.T) *living {
	s := newLiving(t)
	s.up(t)
	return s
}

// newLiving is one that was not started yet.
func newLiving(t *testing.T) *living {
	s := &living{data: filepath.Join(t.TempDir(), oddName)}
	s.udp, s.http = freePorts(t)
	_, s.admin = freePorts(t)
	return s
}

// up starts the program and waits until its status page answers.
func (s *living) up(t *testing.T) {
	s.log = &lines{}
	s.cmd = muster(t, append([]string{
		"up", "--scenario", "arena", "--matches", "4", "--udp", s.udp, "--http", s.http, "--admin", s.admin, "--data",
		s.data,
	}, s.args...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	require.NoError(t, s.cmd.Start())
	t.Cleanup(s.kill)
	require.Eventually(t, func() bool {
		r, err := http.Get("http://" + s.http + "/")
		if err != nil {
			return false
		}
		defer r.Body.Close()
		return r.StatusCode == http.StatusOK
	}, patience, 20*time.Millisecond, "%s", s.log)
}

// kill is kill -9.
func (s *living) kill() {
	_ = s.cmd.Process.Kill() // may be dead already
	_ = s.cmd.Wait()
}

// page is the status page.
func (s *living) page(t *testing.T) string { return body(t, "http://"+s.http+"/") }

// operatorsPage is the one that tells of zones.
func (s *living) operatorsPage(t *testing.T) string { return body(t, "http://"+s.admin+"/") }

func body(t *testing.T, url string) string {
	r, err := http.Get(url)
	require.NoError(t, err)
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(b)
}

func TestTheServerIsKilledAndTheMatchesGoOn(t *testing.T) {
	t.Parallel()
	s := startUp(t)
	answers := filepath.Join(t.TempDir(), "answers")
	b := startBots(t, 8, "--matchmaker", "http://"+s.http, "--answers", answers)
	b.fight(t)
	s.kill()
	s.up(t)
	several := regexp.MustCompile(`\b[2-9] matches go on`) // on a busy machine the eight may have begun more than two
	require.Eventually(t, func() bool {
		return several.MatchString(s.log.String())
	}, patience, 10*time.Millisecond, "%s", s.log)
	b.back(t, 8)
	r := b.report(t)
	require.Equal(t, []int{8, 8, 8, 8}, []int{r.Players, r.Joined, r.Seated, r.Reconnected})
	require.Positive(t, r.OrdersEffective)
	figure(t, r.Starved == 0, "%d starved: over a second between two views", r.Starved)
	stdout, stderr, code := says(t, "replay", "verify", "--data", s.data, "--answers", answers)
	require.Zero(t, code, "%s%s", stdout, stderr)
	require.Regexp(t, `answers: (\d+): (\d+) found once, at their ticks; .* 0 wrong`, stdout)
	require.Contains(t, s.page(t), "arena")
	require.NotContains(t, s.operatorsPage(t), "quarantined")
}

func TestHostileBytesOnThePortsHurtNobody(t *testing.T) {
	t.Parallel()
	s := startUp(t)
	udp, err := net.Dial("udp", s.udp)
	require.NoError(t, err)
	defer udp.Close()
	for i := range 2000 {
		_, _ = udp.Write(bytes.Repeat([]byte{byte(i), 0xC3, byte(i >> 3)}, 1+i%400))
	}
	tcp, err := net.Dial("tcp", s.http)
	require.NoError(t, err)
	_, _ = tcp.Write(bytes.Repeat([]byte{0xFF}, 1<<16))
	tcp.Close()
	b := startBots(t, 2, "--matchmaker", "http://"+s.http)
	b.fight(t)
	r := b.report(t)
	figure(t, r.Starved == 0, "%d starved: over a second between two views", r.Starved)
}

// Every kind of attack is survived, counted, and logged once and not for each packet; how well players do meanwhile at
// the full size is measured by hand, on a machine that has nothing else to do.
func TestAttacksAreSurvivedCountedAndLoggedOnce(t *testing.T) {
	s, began := startUp(t), time.Now()
	r, err := attack.Run(t.Context(), attack.Config{
		Matchmaker: "http://" + s.http, Admin: "http://" + s.admin, Flood: 500, Joins: 20, Seed: 1,
	})
	require.NoError(t, err)
	require.Len(t, r.Attacks, 14)
	for _, a := range r.Attacks {
		require.Empty(t, a.Trouble, a.Name)
		require.Positive(t, a.Done, a.Name)
		require.Equal(t, a.Done, a.Refused, a.Name)
		require.GreaterOrEqual(t, a.Counted, float64(a.Done), a.Name)
	}
	require.Positive(t, r.Joined)
	figure(t, r.Joined == 20, "%d of 20 players joined during the flood: %v", r.Joined, r.JoinErrors)
	require.Positive(t, r.FloodRetried)
	said := s.log.String()
	lines := 2 + int(time.Since(began)/(10*time.Second)) // the server says the same thing once in ten seconds
	for _, once := range []string{"reason=bad_ticket", "reason=ticket_spent", "acknowledgements refused"} {
		require.LessOrEqual(t, strings.Count(said, once), lines, "%s", said)
		require.Contains(t, said, once)
	}
}

// What /metrics says follows Prometheus' conventions, and nothing in it is named by what comes from outside.
func TestMetricsFollowTheConventions(t *testing.T) {
	t.Parallel()
	s := startUp(t)
	b := startBots(t, 2, "--matchmaker", "http://"+s.http)
	b.fight(t)
	b.report(t)
	r, err := http.Get("http://" + s.admin + "/metrics")
	require.NoError(t, err)
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	wrong, err := promlint.New(bytes.NewReader(text)).Lint()
	require.NoError(t, err)
	require.Empty(t, wrong)
	for _, want := range []string{
		"muster_tick_seconds_bucket{le=\"0.001024\"}",
		"muster_tick_overruns_total ", "muster_sessions{who=\"player\"} ", "muster_matches{state=\"quarantined\"} 0",
		"muster_queue_depth ", "muster_links_half_open 0", "muster_packets_sent_total ",
	} {
		require.Contains(t, string(text), want)
	}
	require.NotContains(t, string(text), "127.0.0.1")
}

func TestTheServerStopsWhenToldTo(t *testing.T) {
	t.Parallel()
	s := startUp(t)
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	select {
	case err := <-done:
		require.NoError(t, err, "%s", s.log)
	case <-time.After(patience):
		t.Fatalf("it does not stop:\n%s", s.log)
	}
}

func TestBadCircumstancesAreNamed(t *testing.T) {
	t.Parallel()
	s := startUp(t)
	udp, tcp := freePorts(t)
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for want, args := range map[string][]string{
		"TCP port " + s.http + " is in use": {"up", "--udp", udp, "--http", s.http, "--data", t.TempDir()},
		"TCP port " + s.admin + " is in use": {
			"up", "--udp", udp, "--http", tcp, "--admin", s.admin,
			"--data", t.TempDir(),
		},
		"UDP port " + s.udp + " is in use":   {"up", "--udp", s.udp, "--http", tcp, "--data", t.TempDir()},
		"--data " + file + " cannot be writ": {"up", "--udp", udp, "--http", tcp, "--data", file},
		"--scenario chess: there is no such": {
			"up", "--scenario", "chess", "--udp", udp, "--http", tcp,
			"--data", t.TempDir(),
		},
		filepath.Join(s.data, "journal"): {"up", "--udp", udp, "--http", tcp, "--data", s.data},
		"never joined": {
			"bots", "--matchmaker", "http://" + tcp,
			"--players", "1", "--duration", "1s",
		},
		"is now muster-lab attack": {
			"bots", "--attack", "--matchmaker", "http://" + tcp,
			"--flood", "3000", "--soak", "1h",
		},
		"is now muster-lab bench match":     {"bench", "match", "--store", "postgres"},
		"watch what?":                       {"watch"},
		"no match runs at http://" + s.http: {"watch", "--matchmaker", "http://" + s.http},
		"players: 1 to 10000, not 0":        {"bots", "--matchmaker", "http://" + tcp, "--players", "0"},
		"there is no scenario \"chess\"":    {"fight", "chess"},
		"there is no seat or team 7 there":  {"watch", "--embedded", "--team", "7"},
	} {
		if args[0] == "up" && !slices.Contains(args, "--admin") {
			args = append(args, "--admin", "127.0.0.1:0")
		}
		stdout, stderr, code := says(t, args...)
		require.Equal(t, 1, code, "%v: %s%s", args, stdout, stderr)
		require.Contains(t, stderr, want, "%v", args)
	}
}

func TestFightsAreTheSameOnEveryRun(t *testing.T) {
	fight := func() (r fightReport) {
		stdout, stderr, code := says(t, "fight", "duel", "--seed", "7", "--json")
		require.Zero(t, code, stderr)
		require.NoError(t, json.Unmarshal([]byte(stdout), &r))
		return r
	}
	one, two := fight(), fight()
	require.Equal(t, one.Hash, two.Hash)
	require.Equal(t, one.Ticks, two.Ticks)
	require.Positive(t, one.Ticks)
}

func TestWatchingWithoutATerminalPrintsPictures(t *testing.T) {
	cmd := muster(t, "watch", "--embedded", "--scenario", "duel", "--seed", "7")
	var out lines
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		return strings.Count(out.String(), "duel   0:0") >= 2
	}, patience, 50*time.Millisecond, "%s", &out)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait())
}
