// Package jetstream keeps chains on NATS JetStream, for shards on many machines: a stream for each zone, a message for each
// record.
//
//	stream    zone-NAME, subject muster.journal.NAME; NAME is the zone's journal.SafeName
//	sequence  the record's number
//	data      the record's payload
//	headers   Nats-Msg-Id: the record's hash
//	          Nats-Expected-Last-Msg-Id: the hash before it, which is the compare-and-set; of the first record
//	          Nats-Expected-Last-Sequence: 0 in its place, since an empty id is not compared
//
// What a message says of its hash is never believed: reading chains the payloads anew. With one flipped bit on its disk the
// server passes over messages without an error, and both that and a changed byte are found so.
//
// A message's id is looked up among those of the last moments before its place is compared, and one that is found is
// acknowledged as a duplicate. That proves that it stands in the stream, but not that it is still its end; so a duplicate is
// told as a conflict, and the writer reads back. The window is as short as may be: within it an append that was refused
// because its predecessor was lost on the way would be refused again. Nothing else needs it: what is sent twice finds its
// place taken.
//
// An acknowledged record is durable if the servers sync every write (sync_interval: always): of a stream with three
// replicas, on two of them.
package jetstream

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"muster/shard/journal"
)

// Config is what a Store needs.
type Config struct {
	URL      string     // of some of the servers, with commas between them
	Conn     *nats.Conn // in place of URL; the caller closes it
	Replicas int        // of each stream; 0 for 3, and the servers' version is not looked at, as for who only reads

	Patience time.Duration // with appends and calls; 0 for the usual
}

// Store implements journal.Store.
type Store struct {
	conn     *nats.Conn
	owned    bool
	js       jetstream.JetStream
	replicas int
	ack      time.Duration   // until an append is of unknown outcome
	call     time.Duration   // until any other call is an error
	running  context.Context // ends with Close
	stop     context.CancelFunc
	calls    sync.WaitGroup

	mu     sync.Mutex
	lanes  map[string]*lane
	lost   chan struct{} // closed when the link is: what is under way is of unknown outcome
	closed bool
}

// Open connects to the servers.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	s := &Store{conn: cfg.Conn, replicas: cfg.Replicas, ack: cmp.Or(cfg.Patience, ackWithin), call: cmp.Or(cfg.Patience, callWithin), lanes: map[string]*lane{}, lost: make(chan struct{})}
	if s.replicas == 0 {
		s.replicas = 3
	}
	if err := s.open(ctx, cfg.URL, cfg.Replicas); err != nil {
		return nil, fmt.Errorf("open journal on JetStream: %w", err)
	}
	s.running, s.stop = context.WithCancel(context.Background())
	return s, nil
}

func (s *Store) open(ctx context.Context, url string, replicas int) (err error) {
	if s.conn == nil {
		s.owned = true
		s.conn, err = nats.Connect(url, nats.Name("muster shard"), nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond),
			nats.DisconnectErrHandler(func(*nats.Conn, error) { s.unlink() }))
		if err != nil {
			return fmt.Errorf("connect to %s: %w", url, err)
		}
	}
	if err = fit(s.conn.ConnectedServerVersion(), s.conn.MaxPayload(), replicas); err == nil {
		s.js, err = jetstream.New(s.conn, jetstream.WithDefaultTimeout(s.call), jetstream.WithPublishAsyncTimeout(s.ack))
	}
	if err == nil {
		_, err = s.js.AccountInfo(ctx)
	}
	if err != nil && s.owned {
		s.conn.Close()
	}
	return err
}

// ErrUnfit says that the servers cannot be trusted with a journal, whoever asks again.
var ErrUnfit = errors.New("these servers cannot keep a journal")

// fit tells what is wrong with the servers. After 2.12 they give a replicated stream up, for good and on all servers, when a
// message comes to them that does not fit behind the last one: every take-over from a shard that still runs would end its match.
func fit(version string, payload int64, replicas int) error {
	var major, minor int
	_, err := fmt.Sscanf(version, "%d.%d", &major, &minor)
	switch {
	case payload < maxRecord:
		return fmt.Errorf("%w: they take messages of %d bytes and a record may have %d: set max_payload", ErrUnfit, payload, maxRecord)
	case replicas > 1 && (err != nil || major > 2 || major == 2 && minor >= 13):
		return fmt.Errorf("%w: NATS %s ends a replicated stream when two shards write to it at once: run `muster nats`, or NATS 2.12", ErrUnfit, version)
	}
	return nil
}

// unlink says that acknowledgements of what is under way cannot come any more.
func (s *Store) unlink() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.lost)
	s.lost = make(chan struct{})
}

// Zones implements journal.Store.
func (s *Store) Zones() ([]string, error) {
	return s.zones(func(*jetstream.StreamInfo) bool { return true })
}

// Idle lists the zones that have a record and none since a time, sorted: matches that have ended, or that nobody went on with.
func (s *Store) Idle(since time.Time) ([]string, error) {
	return s.zones(func(info *jetstream.StreamInfo) bool { return info.State.LastTime.Before(since) })
}

func (s *Store) zones(like func(*jetstream.StreamInfo) bool) (zones []string, err error) {
	if s.isClosed() {
		return nil, journal.ErrClosed
	}
	ctx, cancel := context.WithTimeout(s.running, s.call)
	defer cancel()
	list := s.js.ListStreams(ctx, jetstream.WithStreamListSubject(subjects+">"))
	for info := range list.Info() {
		if zone, ok := zoneOf(info.Config.Name); ok && info.State.Msgs > 0 && like(info) {
			zones = append(zones, zone)
		}
	}
	slices.Sort(zones)
	return zones, list.Err()
}

// GiveUp implements journal.Store.
func (s *Store) GiveUp(zone string) error {
	if s.isClosed() {
		return journal.ErrClosed
	}
	ctx, cancel := context.WithTimeout(s.running, s.call)
	defer cancel()
	err := s.js.DeleteStream(ctx, streams+nameOf(zone))
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("give up zone %q: %w", zone, err)
	}
	return nil
}

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
	if s.owned {
		s.conn.Close()
	}
	return nil
}

const (
	streams  = "zone-"
	subjects = "muster.journal."
)

// zoneOf is the zone of a stream.
func zoneOf(stream string) (zone string, ok bool) {
	if stream, ok = strings.CutPrefix(stream, streams); !ok {
		return "", false
	}
	return journal.ZoneOf(stream)
}

func nameOf(zone string) string { return journal.SafeName(zone) }

// stream finds a zone's, nil if there is none.
func (s *Store) stream(ctx context.Context, zone string) (jetstream.Stream, error) {
	if s.isClosed() {
		return nil, journal.ErrClosed
	}
	st, err := s.js.Stream(ctx, streams+nameOf(zone))
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil
	}
	return st, err
}
