package main

import (
	"context"
	"errors"
	"log/slog"

	"muster/matchmaker"
	"muster/shard/registry"
	"muster/shard/registry/consul"
)

// meeting is how the processes of a house find each other.
type meeting struct {
	Consul   string `help:"The Consul agent on this machine, host:port, or https://host:port. Its own environment variables (CONSUL_HTTP_TOKEN, ...) count." placeholder:"ADDR" env:"MUSTER_CONSUL" xor:"meet"`
	Registry string `help:"The registry of a 'muster up --shards' on this machine; what that runs gets it by itself." placeholder:"URL" env:"MUSTER_REGISTRY" xor:"meet"`
}

// open opens the registry that the flags name; leave lets go of it.
func (m *meeting) open(key *registry.Key, log *slog.Logger) (r registry.Registry, leave func() error, err error) {
	nothing := func() error { return nil }
	if m.Consul != "" {
		r, err := consul.Open(consul.Config{Addr: m.Consul, TTL: silentAfter, Key: key, Log: log})
		if err != nil {
			return nil, nothing, err
		}
		return r, r.Close, nil
	}
	if m.Registry != "" {
		r, err := registry.Dial(m.Registry)
		return r, nothing, err
	}
	return nil, nothing, errors.New("where do shards and matchmakers meet? Give --consul ADDR, or --registry URL on one machine; muster up needs neither")
}

// election is a registry that knows who leads.
type election interface {
	Lead(ctx context.Context, id string) (context.Context, error)
}

// candidate stands for one matchmaker in an election.
type candidate struct {
	election
	id string
}

// Lead implements matchmaker.Leader.
func (c candidate) Lead(ctx context.Context) (context.Context, error) {
	return c.election.Lead(ctx, c.id)
}

// leaderOf is the election that a registry holds; nil where there is but one matchmaker.
func leaderOf(r registry.Registry, id string) matchmaker.Leader {
	if e, ok := r.(election); ok {
		return candidate{e, id}
	}
	return nil
}
