package queuenode

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"muster/server/console"
	"muster/server/history"
	"muster/server/lifecycle"
	"muster/server/observe"
	"muster/shard/replay"
)

// openConsole makes the console, if there is to be one.
func (p *Node) openConsole() (err error) {
	if !p.cfg.Console {
		return nil
	}
	if err = p.openAlerts(); err != nil {
		return err
	}
	p.openWatcher()
	var scraped *observe.Prometheus
	if at := p.cfg.Prometheus; at != "" {
		if scraped, err = observe.NewPrometheus(at); err != nil {
			return fmt.Errorf("--prometheus: %w", err)
		}
	}
	game := ""
	if p.cfg.Web {
		game = p.shown
	}
	p.console, err = console.New(console.Config{
		Game: game,
		API:  p.queue.Handler(), Machine: p.queue.AsMachine, Figures: p.page.Figures, SoFar: p.queue.SoFar,
		Cluster: p.cfg.Matchmaker.Cluster != nil,
		Watcher: p.watcher, History: p.history, Prometheus: scraped, Alerts: p.board,
		Dir: p.cfg.Matchmaker.DataDir, URL: p.AdminURL(), Version: replay.Version(), Log: p.log,
	})
	return err
}

// openWatcher has the system be looked at, and what is seen be kept. Players do not wait for what operators look at: a
// file that cannot be used costs the past, and no more.
func (p *Node) openWatcher() {
	dir := filepath.Join(p.cfg.Matchmaker.DataDir, "console")
	cfg := observe.Config{
		Registry: p.cfg.Matchmaker.Registry, Dir: filepath.Join(dir, "events"), Metrics: p.feedAlerts, Log: p.log,
	}
	if err := p.openHistory(dir); err != nil {
		p.log.Warn("the console keeps no figures until the next start", "error", err)
	} else {
		cfg.Figures = p.history.Add
	}
	p.watcher = observe.NewWatcher(cfg)
}

func (p *Node) openHistory(dir string) (err error) {
	if err = os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the console's history: %w", err)
	}
	if p.history, err = history.Open(filepath.Join(dir, "history.db")); err != nil {
		return err
	}
	p.Add(p.history.Close)
	if was := p.history.SetAside(); was != "" {
		p.log.Warn("the console's history was damaged: a new one is begun", "what was there", was)
	}
	return nil
}

// runConsole runs it until ctx ends.
func (p *Node) runConsole(ctx context.Context) error {
	if p.console == nil {
		<-ctx.Done()
		return nil
	}
	return lifecycle.RunAll(ctx, p.watcher.Run, p.console.Run, p.runWebhook)
}

// forOperators is all that this process shows to operators.
func (p *Node) forOperators() http.Handler {
	if p.console == nil {
		return p.page.Operators()
	}
	mux := http.NewServeMux()
	mux.Handle("/", p.page.Operators())
	mux.Handle("/console/", p.console)
	return mux
}

// ConsoleLink makes a link by which one browser comes into the console once; empty where there is none.
func (p *Node) ConsoleLink() (string, error) {
	if p.console == nil {
		return "", nil
	}
	return p.console.Link()
}
