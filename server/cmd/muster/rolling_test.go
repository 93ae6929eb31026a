//go:build !race

package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/lab/pgtest"
	"muster/matchmaker/api"
	"muster/shard/registry"
)

// rolling is a stack on a store of its own, in which everything is replaced while bots play.
type rolling struct {
	*stack
	store   *process
	journal string
	answers string // file of what the bots were answered
	bots    *bots
}

func startRolling(t *testing.T, d dose, bots ...string) *rolling {
	at, peer := freePorts(t)
	_, figures := freePorts(t)
	r := &rolling{
		journal: "etcd://" + at, answers: filepath.Join(t.TempDir(), "answers"),
		store: &process{id: "store", args: []string{
			"store", "--name=n1", "--data=" + filepath.Join(t.TempDir(), "n1"), "--listen=" + at,
			"--peer-listen=" + peer, "--http=" + figures,
		}},
	}
	r.store.start(t)
	d.shard = append(d.shard, "--journal", r.journal)
	r.stack = startStack(t, d)
	r.bots = startBots(t, d.players, append(bots, "--consul", r.consul.Addr, "--answers", r.answers)...)
	r.bots.fight(t)
	return r
}

// guarded waits until the shard is ready, and each match has its standby.
func (r *rolling) guarded(t *testing.T) {
	require.Eventually(t, func() bool {
		all, err := r.registry.Shards(t.Context())
		return err == nil && len(all) == len(r.shards) && !slices.ContainsFunc(all, func(s registry.Shard) bool {
			return get(t, s.Health+"/readyz") != http.StatusOK ||
				!strings.Contains(figuresOf(s), "\nmuster_matches_without_standby 0\n")
		})
	}, patience, 100*time.Millisecond)
}

// figuresOf are what a shard tells its operators; nothing if it does not answer.
func figuresOf(s registry.Shard) string {
	resp, err := http.Get(s.Admin + "/metrics")
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return string(b)
}

// replace tells a process to stop as an operator would, and starts it again, of another build if one is named.
func (r *rolling) replace(t *testing.T, p *process, build string) {
	require.NoError(t, p.terminate(t), "%s", p.log)
	p.program = build
	p.start(t)
}

// replaceAll replaces everything, one by one: matchmakers, the store, shards.
func (r *rolling) replaceAll(t *testing.T, build string) {
	for _, p := range r.queues {
		r.replace(t, p, build)
		r.wait(t, len(r.shards), len(r.queues))
	}
	r.replace(t, r.store, build)
	r.playOn(t)
	for _, p := range r.shards {
		r.guarded(t)
		r.replace(t, p, build)
	}
	r.guarded(t)
	r.playOn(t)
}

// playOn waits until many more orders were obeyed.
func (r *rolling) playOn(t *testing.T) {
	before := r.bots.told().effective
	r.bots.until(t, func(n told) bool { return n.effective >= before+2*n.players })
}

// matches are those that run, by where.
func (r *rolling) matches(t *testing.T) (at map[string]string) {
	require.Eventually(t, func() bool {
		at = map[string]string{}
		for _, m := range matchesAt(t, r.queues[0]) {
			at[m.ID] = m.Shard
		}
		return len(at) > 0
	}, patience, 50*time.Millisecond)
	return at
}

// check holds what the bots tell against the journal, as a build that has the rules of these matches reads it.
func (r *rolling) check(t *testing.T, build string, matches ...string) {
	args := append([]string{"replay", "verify", "--answers", r.answers, "--data", r.journal}, matches...)
	for _, p := range r.shards {
		i := slices.Index(p.args, "--data")
		if _, err := os.Stat(filepath.Join(p.args[i+1], "replays")); err == nil {
			args = append(args, "--data", p.args[i+1])
		}
	}
	p := &process{program: build, args: args}
	p.start(t)
	require.NoError(t, p.cmd.Wait(), "%s", p.log)
	require.Regexp(t, `answers: \d+: \d+ found once, at their ticks; .* 0 wrong`, p.log)
	t.Log(regexp.MustCompile(`answers: .*`).FindString(p.log.String()))
}

// Everything is replaced while people play, one process after the other: nobody is sent back to the queue, and no order
// that was answered is lost.
func TestEverythingIsReplacedUnderPlay(t *testing.T) {
	apart(t)
	r := startRolling(t, dose{shards: 2, matchmakers: 2, capacity: 6, players: 8})
	before := r.matches(t)
	r.replaceAll(t, "")
	require.ElementsMatch(t, slices.Collect(maps.Keys(before)), slices.Collect(maps.Keys(r.matches(t))))
	all := r.bots.report(t)
	require.Equal(t, []int{8, 8, 8, 0}, []int{all.Players, all.Joined, all.Seated, all.SentBack}, "%+v", all)
	r.check(t, "")
}

// build makes another build of the program: stamped as this release, and with other rules if that is asked for.
func build(t *testing.T, release string, otherRules bool) (program string) {
	dir := t.TempDir()
	program = filepath.Join(dir, "muster-"+release)
	args := []string{"build", "-o", program, "-ldflags", "-X muster/shard/replay.stamped=" + release}
	if otherRules {
		root, err := filepath.Abs("../../..")
		require.NoError(t, err)
		hash := filepath.Join(root, "game", "hash.go")
		b, err := os.ReadFile(hash)
		require.NoError(t, err)
		changed := regexp.MustCompile(`(?m)^const revision = \d+$`).ReplaceAll(b, []byte("const revision = 1 << 40"))
		require.NotEqual(t, string(b), string(changed))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "hash.go"), changed, 0o600))
		overlay := fmt.Sprintf(`{"Replace": {%q: %q}}`, hash, filepath.Join(dir, "hash.go"))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), []byte(overlay), 0o600))
		args = append(args, "-overlay", filepath.Join(dir, "overlay.json"))
	}
	out, err := exec.Command("go", append(args, ".")...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

// The whole of it with three builds: this one is replaced by one of the same rules, in place; and that by one of other
// rules, which begins all new matches while the one before finishes its own. `make rolling` runs it.
func TestARollingUpgradeToTwoReleases(t *testing.T) {
	players, err := strconv.Atoi(os.Getenv("MUSTER_ROLLING"))
	if err != nil {
		t.Skip("takes minutes; `make rolling` runs it")
	}
	same, other := build(t, "same-rules", false), build(t, "other-rules", true)
	pg, err := pgtest.Start()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pg.Stop()) })
	data := shortArena(t, 120)
	r := startRolling(t, dose{
		shards: 3, matchmakers: 2, capacity: 32, players: players, database: pg.URL,
		shard: []string{"--assets", data, "--drain", "20m"}, queue: []string{"--assets", data},
	}, "--scenario", "brief")
	before := r.matches(t)
	r.replaceAll(t, same)
	t.Logf("all replaced by a build of the same rules: %d matches", len(before))

	for _, p := range r.queues {
		r.replace(t, p, other)
		r.wait(t, len(r.shards), len(r.queues))
	}
	old := r.shards
	for i, p := range old {
		n := &process{id: fmt.Sprint("n", i), program: other, args: slices.Clone(p.args)}
		udp, tcp := freePorts(t)
		for flag, value := range map[string]string{
			"--id": n.id, "--udp": udp, "--http": tcp, "--data": filepath.Join(t.TempDir(), n.id),
		} {
			n.args[slices.Index(n.args, flag)+1] = value
		}
		n.http = tcp
		n.start(t)
		r.shards = append(r.shards, n)
	}
	r.wait(t, len(r.shards), len(r.queues))
	seen := map[string]string{} // matches, by the first shard that they were seen at
	look := func() {
		for id, at := range r.matches(t) {
			if seen[id] == "" {
				seen[id] = at
			}
		}
	}
	look()
	gone := make(chan error, len(old))
	for _, p := range old {
		require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
		go func() { gone <- p.cmd.Wait() }()
	}
	for n := 0; n < len(old); {
		select {
		case err := <-gone:
			require.NoError(t, err)
			n++
		case <-time.After(time.Second):
			look()
		}
	}
	r.shards = r.shards[len(old):]
	r.wait(t, len(r.shards), len(r.queues))
	r.playOn(t)
	look()
	r.shards = append(r.shards, old...) // where replays are
	all := r.bots.report(t)
	t.Logf("%+v", all)
	require.Equal(t, []int{players, players, players, 0}, []int{all.Players, all.Joined, all.Seated, all.SentBack})
	var ofOld, ofNew []string
	c := api.NewClient("http://"+r.queues[0].http, nil)
	for id, at := range seen {
		if at[0] == 'n' {
			ofNew = append(ofNew, id)
			continue
		}
		ofOld = append(ofOld, id)
		m, err := c.Match(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, "clock_ran_out", m.Reason, "it was finished by the release that began it: %+v", m)
	}
	require.NotEmpty(t, ofOld)
	require.NotEmpty(t, ofNew)
	t.Logf("%d matches were finished by the old rules, %d begun by the new ones; %d of %d starved",
		len(ofOld), len(ofNew), all.Starved, players)
	r.check(t, same, ofOld...)
	r.check(t, other, ofNew...)
}

// shortArena is data with one scenario more: an arena that is over after so many seconds.
func shortArena(t *testing.T, seconds int) (dir string) {
	return shortened(t, "arena", "brief", seconds)
}
