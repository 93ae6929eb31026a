package plan

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseAction(t *testing.T) {
	for words, want := range map[string]Action{
		"kill shard-2":            {Kind: Kill, Nodes: []Selector{"shard-2"}},
		"kill shard-1 shard-2":    {Kind: Kill, Nodes: []Selector{"shard-1", "shard-2"}},
		"stop matchmaker":         {Kind: Stop, Nodes: []Selector{"matchmakers"}},
		"full_disk journal-*":     {Kind: FullDisk, Nodes: []Selector{"journal-*"}},
		"slow shards cpu=10%":     {Kind: Slow, Nodes: []Selector{"shards"}, CPU: 0.1},
		"skew shard-1 offset=-3s": {Kind: Skew, Nodes: []Selector{"shard-1"}, Offset: -3 * time.Second},
		"net shard-1 journal-* loss=5% delay=80ms": {
			Kind: Net, Nodes: []Selector{"shard-1", "journal-*"},
			Trouble: Trouble{Loss: 0.05, Latency: 80 * time.Millisecond},
		},
		"net players shards rate=8Mbit/s dup=1% oneway": {
			Kind: Net, Nodes: []Selector{"players", "shards"}, OneWay: true, Trouble: Trouble{Rate: 1e6, Dup: 0.01},
		},
		"cut shard-1,shard-2 journal": {
			Kind: Cut, Nodes: []Selector{"shard-1,shard-2", "journal"}, Trouble: Trouble{Cut: true},
		},
		"heal":           {Kind: Heal, Nodes: []Selector{All}},
		"heal shard-1":   {Kind: Heal, Nodes: []Selector{"shard-1"}},
		"scale shards=5": {Kind: ScaleTo, Shards: 5},
		"bots 24":        {Kind: MoreBots, Bots: 24},
	} {
		a, err := ParseAction(strings.Fields(words))
		require.NoError(t, err, words)
		require.Equal(t, want, a, words)
		again, err := ParseAction(strings.Fields(a.String()))
		require.NoError(t, err, a.String())
		require.Equal(t, a, again, "what it says is read as the same")
	}
}

func TestParseActionMistakes(t *testing.T) {
	for words, wrong := range map[string]string{
		"":                            "nothing to do: say what, such as kill shard-1",
		"kil shard-1":                 `"kil" is nothing that can be done (did you mean "kill"?): kill, stop, `,
		"kill":                        "kill: which nodes? such as shard-1",
		"kill shard_1":                `kill: "shard_1" is no node`,
		"kill ,":                      `kill: "," names no node`,
		"kill shard-1 loss=5%":        `kill: it takes no "loss"`,
		"net shard-1 journal-*":       "net: what becomes of it? such as loss=5%",
		"net shard-1 loss=5%":         "net: between whom? two are wanted, such as shard-1 journal; there are 1",
		"net a b los=5%":              `net: it takes no "los" (did you mean "loss"?): loss, latency, `,
		"net a b loss=5":              "net: loss: 5 is more than all (did you mean 5% or 0.05?)",
		"net a b loss=nan":            `net: loss: "nan" is no share`,
		"net a b latency=80":          "net: latency: 80 has no unit (did you mean 80s?)",
		"net a b rate=-1MB":           `net: rate: "-1MB" is no rate`,
		"cut a b c":                   "cut: between whom? two are wanted",
		"scale":                       "scale: how many shards? such as shards=5",
		"scale shards=0":              "scale: 0 is out of range: 1 to 64",
		"scale shards=many":           `scale: "many" is no whole number`,
		"bots":                        "bots: how many more? such as 24",
		"slow shard-1":                "slow: how slow? such as cpu=0.1",
		"slow shard-1 cpu=inf":        "slow: cpu: inf is out of range",
		"slow-sync journal-1":         "slow-sync: how slow? such as delay=50ms",
		"skew shard-1":                "skew: by how much? such as offset=-3s",
		"skew shard-1 offset=900000h": "skew: offset: 900000h is out of range: ten years either way",
	} {
		_, err := ParseAction(strings.Fields(words))
		require.ErrorContains(t, err, wrong, words)
	}
}

func TestParseFault(t *testing.T) {
	f, err := ParseFault(strings.Fields("stop shard-2 for=5s"))
	require.NoError(t, err)
	require.Equal(t, Fault{For: 5 * time.Second, Action: Action{Kind: Stop, Nodes: []Selector{"shard-2"}}}, f)
	_, err = ParseFault(strings.Fields("restart shard-2 for=5s"))
	require.EqualError(t, err, `restart is done at once: leave "for" out`)
	_, err = ParseFault(strings.Fields("stop shard-2 for=5"))
	require.EqualError(t, err, `for: 5 has no unit (did you mean 5s?)`)
	_, err = ParseFault(strings.Fields("stop shard-2 for=0s"))
	require.EqualError(t, err, `for: 0s is no time: leave it out`)
}

// Nodes are held against those that are there now.
func TestCheck(t *testing.T) {
	nodes := []string{"shard-1", "shard-2", "journal-1"}
	for words, wrong := range map[string]string{
		"kill shard-2":               "",
		"kill shard-*":               "",
		"heal":                       "",
		"kill shard-3":               `there is no node "shard-3" (did you mean "shard-1"?): there are shard-1, shard-2, journal-1`,
		"kill shard-1,journal-2":     `there is no node "journal-2"`,
		"kill players":               `there is no node "players"`,
		"kill matchmakers":           `there is no node "matchmakers"`,
		"net players shards loss=1%": "",
		"cut players shards":         "",
		"scale shards=2":             "",
	} {
		a, err := ParseAction(strings.Fields(words))
		require.NoError(t, err)
		if err = a.Check(nodes); wrong == "" {
			require.NoError(t, err, words)
		} else {
			require.ErrorContains(t, err, wrong, words)
		}
	}
	require.EqualError(t, Action{Kind: Kill, Nodes: []Selector{"shard-1"}}.Check(nil),
		`there is no node "shard-1" (did you mean "shards"?): there are none`)
}

func FuzzParseAction(f *testing.F) {
	for _, s := range []string{
		"kill shard-2", "net a b loss=5% delay=80ms oneway", "heal", "scale shards=5", "bots 3", "skew a offset=-1ns",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		a, err := ParseFault(strings.Fields(words))
		if err != nil {
			return
		}
		again, err := ParseAction(strings.Fields(a.Action.String()))
		require.NoError(t, err, a.Action.String())
		require.Equal(t, a.Action, again)
		require.Error(t, Action{Kind: Kill, Nodes: []Selector{"x"}}.Check(nil))
	})
}
