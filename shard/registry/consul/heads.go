package consul

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/consul/api"

	"muster/shard/registry"
)

const headPrefix = "muster/heads/"

// PutHeads implements registry.Registry. Heads go in transactions that set each key only if nobody else did since we
// set it last; one that fails is looked at head by head.
func (r *Registry) PutHeads(ctx context.Context, heads ...registry.Head) error {
	good, bad := registry.Sane(heads)
	for batch := range slices.Chunk(good, maxOps) {
		if err := r.putTogether(ctx, batch); err != nil {
			return fmt.Errorf("put %d heads: %w", len(batch), errors.Join(err, bad))
		}
	}
	return bad
}

func (r *Registry) putTogether(ctx context.Context, heads []registry.Head) error {
	ctx, cancel := r.within(ctx)
	defer cancel()
	ops := make(api.TxnOps, 0, len(heads))
	r.mu.Lock()
	for i := range heads {
		ops = append(ops, r.headOp(&heads[i], r.indexes[heads[i].Match]))
	}
	r.mu.Unlock()
	ok, resp, _, err := r.client.Txn().Txn(ops, (&api.QueryOptions{}).WithContext(ctx))
	if err != nil {
		return err
	}
	if !ok {
		return r.putApart(ctx, heads)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, result := range resp.Results {
		r.indexes[heads[i].Match] = result.KV.ModifyIndex
	}
	return nil
}

func (r *Registry) headOp(h *registry.Head, index uint64) *api.TxnOp {
	return &api.TxnOp{
		KV: &api.KVTxnOp{Verb: api.KVCAS, Key: headPrefix + h.Match, Value: r.trust.sealHead(h), Index: index},
	}
}

// putApart puts those heads that are not older than what is known.
func (r *Registry) putApart(ctx context.Context, heads []registry.Head) error {
	for i := range heads {
		h := &heads[i]
		known, index, err := r.head(ctx, h.Match)
		if err != nil {
			return err
		}
		if index != 0 && !h.Newer(&known) {
			continue
		}
		// Another who wins the race between the two calls is heard in the next second.
		ok, resp, _, err := r.client.Txn().Txn(api.TxnOps{r.headOp(h, index)}, (&api.QueryOptions{}).WithContext(ctx))
		if err == nil && !ok {
			err = denied(resp.Errors)
		}
		if err != nil {
			return err
		}
		if ok {
			r.mu.Lock()
			r.indexes[h.Match] = resp.Results[0].KV.ModifyIndex
			r.mu.Unlock()
		}
	}
	return nil
}

// denied is that Consul's ACLs do not let us; nil where another was quicker.
func denied(errs api.TxnErrors) error {
	for _, e := range errs {
		if strings.Contains(e.What, "Permission denied") {
			return errors.New(e.What)
		}
	}
	return nil
}

// head reads a head as it stands there, and its index, which is 0 when there is none. What does not count is empty: any
// head is newer.
func (r *Registry) head(ctx context.Context, match string) (h registry.Head, index uint64, err error) {
	pair, _, err := r.client.KV().Get(headPrefix+match, (&api.QueryOptions{}).WithContext(ctx))
	if err != nil || pair == nil {
		return h, 0, err
	}
	h, _ = r.trust.openHead(pair.Key, pair.Value)
	return h, pair.ModifyIndex, nil
}

// seenHead is a head and the index that it stood under.
type seenHead struct {
	registry.Head
	index uint64
}

// latest is the newest head of a match that this process has seen: an older one that was written later
// was put back by somebody.
func (r *Registry) latest(h registry.Head, index uint64) registry.Head {
	r.mu.Lock()
	defer r.mu.Unlock()
	known, ok := r.newest[h.Match]
	if ok && !h.Newer(&known.Head) {
		if index > known.index {
			why := fmt.Errorf("epoch %d and record %d were seen, and it is of epoch %d and record %d: "+
				"somebody has put it back",
				known.Epoch, known.Number, h.Epoch, h.Number)
			r.trust.reject(headKind, h.Match, &rejection{"stale", why})
		}
		return known.Head
	}
	if len(r.newest) >= maxHeads {
		clear(r.newest)
	}
	r.newest[h.Match] = seenHead{h, index}
	return h
}

// FindHead implements registry.Registry.
func (r *Registry) FindHead(ctx context.Context, match string) (registry.Head, bool, error) {
	ctx, cancel := r.within(ctx)
	defer cancel()
	h, index, err := r.head(ctx, match)
	if err != nil {
		return h, false, fmt.Errorf("find the head of match %s: %w", match, err)
	}
	if index == 0 || h.Match != match {
		return registry.Head{}, false, nil
	}
	return r.latest(h, index), true, nil
}

// Heads implements registry.Registry.
func (r *Registry) Heads(ctx context.Context) (all []registry.Head, err error) {
	ctx, cancel := r.within(ctx)
	defer cancel()
	pairs, _, err := r.client.KV().List(headPrefix, (&api.QueryOptions{}).WithContext(ctx)) // by key
	if err != nil {
		return nil, fmt.Errorf("list heads: %w", err)
	}
	for _, pair := range pairs {
		if h, ok := r.trust.openHead(pair.Key, pair.Value); ok {
			all = append(all, r.latest(h, pair.ModifyIndex))
		}
	}
	return all, nil
}

// DropHeads implements registry.Registry.
func (r *Registry) DropHeads(ctx context.Context, matches ...string) error {
	for batch := range slices.Chunk(matches, maxOps) {
		var ops api.TxnOps
		r.mu.Lock()
		for _, match := range batch {
			ops = append(ops, &api.TxnOp{KV: &api.KVTxnOp{Verb: api.KVDelete, Key: headPrefix + match}})
			delete(r.indexes, match)
			delete(r.newest, match)
		}
		r.mu.Unlock()
		_, resp, _, err := r.client.Txn().Txn(ops, (&api.QueryOptions{}).WithContext(ctx))
		if err == nil {
			err = denied(resp.Errors)
		}
		if err != nil {
			return fmt.Errorf("drop %d heads: %w", len(batch), err)
		}
	}
	return nil
}
