package etcd

import (
	"fmt"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
)

// group is what one request holds: letters of some zones, each in a parcel with a comparison of its own.
type group []parcel

// parcel is letters of one zone that follow each other.
type parcel struct {
	lane    *lane
	zone    string
	letters []letter
	behind  end  // of the chain, as far as is known
	asks    bool // the letters do not follow that end: the request only asks where the chain ends
}

// verdict is what became of a parcel.
type verdict struct {
	outcomes []error // of its first letters; the others are sent again
	tail     end     // of the chain
	known    bool    // tail is
}

func (p *parcel) size() (n int) {
	for i := range p.letters {
		n += len(p.letters[i].Payload())
	}
	return n
}

func (g group) size() (n int) {
	for i := range g {
		n += g[i].size()
	}
	return n
}

// place finds the letters' place: behind the known end, at the beginning of a chain, or where only the servers know.
func (p *parcel) place() {
	switch p.letters[0].Prev() {
	case p.behind.hash:
	case journal.Hash{}:
		p.behind = end{}
	default:
		p.asks = true
	}
}

// ends is where the chain ends when the letters have landed.
func (p *parcel) ends() end {
	return end{p.behind.number + uint64(len(p.letters)), p.letters[len(p.letters)-1].Hash()}
}

// op is the parcel's transaction.
func (p *parcel) op(now time.Time) clientv3.Op {
	key := headKey(p.zone)
	get := clientv3.OpGet(key)
	if p.asks {
		return get
	}
	ours := clientv3.Compare(clientv3.CreateRevision(key), "=", 0)
	if p.behind.number > 0 {
		ours = clientv3.Compare(clientv3.Value(key), "=", p.behind.value())
	}
	puts := []clientv3.Op{clientv3.OpPut(key, p.ends().value())}
	for i := range p.letters {
		number := p.behind.number + uint64(i) + 1
		puts = append(puts, clientv3.OpPut(recordKey(p.zone, number), recordValue(now, &p.letters[i].Sealed)))
	}
	return clientv3.OpTxn([]clientv3.Cmp{ours}, puts, []clientv3.Op{get})
}

func (g group) ops(now time.Time) (ops []clientv3.Op) {
	for i := range g {
		ops = append(ops, g[i].op(now))
	}
	return ops
}

// failed is what becomes of all when nobody answered.
func (g group) failed(err error) []verdict {
	all := make([]verdict, len(g))
	for i := range g {
		for range g[i].letters {
			all[i].outcomes = append(all[i].outcomes, fmt.Errorf("append to zone %q: %w", g[i].zone, err))
		}
	}
	return all
}

// answered is what becomes of all by the servers' answer. again says that the request had been made before: what it
// finds there may be its own.
func (g group) answered(answers []*pb.ResponseOp, again bool) []verdict {
	all := make([]verdict, len(g))
	for i := range g {
		p, got := &g[i], answers[i].GetResponseRange()
		if t := answers[i].GetResponseTxn(); t != nil && t.Succeeded {
			all[i] = verdict{make([]error, len(p.letters)), p.ends(), true}
			continue
		} else if t != nil {
			got = t.Responses[0].GetResponseRange()
		}
		all[i] = p.found(got, again)
	}
	return all
}

// found is what becomes of letters whose chain ends elsewhere than was thought.
func (p *parcel) found(got *pb.RangeResponse, again bool) (v verdict) {
	v.known = true
	if len(got.GetKvs()) > 0 {
		var err error
		if v.tail, err = readEnd(p.zone, got.Kvs[0].Value); err != nil {
			return group{*p}.failed(err)[0]
		}
	}
	for i := range p.letters {
		switch {
		case p.letters[i].Prev() == v.tail.hash && (p.asks || i > 0):
			return v // from here on they fit, and are sent again
		case p.letters[i].Hash() == v.tail.hash && again:
			for j := range v.outcomes {
				v.outcomes[j] = nil // before it in the chain
			}
			v.outcomes = append(v.outcomes, nil)
		default:
			v.outcomes = append(v.outcomes, journal.ErrConflict)
		}
	}
	return v
}
