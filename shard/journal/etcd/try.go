package etcd

import (
	"context"
	"time"
)

// try makes a call until it is answered or its time is over. One that hangs gets another beside it, and the first
// answer counts: a server that still believes in a dead leader holds what it is asked for seconds, and
// another one may know better.
func try[T any](s *Store, within, another time.Duration, call func(context.Context) (T, error)) (answer T, err error) {
	ctx, cancel := context.WithTimeout(s.running, within)
	defer cancel()
	type result struct {
		answer T
		err    error
	}
	results := make(chan result, int(within/another)+2+int(within/pause))
	open := 0
	start := func() {
		open++
		go func() {
			answer, err := call(ctx)
			results <- result{answer, err}
		}()
	}
	start()
	next := time.NewTicker(another)
	defer next.Stop()
	for {
		select {
		case r := <-results:
			if open--; r.err == nil || !isPassing(r.err) {
				return r.answer, r.err
			}
			if err = r.err; open == 0 && sleep(ctx, pause) == nil {
				start()
			}
		case <-next.C:
			start()
		case <-ctx.Done():
			if err == nil {
				err = ctx.Err()
			}
			return answer, err
		}
	}
}
