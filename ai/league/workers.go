package league

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Worker plays one game at a time. An error that is ErrWorkerLost says that the worker is gone and
// the game is not at fault.
type Worker interface {
	Play(j Job) (Outcome, error)
	Close() error
}

// ErrWorkerLost is what a Worker returns whose process is gone.
var ErrWorkerLost = errors.New("league: a worker is gone")

// Run hands the jobs to n workers as they free up, and returns their outcomes in the order of the jobs. The game of a
// worker that is lost is played again by a new one. done is called after each game, from one goroutine at a time. A
// league that ends early, since ctx does or a game cannot be played, returns the outcomes of those that were, and why.
func Run(ctx context.Context, jobs []Job, n int, hire func() (Worker, error), done func(Outcome)) ([]Outcome, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := &round{
		jobs: jobs, outcomes: make([]Outcome, len(jobs)), played: make([]bool, len(jobs)), hire: hire, done: done,
	}
	var hands sync.WaitGroup
	for range min(n, len(jobs)) {
		hands.Go(func() {
			if err := r.work(ctx); err != nil {
				stop(err)
			}
		})
	}
	hands.Wait()
	if err := context.Cause(ctx); err != nil {
		return r.soFar(), err
	}
	return r.outcomes, nil
}

// round is a league under way.
type round struct {
	jobs     []Job
	outcomes []Outcome
	played   []bool
	hire     func() (Worker, error)
	done     func(Outcome)

	mu   sync.Mutex
	next int // the first job that nobody took
}

// soFar is the outcomes so far.
func (r *round) soFar() (outcomes []Outcome) {
	for i, o := range r.outcomes {
		if r.played[i] {
			outcomes = append(outcomes, o)
		}
	}
	return outcomes
}

func (r *round) nextJob() (int, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next++
	return r.next - 1, r.next <= len(r.jobs)
}

// work plays games with one worker after another until none is left.
func (r *round) work(ctx context.Context) error {
	var w Worker
	defer func() {
		if w != nil {
			w.Close() // it has nothing to do any more
		}
	}()
	for i, ok := r.nextJob(); ok; i, ok = r.nextJob() {
		lost := 0
		for played := false; !played; {
			if err := ctx.Err(); err != nil {
				return err
			}
			var err error
			if w == nil {
				if w, err = r.hire(); err != nil {
					return fmt.Errorf("start a worker: %w", err)
				}
			}
			played, err = r.play(w, i)
			if err == nil {
				continue
			}
			if lost++; !errors.Is(err, ErrWorkerLost) || lost == maxRetries {
				j := &r.jobs[i]
				return fmt.Errorf("%s against %s on %s, seed %d: %w", j.A, j.B, j.Scenario, j.Seed, err)
			}
			w.Close()
			w = nil
		}
	}
	return nil
}

func (r *round) play(w Worker, i int) (bool, error) {
	o, err := w.Play(r.jobs[i])
	if err != nil {
		return false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcomes[i], r.played[i] = o, true
	if r.done != nil {
		r.done(o)
	}
	return true, nil
}
