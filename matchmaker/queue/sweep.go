package queue

import (
	"context"
	"fmt"
	"time"

	"muster/matchmaker/store"
)

// sweep walks through old answers and all accounts, a few at a time, and deletes what is of no use any more.
type sweep struct {
	after string    // accounts are looked at up to here; empty when answers are next
	due   time.Time // when the next few are
}

// sweepOut does what is due.
func (q *Queue) sweepOut(ctx context.Context, now time.Time) error {
	if now.Before(q.sweep.due) {
		return nil
	}
	if q.sweep.after == "" {
		if more, err := q.store.DropAnswers(ctx, now.Add(-store.KeyKept)); err != nil || more {
			return err
		}
	}
	last, gone, err := q.store.DropUnused(ctx, q.sweep.after, now.Add(-unusedKept))
	if err != nil {
		return err
	}
	if gone > 0 {
		q.log.Info("deleted guests who never played", "guests", gone)
	}
	q.sweep.after = last
	if last == "" {
		q.sweep.due = now.Add(sweepEvery)
	}
	return nil
}

// measureOnce records in the metrics how large the database is.
func (q *Queue) measureOnce(ctx context.Context) error {
	size, err := q.store.Size(ctx)
	if err != nil {
		return fmt.Errorf("measure the database: %w", err)
	}
	q.metrics.database.Set(float64(size))
	return nil
}
