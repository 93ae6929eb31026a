package etcd

import (
	"bytes"
	"fmt"

	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
)

// Sidecar implements journal.Sidecar beside the store's chains.
type Sidecar struct{ s *Store }

var _ journal.Sidecar = Sidecar{}

// Sidecar is what lies beside the store's chains.
func (s *Store) Sidecar() Sidecar { return Sidecar{s} }

// PutCheckpoint implements journal.Sidecar. Those that stand on this record or later ones go first,
// in the same transaction.
func (a Sidecar) PutCheckpoint(zone string, number uint64, b []byte) error {
	all := checkpointsOf(zone)
	kept, err := a.s.transact(clientv3.OpGet(all, clientv3.WithRange(all+digits(number)), clientv3.WithKeysOnly()))
	if err != nil {
		return fmt.Errorf("keep a checkpoint of zone %q: %w", zone, err)
	}
	ops := []clientv3.Op{
		clientv3.OpPut(all+digits(number), string(b)),
		clientv3.OpDelete(all+digits(number+1), clientv3.WithRange(clientv3.GetPrefixRangeEnd(all))),
	}
	if older := kept.Responses[0].GetResponseRange().Kvs; len(older) >= checkpoints {
		ops = append(ops, clientv3.OpDelete(all, clientv3.WithRange(string(older[len(older)-checkpoints+1].Key))))
	}
	if _, err := a.s.transact(ops...); err != nil {
		return fmt.Errorf("keep a checkpoint of zone %q: %w", zone, err)
	}
	return nil
}

// Checkpoints implements journal.Sidecar.
func (a Sidecar) Checkpoints(zone string) (all []journal.Checkpoint, err error) {
	got, err := a.s.transact(clientv3.OpGet(checkpointsOf(zone), clientv3.WithPrefix(),
		clientv3.WithSort(clientv3.SortByKey, clientv3.SortDescend)))
	if err != nil {
		return nil, fmt.Errorf("read the checkpoints of zone %q: %w", zone, err)
	}
	for _, kv := range got.Responses[0].GetResponseRange().Kvs {
		all = append(all, journal.Checkpoint{Number: numberOf(string(kv.Key)), Bytes: kv.Value})
	}
	return all, nil
}

// Quarantine implements journal.Sidecar.
func (a Sidecar) Quarantine(zone, why string) error {
	is := []state{{quarantineKey(zone), []byte(why)}}
	if err := a.change(is); err != nil {
		return fmt.Errorf("keep the quarantine of zone %q: %w", zone, err)
	}
	return nil
}

// state is what is to stand under a key; nothing for no key.
type state struct {
	key   string
	value []byte
}

// change makes keys be as they are to be, in one transaction, if they are as they were when they were read: a copy of
// the request that comes late, when others have changed them since, changes nothing.
func (a Sidecar) change(to []state) error {
	for {
		var gets, sets []clientv3.Op
		for _, v := range to {
			gets = append(gets, clientv3.OpGet(v.key))
			if len(v.value) > 0 {
				sets = append(sets, clientv3.OpPut(v.key, string(v.value)))
			} else {
				sets = append(sets, clientv3.OpDelete(v.key))
			}
		}
		got, err := a.s.transact(gets...)
		if err != nil {
			return err
		}
		var same []clientv3.Cmp
		done := true
		for i, v := range to {
			at, value := int64(0), []byte(nil)
			if kvs := got.Responses[i].GetResponseRange().Kvs; len(kvs) > 0 {
				at, value = kvs[0].ModRevision, kvs[0].Value
			}
			same = append(same, clientv3.Compare(clientv3.ModRevision(v.key), "=", at))
			done = done && bytes.Equal(value, v.value)
		}
		if done {
			return nil
		}
		answer, err := a.s.askIf(same, sets...)
		if err != nil || answer.Succeeded {
			return err
		}
	}
}

// Quarantined implements journal.Sidecar.
func (a Sidecar) Quarantined(zone string) (why string, err error) {
	b, err := a.value(quarantineKey(zone))
	if err != nil {
		return "", fmt.Errorf("read the quarantine of zone %q: %w", zone, err)
	}
	return string(b), nil
}

// value is what stands under a key, nil for nothing.
func (a Sidecar) value(key string) ([]byte, error) {
	got, err := a.s.transact(clientv3.OpGet(key))
	if err != nil {
		return nil, err
	}
	if kvs := got.Responses[0].GetResponseRange().Kvs; len(kvs) > 0 {
		return kvs[0].Value, nil
	}
	return nil, nil
}

// Pardon implements journal.Sidecar: both in one transaction.
func (a Sidecar) Pardon(zone string, forgiven []byte) error {
	if err := a.change([]state{{pardonedKey(zone), forgiven}, {quarantineKey(zone), nil}}); err != nil {
		return fmt.Errorf("keep what is forgiven zone %q: %w", zone, err)
	}
	return nil
}

// Pardoned implements journal.Sidecar.
func (a Sidecar) Pardoned(zone string) ([]byte, error) {
	b, err := a.value(pardonedKey(zone))
	if err != nil {
		return nil, fmt.Errorf("read what is forgiven zone %q: %w", zone, err)
	}
	return b, nil
}

// Forget implements journal.Sidecar.
func (a Sidecar) Forget(zone string) error {
	all := []clientv3.Op{
		clientv3.OpDelete(checkpointsOf(zone), clientv3.WithPrefix()),
		clientv3.OpDelete(quarantineKey(zone)), clientv3.OpDelete(pardonedKey(zone)),
	}
	if _, err := a.s.transact(all...); err != nil {
		return fmt.Errorf("forget what lies beside zone %q: %w", zone, err)
	}
	return nil
}
