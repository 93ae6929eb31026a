package main

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"muster/server/supervisor"
)

// passedOn are the flags of both commands that are no shardFlags: `up` serves its API by that certificate, too.
var passedOn = []string{"tls-cert", "tls-key"}

// perShard are the flags of both commands that differ from shard to shard, and --http, which of `up` is the queue's.
var perShard = []string{"udp", "public", "data", "http", "admin"}

// parsed reads a command line as the program does.
func parsed(t *testing.T, args ...string) (c *cli) {
	c = &cli{}
	_, err := kong.Must(c).Parse(args)
	require.NoError(t, err, "%q", args)
	return c
}

// flagsOf are the flags of a command by name.
func flagsOf(t *testing.T, command string) map[string]*kong.Flag {
	all := map[string]*kong.Flag{}
	for _, node := range kong.Must(&cli{}).Model.Children {
		if node.Name == command {
			for _, f := range node.Flags {
				all[f.Name] = f
			}
		}
	}
	require.NotEmpty(t, all)
	return all
}

// unusual is a value that is not the flag's default.
func unusual(f *kong.Flag) []string {
	switch name := "--" + f.Name + "="; {
	case f.Enum != "":
		return []string{name + strings.Split(f.Enum, ",")[0]}
	case f.Target.Kind() == reflect.Bool:
		return []string{name + "true"}
	case f.Target.Kind() == reflect.Slice:
		return []string{name + "veteran", name + `duel=odd\,file.wasm`}
	case f.Target.Type().String() == "time.Duration":
		return []string{name + "1h7m"}
	case f.Target.Kind() == reflect.String:
		return []string{name + "-an odd 'place'"}
	default:
		return []string{name + "77"}
	}
}

// Whatever is chosen of a shard with `up --shards` reaches the processes that it starts: one that was not passed on
// went by its default, and nobody was told.
func TestEveryFlagOfAShardReachesTheProcessesOfUp(t *testing.T) {
	alone, line := flagsOf(t, "shard"), []string{"up", "--shards=3", "--udp=127.0.0.1:7400", "--data=somewhere"}
	shared := 0
	for name, f := range flagsOf(t, "up") {
		if alone[name] == nil || slices.Contains(perShard, name) || name == "help" {
			continue
		}
		if slices.Contains(passedOn, name) {
			line = append(line, unusual(f)...)
			continue
		}
		require.Contains(t, fieldsOf(reflect.TypeFor[shardFlags]()), f.Target.Type().String()+" "+name,
			"--%s is in the one list", name)
		line, shared = append(line, unusual(f)...), shared+1
	}
	require.Equal(t, len(kong.Must(&shardFlags{}).Model.Flags)-1, shared, "all of them but --help")
	up := parsed(t, line...).Up
	child := parsed(t, up.shardArgs(supervisor.Shard{
		ID: "shard-2", UDP: "127.0.0.1:7401", Data: filepath.Join("somewhere", "shard-2"), Key: "key",
	})...).Shard
	require.Equal(t, up.shardFlags, child.shardFlags)
	require.NotEmpty(t, child.TLSCert)
	require.Equal(t, []string{up.TLSCert, up.TLSKey}, []string{child.TLSCert, child.TLSKey})
	require.NotEqual(t, parsed(t, "shard").Shard.shardFlags, child.shardFlags)
	require.Equal(t, []string{"veteran", "duel=odd,file.wasm"}, child.Commander)
	require.Equal(t, []string{"shard-2", "127.0.0.1:7401", filepath.Join("somewhere", "shard-2"), ""}, []string{
		child.ID, child.UDP, child.Data, child.Public,
	})
	require.Equal(t, "key", child.ClusterKey)
	require.True(t, child.Tied)
}

// fieldsOf are the flags of a struct, as "type name".
func fieldsOf(of reflect.Type) (all []string) {
	for _, f := range kong.Must(reflect.New(of).Interface()).Model.Flags {
		all = append(all, f.Target.Type().String()+" "+f.Name)
	}
	return all
}
