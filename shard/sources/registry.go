package sources

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/registry/consul"
)

// OpenRegistry opens the registry in which shards and matchmakers meet: that of the Consul agent at an address, or the
// one that a process of this machine serves at a URL. leave lets go of it.
func OpenRegistry(
	agent, url string, key *registry.Key, log *slog.Logger,
) (r registry.Registry, leave func() error, err error) {
	nothing := func() error { return nil }
	if agent != "" {
		r, err := consul.Open(consul.Config{Addr: agent, TTL: registry.SilentAfter, Key: key, Log: log})
		if err != nil {
			return nil, nothing, err
		}
		return r, r.Close, nil
	}
	if url != "" {
		r, err := registry.Dial(url)
		return r, nothing, err
	}
	return nil, nothing,
		errors.New("where do shards and matchmakers meet? Give --consul ADDR, or --registry URL on one machine; " +
			"muster up needs neither")
}

// OpenKey opens the file of a cluster's key, and warns where others can read it. It is read again when it changes.
func OpenKey(file string, log *slog.Logger) (*registry.Key, error) {
	if info, err := os.Stat(file); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		log.Warn("others on this machine can read the cluster's key: chmod 600 it", "file", file)
	}
	return registry.OpenKey(file, func(err error) {
		log.Error("the cluster's key has changed to something that is none", "error", err)
	})
}

// MakeKey is the file of the key of a cluster that is all in one data directory: it is made with that, once.
func MakeKey(data string) (file string, err error) {
	file = filepath.Join(data, "cluster.key")
	if _, err = os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		err = journal.WriteFile(file, registry.NewKey())
	}
	if err != nil {
		return "", fmt.Errorf("key of the cluster: %w", err)
	}
	return file, nil
}
