package etcd_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
)

// join has the cluster take in a server that learns first, and votes when it knows everything.
func (c *cluster) join(client *clientv3.Client, s *server) {
	var added *clientv3.MemberAddResponse
	c.untilWell(func(ctx context.Context) (err error) {
		added, err = client.MemberAddAsLearner(ctx, []string{"http://" + s.cfg.Peer})
		return err
	})
	s.cfg.Join, s.cfg.Peers = true, nil
	for _, one := range c.servers {
		s.cfg.Peers = append(s.cfg.Peers, one.cfg.Name+"="+one.cfg.Peer)
	}
	s.start(c.t)
	s.wait(c.t)
	c.untilWell(func(ctx context.Context) error {
		_, err := client.MemberPromote(ctx, added.Member.ID)
		return err
	})
}

// untilWell calls until it is well: a cluster changes one thing at a time, and when all its members are healthy.
func (c *cluster) untilWell(call func(ctx context.Context) error) {
	var err error
	require.Eventually(c.t, func() bool {
		ctx, cancel := context.WithTimeout(c.t.Context(), 5*time.Second)
		defer cancel()
		err = call(ctx)
		return err == nil
	}, patience, 200*time.Millisecond, "%v", err)
}

// One server becomes three while shards write, and then one of the three is replaced for good.
func TestServersJoinAndAreReplacedWhileShardsWrite(t *testing.T) {
	c := newCluster(t, 1)
	s := c.open()
	w := write(t, zones, s)
	for _, name := range []string{"second", "third"} {
		c.join(s.Client(), c.add(name))
		w.goOn(5)
	}
	whole := c.open() // that knows all three
	first := c.servers[0]
	first.kill()
	c.servers = c.servers[1:]
	members, err := whole.Client().MemberList(t.Context())
	require.NoError(t, err)
	require.Len(t, members.Members, 3)
	for _, m := range members.Members {
		if m.Name == first.cfg.Name {
			c.untilWell(func(ctx context.Context) error {
				_, err := whole.Client().MemberRemove(ctx, m.ID)
				return err
			})
		}
	}
	c.join(whole.Client(), c.add("fourth"))
	acked, lost, forked := w.check(c.open())
	require.Zero(t, lost)
	require.Zero(t, forked)
	require.NotZero(t, acked)
	others := write(t, zones, c.open())
	others.goOn(5)
}

// A store that comes back without its tail, as from a backup, holds a valid chain that is too short. Nothing goes on
// from what is lost: the place of the next record is compared with what is stored.
func TestAStoreWithoutItsTailTakesNothingBehindIt(t *testing.T) {
	c := newCluster(t, 1)
	only, s := c.servers[0], c.open()
	var heads []end
	add := func(behind journal.Hash, payload string) error {
		r, outcome := journal.Seal(behind, []byte(payload)), make(chan error, 1)
		for {
			s.Append("z", r, func(err error) { outcome <- err })
			err := <-outcome
			if err == nil {
				heads = append(heads, end{uint64(len(heads) + 1), r.Hash()})
			}
			if err == nil || err == journal.ErrConflict {
				return err
			}
		}
	}
	require.NoError(t, add(journal.Hash{}, "one"))
	require.NoError(t, add(heads[0].hash, "two"))
	only.stop()
	backup := filepath.Join(t.TempDir(), "backup")
	require.NoError(t, os.CopyFS(backup, os.DirFS(only.cfg.Dir)))
	only.start(t)
	only.wait(t)
	require.NoError(t, add(heads[1].hash, "three"))
	only.stop()
	only.cfg.Dir = backup
	only.start(t)
	only.wait(t)
	require.ErrorIs(t, add(heads[2].hash, "four"), journal.ErrConflict)
	fresh := c.open()
	recs, durable, err := fresh.Read("z", 1)
	require.NoError(t, err)
	require.EqualValues(t, 2, durable)
	require.Equal(t, heads[1].hash, recs[1].Hash)
	require.NoError(t, add(heads[1].hash, "another three"))
}

// Who is there decides nothing for who writes: two zones in one request fare each by its own comparison.
func TestAConflictFailsNoOtherZone(t *testing.T) {
	c := newCluster(t, 1)
	s, other := c.open(), c.open()
	begin := func(s *etcd.Store, zone, payload string) error {
		outcome := make(chan error, 1)
		s.Append(zone, journal.Seal(journal.Hash{}, []byte(payload)), func(err error) { outcome <- err })
		return <-outcome
	}
	require.NoError(t, begin(other, "zone 7", "somebody else's"))
	const n = 40
	outcomes := [n]chan error{}
	for i := range n {
		outcomes[i] = make(chan error, 1)
		s.Append(fmt.Sprint("zone ", i), journal.Seal(journal.Hash{}, []byte{byte(i)}), func(err error) {
			outcomes[i] <- err
		})
	}
	for i := range n {
		if err := <-outcomes[i]; i == 7 {
			require.ErrorIs(t, err, journal.ErrConflict)
		} else {
			require.NoError(t, err, "zone %d", i)
		}
	}
}
