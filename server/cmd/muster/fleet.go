package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"muster/shard/registry"
)

// fleet is what `up --shards N` runs: the queue here, and each shard in a process of its own, so that one that dies takes
// its own matches along and no others. The processes meet in this one's registry, served on the loopback address.
type fleet struct {
	config
	closers
	metrics *prometheus.Registry
	meet    *registry.Memory
	private net.Listener // of the registry
	secret  string
	queue   *queuePart
}

func openFleet(ctx context.Context, cfg config) (*fleet, error) {
	f := &fleet{config: cfg, metrics: newMetrics(), meet: registry.NewMemory(silentAfter), secret: rand.Text()}
	if err := f.open(ctx); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return f, nil
}

func (f *fleet) open(ctx context.Context) (err error) {
	if _, err := f.udp(f.Shards); err != nil {
		return err
	}
	if f.queue, err = openPublic(queueConfig{
		id: queueID, http: f.HTTP, data: filepath.Join(f.Data, "queue"), offered: f.offered,
		offering: f.offering, assets: f.assets, registry: f.meet, metrics: f.metrics, log: f.log,
	}); err != nil {
		return err
	}
	f.opens(f.queue.close)
	if f.private, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	f.opens(closing(f.private))
	return f.queue.open(ctx)
}

// udp is where the n-th shard, from 1, takes players: the first at --udp, the others at the ports behind it.
func (f *fleet) udp(n int) (string, error) {
	host, port, err := net.SplitHostPort(f.UDP)
	if err != nil {
		return "", fmt.Errorf("--udp: %w", err)
	}
	first, err := strconv.Atoi(port)
	if err != nil || first+n-1 > 65535 {
		return "", fmt.Errorf("--udp %s: %d shards need as many ports from there on", f.UDP, f.Shards)
	}
	if first == 0 {
		n = 1
	}
	return net.JoinHostPort(host, strconv.Itoa(first+n-1)), nil
}

// run serves until ctx ends or the queue fails. A shard that dies is started again: it alone can go on with its matches.
func (f *fleet) run(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return errors.Join(err, f.close())
	}
	page := newStatusPage(f.queue, nil)
	parts := []func(context.Context) error{
		func(ctx context.Context) error { return serve(ctx, f.private, registry.Serve(f.meet, f.secret)) },
		func(ctx context.Context) error { return f.queue.run(ctx, page.web()) },
	}
	for n := 1; n <= f.Shards; n++ {
		c := &child{name: fmt.Sprintf("shard-%d", n), program: program, args: f.args(n), log: f.log}
		c.env = append(os.Environ(), fmt.Sprintf("MUSTER_REGISTRY=http://%s@%s", f.secret, f.private.Addr()))
		parts = append(parts, c.run)
	}
	return errors.Join(together(ctx, parts...), f.close())
}

// args starts the n-th shard.
func (f *fleet) args(n int) []string {
	udp, _ := f.udp(n) // was checked
	id := fmt.Sprintf("shard-%d", n)
	args := []string{
		"shard", "--tied", "--id", id, "--matches", strconv.Itoa(f.Matches), "--udp", udp, "--data", filepath.Join(f.Data, id), "--drain", "0s",
		"--replay-age", f.ReplayAge.String(), "--replay-size", strconv.FormatInt(f.ReplaySize, 10),
	}
	if f.Explain {
		args = append(args, "--explain")
	}
	for _, flag := range f.Commander {
		args = append(args, "--commander", flag)
	}
	if f.Public != "" {
		args = append(args, "--public", f.Public)
	}
	if f.Assets != "" {
		args = append(args, "--assets", f.Assets)
	}
	if f.JSONLog {
		args = append(args, "--json-log")
	}
	return args
}
