// Package keeper looks after an etcd cluster that journals are kept in: how its servers do, which of them belong to it,
// what their databases take, and snapshots of them. It refuses what would stop the cluster.
package keeper

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal/etcd"
)

const (
	askWithin    = 5 * time.Second  // for a server to tell how it does
	tendWithin   = 10 * time.Minute // for one to defragment: nobody else does meanwhile
	changeWithin = 30 * time.Second // for the cluster to take a change: it wants its servers in touch for a while
	learnsAgain  = time.Second      // before it is asked again whether a new server has learnt everything
)

// Keeper speaks to a cluster.
type Keeper struct{ client *clientv3.Client }

// Open makes one. Where servers ask for passwords it must be root's for all but Status.
func Open(endpoints []string, access *etcd.Access) (*Keeper, error) {
	client, err := etcd.Dial(endpoints, access)
	if err != nil {
		return nil, fmt.Errorf("reach the store: %w", err)
	}
	return &Keeper{client}, nil
}

// Close lets go of the cluster.
func (k *Keeper) Close() error { return k.client.Close() }

// Server is how a server of the cluster does.
type Server struct {
	Name    string   `json:"name"` // empty before it has begun
	ID      string   `json:"id"`
	Peer    string   `json:"peer"`
	Client  string   `json:"client,omitempty"`
	Leads   bool     `json:"leads"`
	Learns  bool     `json:"learns"` // and does not vote
	Version string   `json:"version,omitempty"`
	Size    int64    `json:"size"`
	InUse   int64    `json:"in_use"`
	Quota   int64    `json:"quota"`
	Behind  uint64   `json:"behind"` // entries of the log that it has yet to apply
	Alarms  []string `json:"alarms,omitempty"`
	Trouble string   `json:"trouble,omitempty"` // why it does not answer

	id uint64
}

// Share is how much of its quota a server keeps, in percent.
func (s *Server) Share() int64 { return 100 * s.InUse / max(s.Quota, 1) }

// Status returns the state of all servers, by name. It fails where no majority of them answers.
func (k *Keeper) Status(ctx context.Context) ([]Server, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*askWithin)
	defer cancel()
	list, err := k.client.MemberList(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask who belongs to the store: %w", err)
	}
	var all []Server
	last := uint64(0)
	for _, m := range list.Members {
		s := Server{
			Name: m.Name, ID: strconv.FormatUint(m.ID, 16), Peer: first(m.PeerURLs), Client: first(m.ClientURLs),
			Learns: m.IsLearner, id: m.ID,
		}
		s.Behind = k.status(ctx, &s)
		last = max(last, s.Behind)
		all = append(all, s)
	}
	for i := range all {
		if all[i].Behind = last - all[i].Behind; all[i].Trouble != "" {
			all[i].Behind = 0 // nobody knows
		}
	}
	slices.SortFunc(all, func(a, b Server) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// status fills in what a server tells of itself, and returns up to where it has applied the log.
func (k *Keeper) status(ctx context.Context, s *Server) (applied uint64) {
	if s.Client == "" {
		s.Trouble = "it has not begun yet"
		return 0
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	got, err := k.client.Status(ctx, s.Client)
	if err != nil {
		s.Trouble = err.Error()
		return 0
	}
	f := etcd.FillOf((*pb.StatusResponse)(got))
	s.Leads, s.Version, s.Size, s.InUse, s.Quota, s.Alarms = got.Leader == s.id, got.Version, f.Size, f.InUse, f.Quota,
		got.Errors
	return got.RaftAppliedIndex
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
