package jetstream_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/journal/jetstream"
	"muster/shard/journal/jetstream/node"
)

// free finds n free ports.
func free(t *testing.T, n int) (addrs []string) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer l.Close()
		addrs = append(addrs, l.Addr().String())
	}
	return addrs
}

// cluster starts three nodes that know each other.
func cluster(t *testing.T) (nodes []*node.Node, urls string) {
	clients, routes := free(t, 3), free(t, 3)
	for i := range 3 {
		n, err := node.Start(t.Context(), node.Config{Name: fmt.Sprint("n", i), Dir: t.TempDir(), Listen: clients[i], Cluster: routes[i], Peers: routes})
		require.NoError(t, err)
		nodes = append(nodes, n)
	}
	t.Cleanup(func() {
		for _, n := range nodes {
			n.Stop()
		}
	})
	return nodes, strings.Join(clients, ",")
}

func openCluster(t *testing.T, urls string) *jetstream.Store {
	var s *jetstream.Store
	require.Eventually(t, func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		var err error
		s, err = jetstream.Open(ctx, jetstream.Config{URL: urls})
		return err == nil
	}, 2*time.Minute, 100*time.Millisecond)
	t.Cleanup(func() { s.Close() })
	return s
}

// insist appends as a zone does: what is unknown is looked up and sent again as the same bytes.
func insist(t *testing.T, s *jetstream.Store, prev journal.Hash, n uint64, payload string) journal.Hash {
	hash := journal.Link(prev, []byte(payload))
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		outcome := make(chan error, 1)
		s.Append("z", journal.Seal(prev, []byte(payload)), func(err error) { outcome <- err })
		if <-outcome == nil {
			return hash
		}
		recs, durable, err := s.Read("z", n)
		if err == nil && durable >= n && len(recs) > 0 {
			require.Equal(t, hash, recs[0].Hash, "somebody else wrote")
			return hash
		}
	}
	t.Fatalf("record %d did not land within two minutes", n)
	return hash
}

// Two of three servers are enough, whichever goes, and none of what was acknowledged is missing when it has come back.
func TestAClusterGoesOnWithoutOneOfThree(t *testing.T) {
	nodes, urls := cluster(t)
	s, head := openCluster(t, urls), journal.Hash{}
	const each = 20
	for part := range 2 {
		for i := range each {
			n := part*each + i + 1
			head = insist(t, s, head, uint64(n), fmt.Sprint("record ", n))
		}
		if part == 0 {
			nodes[1].Stop()
		}
	}
	var recs []journal.Record
	require.Eventually(t, func() (ok bool) {
		var err error
		recs, _, err = s.Read("z", 1)
		return err == nil
	}, 2*time.Minute, 100*time.Millisecond)
	require.Len(t, recs, 2*each)
	require.Equal(t, head, recs[2*each-1].Hash)
}

// A node that comes back knows the end of the chain: the place is compared as before.
func TestANodeThatIsStartedAgainKnowsTheEnd(t *testing.T) {
	dir, head := t.TempDir(), journal.Hash{}
	for round := range 3 {
		n, err := node.Start(t.Context(), node.Config{Name: "alone", Dir: dir, DontListen: true})
		require.NoError(t, err)
		conn, err := n.Connect()
		require.NoError(t, err)
		s, err := jetstream.Open(context.Background(), jetstream.Config{Conn: conn, Replicas: 1, Patience: time.Minute})
		require.NoError(t, err)
		outcome := make(chan error, 1)
		if round > 0 {
			time.Sleep(150 * time.Millisecond) // out of the window in which ids are remembered
			s.Append("z", journal.Seal(journal.Hash{1}, []byte("foreign")), func(err error) { outcome <- err })
			require.ErrorIs(t, <-outcome, journal.ErrConflict)
			s.Append("z", journal.Seal(journal.Hash{}, []byte("record 0")), func(err error) { outcome <- err })
			require.ErrorIs(t, <-outcome, journal.ErrConflict)
		}
		head = insist(t, s, head, uint64(round+1), fmt.Sprint("record ", round))
		recs, _, err := s.Read("z", 1)
		require.NoError(t, err)
		require.Len(t, recs, round+1)
		require.NoError(t, s.Close())
		conn.Close()
		n.Stop()
	}
}

// What the server says of a record is not believed.
func TestAChangedMessageIsFound(t *testing.T) {
	n, err := node.Start(t.Context(), node.Config{Name: "alone", Dir: t.TempDir(), DontListen: true})
	require.NoError(t, err)
	defer n.Stop()
	conn, err := n.Connect()
	require.NoError(t, err)
	defer conn.Close()
	s, err := jetstream.Open(context.Background(), jetstream.Config{Conn: conn, Replicas: 1, Patience: time.Minute})
	require.NoError(t, err)
	defer s.Close()
	one := insist(t, s, journal.Hash{}, 1, "one")
	two := journal.Link(one, []byte("two"))
	msg := nats.NewMsg("muster.journal.z")
	msg.Data = []byte("changed")
	msg.Header.Set("Nats-Msg-Id", hex.EncodeToString(two[:]))
	_, err = conn.RequestMsg(msg, time.Minute)
	require.NoError(t, err)
	_, _, err = s.Read("z", 1)
	var damaged *journal.DamageError
	require.True(t, errors.As(err, &damaged), "%v", err)
	require.EqualValues(t, 2, damaged.Number)
	for recs, err := range s.Follow(context.Background(), "z", 1) {
		if err == nil {
			require.Equal(t, one, recs[0].Hash)
			continue
		}
		require.ErrorAs(t, err, &damaged)
	}
}

// Two owners write at once, as at a take-over from one that still runs: one of them lands, the other is told that its place is
// taken, and the stream goes on. Servers after 2.12 give a replicated stream up when a message does not fit.
func TestAConflictDoesNotEndAReplicatedStream(t *testing.T) {
	_, urls := cluster(t)
	one, two := openCluster(t, urls), openCluster(t, urls)
	head := insist(t, one, journal.Hash{}, 1, "begin")
	for n := uint64(2); n <= 40; n++ {
		outcomes, landed := make(chan error, 2), 0
		records := [2]journal.Sealed{journal.Seal(head, fmt.Append(nil, "one ", n)), journal.Seal(head, fmt.Append(nil, "two ", n))}
		one.Append("z", records[0], func(err error) { outcomes <- err })
		two.Append("z", records[1], func(err error) { outcomes <- err })
		for range 2 {
			if err := <-outcomes; err == nil {
				landed++
			} else {
				require.ErrorIs(t, err, journal.ErrConflict, "record %d", n)
			}
		}
		require.Equal(t, 1, landed, "record %d", n)
		recs, _, err := one.Read("z", n)
		require.NoError(t, err)
		require.Len(t, recs, 1)
		head = recs[0].Hash
	}
}

// Which zones nobody writes to any more is told apart by when they were last written to.
func TestIdleZonesAreListed(t *testing.T) {
	n, err := node.Start(t.Context(), node.Config{Name: "alone", Dir: t.TempDir(), DontListen: true})
	require.NoError(t, err)
	t.Cleanup(n.Stop)
	conn, err := n.Connect()
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	s, err := jetstream.Open(context.Background(), jetstream.Config{Conn: conn, Replicas: 1, Patience: time.Minute})
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	before := time.Now().Add(-time.Hour)
	insist(t, s, journal.Hash{}, 1, "record 1")
	zones, err := s.Idle(before)
	require.NoError(t, err)
	require.Empty(t, zones)
	zones, err = s.Idle(time.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, []string{"z"}, zones)
}
