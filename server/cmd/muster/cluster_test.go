package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"muster/printable"
	"muster/server/cluster"
	"muster/server/cluster/plan"
)

func bigPlan() plan.Plan {
	p := plan.Default()
	p.Nodes.Commanders, p.Load.Commanders, p.Load.Bots, p.Load.Scenario = 2, 2, 8, "duel"
	p.Limits = []plan.Limit{{Of: "shards", CPU: 0.5, Memory: 256 << 20, Files: 512}}
	return p
}

// commandOf is which command a line is, as the program takes it.
func commandOf(t *testing.T, words []string) string {
	k, err := kong.New(&cli{}, kong.Name("muster"))
	require.NoError(t, err)
	ctx, err := k.Parse(words)
	require.NoError(t, err, "%q", words)
	return ctx.Command()
}

// What is printed for this machine, for containers and for machines of their own are commands that this very program
// takes.
func TestWhatAClusterPrintsIsWhatThisProgramTakes(t *testing.T) {
	p, by := bigPlan(), cluster.Choices{}
	all, err := cluster.Commands(p, by, t.TempDir())
	require.NoError(t, err)
	var kinds []string
	for i := range all {
		kinds = append(kinds, commandOf(t, all[i].Args))
	}
	require.Equal(t, []string{
		"directory", "store", "store", "store", "matchmaker", "matchmaker", "shard", "shard", "shard", "commander",
		"commander",
	}, kinds)

	var file struct {
		Services map[string]struct {
			Image, Restart string
			Command        []string
			Volumes, Ports []string
			DependsOn      []string `yaml:"depends_on"`
			CPUs           float64  `yaml:"cpus"`
			Memory         int64    `yaml:"mem_limit"`
			Grace          string   `yaml:"stop_grace_period"`
			Ulimits        map[string]int
			Environment    any
		}
		Volumes map[string]struct{}
	}
	require.NoError(t, yaml.UnmarshalWithOptions([]byte(cluster.Compose(p, by)), &file, yaml.Strict()))
	require.Len(t, file.Services, 12, "with a database, which two matchmakers on two machines share")
	require.Len(t, file.Volumes, 12)
	for name, s := range file.Services {
		require.Equal(t, "always", s.Restart)
		for _, on := range s.DependsOn {
			require.Contains(t, file.Services, on)
		}
		if name != "database" {
			require.Equal(t, "muster", s.Command[0])
			commandOf(t, s.Command[1:])
		}
	}
	shard := file.Services["shard-2"]
	require.Equal(t, []string{"7401:7401/udp"}, shard.Ports)
	require.Equal(t, []string{"directory", "journal-1", "journal-2", "journal-3"}, shard.DependsOn)
	require.InDelta(t, 0.5, shard.CPUs, 0)
	require.EqualValues(t, 256<<20, shard.Memory)
	require.Equal(t, 512, shard.Ulimits["nofile"])

	units := cluster.Systemd(p, by)
	require.Len(t, units, 11)
	for _, u := range units {
		require.True(t, strings.HasPrefix(u.Text, "[Unit]\n"))
		_, command, ok := strings.Cut(u.Text, "ExecStart=/usr/local/bin/muster ")
		require.True(t, ok, u.Text)
		command, _, _ = strings.Cut(command, "\n")
		commandOf(t, strings.Fields(command))
	}
}

// A plan that cannot be run ends with 2, and says where it is wrong and what was meant.
func TestAPlanWithAMistakeIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "wrong.yaml")
	require.NoError(t, os.WriteFile(file, []byte("nodes: {shards: 2}\nfaults:\n  - {at: 1s, kill: shrad-1}\n"), 0o600))
	_, trouble, code := says(t, "cluster", file)
	require.Equal(t, 2, code)
	require.Contains(t, trouble, "wrong.yaml:3:20")
	require.Contains(t, trouble, "shard-1")
	_, trouble, code = says(t, "cluster", "list", "--cluster", t.TempDir())
	require.Equal(t, 1, code)
	require.Contains(t, trouble, "no cluster runs in")
}

// What takes time is not called done when it has only begun.
func TestWhatTakesTimeIsNotCalledDone(t *testing.T) {
	for said, words := range map[string][]string{
		"kill shard-2": {"kill", "shard-2"}, "stop shard-2 for=5s": {"stop", "shard-2", "for=5s"}, "heal": {"heal"},
	} {
		require.Equal(t, "done", howFar(words), said)
	}
	for _, words := range []string{"scale shards=4", "bots 3", "upgrade shards", "restart shard-1"} {
		require.Contains(t, howFar(strings.Fields(words)), "under way", words)
	}
}

// A shard is listed with its matches and players, as it tells them; who tells nothing, and who does not run, has
// dashes.
func TestNodesAreListedWithWhatTheyTell(t *testing.T) {
	var out strings.Builder
	was := stdout
	stdout = printable.NewWriter(&out)
	t.Cleanup(func() { stdout = was })
	require.NoError(t, listNodes([]cluster.NodeStatus{
		{Name: "shard-1", State: "ready", Pid: 7, CPU: 0.25, Memory: 64 << 20, Tells: map[string]float64{
			"matches": 3, "players": 12, "tick_p99_seconds": 0.0034,
		}},
		{Name: "journal-1", State: "ready", Pid: 8},
		{Name: "shard-2", State: "dead"},
	}))
	require.Equal(t, "NODE       STATE  PID  CORES  MEMORY  MATCHES  PLAYERS  TICK P99\n"+
		"shard-1    ready  7    0.25   64 MB   3        12       3.4 ms\n"+
		"journal-1  ready  8    0.00   0 MB    -        -        -\n"+
		"shard-2    dead   -    -      -       -        -        -\n", out.String())
}

// What is said of a new cluster names nodes that it has, and how it is named beside others.
func TestANewClusterIsSpokenOfByNodesThatItHas(t *testing.T) {
	var out strings.Builder
	was := stdout
	stdout = printable.NewWriter(&out)
	t.Cleanup(func() { stdout = was })
	p := plan.Default()
	p.Nodes.Shards = 1
	var c clusterRunCmd
	c.up(p, cluster.Cluster{Data: "/tmp/c", Queues: []string{"http://q"}, Pages: []string{"http://p"}})
	require.NotContains(t, out.String(), "shard-2")
	require.Contains(t, out.String(), "cut shard-1 journal")
	require.Contains(t, out.String(), "--cluster /tmp/c")
}

// A line of the timeline names a node once, and says whether a time has passed or is to come.
func TestALineOfTheTimelineNamesItsNodeOnce(t *testing.T) {
	var out strings.Builder
	was := stdout
	stdout = printable.NewWriter(&out)
	t.Cleanup(func() { stdout = was })
	var c clusterRunCmd
	c.progress(plan.Entry{Seen: true, Who: "shard-1", Node: "shard-1", What: "is ready", Took: 2 * time.Second})
	c.progress(plan.Entry{Who: "operator", Node: "shard-1", What: "stands still", Took: 5 * time.Second})
	require.Contains(t, out.String(), "is ready, after 2s\n")
	require.Contains(t, out.String(), "stands still, for 5s\n")
	require.Equal(t, 2, strings.Count(out.String(), "shard-1"), out.String())
}

// Who broke a promise is told which.
func TestWhatWasNotKeptIsNamed(t *testing.T) {
	require.Equal(t, "seated (broken), starved (not measured)", verdictWords(plan.Verdict{
		Outcome: plan.Broken, Promises: []plan.Judged{
			{Promise: plan.OrdersLost, Outcome: plan.Kept},
			{Promise: plan.Seated, Outcome: plan.Broken},
			{Promise: plan.Starved, Outcome: plan.NotMeasured},
		},
	}))
}

// A lesson is known by its name, where there is no file of that name; what is neither says where lessons are listed.
func TestALessonIsKnownByItsName(t *testing.T) {
	out, trouble, code := says(t, "cluster", "first", "--print", "--only", "commands")
	require.Zero(t, code, trouble)
	require.Contains(t, out, "--id shard-2")
	require.NotContains(t, out, "--cluster ", "nobody sees to what is started by hand")
	_, trouble, code = says(t, "cluster", "fisrt")
	require.NotZero(t, code)
	require.Contains(t, trouble, "muster cluster lessons lists them")
	for part, args := range map[string][]string{
		"shard-dies": {}, "慢不等于死": {"--lang", "zh"}, "# A first look": {"first"}, "# 初识": {"first", "--lang", "zh"},
	} {
		out, trouble, code = says(t, append([]string{"cluster", "lessons"}, args...)...)
		require.Zero(t, code, trouble)
		require.Contains(t, out, part)
	}
	_, trouble, code = says(t, "cluster", "lessons", "fisrt")
	require.NotZero(t, code)
	require.Contains(t, trouble, "muster cluster lessons lists them")
}
