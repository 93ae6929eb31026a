package keeper

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/snapshot"
	restoring "go.etcd.io/etcd/etcdutl/v3/snapshot"
	"go.uber.org/zap"

	"muster/shard/journal/etcd"
)

// Defragment has one server after the other give free pages of its database back to the disk, the leader last. It stops
// at the first that does not answer, before and after: two that stand still may be a majority.
func (k *Keeper) Defragment(ctx context.Context, told func(server string, before, after int64)) (err error) {
	release, err := k.alone(ctx)
	if err != nil {
		return fmt.Errorf("defragment: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	before, err := k.healthy(ctx)
	if err != nil {
		return fmt.Errorf("defragment: %w", err)
	}
	slices.SortStableFunc(before, func(a, b Server) int { return leadsLast(&a) - leadsLast(&b) })
	for i := range before {
		s := &before[i]
		one, cancel := context.WithTimeout(ctx, tendWithin)
		_, err := k.client.Defragment(one, s.Client)
		cancel()
		if err != nil {
			return fmt.Errorf("defragment %s: %w", s.called(), err)
		}
		all, err := k.healthy(ctx)
		if err != nil {
			return fmt.Errorf("defragment: after %s: %w", s.called(), err)
		}
		at := slices.IndexFunc(all, func(a Server) bool { return a.id == s.id })
		if at < 0 {
			return fmt.Errorf("defragment: %s is gone", s.called())
		}
		told(s.called(), s.Size, all[at].Size)
	}
	return nil
}

func leadsLast(s *Server) int {
	if s.Leads {
		return 1
	}
	return 0
}

// healthy is Status, and an error if a server does not answer.
func (k *Keeper) healthy(ctx context.Context) ([]Server, error) {
	all, err := k.Status(ctx)
	for i := range all {
		if all[i].Trouble != "" {
			err = errors.Join(err, fmt.Errorf("server %s does not answer: %s", all[i].called(), all[i].Trouble))
		}
	}
	return all, err
}

// alone sees that no server defragments by itself meanwhile.
func (k *Keeper) alone(ctx context.Context) (release func() error, err error) {
	lease, err := k.client.Grant(ctx, int64(tendWithin/time.Second))
	if errors.Is(err, rpctypes.ErrNoSpace) { // nothing can be written before somebody defragments
		return func() error { return nil }, nil
	}
	if err != nil {
		return nil, err
	}
	release = func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askWithin)
		defer cancel()
		_, err := k.client.Revoke(ctx, lease.ID)
		return err
	}
	got, err := k.client.Txn(ctx).If(clientv3.Compare(clientv3.CreateRevision(etcd.Defragments), "=", 0)).
		Then(clientv3.OpPut(etcd.Defragments, "an operator", clientv3.WithLease(lease.ID))).Commit()
	if err == nil && !got.Succeeded {
		err = errors.New("a server defragments at the moment; try again in two minutes")
	}
	if err != nil {
		return nil, errors.Join(err, release())
	}
	return release, nil
}

// Snapshot keeps what a server has now in a file that is whole or not there, and must not be there yet.
func (k *Keeper) Snapshot(ctx context.Context, at string, access *etcd.Access, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s is there already: name another file", file)
	}
	cfg, err := etcd.ClientConfig([]string{at}, access)
	if err != nil {
		return err
	}
	if _, err := snapshot.SaveWithVersion(ctx, zap.NewNop(), *cfg, file); err != nil {
		return fmt.Errorf("snapshot of %s: %w", at, err)
	}
	return nil
}

// Disarm lets servers write again that had run into their quota, once they are below it. It reports
// whether there was an alarm.
func (k *Keeper) Disarm(ctx context.Context) (was bool, err error) {
	all, err := k.Status(ctx)
	if err != nil {
		return false, err
	}
	for i := range all {
		if s := &all[i]; s.Quota > 0 && s.Size >= s.Quota {
			return true, fmt.Errorf("server %s has %d of %d bytes: compact and defragment it, "+
				"or start it with a higher --quota; or the alarm is back with the next write",
				s.called(), s.Size, s.Quota)
		}
	}
	got, err := k.client.AlarmDisarm(ctx, &clientv3.AlarmMember{})
	if err != nil {
		return false, fmt.Errorf("disarm: %w", err)
	}
	return slices.ContainsFunc(got.Alarms, func(a *pb.AlarmMember) bool { return a.Alarm == pb.AlarmType_NOSPACE }), nil
}

// Restored is a server that begins with a snapshot.
type Restored struct {
	Snapshot  string            // file
	Name, Dir string            // as `muster store` is started with
	Peers     map[string]string // URL by name of all servers that begin with it, this one included
}

// revisions is how far a restored store's revisions are ahead: what watched the lost one must not
// take them for what it saw.
const revisions = 1_000_000_000

// Restore makes the directory, which must not be there yet.
func Restore(r Restored) error {
	if _, err := os.Lstat(r.Dir); err == nil {
		return fmt.Errorf("restore: %s is there already: name a new directory", r.Dir)
	}
	if _, err := os.Stat(r.Snapshot); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	cluster := ""
	for name, url := range r.Peers {
		cluster += "," + name + "=" + url
	}
	err := restoring.NewV3(zap.NewNop()).Restore(restoring.RestoreConfig{
		SnapshotPath: r.Snapshot, Name: r.Name, OutputDataDir: r.Dir, PeerURLs: []string{r.Peers[r.Name]},
		InitialCluster: cluster[1:], InitialClusterToken: etcd.ClusterToken, RevisionBump: revisions,
		MarkCompacted: true,
	})
	if err != nil {
		return fmt.Errorf("restore %s: %w", filepath.Base(r.Snapshot), errors.Join(err, os.RemoveAll(r.Dir)))
	}
	return nil
}
