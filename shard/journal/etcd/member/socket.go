package member

import (
	"errors"
	"fmt"
	"net/url"
	"os"

	"go.etcd.io/etcd/server/v3/embed"

	"muster/shard/journal/etcd"
)

// guardedSocket refuses what goes with a socket badly. Passwords are not asked for: the file's mode says who comes in.
func guardedSocket(cfg *Config) error {
	if len(cfg.Peers) > 0 || cfg.Join || cfg.Cert != "" || cfg.Credentials != "" {
		return errors.New("a server that listens at a Unix socket is one alone, without peers, TLS and users")
	}
	if etcd.Listens(cfg.Socket) { // etcd would take the file away from it
		return fmt.Errorf("another server runs already, and listens at %s", cfg.Socket)
	}
	return nil
}

// atSocket has etcd listen at a Unix socket and nowhere else: it has no peers that would come in.
func atSocket(o *embed.Config, cfg *Config) {
	at := url.URL{Scheme: "unix", Path: cfg.Socket}
	o.ListenClientUrls, o.AdvertiseClientUrls = []url.URL{at}, []url.URL{at}
	o.ListenPeerUrls, o.AdvertisePeerUrls = nil, []url.URL{{Scheme: "unix", Host: cfg.Name}}
	o.InitialCluster, o.InitialClusterToken = cfg.Name+"=unix://"+cfg.Name, etcd.ClusterToken
}

// startAt starts etcd, at a Unix socket that other users of the machine cannot reach if there is one.
func startAt(socket string, o *embed.Config) (*embed.Etcd, error) {
	if socket == "" {
		return embed.StartEtcd(o)
	}
	path, release, err := etcd.Reachable(socket)
	if err != nil {
		return nil, err
	}
	defer release()
	o.ListenClientUrls[0].Path = path
	e, err := embed.StartEtcd(o)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}
