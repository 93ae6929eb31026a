package store

import (
	"context"
	"time"
)

// Asked is a request with an idempotency key. Neither Key nor Request tells what was sent.
type Asked struct {
	Scope   string // whose key it is
	Key     string
	Request string
}

// Answer is what a request with an idempotency key was answered. It holds no token. Status is 0 while it is under way.
type Answer struct {
	Request string
	Status  int
	Body    string
}

// Claim takes an idempotency key for a request. mine is false when somebody did before: then the answer is theirs.
func (s *Store) Claim(
	ctx context.Context, q Asked, now time.Time, keep time.Duration,
) (a Answer, mine bool, err error) {
	key := hashed + q.Key
	err = s.update(ctx, func(t tx) error {
		_, err := t.exec(`delete from answers where scope = ? and (created < ? or status = 0 and created < ?)`,
			q.Scope, micros(now.Add(-keep)), micros(now.Add(-underWay)))
		if err != nil {
			return err
		}
		n, err := t.exec(`insert into answers (scope, key, request, created) values (?, ?, ?, ?) on conflict do nothing`,
			q.Scope, key, q.Request, micros(now))
		if mine = n > 0; err != nil || mine {
			return err
		}
		return t.row(`select request, status, body from answers where scope = ? and key = ?`,
			q.Scope, key).Scan(&a.Request, &a.Status, &a.Body)
	})
	return a, mine, err
}

// hashed marks the keys that were never kept as they were sent. Releases before kept others, and answers with tokens.
const hashed = "#"

// Settle keeps the answer to a request with an idempotency key; status 0 gives the key back.
func (s *Store) Settle(ctx context.Context, q Asked, status int, body string) error {
	return s.update(ctx, func(t tx) error {
		if status == 0 {
			_, err := t.exec(`delete from answers where scope = ? and key = ?`, q.Scope, hashed+q.Key)
			return err
		}
		_, err := t.exec(`update answers set status = ?, body = ? where scope = ? and key = ?`,
			status, body, q.Scope, hashed+q.Key)
		return err
	})
}

// DropAnswers deletes answers of before a time, and what releases before this one kept, a step of them. It tells
// whether there may be more.
func (s *Store) DropAnswers(ctx context.Context, before time.Time) (more bool, err error) {
	err = s.chore(ctx, func(t tx) error {
		n, err := t.exec(`delete from answers where (scope, key) in
			(select scope, key from answers where created < ? or key not like ? limit ?)`, micros(before), hashed+"%", maxSwept)
		more = n >= maxSwept
		return err
	})
	return more, err
}
