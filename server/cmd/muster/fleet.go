package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/shard/registry"
	"muster/shard/sources"
)

// fleet is what `up --shards N` runs: the queue here, and each shard in a process of its own, so that one that dies takes
// its own matches along and no others. The processes meet in this one's registry, served on the loopback address.
type fleet struct {
	config
	lifecycle.Closers
	metrics *prometheus.Registry
	meet    *registry.Memory
	private net.Listener // of the registry
	secret  string
	key     string // file of the cluster's key
	queue   *queuePart
}

func openFleet(ctx context.Context, cfg config) (*fleet, error) {
	f := &fleet{config: cfg, metrics: httpd.NewMetrics(), meet: registry.NewMemory(registry.SilentAfter), secret: rand.Text()}
	if err := f.open(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *fleet) open(ctx context.Context) (err error) {
	if _, _, _, err := f.ports(f.Shards); err != nil {
		return err
	}
	if f.key, err = sources.MakeKey(f.Data); err != nil {
		return err
	}
	if f.queue, err = openPublic(queueConfig{
		id: queueID, http: f.HTTP, admin: f.Admin, data: filepath.Join(f.Data, "queue"), offered: f.offered,
		offering: f.offering, tls: f.tls(), assets: f.assets, registry: f.meet, metrics: f.metrics, log: f.log,
	}); err != nil {
		return err
	}
	f.Add(f.queue.Close)
	if f.private, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	f.Add(lifecycle.Closing(f.private))
	return f.queue.open(ctx)
}

// ports are where the n-th shard, from 1, takes players, what they dial, if that differs, and where its operators look: the
// first at --udp and --public, the others at the ports behind them, and all of them behind our own at --admin.
func (f *fleet) ports(n int) (udp, public, admin string, err error) {
	if udp, err = f.behind("--udp", f.UDP, n-1); err != nil {
		return "", "", "", err
	}
	if admin, err = f.behind("--admin", f.Admin, n); err != nil || f.Public == "" {
		return udp, "", admin, err
	}
	each := strings.Split(f.Public, ",")
	for i := range each {
		if each[i], err = f.behind("--public", each[i], n-1); err != nil {
			return "", "", "", err
		}
	}
	return udp, strings.Join(each, ","), admin, nil
}

// behind is the address whose port lies n behind that of addr; port 0 stays what it is: any that is free.
func (f *fleet) behind(flag, addr string, n int) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	first, err := strconv.Atoi(port)
	if err != nil || first+n > 65535 {
		return "", fmt.Errorf("%s %s: %d shards need as many ports from there on", flag, addr, f.Shards)
	}
	if first == 0 {
		n = 0
	}
	return net.JoinHostPort(host, strconv.Itoa(first+n)), nil
}

// run serves until ctx ends or the queue fails. A shard that dies is started again: it alone can go on with its matches.
func (f *fleet) run(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	page := newStatusPage(f.queue, nil)
	parts := []func(context.Context) error{
		func(ctx context.Context) error { return httpd.Serve(ctx, f.private, registry.Serve(f.meet, f.secret)) },
		func(ctx context.Context) error { return f.queue.run(ctx, page) },
	}
	for n := 1; n <= f.Shards; n++ {
		c := &child{name: fmt.Sprintf("shard-%d", n), program: program, args: f.args(n), log: f.log}
		c.env = f.env(os.Environ())
		parts = append(parts, c.run)
	}
	return errors.Join(lifecycle.RunAll(ctx, parts...), f.Close())
}

// env is a shard's environment: it meets us in our registry, and nobody in the Consul that other commands here go to.
func (f *fleet) env(ours []string) []string {
	others := slices.DeleteFunc(slices.Clone(ours), func(v string) bool { return strings.HasPrefix(v, "MUSTER_CONSUL=") })
	return append(others, fmt.Sprintf("MUSTER_REGISTRY=http://%s@%s", f.secret, f.private.Addr()))
}

// args starts the n-th shard: with what differs between them, and all that is chosen of every shard.
func (f *fleet) args(n int) []string {
	udp, public, admin, _ := f.ports(n) // were checked
	id := fmt.Sprintf("shard-%d", n)
	own := []string{
		"shard", "--tied", "--id=" + id, "--udp=" + udp, "--public=" + public, "--admin=" + admin,
		"--data=" + filepath.Join(f.Data, id), "--cluster-key=" + f.key, "--drain=0s",
	}
	return append(own, f.hosting.args()...)
}
