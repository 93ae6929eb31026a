package etcd_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// copied makes each transaction again when it is told to: copies of requests that hung at a dead leader, and come late.
type copied struct {
	clientv3.KV
	late []func() error
}

type copiedTxn struct {
	clientv3.Txn
	again clientv3.Txn
	kv    *copied
}

func (c *copied) Txn(ctx context.Context) clientv3.Txn {
	return &copiedTxn{c.KV.Txn(ctx), c.KV.Txn(context.Background()), c}
}

func (t *copiedTxn) If(cs ...clientv3.Cmp) clientv3.Txn {
	t.Txn, t.again = t.Txn.If(cs...), t.again.If(cs...)
	return t
}

func (t *copiedTxn) Then(ops ...clientv3.Op) clientv3.Txn {
	t.Txn, t.again = t.Txn.Then(ops...), t.again.Then(ops...)
	return t
}

func (t *copiedTxn) Commit() (*clientv3.TxnResponse, error) {
	t.kv.late = append(t.kv.late, func() error { _, err := t.again.Commit(); return err })
	return t.Txn.Commit()
}

// A match is quarantined, pardoned and quarantined again for something else, and copies of the requests come late: what
// was said last stands.
func TestALateCopyTakesNoNewerReasonBack(t *testing.T) {
	s, _ := alone(t)
	kv := &copied{KV: s.Client().KV}
	s.Client().KV = kv
	a := s.Sidecar()
	stands := func(why, forgiven string) {
		late := kv.late
		for _, again := range slices.Backward(late) { // whatever comes last
			require.NoError(t, again())
		}
		kv.late = nil
		got, err := a.Quarantined("z")
		require.NoError(t, err)
		require.Equal(t, why, got)
		pardoned, err := a.Pardoned("z")
		require.NoError(t, err)
		require.Equal(t, forgiven, string(pardoned))
	}
	require.NoError(t, a.Quarantine("z", "the first"))
	require.NoError(t, a.Pardon("z", []byte("forgiven")))
	require.NoError(t, a.Quarantine("z", "the second"))
	stands("the second", "forgiven")
	require.NoError(t, a.Pardon("z", []byte("forgiven too")))
	require.NoError(t, a.Pardon("z", []byte("forgiven too")))
	stands("", "forgiven too")
	require.NoError(t, a.Quarantine("z", "the third"))
	require.NoError(t, a.Quarantine("z", ""))
	require.NoError(t, a.Quarantine("z", "the fourth"))
	stands("the fourth", "forgiven too")
}
