package jetstream

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"muster/shard/journal"
)

// lane keeps a zone's appends in order while its stream is being made.
type lane struct {
	mu      sync.Mutex
	making  bool
	waiting []letter
}

// letter is a record on its way.
type letter struct {
	journal.Sealed
	zone string
	done func(error)
}

// Append implements journal.Store.
func (s *Store) Append(zone string, r journal.Sealed, done func(error)) {
	r.Hash() // of a record that was not sealed panics: in its caller, not later in a goroutine of ours
	s.mu.Lock()
	l := s.lanes[zone]
	if l == nil {
		l = &lane{}
		s.lanes[zone] = l
	}
	closed := s.closed
	if !closed {
		s.calls.Add(1)
	}
	s.mu.Unlock()
	if closed {
		go done(journal.ErrClosed)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	m := letter{r, zone, done}
	switch {
	case l.making:
		l.waiting = append(l.waiting, m)
	case r.Prev() == journal.Hash{}:
		l.making, l.waiting = true, append(l.waiting, m)
		go s.begin(l, zone)
	default:
		s.send(&m)
	}
}

// begin makes the zone's stream and then sends what waited for it.
func (s *Store) begin(l *lane, zone string) {
	err := s.make(zone)
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.waiting {
		if err == nil {
			s.send(&l.waiting[i])
			continue
		}
		s.told(&l.waiting[i], fmt.Errorf("make the stream of zone %q: %w", l.waiting[i].zone, err))
	}
	l.making, l.waiting = false, nil
}

func (s *Store) make(zone string) error {
	ctx, cancel := context.WithTimeout(s.running, s.call)
	defer cancel()
	_, err := s.js.CreateStream(ctx, jetstream.StreamConfig{
		Name: streams + nameOf(zone), Subjects: []string{subjects + nameOf(zone)}, Description: "journal of zone " + zone,
		Storage: jetstream.FileStorage, Replicas: s.replicas, Duplicates: dedupWindow, Discard: jetstream.DiscardNew, DenyDelete: true, DenyPurge: true,
	})
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return nil // made with other settings: it may keep them
	}
	return err
}

// told tells an append's outcome, on a goroutine of its own.
func (s *Store) told(m *letter, err error) {
	go func() {
		defer s.calls.Done()
		m.done(err)
	}()
}

// send publishes a record. The client keeps the order in which it is called.
func (s *Store) send(m *letter) {
	prev, hash := m.Prev(), m.Hash()
	msg := nats.NewMsg(subjects + nameOf(m.zone))
	msg.Data = m.Payload()
	msg.Header.Set(jetstream.MsgIDHeader, hex.EncodeToString(hash[:]))
	if (prev == journal.Hash{}) {
		msg.Header.Set(jetstream.ExpectedLastSeqHeader, "0")
	} else {
		msg.Header.Set(jetstream.ExpectedLastMsgIDHeader, hex.EncodeToString(prev[:]))
	}
	s.mu.Lock()
	lost := s.lost
	s.mu.Unlock()
	ack, err := s.js.PublishMsgAsync(msg)
	if err != nil {
		s.told(m, fmt.Errorf("append to zone %q: %w", m.zone, err))
		return
	}
	go func() {
		defer s.calls.Done()
		m.done(s.outcome(m.zone, ack, lost))
	}()
}

var errLost = errors.New("the link to the server was lost before it was acknowledged")

// outcome waits for an acknowledgement.
func (s *Store) outcome(zone string, ack jetstream.PubAckFuture, lost <-chan struct{}) error {
	var err error
	select {
	case a := <-ack.Ok():
		if a.Duplicate {
			return journal.ErrConflict
		}
		return nil
	case err = <-ack.Err():
	case <-lost:
		err = errLost
	case <-s.running.Done():
		return journal.ErrClosed
	}
	if conflict(err) || errors.Is(err, jetstream.ErrNoStreamResponse) && s.absent(zone) {
		return journal.ErrConflict
	}
	return fmt.Errorf("append to zone %q: %w", zone, err)
}

// Of the server's error codes, those that say that the place is taken.
const (
	wrongLastSequence         jetstream.ErrorCode = 10071
	wrongLastMsgID            jetstream.ErrorCode = 10070
	wrongLastSequenceConstant jetstream.ErrorCode = 10164
)

func conflict(err error) bool {
	var api *jetstream.APIError
	if !errors.As(err, &api) {
		return false
	}
	return api.ErrorCode == wrongLastMsgID || api.ErrorCode == wrongLastSequence || api.ErrorCode == wrongLastSequenceConstant
}

// absent tells that a zone has no stream at all, where nobody answered: one without a leader answers nothing either.
func (s *Store) absent(zone string) bool {
	ctx, cancel := context.WithTimeout(s.running, s.call)
	defer cancel()
	st, err := s.stream(ctx, zone)
	return st == nil && err == nil
}
