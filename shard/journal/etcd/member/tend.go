package member

import (
	"context"
	"errors"
	"fmt"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"

	"muster/shard/journal/etcd"
)

// lookAfter looks after the member's database until ctx ends.
func (m *Member) lookAfter(ctx context.Context) {
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, _ = m.Tend(ctx) // what cannot be done now is tried again; the metrics tell how large the file is
		}
	}
}

// Fill is how full the member's database is.
func (m *Member) Fill() etcd.Fill {
	b := m.e.Server.Backend()
	return etcd.Fill{InUse: b.SizeInUse(), Size: b.Size(), Quota: m.e.Config().QuotaBackendBytes}
}

// Tend gives the free pages of the member's database back to the disk if that is worth it and no other member is at it,
// and reports whether it did. The lead goes to another member first, if there is one.
func (m *Member) Tend(ctx context.Context) (done bool, err error) {
	if !m.Fill().WantsDefragmentation() {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, tendWithin)
	defer cancel()
	if m.e.Server.AuthStore().IsAuthEnabled() {
		if ctx, err = m.asRoot(ctx); err != nil {
			return false, err
		}
	}
	release, err := m.alone(ctx)
	if err != nil || release == nil {
		return false, err
	}
	defer func() { err = errors.Join(err, release()) }()
	_ = m.e.Server.TryTransferLeadershipOnShutdown() // without it the others wait for this member, and that is all
	return true, m.e.Server.Backend().Defrag()
}

// alone takes the key; release is nil if another member has it.
func (m *Member) alone(ctx context.Context) (release func() error, err error) {
	s := m.e.Server
	for _, a := range s.Alarms() {
		// no key can be written before somebody defragments, and no zone waits for a server
		if a.Alarm == pb.AlarmType_NOSPACE {
			return func() error { return nil }, nil
		}
	}
	lease, err := s.LeaseGrant(ctx, &pb.LeaseGrantRequest{TTL: int64(tendWithin / time.Second)})
	if err != nil {
		return nil, fmt.Errorf("see that one member defragments at a time: %w", err)
	}
	free := &pb.Compare{
		Key: []byte(etcd.Defragments), Target: pb.Compare_CREATE, Result: pb.Compare_EQUAL,
		TargetUnion: &pb.Compare_CreateRevision{},
	}
	put := &pb.RequestOp{Request: &pb.RequestOp_RequestPut{RequestPut: &pb.PutRequest{
		Key: []byte(etcd.Defragments), Value: []byte(m.e.Config().Name), Lease: lease.ID,
	}}}
	release = func() error {
		_, err := s.LeaseRevoke(ctx, &pb.LeaseRevokeRequest{ID: lease.ID})
		return err
	}
	got, err := s.Txn(ctx, &pb.TxnRequest{Compare: []*pb.Compare{free}, Success: []*pb.RequestOp{put}})
	if err != nil || !got.Succeeded {
		return nil, errors.Join(err, release())
	}
	return release, nil
}
