package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster/shard/registry"
	"muster/shard/sources"
)

// doorFlags are how players without a screen come in: by one matchmaker, or by any that a registry knows.
type doorFlags struct {
	Matchmaker string `required:"" help:"The queue's URL, http://host:port." placeholder:"URL" xor:"door"`
	Consul     string `required:"" help:"The Consul agent that knows matchmakers, host:port; each call goes to any that is there." placeholder:"ADDR" xor:"door"`
	Registry   string `required:"" help:"The muster directory that knows matchmakers, http://host:port; each call goes to any that is there." placeholder:"URL" xor:"door"`

	secretFlag `embed:""`
}

// queueAt is where a queue is reached, and by what client; nil for the usual one.
type queueAt struct {
	url  string
	http *http.Client
}

// way is the flag that says how they come in, without a secret.
func (f *doorFlags) way() string {
	switch {
	case f.Matchmaker != "":
		return "--matchmaker " + strings.TrimRight(f.Matchmaker, "/")
	case f.Consul != "":
		return "--consul " + f.Consul
	}
	if u, err := url.Parse(f.Registry); err == nil {
		u.User = nil
		return "--registry " + u.String()
	}
	return "--registry"
}

// find finds the door for so many callers. Like players they have no key: who leads them astray gets bots. Where no
// matchmaker is there yet, it fails, or waits for one until ctx ends.
func (f *doorFlags) find(ctx context.Context, callers int, wait bool) (q queueAt, leave func() error, err error) {
	if f.Matchmaker != "" {
		return queueAt{url: f.Matchmaker}, func() error { return nil }, nil
	}
	address, err := sources.WithSecret(f.Registry, f.RegistrySecret)
	if err != nil {
		return q, nil, err
	}
	r, leave, err := sources.OpenRegistry(f.Consul, address, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return q, nil, err
	}
	through, err := registry.NewFailoverClient(ctx, r, callers)
	for told := false; err != nil && wait && ctx.Err() == nil; told = true {
		if !told {
			fmt.Fprintf(stderr, "%s: %v; it is tried again every second\n", f.way(), err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(findEvery):
		}
		through, err = registry.NewFailoverClient(ctx, r, callers)
	}
	if err != nil {
		return q, nil, errors.Join(fmt.Errorf("%s: %w", f.way(), err), leave())
	}
	return queueAt{registry.AnyMatchmaker, through}, leave, nil
}
