package jetstream

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"muster/shard/journal"
)

// Read implements journal.Store. What the stream holds is durable: a replicated one holds what a majority has.
func (s *Store) Read(zone string, from uint64) ([]journal.Record, uint64, error) {
	if s.isClosed() {
		return nil, 0, journal.ErrClosed
	}
	ctx, cancel := context.WithCancel(s.running)
	defer cancel()
	recs, last, err := s.read(ctx, zone, max(from, 1))
	if err != nil && s.isClosed() {
		return nil, 0, journal.ErrClosed
	}
	if err != nil {
		err = fmt.Errorf("read zone %q: %w", zone, err)
	}
	return recs, last, err
}

func (s *Store) read(ctx context.Context, zone string, from uint64) (recs []journal.Record, last uint64, err error) {
	st, err := s.stream(ctx, zone)
	if st == nil || err != nil {
		return nil, 0, err
	}
	last = st.CachedInfo().State.LastSeq
	if from > last {
		return nil, last, nil
	}
	if last-from < few {
		recs, err = s.one(ctx, st, zone, from, last)
		return recs, last, err
	}
	next, stop, err := s.records(ctx, st, zone, from)
	if err != nil {
		return nil, 0, err
	}
	defer stop()
	for n := from; n <= last; n++ {
		r, err := next(s.call)
		if err != nil {
			return recs, 0, err
		}
		recs = append(recs, r)
	}
	return recs, last, nil
}

// one asks for records one by one, of the stream's leader: a consumer may be put on a server that has just gone.
func (s *Store) one(ctx context.Context, st jetstream.Stream, zone string, from, last uint64) (recs []journal.Record, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.call)
	defer cancel()
	prev, err := hashBefore(ctx, st, from)
	for n := from; n <= last && err == nil; n++ {
		var m *jetstream.RawStreamMsg
		if m, err = st.GetMsg(ctx, n); err != nil {
			return recs, fmt.Errorf("record %d: %w", n, err)
		}
		var r journal.Record
		if r, err = chain(zone, n, prev, m.Sequence, m.Header, m.Data); err == nil {
			recs, prev = append(recs, r), r.Hash
		}
	}
	return recs, err
}

// records returns what gives one record after the other, chained anew. Without a limit it waits for the next one.
func (s *Store) records(ctx context.Context, st jetstream.Stream, zone string, from uint64) (next func(within time.Duration) (journal.Record, error), stop func(), err error) {
	prev, err := hashBefore(ctx, st, from)
	if err != nil {
		return nil, nil, err
	}
	c, err := st.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from})
	if err != nil {
		return nil, nil, err
	}
	messages, err := c.Messages(jetstream.PullMaxMessages(readAhead))
	if err != nil {
		return nil, nil, err
	}
	context.AfterFunc(ctx, messages.Stop)
	number := from
	return func(within time.Duration) (r journal.Record, err error) {
		opts := []jetstream.NextOpt{jetstream.NextContext(ctx)}
		if within > 0 {
			opts = []jetstream.NextOpt{jetstream.NextMaxWait(within)}
		}
		m, err := messages.Next(opts...)
		if err != nil {
			return r, err
		}
		meta, err := m.Metadata()
		if err != nil {
			return r, err
		}
		if r, err = chain(zone, number, prev, meta.Sequence.Stream, m.Headers(), m.Data()); err == nil {
			number, prev = number+1, r.Hash
		}
		return r, err
	}, messages.Stop, nil
}

// hashBefore is the hash of the record before number. If it is wrong the next one will not fit.
func hashBefore(ctx context.Context, st jetstream.Stream, number uint64) (hash journal.Hash, err error) {
	if number == 1 {
		return hash, nil
	}
	m, err := st.GetMsg(ctx, number-1)
	if err != nil {
		return hash, fmt.Errorf("record %d: %w", number-1, err)
	}
	_, err = hex.Decode(hash[:], []byte(m.Header.Get(jetstream.MsgIDHeader)))
	return hash, err
}

// chain makes a record of a message, if it is the one that follows.
func chain(zone string, number uint64, prev journal.Hash, sequence uint64, header nats.Header, data []byte) (journal.Record, error) {
	r := journal.Record{Number: number, Hash: journal.Link(prev, data), Payload: data}
	why := ""
	switch {
	case sequence != number:
		why = fmt.Sprintf("message %d stands where record %d should: the server lost what is between", sequence, number)
	case header.Get(jetstream.MsgIDHeader) != r.Hash.String():
		why = "the record does not follow the one before it: one of them was changed"
	default:
		return r, nil
	}
	return r, &journal.DamageError{Zone: zone, Number: number, File: "stream " + streams + nameOf(zone), Why: why}
}

// Follow implements journal.Store.
func (s *Store) Follow(ctx context.Context, zone string, from uint64) iter.Seq2[[]journal.Record, error] {
	return func(yield func([]journal.Record, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.running, cancel)()
		err := s.follow(ctx, zone, max(from, 1), func(r journal.Record) bool { return yield([]journal.Record{r}, nil) })
		if s.isClosed() {
			err = journal.ErrClosed
		} else if ctx.Err() != nil {
			return
		}
		if err != nil {
			yield(nil, fmt.Errorf("follow zone %q: %w", zone, err))
		}
	}
}

func (s *Store) follow(ctx context.Context, zone string, from uint64, each func(journal.Record) bool) error {
	st, err := s.await(ctx, zone, from)
	if err != nil {
		return err
	}
	next, stop, err := s.records(ctx, st, zone, from)
	if err != nil {
		return err
	}
	defer stop()
	for {
		r, err := next(0)
		switch {
		case errors.Is(err, jetstream.ErrNoHeartbeat):
			continue // a server is gone; the consumer finds another
		case err != nil:
			return err
		case !each(r):
			return nil
		}
	}
}

// await waits until a zone has all records before the given one.
func (s *Store) await(ctx context.Context, zone string, from uint64) (jetstream.Stream, error) {
	for {
		st, err := s.stream(ctx, zone)
		if err != nil || st != nil && st.CachedInfo().State.LastSeq+1 >= from {
			return st, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}
