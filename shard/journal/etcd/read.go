package etcd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
)

// Read implements journal.Store. What etcd shows is durable: a majority has synced it.
func (s *Store) Read(zone string, from uint64) ([]journal.Record, uint64, error) {
	if s.isClosed() {
		return nil, 0, journal.ErrClosed
	}
	got, err := s.read(zone, max(from, 1))
	switch {
	case err != nil && s.isClosed():
		return nil, 0, journal.ErrClosed
	case err != nil:
		err = fmt.Errorf("read zone %q: %w", zone, err)
	}
	return got.recs, got.ends.number, err
}

// reading is what a zone's chain was at a revision of the store.
type reading struct {
	recs []journal.Record // from the number asked for on
	ends end              // of the whole chain
	last end              // of what was read: where the next record goes on
	at   int64            // revision
}

// errGoing reports that a zone is being given up: its head stands there until its last record has gone.
var errGoing = fmt.Errorf("its first records are gone: %w", journal.ErrGoing)

// read takes all pages of one revision; if that is compacted meanwhile, of a later one.
func (s *Store) read(zone string, from uint64) (got reading, err error) {
	for range 3 {
		if got, err = s.readOnce(zone, from); !errors.Is(rpctypes.Error(err), rpctypes.ErrCompacted) {
			break
		}
	}
	var damaged *journal.DamageError
	if errors.As(err, &damaged) && s.isGoing(zone) {
		err = errGoing
	}
	return got, err
}

// isGoing reports whether a zone in which records are missing is being given up: that begins with the first.
func (s *Store) isGoing(zone string) bool {
	answer, err := s.transact(clientv3.OpGet(recordKey(zone, 1), clientv3.WithCountOnly()))
	return err == nil && answer.Responses[0].GetResponseRange().Count == 0
}

func (s *Store) readOnce(zone string, from uint64) (got reading, err error) {
	first := max(from-1, 1)
	head, page, err := s.firstPage(zone, first)
	if err != nil || len(head.Kvs) == 0 {
		return reading{at: head.GetHeader().GetRevision()}, err
	}
	got.at = head.Header.Revision
	if got.ends, err = readEnd(zone, head.Kvs[0].Value); err != nil {
		return got, err
	}
	if from > got.ends.number {
		if from == got.ends.number+1 {
			got.last = got.ends
		}
		return got, nil
	}
	if from > 1 {
		if got.last, err = endBefore(zone, from, page); err != nil {
			return got, err
		}
		page = page[1:]
	}
	for {
		if err = got.chain(zone, page); err != nil || got.last.number == got.ends.number {
			break
		}
		if page, err = s.page(zone, got.last.number+1, got.at); err != nil {
			return got, err
		}
	}
	if err == nil && got.last != got.ends {
		why := "the end of the chain is another one than its last record"
		err = &journal.DamageError{Zone: zone, Number: got.ends.number, File: "key " + headKey(zone), Why: why}
	}
	return got, err
}

// firstPage reads the head and the first records in one.
func (s *Store) firstPage(zone string, from uint64) (head *pb.RangeResponse, page []*mvccpb.KeyValue, err error) {
	answer, err := s.transact(clientv3.OpGet(headKey(zone)), pageOp(zone, from))
	if err != nil {
		return nil, nil, err
	}
	head = answer.Responses[0].GetResponseRange()
	head.Header = answer.Header
	return head, answer.Responses[1].GetResponseRange().Kvs, nil
}

// page reads records of a revision.
func (s *Store) page(zone string, from uint64, at int64) ([]*mvccpb.KeyValue, error) {
	answer, err := s.transact(pageOp(zone, from, clientv3.WithRev(at)))
	if err != nil {
		return nil, err
	}
	return answer.Responses[0].GetResponseRange().Kvs, nil
}

func pageOp(zone string, from uint64, more ...clientv3.OpOption) clientv3.Op {
	return clientv3.OpGet(recordKey(zone, from), append(more, clientv3.WithRange(recordKey(zone, from+pageRecords)))...)
}

// endBefore is the record before number, the first of a page. Its hash is believed: if it is wrong
// the next one will not fit.
func endBefore(zone string, number uint64, page []*mvccpb.KeyValue) (e end, err error) {
	if len(page) == 0 || numberOf(string(page[0].Key)) != number-1 {
		return e, missing(zone, number-1)
	}
	e.number = number - 1
	_, e.hash, err = readBegin(page[0].Value)
	return e, err
}

// chain chains a page's records behind those that were read.
func (g *reading) chain(zone string, page []*mvccpb.KeyValue) error {
	before := g.last.number
	for _, kv := range page {
		if numberOf(string(kv.Key)) != g.last.number+1 {
			return missing(zone, g.last.number+1)
		}
		r, err := readRecord(zone, g.last, kv.Value)
		if err != nil {
			return err
		}
		g.recs, g.last = append(g.recs, r), end{r.Number, r.Hash}
	}
	if g.last.number == before && before < g.ends.number {
		return missing(zone, before+1)
	}
	return nil
}

// missing reports that a record is not there that should be. Giving a zone up begins with the first.
func missing(zone string, number uint64) error {
	if number == 1 {
		return errGoing
	}
	return &journal.DamageError{
		Zone: zone, Number: number, File: "key " + recordKey(zone, number), Why: "it is missing",
	}
}

// Zones implements journal.Store.
func (s *Store) Zones() ([]string, error) {
	ends, err := s.ends(clientv3.WithKeysOnly())
	var zones []string
	for _, kv := range ends {
		if zone, ok := zoneOf(string(kv.Key)); ok {
			zones = append(zones, zone)
		}
	}
	slices.Sort(zones)
	return zones, err
}

// ends reads all heads.
func (s *Store) ends(how ...clientv3.OpOption) (all []*mvccpb.KeyValue, err error) {
	if s.isClosed() {
		return nil, journal.ErrClosed
	}
	answer, err := s.transact(clientv3.OpGet(heads, append(how, clientv3.WithPrefix())...))
	if err != nil {
		return nil, err
	}
	return answer.Responses[0].GetResponseRange().Kvs, nil
}

// Idle lists the zones that have a record and none since a time, sorted: matches that have ended, or that nobody went
// on with. It goes on with what somebody began to give up and did not end.
func (s *Store) Idle(since time.Time) (zones []string, err error) {
	ends, err := s.ends()
	for len(ends) > 0 && err == nil {
		some := ends[:min(len(ends), maxZones)]
		ends = ends[len(some):]
		var idle []string
		idle, err = s.idle(some, since)
		zones = append(zones, idle...)
	}
	slices.Sort(zones)
	return zones, err
}

// idle are those of some zones.
func (s *Store) idle(heads []*mvccpb.KeyValue, since time.Time) (zones []string, err error) {
	var names []string
	var ops []clientv3.Op
	for _, kv := range heads {
		zone, ok := zoneOf(string(kv.Key))
		e, err := readEnd(zone, kv.Value)
		if !ok || err != nil {
			continue // nobody can tell when it was written
		}
		names = append(names, zone)
		ops = append(ops, clientv3.OpGet(recordKey(zone, e.number)),
			clientv3.OpGet(recordKey(zone, 1), clientv3.WithCountOnly()))
	}
	answer, err := s.transact(ops...)
	if err != nil {
		return nil, err
	}
	for i, zone := range names {
		last, first := answer.Responses[2*i].GetResponseRange(), answer.Responses[2*i+1].GetResponseRange()
		if len(last.Kvs) == 0 {
			continue // somebody has just gone on with it, or given it up
		}
		at, _, err := readBegin(last.Kvs[0].Value)
		switch {
		case err != nil || !at.Before(since):
		case first.Count == 0:
			if err := s.GiveUp(zone); err != nil {
				return nil, err
			}
		default:
			zones = append(zones, zone)
		}
	}
	return zones, nil
}

// transact makes reads, or changes that may be made twice, in one transaction.
func (s *Store) transact(ops ...clientv3.Op) (*clientv3.TxnResponse, error) {
	return s.askIf(nil, ops...)
}

// askIf makes them if the comparisons hold.
func (s *Store) askIf(same []clientv3.Cmp, ops ...clientv3.Op) (*clientv3.TxnResponse, error) {
	return try(s, s.call, anotherAfter, func(ctx context.Context) (*clientv3.TxnResponse, error) {
		return s.client.Txn(ctx).If(same...).Then(ops...).Commit()
	})
}
