// Package etcd keeps chains in an etcd cluster, for shards on many machines. NAME is the zone's journal.SafeName,
// NUMBER the record's number in twelve decimal digits.
//
//	muster/journal/head/NAME             number, 8 bytes; hash of that record, 16 bytes
//	muster/journal/record/NAME/NUMBER    version, 1 byte, now 1; when it was written, Unix milliseconds, 8 bytes;
//	                                     the record's hash, 16 bytes; its payload
//	muster/journal/checkpoint/NAME/NUMBER   a checkpoint
//	muster/journal/condemned/NAME        why the zone must not be resumed
//	muster/journal/pardoned/NAME         what is forgiven it
//
// Numbers are big-endian. An append is one transaction, and its comparison is the journal's own: the
// chain grows where it ends.
//
//	if value(head/NAME) = (n-1, previous hash)        of the first record: if there is no head/NAME
//	then put record/NAME/n, put head/NAME = (n, hash)
//	else get head/NAME                                which says whether it is there already, and where the chain ends
//
// Such transactions of many zones travel as one request, each nested in it with its own comparison: a zone whose place
// is taken fails none of the others. Records of one zone that follow each other go together, in one comparison; a zone
// is in one request at a time, since requests that are under way together may be applied in any order. etcd counts the
// operations of the outer list and of the deepest branch together: 48 zones and 64 records of one of them
// fit its default of 128.
//
// etcd acknowledges what a majority has synced, and syncs every write. A request that is not answered in time is made
// again with the same bytes, beside the first, which may hang at a leader that is dead: the comparison lets them land
// once, and the else branch reports whether they did. When the store's patience is over the outcome is told as unknown.
//
// What is stored of a hash is never believed: reading chains the payloads anew, so that a changed byte, a lost record
// and a lost end are found. Times are of the writer's clock and decide nothing but what Idle lists.
//
// Bounds: a record has at most 8 MiB less 64 KiB (max-request-bytes of the servers must be 8 MiB), a request 1 MiB
// unless one record is larger, and three requests are under way at once. Compaction takes old values of heads and what
// was given up; records are written once and stay until they are given up.
package etcd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
)

// Config is what a Store needs.
type Config struct {
	Endpoints []string // host:port of some of the servers
	Access    Access
	ReadOnly  bool // nothing is appended: whether the servers take large records is not asked
	Known     bool // they took them before

	Patience time.Duration // with appends and calls; 0 for the usual
}

// Store implements journal.Store.
type Store struct {
	client  *clientv3.Client
	ack     time.Duration   // until an append is of unknown outcome
	call    time.Duration   // until any other call is an error
	running context.Context // ends with Close
	stop    context.CancelFunc
	calls   sync.WaitGroup // appends that are not answered yet
	metrics *metrics

	mu     sync.Mutex
	lanes  map[string]*lane
	ready  []*lane // have letters and are in no request, the longest waiting first
	flying int     // requests under way
	closed bool

	gathering bool // a request is about to be sent for those that are ready
}

var _ journal.Store = (*Store)(nil)

// ErrUnfit reports that the servers cannot keep a journal, whoever asks again.
var ErrUnfit = errors.New("these servers cannot keep a journal")

// Open connects to the servers. It fails when none of them answers before ctx ends.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	client, err := Dial(cfg.Endpoints, &cfg.Access)
	if isRefused(err) {
		err = fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open journal on etcd: %w", err)
	}
	s := &Store{
		client: client, ack: cmp.Or(cfg.Patience, ackWithin), call: cmp.Or(cfg.Patience, callWithin),
		lanes: map[string]*lane{}, metrics: newMetrics(),
	}
	if err := s.probe(ctx, cfg.ReadOnly || cfg.Known); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal on etcd: %w", err), client.Close())
	}
	s.running, s.stop = context.WithCancel(context.Background())
	return s, nil
}

// probe asks whether the servers answer, let us in and take the largest request that we may send. It is a read that
// compares a value which nobody has: nothing is written.
func (s *Store) probe(ctx context.Context, small bool) error {
	var compare []clientv3.Cmp
	if !small {
		for range maxOps {
			compare = append(compare, clientv3.Compare(clientv3.Version(headKey("")), ">", -1))
		}
		compare[0] = clientv3.Compare(clientv3.Value(headKey("")), "=", string(make([]byte, maxRecord)))
	}
	get := clientv3.OpGet(headKey(""))
	_, err := s.client.Txn(ctx).If(compare...).Then(get).Else(get).Commit()
	switch {
	case errors.Is(rpctypes.Error(err), rpctypes.ErrTooManyOps):
		return fmt.Errorf("%w: they take fewer than %d operations in a transaction: set max-txn-ops", ErrUnfit, maxOps)
	case isTooLarge(err):
		return fmt.Errorf("%w: they do not take requests of %d bytes: set max-request-bytes to %d",
			ErrUnfit, maxRecord, MaxRequest)
	case isRefused(err):
		return fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	return err
}

// Client is the connection to the servers, for those who look after them.
func (s *Store) Client() *clientv3.Client { return s.client }

func (s *Store) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// Close implements journal.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	was := s.closed
	s.closed = true
	s.mu.Unlock()
	if was {
		return nil
	}
	s.stop()
	s.calls.Wait()
	return s.client.Close()
}
