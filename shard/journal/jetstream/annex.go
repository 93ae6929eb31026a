package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"muster/shard/journal"
)

// Annex implements journal.Annex in one stream for all zones, which keeps the last few messages of each subject:
// muster.checkpoint.NAME and muster.condemned.NAME.
type Annex struct {
	s  *Store
	st jetstream.Stream
}

const (
	annexStream = "beside-zones"
	checkpoint  = "muster.checkpoint."
	condemned   = "muster.condemned."
	pardoned    = condemned + "pardoned." // no SafeName has a dot; streams that were made before have a place for it
	numberIs    = "Muster-Record"         // header: the record that a checkpoint stands on
)

// Annex opens what lies beside the store's chains.
func (s *Store) Annex(ctx context.Context) (*Annex, error) {
	if st, err := s.js.Stream(ctx, annexStream); err == nil {
		return &Annex{s, st}, nil
	}
	st, err := s.js.CreateStream(ctx, jetstream.StreamConfig{
		Name: annexStream, Subjects: []string{checkpoint + ">", condemned + ">"}, Description: "checkpoints of zones",
		Storage: jetstream.FileStorage, Replicas: s.replicas, MaxMsgsPerSubject: checkpoints,
	})
	if err != nil {
		return nil, fmt.Errorf("open the annex of journals on JetStream: %w", err)
	}
	return &Annex{s, st}, nil
}

func (a *Annex) call() (context.Context, context.CancelFunc) {
	return context.WithTimeout(a.s.running, a.s.call)
}

// PutCheckpoint implements journal.Annex.
func (a *Annex) PutCheckpoint(zone string, number uint64, b []byte) error {
	old, err := a.Checkpoints(zone)
	if err != nil {
		return err
	}
	if len(old) > 0 && old[0].Number >= number {
		if err := a.purge(checkpoint + journal.SafeName(zone)); err != nil {
			return err
		}
	}
	msg := nats.NewMsg(checkpoint + journal.SafeName(zone))
	msg.Data = b
	msg.Header.Set(numberIs, strconv.FormatUint(number, 10))
	return a.put(msg)
}

func (a *Annex) put(msg *nats.Msg) error {
	ctx, cancel := a.call()
	defer cancel()
	if _, err := a.s.js.PublishMsg(ctx, msg); err != nil {
		return fmt.Errorf("keep %s: %w", msg.Subject, err)
	}
	return nil
}

func (a *Annex) purge(subject string) error {
	ctx, cancel := a.call()
	defer cancel()
	return a.st.Purge(ctx, jetstream.WithPurgeSubject(subject))
}

// Checkpoints implements journal.Annex.
func (a *Annex) Checkpoints(zone string) (all []journal.Checkpoint, err error) {
	ctx, cancel := a.call()
	defer cancel()
	for from := uint64(1); ; {
		m, err := a.st.GetMsg(ctx, from, jetstream.WithGetMsgSubject(checkpoint+journal.SafeName(zone)))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the checkpoints of %q: %w", zone, err)
		}
		n, _ := strconv.ParseUint(m.Header.Get(numberIs), 10, 64) // without one it says itself what it stands on
		all = append([]journal.Checkpoint{{Number: n, Bytes: m.Data}}, all...)
		from = m.Sequence + 1
	}
}

// Condemn implements journal.Annex.
func (a *Annex) Condemn(zone, why string) error {
	if why == "" {
		return a.purge(condemned + journal.SafeName(zone))
	}
	msg := nats.NewMsg(condemned + journal.SafeName(zone))
	msg.Data = []byte(why)
	return a.put(msg)
}

// Pardon implements journal.Annex.
func (a *Annex) Pardon(zone string, forgiven []byte) error {
	msg := nats.NewMsg(pardoned + journal.SafeName(zone))
	msg.Data = forgiven
	if err := a.put(msg); err != nil {
		return err
	}
	return a.Condemn(zone, "")
}

// Pardoned implements journal.Annex.
func (a *Annex) Pardoned(zone string) ([]byte, error) {
	return a.last(pardoned + journal.SafeName(zone))
}

// Condemned implements journal.Annex.
func (a *Annex) Condemned(zone string) (string, error) {
	b, err := a.last(condemned + journal.SafeName(zone))
	return string(b), err
}

// last is what was put under a subject last, nil for nothing.
func (a *Annex) last(subject string) ([]byte, error) {
	ctx, cancel := a.call()
	defer cancel()
	m, err := a.st.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return m.Data, nil
}

// Forget implements journal.Annex.
func (a *Annex) Forget(zone string) error {
	name := journal.SafeName(zone)
	return errors.Join(a.purge(checkpoint+name), a.purge(condemned+name), a.purge(pardoned+name))
}
