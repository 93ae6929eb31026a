package node

import (
	"context"
	"crypto/tls"
	"errors"
	"time"

	"muster/inplace"
	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/shard/replay"
)

// Run serves until ctx ends and the shard is drained, or a part fails.
func (p *Node) Run(ctx context.Context) error {
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	leave := context.AfterFunc(ctx, func() {
		p.empty()
		stop()
	})
	defer leave()
	return errors.Join(lifecycle.RunAll(serving, p.announce, p.door.Run, p.serveControl, p.archive.Run, p.watchFiles,
		p.watchRoom, p.runPeers, p.takeOverLater, p.finish), p.leave())
}

// empty takes the shard out of use and waits until its matches have ended, or for as long as they may go on.
func (p *Node) empty() {
	p.stopping.Store(true)
	p.door.Drain()
	began := time.Now()
	until := began.Add(p.cfg.Drain)
	if n := len(p.shard.Hosts()); n > 0 && p.cfg.Drain > 0 {
		p.cfg.Log.Info("draining", "matches", n, "at most", p.cfg.Drain, "heirs", p.heirs())
	}
	ctx, cancel := context.WithDeadline(p.cfg.Together, handOverBy(began, p.cfg.Drain))
	defer cancel()
	p.handAllOver(ctx)
	p.waits(until, func() bool { return len(p.shard.Hosts()) > 0 })
	p.waits(time.Now().Add(seenOffWithin), func() bool { return len(p.shard.Hosts()) == 0 && p.door.Players() > 0 })
	p.waits(time.Now().Add(toldWithin), func() bool { return len(p.shard.Hosts()) == 0 && p.door.Untold() })
	if n := len(p.shard.Hosts()); n > 0 {
		p.cfg.Log.Warn("matches still run: they go on where a shard of this release, "+
			"or one with equal rules, finds them", "matches", n, "release", replay.Version())
	}
}

// waits waits for as long as something is so, until a time at most, or until all shards stop together.
func (p *Node) waits(until time.Time, so func() bool) {
	for so() && time.Now().Before(until) && p.cfg.Together.Err() == nil {
		time.Sleep(lookEvery)
	}
}

// leave deregisters this shard.
func (p *Node) leave() error {
	if p.yields || p.cfg.Together.Err() != nil {
		return nil // the entry is the other one's, or the registry ends with all of us
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	if err := p.cfg.Registry.RemoveShard(ctx, p.cfg.ID); err != nil {
		p.cfg.Log.Warn("cannot deregister this shard", "error", err)
	}
	return nil
}

func (p *Node) watchRoom(ctx context.Context) error {
	if p.room == nil {
		<-ctx.Done()
		return nil
	}
	return p.room.watch(ctx, p.poke)
}

func (p *Node) watchFiles(ctx context.Context) error {
	return inplace.Watch(ctx, p.store.InPlace, p.cfg.Log)
}

func (p *Node) serveControl(ctx context.Context) error {
	cert := p.keys.ListenConfig("").Certificate
	l := tls.NewListener(p.private, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13})
	return httpd.Serve(ctx, l, p.privateAPI())
}
