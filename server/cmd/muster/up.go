package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/term"
)

type upCmd struct {
	Scenario string `help:"Scenario of players who ask for none in particular." default:"arena"`
	Matches  int    `help:"At most so many matches at once; each is opened by the first player who asks for it." default:"16"`
	UDP      string `name:"udp" help:"Where players come in (QUIC)." default:"127.0.0.1:7400" placeholder:"ADDR"`
	Public   string `help:"Where players reach --udp, if that differs: behind a router or a proxy." placeholder:"ADDR"`
	HTTP     string `name:"http" help:"Where the queue and the status page are." default:"127.0.0.1:7480" placeholder:"ADDR"`
	Assets   string `help:"Directory of rules, scenarios and maps, laid over the embedded ones; see muster check." placeholder:"DIR"`
	Data     string `help:"Directory of journal, keys and accounts; made if it is missing." default:"muster-data" placeholder:"DIR"`
	JSONLog  bool   `help:"Log as JSON, for collectors."`
}

// Run serves until it is told to stop.
func (c *upCmd) Run(ctx context.Context) error {
	set, err := dataOf(c.Assets)
	if err != nil {
		return err
	}
	offered, err := offers(set, c.Scenario)
	if err != nil {
		return err
	}
	if c.Matches < 1 {
		return fmt.Errorf("--matches %d: at least one is needed", c.Matches)
	}
	if err := writable(c.Data); err != nil {
		return err
	}
	h, err := openHouse(ctx, config{upCmd: *c, assets: set, offered: offered, log: c.logger()})
	if err != nil {
		return err
	}
	fmt.Print(c.banner(h))
	return h.run(ctx)
}

// logger is colourful for people and JSON for collectors. It writes to stderr: stdout is the banner's.
func (c *upCmd) logger() *slog.Logger {
	if c.JSONLog {
		return slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	return slog.New(tint.NewTextHandler(os.Stderr, &tint.Options{TimeFormat: time.TimeOnly, NoColor: !term.IsTerminal(int(os.Stderr.Fd()))}))
}

// banner tells on one screen what runs where and how to join.
func (c *upCmd) banner(h *house) string {
	dir, err := filepath.Abs(c.Data)
	if err != nil {
		dir = c.Data
	}
	url := h.url
	return fmt.Sprintf(`Muster is up.

  play      bin/muster-play --matchmaker %s
  watch     bin/muster watch --matchmaker %s
  bots      bin/muster bots --matchmaker %s --players 16 --duration 60s
  replays   bin/muster replay list --data %s

  status    %s/
  API       %s/docs
  metrics   %s/metrics
  players   UDP %s
  data      %s

  %s
  Ctrl-C stops it; started again on the same directory, the matches go on where they were.

`, url, url, url, c.Data, url, url, url, h.address(), dir, h.resumed())
}
