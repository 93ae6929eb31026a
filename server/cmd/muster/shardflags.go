package main

import (
	"fmt"
	"reflect"

	"github.com/alecthomas/kong"

	"muster/server/node"
)

// shardFlags are what operators choose of a shard wherever it runs: by itself, in the process of `up`, or in one of the
// processes that `up --shards` starts. It is the one list: what is added here reaches all of them.
type shardFlags struct {
	Matches        int    `help:"Maximum concurrent matches per shard; each is opened by the first player who asks for it." default:"16"`
	Assets         string `help:"Directory of rules, scenarios and maps, laid over the embedded ones; see muster check." placeholder:"DIR"`
	modFlags       `embed:""`
	Standby        string `help:"Who stands by for each match on a journal that shards share, to go on with it at once: one other shard, or none." enum:"none,one" default:"one" placeholder:"none|one"`
	retentionFlags `embed:""`
	commanderFlags `embed:""`
	JSONLog        bool `help:"Log as JSON, for collectors."`
}

// node is what of a shard's process the flags choose.
func (h *shardFlags) node() node.Config {
	return node.Config{
		Retention: h.retention(), Explain: h.Explain, VoidForeign: h.VoidForeign, Commanders: h.Commander,
		Compile: compiler, Matches: h.Matches, Standby: h.Standby == "one",
	}
}

// args writes the flags as a command line that another process reads to the same values.
func (h shardFlags) args() (args []string) {
	for _, flag := range kong.Must(&h).Model.Flags {
		v := flag.Target
		switch {
		case flag.Name == "help":
		case v.Kind() == reflect.Slice:
			for i := range v.Len() { // one by one: a value may have a comma in it
				one := v.Index(i).String()
				if flag.Tag.Sep == ',' {
					one = kong.JoinEscaped([]string{one}, ',')
				}
				args = append(args, fmt.Sprintf("--%s=%s", flag.Name, one))
			}
		default:
			args = append(args, fmt.Sprintf("--%s=%v", flag.Name, v.Interface()))
		}
	}
	return args
}
