package supervisor

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

	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/server/queuenode"
	"muster/shard/registry"
	"muster/shard/sources"
)

// Shard is one of the processes, as what differs between them.
type Shard struct {
	ID                 string
	UDP, Public, Admin string // addresses; Public is empty where players dial UDP
	Data               string // its directory
	Key                string // file of the cluster's key
}

// Processes are what `up --shards N` runs: the queue here, and each shard in a process of its own, so that one that
// dies takes its own matches along and no others. The processes meet in this one's registry, served
// on the loopback address.
type Processes struct {
	lifecycle.Closers
	Queue *queuenode.Node

	cfg     Config
	shards  int
	args    func(s Shard) []string // the command line of this program that starts one, tied to us: see StopWithParent
	meet    *registry.Memory
	private net.Listener // of the registry
	secret  string
	key     string // file of the cluster's key
}

// OpenProcesses opens the queue, for so many shards; what was opened is closed again when something fails.
func OpenProcesses(ctx context.Context, cfg Config, shards int, args func(s Shard) []string) (*Processes, error) {
	f := &Processes{
		cfg: cfg, shards: shards, args: args, meet: registry.NewMemory(registry.SilentAfter), secret: rand.Text(),
	}
	if err := f.open(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Processes) open(ctx context.Context) (err error) {
	if _, _, _, err := f.ports(f.shards); err != nil {
		return err
	}
	if f.key, err = sources.MakeKey(f.cfg.Data); err != nil {
		return err
	}
	if f.Queue, err = queuenode.Listen(f.cfg.queue(f.meet)); err != nil {
		return err
	}
	f.Add(f.Queue.Close)
	if f.private, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	f.Add(lifecycle.Closing(f.private))
	return f.Queue.Open(ctx)
}

// ports are where the n-th shard, from 1, takes players, what they dial, if that differs, and where its operators look:
// the first at --udp and --public, the others at the ports behind them, and all of them behind our own at --admin.
func (f *Processes) ports(n int) (udp, public, admin string, err error) {
	if udp, err = f.behind("--udp", f.cfg.Shard.UDP, n-1); err != nil {
		return "", "", "", err
	}
	if admin, err = f.behind("--admin", f.cfg.Queue.Admin, n); err != nil || f.cfg.Shard.Public == "" {
		return udp, "", admin, err
	}
	each := strings.Split(f.cfg.Shard.Public, ",")
	for i := range each {
		if each[i], err = f.behind("--public", each[i], n-1); err != nil {
			return "", "", "", err
		}
	}
	return udp, strings.Join(each, ","), admin, nil
}

// behind is the address whose port lies n behind that of addr; port 0 stays what it is: any that is free.
func (f *Processes) behind(flag, addr string, n int) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	first, err := strconv.Atoi(port)
	if err != nil || first+n > 65535 {
		return "", fmt.Errorf("%s %s: %d shards need as many ports from there on", flag, addr, f.shards)
	}
	if first == 0 {
		n = 0
	}
	return net.JoinHostPort(host, strconv.Itoa(first+n)), nil
}

// Run serves until ctx ends or the queue fails. A shard that dies is started again: it alone can
// go on with its matches.
func (f *Processes) Run(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	parts := []func(context.Context) error{
		func(ctx context.Context) error { return httpd.Serve(ctx, f.private, registry.Serve(f.meet, f.secret)) },
		func(ctx context.Context) error { return f.Queue.Run(ctx, nil) },
	}
	for n := 1; n <= f.shards; n++ {
		s := f.shard(n)
		c := &child{name: s.ID, program: program, args: f.args(s), env: f.env(os.Environ()), log: f.cfg.Log}
		parts = append(parts, c.run)
	}
	return errors.Join(lifecycle.RunAll(ctx, parts...), f.Close())
}

// env is a shard's environment: it meets us in our registry, and nobody in the Consul that other commands here go to.
func (f *Processes) env(ours []string) []string {
	others := slices.DeleteFunc(slices.Clone(ours), func(v string) bool {
		return strings.HasPrefix(v, "MUSTER_CONSUL=")
	})
	return append(others, fmt.Sprintf("MUSTER_REGISTRY=http://%s@%s", f.secret, f.private.Addr()))
}

// shard is the n-th, from 1.
func (f *Processes) shard(n int) Shard {
	udp, public, admin, _ := f.ports(n) // were checked
	id := fmt.Sprintf("shard-%d", n)
	return Shard{ID: id, UDP: udp, Public: public, Admin: admin, Data: filepath.Join(f.cfg.Data, id), Key: f.key}
}
