package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	protocol "muster/ai/lines"
	"muster/ai/lineup"
	"muster/assets"
	"muster/client/commander"
	"muster/matchmaker/api"
	"muster/server/datadir"
	"muster/shard/journal"
)

// leadFlags are what whoever leads a seat over the network is told, whatever thinks.
type leadFlags struct {
	lasting   `embed:""`
	tiedFlag  `embed:""`
	clockFlag `embed:""`
	doorFlags `embed:""`
	Name      string `help:"What others see; nothing for a name of the queue's choice." placeholder:"NAME"`
	Mode      string `help:"The way to play; nothing for the queue's first." placeholder:"NAME"`
	Scenario  string `help:"What to queue for; nothing for the queue's default." xor:"what"`
	Match     string `help:"Come into this match and no other, and end with it." placeholder:"MATCH" xor:"what"`
	Matches   int    `help:"How many matches to play; 0 for no end." default:"0"`
	Seed      uint64 `help:"Seed of the commander's chances." default:"1"`
	Data      string `help:"Directory in which it keeps the way back to its seat; made if it is missing. Each commander needs one of its own. Nothing for nowhere: then a new start is somebody new." placeholder:"DIR"`
	JSONLog   bool   `help:"Log as JSON, for collectors."`
}

type commanderCmd struct {
	leadFlags `embed:""`
	Level     string `help:"Who thinks: recruit, regular, veteran or elite, with a personality after a slash (veteran/raider)." default:"regular"`
	WASM      string `name:"wasm" help:"Who thinks: a plug-in's file, rather than --level." placeholder:"FILE"`
	Assets    string `help:"Directory of levels of commanders, laid over the embedded ones; see muster check." placeholder:"DIR"`
	modFlags  `embed:""`
}

// Run leads seats until it is told to stop, or has played enough.
func (c *commanderCmd) Run(ctx context.Context) error {
	return c.lead(ctx, c.who(), func(ctx context.Context) (commander.Makes, error) {
		set, err := dataOf(c.Assets, c.Mod...)
		if err != nil {
			return nil, err
		}
		return c.makes(ctx, set)
	})
}

// lead leads seats by whatever makes makes.
func (c *leadFlags) lead(ctx context.Context, who string, makes func(context.Context) (commander.Makes, error)) error {
	ctx = c.until(ctx)
	release, err := c.alone()
	if err != nil {
		return err
	}
	defer release()
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if cfg.Makes, err = makes(ctx); err != nil {
		return err
	}
	q, leave, err := c.find(ctx, 1, true)
	if err != nil {
		return starting(ctx, err)
	}
	defer leave()
	cfg.Queue = api.NewClient(q.url, q.http)
	fmt.Fprintf(stdout, "commander: %s, by way of %s\n", who, c.way())
	return commander.Run(ctx, cfg)
}

// alone keeps a second commander out of the data directory: each would take the seat from the other, without end.
func (c *leadFlags) alone() (release func(), err error) {
	if c.Data == "" {
		return func() {}, nil
	}
	if err := datadir.Writable(c.Data); err != nil {
		return nil, err
	}
	lock, err := journal.Lock(filepath.Join(c.Data, "commander.lock"))
	if err != nil {
		return nil, fmt.Errorf("--data %s: %w", c.Data, err)
	}
	return func() { _ = lock.Close() }, nil
}

// who is who thinks.
func (c *commanderCmd) who() string {
	if c.WASM != "" {
		return c.WASM
	}
	return c.Level
}

// config is what the flags say, and what was kept.
func (c *leadFlags) config() (cfg commander.Config, err error) {
	if c.Matches < 0 {
		return cfg, fmt.Errorf("--matches %d: at least 0, which is no end", c.Matches)
	}
	cfg = commander.Config{
		Name: c.Name, Matches: c.Matches, Seed: c.Seed, Log: newLogger(c.JSONLog),
		Wish: api.TicketRequest{Mode: c.Mode, Scenario: c.Scenario, Match: c.Match},
	}
	if c.Data == "" {
		return cfg, nil
	}
	k := keptCommander{Way: c.way()}
	if cfg.Kept, err = k.read(c.Data); err != nil {
		return cfg, err
	}
	cfg.Keep = func(next commander.Kept) error {
		k.Kept = next
		return keepPrivate(k.file(c.Data), k)
	}
	return cfg, nil
}

// makes makes who thinks.
func (c *commanderCmd) makes(ctx context.Context, set *assets.Set) (commander.Makes, error) {
	if c.WASM != "" && !strings.HasSuffix(c.WASM, ".wasm") {
		return nil, fmt.Errorf("--wasm %s: a plug-in's file ends in .wasm", c.WASM)
	}
	ways := lineup.Ways{Compile: compiler, Exec: &protocol.Runner{Live: true, Log: stderr}}
	l, err := lineup.Finder(ctx, set, ways)(c.who())
	if err != nil {
		return nil, err
	}
	return commander.Makes(l.Makes), nil
}

// keptCommander is a commander's file: what it keeps, and where that was given to it. Whoever gets a session may act as
// its owner, so that it goes to nobody else.
type keptCommander struct {
	Way string `json:"way"`
	commander.Kept
}

func (k *keptCommander) file(dir string) string { return filepath.Join(dir, "commander.json") }

// read reads what was kept; nothing is kept at first.
func (k *keptCommander) read(dir string) (commander.Kept, error) {
	b, err := os.ReadFile(k.file(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return commander.Kept{}, nil
	}
	was := keptCommander{}
	if err == nil {
		err = json.Unmarshal(b, &was)
	}
	switch {
	case err != nil:
		return commander.Kept{}, fmt.Errorf("%s: %w: delete it, and the commander is somebody new", k.file(dir), err)
	case was.Way != k.Way:
		return commander.Kept{}, fmt.Errorf("%s is of a commander at %s, and this one goes to %s: "+
			"give it another --data", k.file(dir), was.Way, k.Way)
	}
	return was.Kept, nil
}
