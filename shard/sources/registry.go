package sources

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/registry/consul"
)

// OpenRegistry opens the registry in which shards and matchmakers meet: that of the Consul agent at an address, or the
// one that a process of this machine or one nearby serves at a URL. leave lets go of it.
func OpenRegistry(
	agent, address string, key *registry.Key, log *slog.Logger,
) (r registry.Registry, leave func() error, err error) {
	nothing := func() error { return nil }
	if agent != "" {
		r, err := consul.Open(consul.Config{Addr: agent, TTL: registry.SilentAfter, Key: key, Log: log})
		if err != nil {
			return nil, nothing, err
		}
		return r, r.Close, nil
	}
	if address != "" {
		r, err := registry.Dial(address)
		return r, nothing, err
	}
	return nil, nothing,
		errors.New("where do shards and matchmakers meet? Give --consul ADDR, or --registry URL of a muster " +
			"directory; muster up needs neither")
}

// WithSecret is a registry's URL with its secret, which is in a file; without a file the URL holds it.
func WithSecret(address, file string) (string, error) {
	if file == "" || address == "" {
		return address, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return "", errors.New("with --registry-secret the registry's address is http://host:port")
	}
	b, err := os.ReadFile(file)
	secret := strings.TrimSpace(string(b))
	if err == nil && secret == "" {
		err = fmt.Errorf("%s is empty", file)
	}
	if err != nil {
		return "", fmt.Errorf("--registry-secret: %w", err)
	}
	u.User = url.User(secret)
	return u.String(), nil
}

// OpenKey opens the file of a cluster's key, and warns where others can read it. It is read again when it changes.
func OpenKey(file string, log *slog.Logger) (*registry.Key, error) {
	if info, err := os.Stat(file); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		log.Warn("others on this machine can read the cluster's key: chmod 600 it", "file", file)
	}
	return registry.OpenKey(file, func(err error) {
		log.Error("the new cluster key is not valid; keeping the old one", "error", err)
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
