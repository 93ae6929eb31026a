package supervisor

import (
	"fmt"
	"net"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/server/node"
	"muster/server/queuenode"
	"muster/shard/sources"
)

// Behind a router each shard process has a port of its own outside, as it has inside.
func TestEachShardProcessHasItsOwnPorts(t *testing.T) {
	f := &Processes{shards: 3, finish: []int{2}, journal: sources.Store{Socket: "/data/store.sock"}, cfg: Config{
		Data: "somewhere", Shard: node.Config{UDP: "10.0.0.1:7400", Public: "play.example:9000"},
		Queue: queuenode.Config{Admin: ":7490"},
	}}
	for n := 1; n <= 3; n++ {
		udp, public, admin, err := f.ports(n)
		require.NoError(t, err)
		require.Equal(t, net.JoinHostPort("10.0.0.1", fmt.Sprint(7399+n)), udp)
		require.Equal(t, net.JoinHostPort("play.example", fmt.Sprint(8999+n)), public)
		require.Equal(t, fmt.Sprint(":", 7490+n), admin, "behind that of up itself")
		id := fmt.Sprint("shard-", n)
		s := Shard{ID: id, UDP: udp, Public: public, Admin: admin, Data: filepath.Join("somewhere", id)}
		if n != 2 {
			s.Journal = "etcd:///data/store.sock"
		}
		require.Equal(t, s, f.shard(n))
	}
	f.cfg.Shard.Public = "play.example"
	_, _, _, err := f.ports(3)
	require.ErrorContains(t, err, "--public")
	f.cfg.Shard.Public = "play.example:65535"
	_, _, _, err = f.ports(3)
	require.ErrorContains(t, err, "--public play.example:65535: 3 shards need as many ports from there on")
}

// A Consul that other commands use is not where the processes of one `up` meet.
func TestShardProcessesMeetAtTheirOwnUp(t *testing.T) {
	private, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer private.Close()
	env := (&Processes{private: private, secret: "s"}).env([]string{
		"HOME=/h", "MUSTER_CONSUL=127.0.0.1:8500", "MUSTER_REGISTRY_SECRET=f",
	})
	require.Equal(t, []string{"HOME=/h", "MUSTER_REGISTRY=http://s@" + private.Addr().String()}, env)
}
