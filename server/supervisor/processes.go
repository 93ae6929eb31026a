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
	"muster/server/logs"
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
	Journal            string // the place of the journal that shards share; empty for files in Data, which are finished
}

// Processes are what `up --shards N` runs: the queue here, each shard in a process of its own, and the store of the
// journal that they share, so that the matches of one that dies go on in the others. The processes meet in this one's
// registry, served on the loopback address.
type Processes struct {
	lifecycle.Closers
	Queue *queuenode.Node

	cfg     Config
	shards  int
	lines   Lines
	journal sources.Store
	finish  []int // numbers of the shards that finish what they have in files of their own
	share   []int // and of those that share the journal
	meet    *registry.Memory
	private net.Listener // of the registry
	secret  string
	key     string // file of the cluster's key
}

// Lines are the command lines of this program that start processes which are tied to us: see spawn.Tied.
type Lines struct {
	Shard func(s Shard) []string
	Store func(s sources.Store) []string
}

// OpenProcesses opens the queue, for so many shards; what was opened is closed again when something fails.
func OpenProcesses(ctx context.Context, cfg Config, shards int, lines Lines) (*Processes, error) {
	f := &Processes{
		cfg: cfg, shards: shards, lines: lines, meet: registry.NewMemory(registry.SilentAfter), secret: rand.Text(),
	}
	if err := f.open(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Processes) open(ctx context.Context) (err error) {
	kept := logs.In(filepath.Join(f.cfg.Data, "queue")) // the queue's, and what is said here of other processes
	f.Add(kept.Close)
	f.cfg.Log, f.cfg.Queue.Kept = kept.Over(f.cfg.Log), kept
	if f.journal, err = sources.StoreIn(f.cfg.Data); err != nil {
		return err
	}
	if f.finish, f.share, err = numbers(f.cfg.Data, f.shards); err != nil {
		return err
	}
	if _, _, _, err := f.ports(slices.Max(append(f.finish, f.share...))); err != nil {
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
	return f.Queue.Open(ctx, nil)
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

// Run serves until ctx ends or the queue fails. What dies is started again.
func (f *Processes) Run(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	store := &process{
		name: "store", program: program, args: f.lines.Store(f.journal), env: os.Environ(), log: f.cfg.Log,
		again: func() error { return inPlace(f.journal) },
	}
	keeping, stop := context.WithCancel(context.WithoutCancel(ctx)) // until the last shard has ended
	kept := make(chan error, 1)
	go func() { kept <- store.run(keeping) }()
	err = f.serve(ctx, program)
	stop()
	return errors.Join(err, <-kept, f.Close())
}

// serve runs the queue and the shards.
func (f *Processes) serve(ctx context.Context, program string) error {
	parts := []func(context.Context) error{
		func(ctx context.Context) error { return httpd.Serve(ctx, f.private, registry.Serve(f.meet, f.secret)) },
		f.Queue.Run,
	}
	for _, n := range f.finish {
		f.cfg.Log.Info("a shard has matches in files of an earlier release: it finishes them, and begins no others",
			"shard", f.shard(n).ID)
	}
	for _, n := range append(f.finish, f.share...) {
		s := f.shard(n)
		c := &process{
			name: s.ID, program: program, args: f.lines.Shard(s), env: f.env(os.Environ()), log: f.cfg.Log,
			ends: s.Journal == "",
		}
		parts = append(parts, c.run)
	}
	return lifecycle.RunAll(ctx, parts...)
}

// env is a shard's environment: it meets us in our registry, and nobody in the Consul that other commands here go to.
func (f *Processes) env(ours []string) []string {
	others := slices.DeleteFunc(slices.Clone(ours), func(v string) bool {
		return strings.HasPrefix(v, "MUSTER_CONSUL=") || strings.HasPrefix(v, "MUSTER_REGISTRY_SECRET=")
	})
	return append(others, fmt.Sprintf("MUSTER_REGISTRY=http://%s@%s", f.secret, f.private.Addr()))
}

// shard is the n-th, from 1.
func (f *Processes) shard(n int) Shard {
	udp, public, admin, _ := f.ports(n) // were checked
	id := fmt.Sprintf("shard-%d", n)
	s := Shard{ID: id, UDP: udp, Public: public, Admin: admin, Data: filepath.Join(f.cfg.Data, id), Key: f.key}
	if !slices.Contains(f.finish, n) {
		s.Journal = f.journal.Place()
	}
	return s
}
