package etcd

import (
	"fmt"

	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
)

// GiveUp implements journal.Store. Records go a few at a time, the first ones first, and the head with the last of
// them: until then nobody can begin the zone anew, and whoever stops half-way leaves what Idle finds. Nothing is put,
// so that it is possible in a store that is full.
func (s *Store) GiveUp(zone string) error {
	for {
		switch gone, err := s.giveUp(zone); {
		case s.isClosed():
			return journal.ErrClosed
		case err != nil:
			return fmt.Errorf("give up zone %q: %w", zone, err)
		case gone:
			s.forget(zone)
			return nil
		}
	}
}

// giveUp tries once, which is not enough where somebody appends meanwhile.
func (s *Store) giveUp(zone string) (gone bool, err error) {
	first := clientv3.OpGet(recordsOf(zone), clientv3.WithPrefix(), clientv3.WithLimit(1), clientv3.WithKeysOnly())
	answer, err := s.transact(clientv3.OpGet(headKey(zone)), first)
	if err != nil {
		return false, err
	}
	head, oldest := answer.Responses[0].GetResponseRange().Kvs, answer.Responses[1].GetResponseRange().Kvs
	if len(head) == 0 {
		return true, nil
	}
	value := string(head[0].Value)
	e, err := readEnd(zone, head[0].Value)
	if err != nil {
		return false, err
	}
	from := e.number
	if len(oldest) > 0 {
		from = numberOf(string(oldest[0].Key))
	}
	for ; from+giveUpAtATime <= e.number; from += giveUpAtATime {
		if same, err := s.drop(zone, value, from, from+giveUpAtATime); err != nil || !same {
			return false, err
		}
	}
	return s.drop(zone, value, from, e.number+1, clientv3.OpDelete(headKey(zone)))
}

// drop deletes records, and whatever else, if the head is still the one that was read: a copy that comes late must not
// take records of a zone that began anew.
func (s *Store) drop(zone, head string, from, to uint64, more ...clientv3.Op) (same bool, err error) {
	ops := append(more, clientv3.OpDelete(recordKey(zone, from), clientv3.WithRange(recordKey(zone, to))))
	answer, err := s.askIf([]clientv3.Cmp{clientv3.Compare(clientv3.Value(headKey(zone)), "=", head)}, ops...)
	return err == nil && answer.Succeeded, err
}

// forget drops what is remembered of a zone.
func (s *Store) forget(zone string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.lanes[zone]; l != nil && !l.busy && !l.queued {
		delete(s.lanes, zone)
	}
}
