package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"

	"muster/server"
	"muster/shard/journal"
	"muster/shard/registry"
)

// joining is how a process joins a cluster: where it meets the others, and the secret that they share.
type joining struct {
	meeting    `embed:""`
	ClusterKey string `name:"cluster-key" aliases:"token-key" help:"File of the secret that all processes of the cluster share; needed with --consul. docs/operators.md tells how to make and replace it." placeholder:"FILE" env:"MUSTER_CLUSTER_KEY"`
}

const noKey = `--consul needs --cluster-key FILE: whoever can write to Consul could else take matches and players away. Make one with

    (umask 077; head -c 32 /dev/urandom | base64 > FILE)

and give the same to every shard and matchmaker; docs/operators.md tells how a cluster that runs without one moves over`

// join opens the registry and the key. Without --consul a process may do without: in the registry of 'up --shards' nobody
// else can write.
func (j *joining) join(metrics prometheus.Registerer, log *slog.Logger) (
	r registry.Registry, key *registry.Key, leave func() error, err error,
) {
	if j.Consul != "" && j.ClusterKey == "" {
		return nil, nil, nil, errors.New(noKey)
	}
	if j.ClusterKey != "" {
		if key, err = openKey(j.ClusterKey, log); err != nil {
			return nil, nil, nil, fmt.Errorf("--cluster-key: %w", err)
		}
	}
	if r, leave, err = j.open(key, log); err != nil {
		return nil, nil, nil, err
	}
	if c, counts := r.(prometheus.Collector); counts {
		err = metrics.Register(c)
	}
	return r, key, leave, err
}

func openKey(file string, log *slog.Logger) (*registry.Key, error) {
	if info, err := os.Stat(file); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		log.Warn("others on this machine can read the cluster's key: chmod 600 it", "file", file)
	}
	return registry.OpenKey(file, func(err error) { log.Error("the cluster's key has changed to something that is none", "error", err) })
}

// ownKey is the key of what `up` runs: it is made with the data directory, and its processes get it by themselves.
func ownKey(data string) (file string, err error) {
	file = filepath.Join(data, "cluster.key")
	if _, err = os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		err = journal.WriteFile(file, registry.NewKey())
	}
	if err != nil {
		return "", fmt.Errorf("key of the cluster: %w", err)
	}
	return file, nil
}

// tokenKeys are the secrets of resume tokens that a cluster shares, the one that seals first.
func tokenKeys(key *registry.Key) server.TokenKeys {
	return func() [][32]byte { return append(key.Derive("resume tokens"), key.Undivided()...) }
}
