package failover

import (
	"context"
	"errors"
	"time"

	"muster/client/loadtest"
	"muster/matchmaker/api"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/keeper"
)

// noted waits for a while, and until each bot is shown something again, so that a gap that is open then shows in full
// and one whose match has just ended is in the next. What they were shown since begin goes to the figures.
func (t *trials) noted(ctx context.Context, k Kind, before map[int]loadtest.Sight, d time.Duration) error {
	if !sleep(ctx, d) {
		return ctx.Err()
	}
	since := time.Now()
	late := until(ctx, silentFor, "some bots are shown nothing", func() bool { return t.watch.follows(before, since) })
	if late != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	seen := t.watch.end()
	w := gaps(before, seen, time.Now())
	t.report.add(k, w.gaps)
	t.report.Stuck += w.stuck
	if k == Move || k == Roll {
		t.report.AISeatsOnMove += w.led
		t.report.Requeued += w.left
	}
	return nil
}

// move has a match moved to wherever it should be.
func (t *trials) move(ctx context.Context) error {
	_, matches, err := t.victim(ctx)
	if err != nil {
		return err
	}
	match := matches[t.turn%len(matches)]
	before := players(t.watch.begin(), []string{match})
	if _, err := t.operator.Move(ctx, match, api.MoveRequest{}); err != nil {
		return err
	}
	return t.noted(ctx, Move, before, afterMove)
}

// roll replaces every shard, one after the other, under play.
func (t *trials) roll(ctx context.Context) error {
	for _, s := range t.shards {
		if err := t.settle(ctx); err != nil {
			return err
		}
		before := players(t.watch.begin(), s.matches(ctx))
		if err := s.signal(terminate); err != nil {
			return err
		}
		if err := t.again(ctx, s); err != nil {
			return err
		}
		if err := t.noted(ctx, Roll, before, afterMove); err != nil {
			return err
		}
	}
	return nil
}

// store kills a node of the store, starts it again, and then the one that leads.
func (t *trials) store(ctx context.Context) error {
	for _, leads := range []bool{false, true} {
		if err := t.settle(ctx); err != nil {
			return err
		}
		n, err := t.node(ctx, leads)
		if err != nil {
			return err
		}
		before := t.watch.begin()
		before = players(before, matchesOf(before))
		if err := n.kill(); err != nil {
			return err
		}
		if err := t.noted(ctx, Store, before, storeAway); err != nil {
			return err
		}
		if err := n.start(); err != nil {
			return err
		}
		if err := t.healthy(ctx); err != nil {
			return err
		}
	}
	return nil
}

func matchesOf(all map[int]loadtest.Sight) (matches []string) {
	for _, s := range all {
		matches = append(matches, s.Match)
	}
	return matches
}

// servers is how each node of the store does.
func (t *trials) servers(ctx context.Context) ([]keeper.Server, error) {
	at, _, err := etcd.Servers(t.journal)
	if err != nil {
		return nil, err
	}
	k, err := keeper.Open(at, &etcd.Access{})
	if err != nil {
		return nil, err
	}
	all, err := k.Status(ctx)
	return all, errors.Join(err, k.Close())
}

// node is one of the store that leads, or does not.
func (t *trials) node(ctx context.Context, leads bool) (*process, error) {
	all, err := t.servers(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Leads != leads {
			continue
		}
		for _, p := range t.stores {
			if p.name == "store-"+all[i].Name {
				return p, nil
			}
		}
	}
	return nil, errors.New("no node of the store is the one that is looked for")
}

// healthy waits until all nodes of the store are well.
func (t *trials) healthy(ctx context.Context) error {
	return until(ctx, steadyFor, "the store is not whole again", func() bool {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		all, err := t.servers(ctx)
		for i := range all {
			if all[i].Trouble != "" {
				return false
			}
		}
		return err == nil && len(all) == stores
	})
}
