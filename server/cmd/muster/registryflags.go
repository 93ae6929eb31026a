package main

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"muster/shard/registry"
	"muster/shard/sources"
)

// meetFlags name the registry in which the processes of a cluster find each other.
type meetFlags struct {
	Consul   string `help:"The Consul agent on this machine, host:port, or https://host:port. Its own environment variables (CONSUL_HTTP_TOKEN, ...) count." placeholder:"ADDR" env:"MUSTER_CONSUL" xor:"meet"`
	Registry string `help:"The registry of a muster directory, http://host:port. What 'muster up --shards' runs gets its own by itself." placeholder:"URL" env:"MUSTER_REGISTRY" xor:"meet"`

	secretFlag `embed:""`
}

// secretFlag keeps a registry's secret out of the list of processes.
type secretFlag struct {
	RegistrySecret string `name:"registry-secret" help:"File of the secret of --registry: what --secret names at the directory." placeholder:"FILE" env:"MUSTER_REGISTRY_SECRET"`
}

// registryFlags are how a process joins a cluster: where it meets the others, and the secret that they share.
type registryFlags struct {
	meetFlags  `embed:""`
	ClusterKey string `name:"cluster-key" aliases:"token-key" help:"File of the secret that all processes of the cluster share; needed with --consul. docs/operators.md tells how to make and replace it." placeholder:"FILE" env:"MUSTER_CLUSTER_KEY"`
}

const noKey = `--consul needs --cluster-key FILE: whoever can write to Consul could else take matches and players away. Make one with

    (umask 077; head -c 32 /dev/urandom | base64 > FILE)

and give the same to every shard and matchmaker; docs/operators.md tells how a cluster that runs without one moves over`

// join opens the registry and the key. Without --consul a process may do without: in the registry of 'up --shards'
// nobody else can write.
func (f *registryFlags) join(metrics prometheus.Registerer, log *slog.Logger) (
	r registry.Registry, key *registry.Key, leave func() error, err error,
) {
	if f.Consul != "" && f.ClusterKey == "" {
		return nil, nil, nil, errors.New(noKey)
	}
	if f.ClusterKey != "" {
		if key, err = sources.OpenKey(f.ClusterKey, log); err != nil {
			return nil, nil, nil, fmt.Errorf("--cluster-key: %w", err)
		}
	}
	address, err := sources.WithSecret(f.Registry, f.RegistrySecret)
	if err != nil {
		return nil, nil, nil, err
	}
	if r, leave, err = sources.OpenRegistry(f.Consul, address, key, log); err != nil {
		return nil, nil, nil, err
	}
	if c, counts := r.(prometheus.Collector); counts {
		err = metrics.Register(c)
	}
	return r, key, leave, err
}
