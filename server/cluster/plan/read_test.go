package plan

import (
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The form that was promised first is read as it stands.
const first = `nodes: {shards: 3, journal: 3, matchmakers: 2}
limits: {shards: {cpu: 0.5, memory: 256MiB}}
links: [{from: shards, to: journal, latency: 5ms, loss: 0.01}]
load: {bots: 24, scenario: arena, commanders: 4}
faults:
  - {at: 10s, kill: shard-1}
  - {at: 20s, cut: [shard-2, journal], for: 5s}
  - {at: 30s, random: {kind: kill, every: 10s, seed: 7}, for: 30s}
scale: [{at: 40s, shards: 5}]
for: 90s
promises: {orders_lost: 0, seated: all, view_gap_p99: 1s}
`

func TestRead(t *testing.T) {
	p, err := Read("first.yaml", []byte(first))
	require.NoError(t, err)
	require.NoError(t, p.CheckNames([]string{"arena"}, nil))
	p.places = nil
	require.Equal(t, Plan{
		File: "first.yaml", Source: first, Seed: 1,
		Nodes:  Nodes{Shards: 3, Journal: 3, Matchmakers: 2, Commanders: 4, Directory: "auto", Database: "auto"},
		Limits: []Limit{{Of: "shards", CPU: 0.5, Memory: 256 << 20}},
		Links:  []Link{{From: "shards", To: "journal", Trouble: Trouble{Latency: 5 * time.Millisecond, Loss: 0.01}}},
		Load:   Load{Bots: 24, Scenario: "arena", Commanders: 4},
		Faults: []Fault{
			{At: 10 * time.Second, Action: Action{Kind: Kill, Nodes: []Selector{"shard-1"}}},
			{At: 20 * time.Second, For: 5 * time.Second, Action: Action{
				Kind: Cut, Nodes: []Selector{"shard-2", "journal"}, Trouble: Trouble{Cut: true},
			}},
			{At: 30 * time.Second, For: 30 * time.Second, Random: &Random{
				Kinds: []ActionKind{Kill}, Of: "shards,journal,matchmakers", Every: 10 * time.Second, Seed: 7,
			}},
		},
		Scale:    []Scale{{At: 40 * time.Second, Shards: 5}},
		For:      90 * time.Second,
		Promises: Promises{{Name: OrdersLost}, {Name: Seated, All: true}, {Name: ViewGapP99, Bound: 1}},
	}, p)
}

// The plan that the package's comment shows has every key, and is read.
func TestReadTheCommentsPlan(t *testing.T) {
	src, err := os.ReadFile("plan.go")
	require.NoError(t, err)
	var drawn strings.Builder
	for line := range strings.Lines(string(src)) {
		if text, ok := strings.CutPrefix(line, "//\t"); ok {
			drawn.WriteString(text)
		}
	}
	file := strings.Replace(drawn.String(), "autoscale:", "# autoscale:", 1) // beside scale it is a mistake
	p, err := Read("comment.yaml", []byte(file))
	require.NoError(t, err)
	require.Len(t, p.Faults, 15)
	require.Equal(t, []Link{
		{"shards", "journal", Trouble{
			Latency: 5 * time.Millisecond, Jitter: time.Millisecond,
			Loss: 0.01, Dup: 0.01, Reorder: 0.01, Rate: 1 << 20,
		}},
		{"players", "shards", Trouble{Latency: 20 * time.Millisecond}},
		{"shards", "players", Trouble{Latency: 20 * time.Millisecond}},
	}, p.Links)
	require.Equal(t, []Weight{{"shard-1", 2}}, p.Weights)
	require.Equal(t, 72, p.Players())
	require.Equal(t, Action{Kind: Skew, Nodes: []Selector{"shard-3"}, Offset: -3 * time.Second}, p.Faults[9].Action)

	file = strings.Replace(drawn.String(), "\nscale:", "\n# scale:", 1)
	p, err = Read("comment.yaml", []byte(file))
	require.NoError(t, err)
	require.Equal(t, &Autoscale{Players: 16, CPU: 0.6, Min: 2, Max: 5, CoolDown: 30 * time.Second}, p.Autoscale)
}

func TestReadNothing(t *testing.T) {
	p, err := Read("empty.yaml", []byte("# all as it comes\n"))
	require.NoError(t, err)
	p.File, p.Source, p.places = "", "", nil
	require.Equal(t, Default(), p)
}

// What is wrong is said with its place and what was meant; every mistake at once.
func TestReadMistakes(t *testing.T) {
	for file, wrong := range map[string]string{
		"nodes: {shrads: 3}\n":                     `x.yaml:1:9: nodes has no key "shrads" (did you mean "shards"?)`,
		"nodse: {}\n":                              `x.yaml:1:1: a plan has no key "nodse" (did you mean "nodes"?)`,
		"nodes: {shards: three}\n":                 `x.yaml:1:17: shards: "three" is no whole number`,
		"nodes: {shards: 0}\n":                     `x.yaml:1:17: shards: 0 is out of range: 1 to 64`,
		"nodes: {shards: 999999999999999999999}\n": `x.yaml:1:17: shards: 999999999999999999999 is out of range: 1 to 64`,
		"nodes: {directory: consol}\n":             `x.yaml:1:20: directory: "consol" is none of auto, consul, served (did you mean "consul"?)`,
		"nodes: 3\n":                               `x.yaml:1:8: nodes is a map of keys, such as {shards: ...}`,
		"- 1\n":                                    `x.yaml:1:1: a plan is a map of keys`,
		"for: 90\n":                                `x.yaml:1:6: for: 90 has no unit (did you mean 90s?)`,
		"for: -3s\n":                               `x.yaml:1:6: for: a time is not negative: -3s (did you mean 3s?)`,
		"for: soon\n":                              `x.yaml:1:6: for: "soon" is no time: such as 90s, 1m30s or 80ms`,
		"for: 10000h\n":                            `x.yaml:1:6: for: 10000h is longer than 30 days`,
		"for: [1s]\n":                              `x.yaml:1:6: for: one value is wanted`,

		"links: [{from: shards, to: journal, loss: 5}]\n":     `x.yaml:1:43: loss: 5 is more than all (did you mean 5% or 0.05?)`,
		"links: [{from: shards, to: journal, loss: -1%}]\n":   `x.yaml:1:43: loss: a share is not negative: -1%`,
		"links: [{from: shards, to: journal}]\n":              `x.yaml:1:10: a link: what becomes of it?`,
		"links: [{from: shards, latency: 5ms}]\n":             `x.yaml:1:10: a link: to whom?`,
		"links: [{from: shards, to: jurnal, latency: 5ms}]\n": `x.yaml:1:28: to: there is no node "jurnal" (did you mean "journal"?)`,
		"links: [{between: [shards], latency: 5ms}]\n":        `x.yaml:1:19: between: between whom?`,
		"links: [{from: shards, to: journal, latncy: 5ms}]\n": `x.yaml:1:37: a link has no key "latncy" (did you mean "latency"?)`,
		"links: [{from: shards, to: journal, rate: fast}]\n":  `x.yaml:1:43: rate: "fast" is no rate: such as 1MiB/s or 8Mbit/s`,
		"links: {from: shards}\n":                             `x.yaml:1:9: links is a list, such as [{from: shards`,

		"limits: {shards: {memory: 256M}}\n":   `x.yaml:1:27: memory: "256M" is no size: such as 256MiB or 1GB (did you mean 256MiB?)`,
		"limits: {shards: {memory: 256mib}}\n": `x.yaml:1:27: memory: "256mib" is no size: such as 256MiB or 1GB (did you mean 256MiB?)`,
		"limits: {shards: {memory: 1MiB}}\n":   `x.yaml:1:27: memory: no node starts with less than 16MiB`,
		"limits: {shards: {cpu: 0}}\n":         `x.yaml:1:24: cpu: 0 is out of range`,
		"limits: {shard-4: {cpu: 1}}\n":        `x.yaml:1:10: limits: there is no node "shard-4" (did you mean "shard-1"?): there are shard-1 to shard-3, `,
		"limits: {players: {cpu: 1}}\n":        `x.yaml:1:10: limits: there is no node "players"`,
		"weights: {shard-1: 0}\n":              `x.yaml:1:20: weight: 0 is out of range: 1 to 100`,
		"weights: {journal: 2}\n":              `x.yaml:1:11: weights: there is no node "journal"`,

		"load: {bots: -1}\n":                              `x.yaml:1:14: bots: -1 is out of range`,
		"nodes: {commanders: 2}\nload: {commanders: 4}\n": `x.yaml:2:20: commanders: 4 here, and 2 in nodes: say it once`,

		"faults: [{at: 1s, kil: shard-1}]\n":                                         `x.yaml:1:19: a fault has no key "kil" (did you mean "kill"?)`,
		"faults: [{at: 1s}]\n":                                                       `x.yaml:1:11: a fault says what is done: random, kill, `,
		"faults: [kill]\n":                                                           `x.yaml:1:10: a fault is a map, such as {at: 10s, kill: shard-1}`,
		"faults: [{kill: shard-1}]\n":                                                `x.yaml:1:11: a fault says when, such as at: 10s`,
		"faults: [{at: 1s, kill: a, stop: b}]\n":                                     `x.yaml:1:28: kill and stop: a fault is one thing; make two of it`,
		"faults: [{at: 1s, kill: shard-9}]\n":                                        `x.yaml:1:25: kill: there is no node "shard-9" (did you mean "shard-1"?)`,
		"faults: [{at: 1s, kill: players}]\n":                                        `x.yaml:1:25: kill: there is no node "players"`,
		"faults: [{at: 1s, kill: 'shard 1'}]\n":                                      `x.yaml:1:25: kill: "shard 1" is no node`,
		"faults: [{at: 1s, cut: shard-1}]\n":                                         `x.yaml:1:24: cut: between whom? [shard-1, journal] is both ways`,
		"faults: [{at: 1s, slow: shards}]\n":                                         `x.yaml:1:19: slow: how slow? such as cpu=0.1`,
		"faults: [{at: 1s, net: [shards, all]}]\n":                                   `x.yaml:1:19: net: what becomes of it?`,
		"faults: [{at: 1s, kill: shards, cpu: 1}]\n":                                 `x.yaml:1:33: a fault has no key "cpu"`,
		"faults: [{at: 1s, restart: shards, for: 1s}]\n":                             `x.yaml:1:41: for: restart is done at once: leave it out`,
		"faults: [{at: 9s, kill: shard-1}]\nfor: 9s\n":                               `x.yaml:1:15: at: 9s is after the end: the plan runs for 9s`,
		"faults: [{at: 5s, stop: shard-1, for: 5s}]\nfor: 9s\n":                      `x.yaml:1:39: for: it lasts until 10s, and the plan runs for 9s`,
		"faults: [{at: 5s, kill: shard-5}]\nscale: [{at: 9s, shards: 5}]\n":          `x.yaml:1:25: kill: shard-5 is not there at 5s: there are shard-1 to shard-3, `,
		"faults: [{at: 1s, random: {kind: kill, every: 1s, seed: 7}}]\n":             `x.yaml:1:19: random: for how long?`,
		"faults: [{at: 1s, random: {kind: kill, every: 1s}, for: 9s}]\n":             `x.yaml:1:28: random: it needs a seed, such as seed: 7`,
		"faults: [{at: 1s, random: {kind: kill, seed: 1}, for: 9s}]\n":               `x.yaml:1:28: random: how often?`,
		"faults: [{at: 1s, random: {kind: heal, every: 1s, seed: 1}, for: 9s}]\n":    `x.yaml:1:34: kind: heal does not come by chance`,
		"faults: [{at: 1s, random: {kind: slow, every: 1s, seed: 1}, for: 9s}]\n":    `x.yaml:1:28: slow: how slow?`,
		"faults: [{at: 1s, random: {kind: kill, every: 10s, seed: 1}, for: 9s}]\n":   `x.yaml:1:67: for: 9s is over before the first fault`,
		"faults: [{at: 1s, random: {kind: kill, every: 100ms, seed: 1}, for: 9h}]\n": `x.yaml:1:1: 10001 faults are too many`,

		"faults: [{at: 1s, gone: shard-1}, {at: 2s, kill: shard-1}]\n":                     `x.yaml:1:50: kill: shard-1 is not there at 2s`,
		"faults: [{at: 9s, scale: 5}, {at: 8s, kill: shard-5}]\n":                          `x.yaml:1:45: kill: shard-5 is not there at 8s`,
		"faults: [{at: 1s, scale: 5}]\nautoscale: {players: 9, max: 5}\n":                  `x.yaml:2:13: autoscale and scale both say`,
		"faults: [{at: 5s, random: {kind: kill, every: 9s, seed: 7}}]\nfor: 9s\n":          `x.yaml:1:19: random: the plan is over before the first fault: one comes every 9s, and 4s are left`,
		"faults: [{at: 5s, random: {kind: kill, every: 9s, seed: -7}, for: 9s}]\n":         `x.yaml:1:57: seed: "-7" is no seed: a whole number from 0 on, such as 7`,
		"links: [{between: [shards, journal], from: players, to: shards, latency: 5ms}]\n": `x.yaml:1:10: a link: between is both ways`,
		"nodes: {shards: 0}\nfaults: [{at: 1s, slow: matchmakers}]\n":                      `x.yaml:2:19: slow: how slow?`,
		"nodes: {shards: 0}\nfaults: [{at: 1s, random: {kind: kill, seed: 1}, for: 9s}]\n": `x.yaml:2:28: random: how often?`,

		"scale: [{at: 1s}]\n":                                           `x.yaml:1:10: scale: how many shards?`,
		"scale: [{at: 1s, shards: 65}]\n":                               `x.yaml:1:26: shards: 65 is out of range: 1 to 64`,
		"autoscale: {max: 5}\n":                                         `x.yaml:1:13: autoscale: by what?`,
		"autoscale: {players: 9, max: 2}\n":                             `x.yaml:1:13: autoscale: it begins with 3 shards, and keeps 1 to 2`,
		"autoscale: {players: 9, min: 4, max: 3}\n":                     `x.yaml:1:13: autoscale: min is 4 and max is 3`,
		"autoscale: {cpu: 0.5, max: 5}\nscale: [{at: 1s, shards: 5}]\n": `x.yaml:1:13: autoscale and scale both say how many shards there are`,

		"promises: {order_lost: 0}\n":                               `x.yaml:1:12: promises has no key "order_lost" (did you mean "orders_lost"?)`,
		"promises: {seated: all}\n":                                 `x.yaml:1:20: seated: nobody plays: give load some bots or commanders`,
		"load: {bots: 4}\npromises: {seated: 5}\n":                  `x.yaml:2:20: seated: 5 are more than the 4 bots that come (did you mean all?)`,
		"load: {bots: 4}\npromises: {view_gap_p99: 1}\n":            `x.yaml:2:26: view_gap_p99: 1 has no unit (did you mean 1s?)`,
		"nodes: {database: sqlite}\nlimits: {database: {cpu: 1}}\n": `x.yaml:2:10: limits: there is no node "database"`,

		"nodes: {shards: 0}\nfor: 90\nload: {bots: x}\n": "x.yaml:1:17: shards: 0 is out of range: 1 to 64\n" +
			"x.yaml:2:6: for: 90 has no unit (did you mean 90s?)\nx.yaml:3:14: bots: \"x\" is no whole number",
		"a: 1\na: 2\n":                   `x.yaml:2:1: mapping key "a" already defined`,
		strings.Repeat("# long\n", 5000): "35000 bytes are too many for a plan, which has 32768 at most",
	} {
		_, err := Read("x.yaml", []byte(file))
		require.ErrorContains(t, err, wrong, "%s", file[:min(len(file), 200)])
	}
}

// Nodes that come by a fault may be named wherever they are there.
func TestReadNodesThatComeByFaults(t *testing.T) {
	p, err := Read("x.yaml", []byte(`
limits: {bots: {cpu: 1}, shard-5: {cpu: 1}}
faults:
  - {at: 20s, kill: shard-5}
  - {at: 30s, stop: bots}
  - {at: 10s, scale: 5}
  - {at: 20s, bots: 12}
  - {at: 40s, scale: 2}
`))
	require.NoError(t, err)
	require.Equal(t, 12, p.Players())
	require.Equal(t, 5, p.MostShards())
	require.Len(t, p.Faults, 5)
	require.Equal(t, []int{3, 5, 2}, []int{p.shardsAt(0), p.shardsAt(10 * time.Second), p.shardsAt(time.Minute)})
}

func TestCheckNames(t *testing.T) {
	p, err := Read("x.yaml", []byte("load:\n  scenario: aerna\n  level: elite\n"))
	require.NoError(t, err)
	require.EqualError(t, p.CheckNames([]string{"arena", "duel"}, []string{"elite"}),
		`x.yaml:2:13: there is no scenario "aerna" (did you mean "arena"?): arena, duel`)
	require.EqualError(t, p.CheckNames([]string{"aerna"}, []string{"regular"}),
		`x.yaml:3:10: there is no level "elite": regular`)
	require.NoError(t, Default().CheckNames(nil, nil))
}

// The seed of all chance is the plan's, so that a plan run twice meets the same.
func TestReadSeed(t *testing.T) {
	p, err := Read("x.yaml", []byte("seed: 18446744073709551615\n"))
	require.NoError(t, err)
	require.EqualValues(t, uint64(math.MaxUint64), p.Seed)
	_, err = Read("x.yaml", []byte("seed: often\n"))
	require.EqualError(t, err, `x.yaml:1:7: seed: "often" is no seed: a whole number from 0 on, such as 7`)
}

// Whatever a file holds, it is read or refused; what is read can be scheduled.
func FuzzRead(f *testing.F) {
	f.Add([]byte(first))
	src, err := os.ReadFile("plan.go")
	require.NoError(f, err)
	for line := range strings.Lines(string(src)) {
		if text, ok := strings.CutPrefix(line, "//\t"); ok {
			f.Add([]byte(text))
			if item, ok := strings.CutPrefix(text, "  - "); ok {
				f.Add([]byte("faults: [" + strings.Split(item, " #")[0] + "]\n"))
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4<<10 {
			t.Skip("the parser takes longer than it is waited for")
		}
		p, err := Read("x.yaml", b)
		if err != nil {
			require.ErrorContains(t, err, "x.yaml:")
			return
		}
		events := p.Schedule()
		require.LessOrEqual(t, len(events), maxEvents)
		for _, e := range events {
			again, err := ParseAction(strings.Fields(e.Action.String()))
			require.NoError(t, err, e.Action.String())
			require.Equal(t, e.Action, again)
		}
	})
}
