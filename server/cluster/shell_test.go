package cluster

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/limit"
	"muster/server/cluster/plan"
	"muster/shard/journal"
)

// Two clusters take ports of different blocks, also for nodes that come later and while a node is dead.
func TestTwoClustersHaveDifferentPorts(t *testing.T) {
	a, _, err := openPorts()
	require.NoError(t, err)
	defer a.Close()
	b, first, err := openPorts()
	require.NoError(t, err)
	seen := map[string]bool{}
	for range blockSize + 20 { // more than a block has
		for _, p := range []*ports{a, b} {
			addr, err := p.allocate()
			require.NoError(t, err)
			require.False(t, seen[addr], addr)
			seen[addr] = true
		}
	}
	require.Equal(t, b.held[0], first)
	require.NoError(t, b.Close())
}

// openTest is a shell that runs nothing: its supervisor is asked by hand.
func openTest(t *testing.T) *shell {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	c := &shell{
		cfg: Config{Plan: small(), Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)}, began: time.Now(),
		running: map[string]*running{}, pids: map[string]int{}, seen: make(chan Seen, 8), over: make(chan struct{}),
		limited: map[string]limit.Limit{}, crowds: map[string]crowdRuns{}, told: newTold(),
	}
	require.NoError(t, c.open(t.Context()))
	t.Cleanup(func() { _ = c.close() })
	return c
}

// serve runs what the control listener asks the loop to do.
func (c *shell) serve(ctx context.Context) {
	for {
		select {
		case f := <-c.control.calls:
			f()
			for _, x := range c.next {
				for _, d := range c.sup.Step(c.now(), x) {
					if d.What == Answer {
						c.control.answer(d.Ask, d.Why)
					}
				}
			}
			c.next = nil
		case <-ctx.Done():
			return
		}
	}
}

// A cluster is found by its directory and as the only one, asked and told what to do; a stranger is not answered.
func TestAClusterIsFoundAndAsked(t *testing.T) {
	c := openTest(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go c.serve(ctx)
	for _, dir := range []string{"", c.dir} {
		found, err := Find(dir)
		require.NoError(t, err)
		require.Equal(t, os.Getpid(), found.Pid)
		require.Equal(t, c.dir, found.Data)
	}
	found, err := Find("")
	require.NoError(t, err)
	q := NewClient(found)
	s, err := q.Status(ctx)
	require.NoError(t, err)
	require.Len(t, s.Nodes, 6)
	require.Equal(t, "waits", s.Nodes[0].State)
	require.ErrorContains(t, q.Act(ctx, "kill", "shard-7"), "there is no shard-7 to kill")
	require.ErrorContains(t, q.Act(ctx, "kil", "shard-1"), "kill")
	require.NoError(t, q.Act(ctx, "cut", "shard-1", "journal"))
	s, err = q.Status(ctx)
	require.NoError(t, err)
	require.Equal(t, []string{"cut shard-1, journal: nothing passes, both ways"}, s.Lasting)
	all, err := q.Ring(ctx)
	require.NoError(t, err, "though no matchmaker has been ready yet")
	require.Empty(t, all)

	resp, err := http.Get("http://" + c.control.addr + "/status")
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, http.StatusUnauthorized, resp.StatusCode)

	require.FileExists(t, c.site.File("cluster.key"))
	require.NoFileExists(t, c.site.File(secretFile), "the directory makes it, and knows that it is the first")
	other := &shell{cfg: c.cfg, running: map[string]*running{}}
	require.ErrorContains(t, other.open(ctx), "runs there", "a directory has one cluster")
}

// What a cluster left that was ended by force goes when the next one starts; what its operator wanted to keep stays.
func TestWhatADeadClusterLeftIsRemoved(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	temporary, err := os.MkdirTemp("", temporaryName+"*")
	require.NoError(t, err)
	kept := filepath.Join(os.TempDir(), "kept")
	require.NoError(t, os.Mkdir(kept, 0o700))
	require.NoError(t, announce(Cluster{Data: temporary, Control: "http://s@127.0.0.1:1", Pid: 1}))
	require.NoError(t, announce(Cluster{Data: kept, Control: "http://s@127.0.0.1:1", Pid: 2}))
	later := Cluster{Data: kept, Control: "http://s@127.0.0.1:2", Pid: 3}
	require.NoError(t, announce(later))
	conceal(Cluster{Data: kept, Control: "http://s@127.0.0.1:1", Pid: 2})
	there, err := readFound(filepath.Join(kept, foundFile))
	require.NoError(t, err, "the file of who runs there now")
	require.Equal(t, later, there)
	require.NoError(t, removeAbandoned())
	require.NoDirExists(t, temporary)
	require.DirExists(t, kept)
	require.Empty(t, announced())
	_, err = Find("")
	require.ErrorContains(t, err, "no cluster runs")
}

// A plan that asks for what nobody here can do is refused before anything starts.
func TestAPlanThatCannotBeDoneIsRefused(t *testing.T) {
	p := small()
	p.File = "skew.yaml"
	p.Faults = []plan.Fault{{At: 4 * time.Second, Action: plan.Action{
		Kind: plan.Skew, Nodes: []plan.Selector{"shard-1", "journal"}, Offset: time.Second,
	}}}
	_, err := Run(t.Context(), Config{Plan: p, Data: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	require.ErrorContains(t, err, "skew.yaml: at 4s: journal-1 cannot be given a wrong clock")
}

// A cluster whose loop is busy is not taken for dead: its directory would go under it.
func TestABusyClusterIsNotTakenForDead(t *testing.T) {
	c := openTest(t) // and nobody runs its loop
	found, err := Find("")
	require.NoError(t, err)
	require.Equal(t, c.dir, found.Data)
	require.NoError(t, removeAbandoned())
	require.Len(t, announced(), 1)
}

// Two clusters that start at once on one directory do not both get it: none is announced yet.
func TestADirectoryIsOneClustersAlone(t *testing.T) {
	c := &shell{cfg: Config{Data: t.TempDir()}}
	require.NoError(t, c.openDir())
	other := &shell{cfg: c.cfg}
	require.ErrorIs(t, other.openDir(), journal.ErrInUse)
	require.NoError(t, c.lock.Close())
	require.NoError(t, other.openDir())
	require.NoError(t, other.lock.Close())
}

// Last words fit into a line of the timeline, and are those that say what was wrong.
func TestLastWordsAreShort(t *testing.T) {
	require.Equal(t, "failed to commit tx: input/output error",
		inShort(`{"level":"fatal","msg":"failed to commit tx","error":"input/output error","stacktrace":"a\nb"}`))
	require.Equal(t, "bye", inShort(`{"msg":"bye"}`))
	require.Equal(t, "muster: no such file", inShort("muster: no such file"))
	require.Len(t, inShort(strings.Repeat("é", 1000)), maxWords+4)
}

// A program that panicked is told by what it said of that, not by the end of its stacks.
func TestTheReasonOfAnEndIsRead(t *testing.T) {
	const stacks = "\n\ngoroutine 1 [running]:\n\tmain.go:48 +0x45\n"
	for log, why := range map[string]string{
		"": "", "starts\nmuster: no such directory\n\n": "muster: no such directory",
		"starts\npanic: failed to create WAL" + stacks: "panic: failed to create WAL",
		"fatal error: out of memory" + stacks:          "fatal error: out of memory",
	} {
		require.Equal(t, why, reason(log))
	}
}

// Where several clusters run, none is asked that was not named: what was meant for one would be done to another. One
// that is dead is none of them.
func TestOneOfSeveralClustersMustBeNamed(t *testing.T) {
	first := openTest(t)
	require.NoError(t, announce(Cluster{Data: t.TempDir(), Control: "http://s@127.0.0.1:1", Pid: 1}))
	found, err := Find("")
	require.NoError(t, err)
	require.Equal(t, first.dir, found.Data)
	b, err := json.Marshal(Cluster{Data: "/tmp/another", Control: found.Control, Pid: found.Pid})
	require.NoError(t, err)
	dir, err := homes()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "another.json"), b, 0o600))
	_, err = Find("")
	require.ErrorContains(t, err, "2 clusters run: name the directory of one with --cluster: /tmp/another, "+first.dir)
	_, err = Find(first.dir)
	require.NoError(t, err)
}

// A cluster that does not answer in time is told of as that.
func TestAClusterThatDoesNotAnswerIsToldOf(t *testing.T) {
	ctx, stop := context.WithDeadline(t.Context(), time.Now())
	defer stop()
	_, err := NewClient(Cluster{Control: "http://127.0.0.1:1"}).Status(ctx)
	require.ErrorContains(t, err, "the cluster has not answered within")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
