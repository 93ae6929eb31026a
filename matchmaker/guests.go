package matchmaker

import (
	"context"
	"fmt"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/names"
	"muster/matchmaker/store"
)

// guest signs a new guest in.
func (m *Matchmaker) guest(ctx context.Context, in *guestInput) (*sessionOutput, error) {
	a := store.Account{Player: newID("p"), Guest: true, Role: api.RolePlayer, Created: time.Now()}
	if in.Body != nil {
		a.Name = names.Clean(strings.TrimPrefix(in.Body.Name, api.GuestMark)) // who comes again may send what it was told
	}
	if a.Name == "" {
		a.Name = strings.ToUpper(a.Player[1:5])
	}
	if err := checkName(a.Name); err != nil {
		return nil, err
	}
	if !m.guests.of(from(ctx)).Allow() {
		return nil, tooOften("new guests from this address", guestRate)
	}
	if err := m.store.AddAccount(ctx, a); err != nil {
		return nil, m.trouble(ctx, "sign in as guest", err)
	}
	a.Name = names.OfGuest(a.Name)
	return m.begin(ctx, a)
}

// sweep walks through old answers and all accounts, a few at a time, and deletes what is of no use any more.
type sweep struct {
	after string    // accounts are looked at up to here; empty when answers are next
	due   time.Time // when the next few are
}

// sweepOut does what is due.
func (m *Matchmaker) sweepOut(ctx context.Context, now time.Time) error {
	if now.Before(m.sweep.due) {
		return nil
	}
	if m.sweep.after == "" {
		if more, err := m.store.DropAnswers(ctx, now.Add(-keyKept)); err != nil || more {
			return err
		}
	}
	last, gone, err := m.store.DropUnused(ctx, m.sweep.after, now.Add(-unusedKept))
	if err != nil {
		return err
	}
	if gone > 0 {
		m.log.Info("guests who never played were deleted", "guests", gone)
	}
	m.sweep.after = last
	if last == "" {
		m.sweep.due = now.Add(sweepEvery)
	}
	return nil
}

// measure tells the metrics how large the database is.
func (m *Matchmaker) measure(ctx context.Context) error {
	size, err := m.store.Size(ctx)
	if err != nil {
		return fmt.Errorf("measure the database: %w", err)
	}
	m.metrics.database.Set(float64(size))
	return nil
}
