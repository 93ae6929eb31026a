package consul

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/hashicorp/consul/api"

	"muster/shard/registry"
)

const headPrefix = "muster/heads/"

// PutHeads implements registry.Registry. Heads go in transactions that set each key only if nobody else did since we set
// it last; one that fails is looked at head by head.
func (r *Registry) PutHeads(ctx context.Context, heads ...registry.Head) error {
	for batch := range slices.Chunk(heads, maxOps) {
		if err := r.putTogether(ctx, batch); err != nil {
			return fmt.Errorf("put %d heads: %w", len(batch), err)
		}
	}
	return nil
}

func (r *Registry) putTogether(ctx context.Context, heads []registry.Head) error {
	ctx, cancel := r.within(ctx)
	defer cancel()
	ops := make(api.TxnOps, 0, len(heads))
	r.mu.Lock()
	for i := range heads {
		ops = append(ops, headOp(&heads[i], r.indexes[heads[i].Match]))
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

func headOp(h *registry.Head, index uint64) *api.TxnOp {
	value, err := json.Marshal(h)
	if err != nil {
		panic(err) // a Head has nothing that JSON cannot say
	}
	return &api.TxnOp{KV: &api.KVTxnOp{Verb: api.KVCAS, Key: headPrefix + h.Match, Value: value, Index: index}}
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
		ok, resp, _, err := r.client.Txn().Txn(api.TxnOps{headOp(h, index)}, (&api.QueryOptions{}).WithContext(ctx))
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

// head reads a head and its index, which is 0 when there is none.
func (r *Registry) head(ctx context.Context, match string) (h registry.Head, index uint64, err error) {
	pair, _, err := r.client.KV().Get(headPrefix+match, (&api.QueryOptions{}).WithContext(ctx))
	if err != nil || pair == nil {
		return h, 0, err
	}
	if json.Unmarshal(pair.Value, &h) != nil {
		return registry.Head{}, pair.ModifyIndex, nil // whatever it is, any head is newer
	}
	return h, pair.ModifyIndex, nil
}

// FindHead implements registry.Registry.
func (r *Registry) FindHead(ctx context.Context, match string) (registry.Head, bool, error) {
	ctx, cancel := r.within(ctx)
	defer cancel()
	h, index, err := r.head(ctx, match)
	if err != nil {
		return h, false, fmt.Errorf("find the head of match %s: %w", match, err)
	}
	return h, index != 0 && h.Match == match, nil
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
		var h registry.Head
		if json.Unmarshal(pair.Value, &h) == nil && headPrefix+h.Match == pair.Key {
			all = append(all, h)
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
		}
		r.mu.Unlock()
		if _, _, _, err := r.client.Txn().Txn(ops, (&api.QueryOptions{}).WithContext(ctx)); err != nil {
			return fmt.Errorf("drop %d heads: %w", len(batch), err)
		}
	}
	return nil
}
