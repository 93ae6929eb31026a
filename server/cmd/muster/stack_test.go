//go:build !race

package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"muster/lab/consultest"
	"muster/lab/pgtest"
	"muster/matchmaker/api"
	"muster/shard/registry"
	"muster/shard/registry/consul"
)

// stack is the whole of it as on many machines: a real Consul agent, shards and matchmakers in processes of their own.
type stack struct {
	consul   *consultest.Agent
	key      string            // file of the cluster's key
	registry registry.Registry // as an operator sees it
	shards   []*process
	queues   []*process
}

// process is a running program that can be killed and started again with the same arguments.
type process struct {
	id, http string
	program  string // another build of ours; empty for this one
	args     []string
	cmd      *exec.Cmd
	log      *lines
}

// said is what the process has told so far.
func (p *process) said() string {
	if p.log == nil {
		return "nothing: it was not started"
	}
	return p.log.String()
}

func (p *process) start(t *testing.T) {
	p.log = &lines{}
	p.cmd = muster(t, p.args...)
	if p.program != "" {
		p.cmd.Path, p.cmd.Args[0] = p.program, p.program
	}
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	require.NoError(t, p.cmd.Start())
	t.Cleanup(p.kill)
}

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // may be dead already
	_ = p.cmd.Wait()
}

// terminate asks the process to stop and waits until it has: with nil, as an operator wants it.
func (p *process) terminate(t *testing.T) error {
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		require.Fail(t, "it does not stop", "%s", p.log)
		return nil
	}
}

// dose says how much of a stack, and which journal.
type dose struct {
	shards, matchmakers, capacity, players int
	shard, queue                           []string // further arguments of each shard and matchmaker
	// that the matchmakers share; empty for a file in a directory that they share
	database string
}

// doseOf is the small dose that every test run takes, or the full one of `make stack`: two hundred bots, one stack
// after the other.
func doseOf(small dose) dose {
	if os.Getenv("MUSTER_STACK") != "full" {
		return small
	}
	small.players, small.capacity = 200, 26 // two shards must be able to carry all fifty matches
	return small
}

// apart runs the stacks of small doses side by side.
func apart(t *testing.T) {
	if os.Getenv("MUSTER_STACK") != "full" {
		t.Parallel()
	}
}

func startStack(t *testing.T, d dose) *stack {
	a, err := consultest.Start(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(a.Kill)
	s := &stack{consul: a, key: clusterKey(t)}
	key, err := registry.OpenKey(s.key, func(err error) { t.Error(err) })
	require.NoError(t, err)
	r, err := consul.Open(consul.Config{Addr: a.Addr, TTL: registry.SilentAfter, Key: key, Patience: patience})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	s.registry = r
	dir := t.TempDir()
	for i := range d.shards {
		udp, tcp := freePorts(t)
		p := &process{id: fmt.Sprint("s", i), http: tcp}
		p.args = append([]string{
			"shard", "--consul", a.Addr, "--cluster-key", s.key, "--id", p.id, "--matches", fmt.Sprint(d.capacity),
			"--udp", udp, "--http", tcp,
			"--data", filepath.Join(dir, p.id), "--drain", "2s",
		}, d.shard...)
		s.shards = append(s.shards, p)
	}
	for i := range d.matchmakers {
		_, tcp := freePorts(t)
		p := &process{id: fmt.Sprint("q", i), http: tcp}
		p.args = []string{
			"matchmaker", "--consul", a.Addr, "--cluster-key", s.key, "--id", p.id, "--http", tcp, "--admin",
			"127.0.0.1:0", "--data", filepath.Join(dir, "queue"),
		}
		if d.database != "" {
			p.args = []string{
				"matchmaker", "--consul", a.Addr, "--cluster-key", s.key, "--id", p.id, "--http", tcp, "--admin",
				"127.0.0.1:0", "--data", filepath.Join(dir, p.id), "--db", d.database,
			}
		}
		p.args = append(p.args, d.queue...)
		s.queues = append(s.queues, p)
	}
	for _, p := range s.shards {
		p.start(t)
	}
	for _, p := range s.queues { // all at once, on empty directories and tables
		p.start(t)
	}
	s.wait(t, len(s.shards), len(s.queues))
	return s
}

// wait waits until so many are there.
func (s *stack) wait(t *testing.T, shards, matchmakers int) {
	ok := assert.Eventually(t, func() bool {
		a, err := s.registry.Shards(t.Context())
		if err != nil {
			return false
		}
		b, err := s.registry.Matchmakers(t.Context())
		return err == nil && len(a) == shards && len(b) == matchmakers
	}, patience, 50*time.Millisecond, "%d shards and %d matchmakers", shards, matchmakers)
	var said strings.Builder
	for _, p := range append(slices.Clone(s.shards), s.queues...) {
		fmt.Fprintf(&said, "%s says:\n%s\n", p.id, p.said())
	}
	require.True(t, ok, "%s", &said)
}

// leader is which matchmaker leads.
func (s *stack) leader(t *testing.T) (who *process) {
	require.Eventually(t, func() bool {
		all, err := s.registry.Matchmakers(t.Context())
		i := slices.IndexFunc(all, func(m registry.Matchmaker) bool { return m.Leads })
		if err != nil || i < 0 {
			return false
		}
		who = s.queues[slices.IndexFunc(s.queues, func(p *process) bool { return p.id == all[i].ID })]
		return true
	}, patience, 50*time.Millisecond, "nobody leads")
	return who
}

func (s *stack) bots(t *testing.T, d dose) *bots {
	return startBots(t, d.players, "--consul", s.consul.Addr)
}

// matches is what a matchmaker tells of the matches that run; nothing while it cannot.
func matchesAt(t *testing.T, p *process) (all []api.Match) {
	all, _ = api.NewClient("http://"+p.http, nil).Matches(t.Context())
	return all
}

// even reports whether loads are within 15 % of each other; of the few matches of a small dose, within two: which two
// shards are compared is chance.
func even(least, most int) bool {
	if os.Getenv("MUSTER_STACK") != "full" {
		return most-least <= 2
	}
	return float64(most-least) <= 0.15*float64(most)
}

// seated requires that by a time everyone holds exactly one seat, no shard runs more than it may, and loads are even.
// Matches do not move: what was opened while a shard seemed gone, since the machine stood still, stays where it is.
func (s *stack) seated(t *testing.T, d dose, ask *process) {
	var last string
	ok := assert.Eventually(t, func() bool {
		taken, lost, loads := 0, 0, map[string]int{}
		for _, m := range matchesAt(t, ask) {
			if !slices.ContainsFunc(s.shards, func(p *process) bool { return p.id == m.Shard }) {
				lost++ // not yet taken over
			}
			assert.LessOrEqual(t, m.Taken, m.Seats, "match %s", m.ID)
			taken += m.Taken
			loads[m.Shard]++
		}
		least, most := d.capacity+1, 0
		for _, p := range s.shards {
			assert.LessOrEqual(t, loads[p.id], d.capacity, "shard %s", p.id)
			least, most = min(least, loads[p.id]), max(most, loads[p.id])
		}
		last = fmt.Sprintf("%d seats taken; matches by shard %v", taken, loads)
		return lost == 0 && taken == d.players && (even(least, most) || os.Getenv("MUSTER_STACK") != "full")
	}, patience, 200*time.Millisecond)
	require.True(t, ok, "%s\n%s", last, ask.said())
	t.Log(last)
}

// fed requires that nearly all who were connected got views all the time, though a dozen processes share the machine.
// Of two hundred bots that can only be asked where nobody else wanted the processors when the tests began.
func (s *stack) fed(t *testing.T, d dose, starved int) {
	switch {
	case os.Getenv("MUSTER_STACK") != "full":
		t.Logf("%d of %d starved: over a second between two views", starved, d.players)
	case busy < float64(runtime.NumCPU()):
		require.LessOrEqual(t, starved, d.players/12, "over a second between two views")
	default:
		t.Logf("%d of %d starved, which says nothing: the load was %.1f before they came", starved, d.players, busy)
	}
}

// busy is how many wanted a processor in the minute before the tests began; 0 on systems that do not tell.
var busy = func() (load float64) {
	b, _ := os.ReadFile("/proc/loadavg")
	_, _ = fmt.Sscan(string(b), &load)
	return load
}()

func get(t *testing.T, url string) int {
	resp, err := http.Get(url)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// busiest is the shard with the most players, and how many they are.
func (s *stack) busiest(t *testing.T) (n, players int) {
	require.Eventually(t, func() bool {
		seats := make([]int, len(s.shards))
		for _, m := range matchesAt(t, s.queues[0]) {
			seats[slices.IndexFunc(s.shards, func(p *process) bool { return p.id == m.Shard })] += m.Taken
		}
		players = slices.Max(seats)
		n = slices.Index(seats, players)
		return players > 0
	}, patience, 200*time.Millisecond)
	return n, players
}

// hurt hurts the stack in three ways in the middle of play: a shard is killed, the leading matchmaker is killed, Consul
// is killed and started again. Everyone ends seated, nobody twice. back tells whether the shard is started again.
func (s *stack) hurt(t *testing.T, d dose, back bool) (dead, alive *process) {
	b := s.bots(t, d)
	s.seated(t, d, s.queues[0])
	b.fight(t)
	if back {
		s.forge(t, s.queues[0])
	}
	n, players := s.busiest(t)
	s.shards[n].kill()
	if back {
		time.Sleep(time.Second)
		s.shards[n].start(t)
	}
	dead = s.leader(t)
	dead.kill()
	alive = s.queues[0]
	if dead == alive {
		alive = s.queues[1]
	}
	s.consul.Kill()
	time.Sleep(time.Second)
	require.NoError(t, s.consul.Restart(t.Context()))
	if !back {
		s.shards = slices.Delete(s.shards, n, n+1)
	}
	s.wait(t, len(s.shards), d.matchmakers-1)
	require.Equal(t, alive, s.leader(t))
	s.seated(t, d, alive)
	if !back {
		players = 0 // they have links at the standby: nobody finds their seat again, since nobody lost it
	}
	b.back(t, players/2)
	r := b.report(t)
	t.Logf("%+v", r)
	require.Equal(t, []int{d.players, d.players, d.players}, []int{r.Players, r.Joined, r.Seated}, "%s", &b.progress)
	s.fed(t, d, r.Starved)
	return dead, alive
}

// drained asks a shard to stop: it opens nothing more, and how soon that is known is printed; it lets its matches go on
// for a while, and exits with 0.
func (s *stack) drained(t *testing.T, p *process) {
	began := time.Now()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	require.Eventually(t, func() bool {
		all, err := s.registry.Shards(t.Context())
		i := slices.IndexFunc(all, func(r registry.Shard) bool { return r.ID == p.id })
		return err == nil && (i < 0 || !all[i].TakesMatches())
	}, patience, 5*time.Millisecond, "out of use")
	took := time.Since(began).Round(time.Millisecond)
	t.Logf("out of use after %v", took)
	require.Eventually(t, func() bool {
		return get(t, "http://"+p.http+"/readyz") != http.StatusOK
	}, patience, 5*time.Millisecond)
	require.NoError(t, p.cmd.Wait(), "%s", p.log)
	t.Logf("gone after %v", time.Since(began).Round(time.Millisecond))
}

func TestTheStackIsHurtAndEveryoneEndsSeated(t *testing.T) {
	apart(t)
	d := doseOf(dose{shards: 3, matchmakers: 2, capacity: 3, players: 24})
	s := startStack(t, d)
	_, alive := s.hurt(t, d, true)
	require.Eventually(t, func() bool {
		return get(t, "http://"+s.shards[0].http+"/readyz") == http.StatusOK
	}, patience, 50*time.Millisecond)
	s.drained(t, s.shards[0])
	require.NoError(t, alive.terminate(t), "%s", alive.log)
	s.wait(t, d.shards-1, 0)
}

// On a shared journal, as on many machines with PostgreSQL, nobody waits for the killed shard: the others stand by and
// take its matches over, the queue notes where they live, and their players go on in the same match.
func TestOnASharedJournalOthersTakeOver(t *testing.T) {
	apart(t)
	d := doseOf(dose{shards: 3, matchmakers: 2, capacity: 3, players: 12})
	pg, err := pgtest.Start()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pg.Stop()) })
	d.database = pg.URL
	d.shard = []string{"--journal", startMember(t)}
	s := startStack(t, d)
	dead, alive := s.hurt(t, d, false)
	heirs := ""
	for _, p := range s.shards {
		heirs += p.log.String()
	}
	require.Contains(t, heirs, "match taken over: its owner is silent")
	require.NotContains(t, dead.log.String()+alive.log.String(), "void")
	s.drained(t, s.shards[0])
}

// With files of its own, a shard that stays away takes its matches along: after half a minute they are void, and their
// players stand at the front of the queue and get seats elsewhere.
func TestTheStackLosesAShardForGood(t *testing.T) {
	if os.Getenv("MUSTER_STACK") != "full" {
		t.Skip("takes a minute and a half; `make stack` runs it")
	}
	d := dose{shards: 3, matchmakers: 2, capacity: 6, players: 24}
	s := startStack(t, d)
	b := s.bots(t, d)
	s.seated(t, d, s.queues[0])
	b.fight(t)
	n, _ := s.busiest(t)
	s.shards[n].kill()
	s.shards = slices.Delete(s.shards, n, n+1)
	began := time.Now()
	s.seated(t, d, s.queues[0])
	t.Logf("everyone is seated elsewhere after %v", time.Since(began).Round(time.Second))
	require.Greater(t, time.Since(began), 30*time.Second, "it might have come back")
	r := b.report(t)
	require.Equal(t, []int{d.players, d.players, d.players}, []int{r.Players, r.Joined, r.Seated}, "%s", &b.progress)
	require.Contains(t, s.queues[0].log.String()+s.queues[1].log.String(), "match voided")
}
