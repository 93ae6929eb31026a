// Command muster-play is the desktop game: flags, a host and the screen.
package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/alecthomas/kong"

	"muster/assets"
	"muster/client/screen"
	_ "muster/client/screen/display" // says so where there is no display
	"muster/client/screen/host"
)

type flags struct {
	Scenario   string `help:"Battle that is chosen at first." placeholder:"NAME"`
	Matchmaker string `help:"Play over the network: the matchmaker's address, as muster up prints it. Without it the game is its own server, against AI commanders." placeholder:"http://HOST:PORT"`
	Name       string `help:"What others see of you." default:"Commander"`
	Lang       string `help:"Language: en or zh." enum:"en,zh" default:"${lang}"`
	Size       string `help:"Size of the window." default:"1280x720" placeholder:"WxH"`
	Seed       uint64 `help:"Seed of chance in the game's own matches; 0 for a new one each time." default:"0"`
	EdgeScroll bool   `help:"Move the camera with the pointer at the window's edge." default:"true" negatable:""`
	Trace      bool   `help:"Write a line to stderr for each scene, selection and order."`
	Verbose    bool   `short:"v" help:"Write the server's log to stderr."`
}

func main() {
	var f flags
	kong.Parse(&f, kong.Name("muster-play"), kong.Description("Commander's Challenge (指挥官挑战): lead squads against AI commanders or people."), kong.Vars{"lang": language()})
	if err := play(&f); err != nil {
		fmt.Fprintf(os.Stderr, "muster-play: %v\n", err)
		os.Exit(1)
	}
}

func play(f *flags) error {
	cfg := screen.Config{Language: f.Lang, Scenario: f.Scenario, EdgeScroll: f.EdgeScroll}
	if n, err := fmt.Sscanf(f.Size+" ", "%dx%d ", &cfg.Width, &cfg.Height); n != 2 || err != nil || cfg.Width < screen.LeastWidth || cfg.Height < screen.LeastHeight {
		return fmt.Errorf("--size %q: a size such as 1280x720 is wanted, at least %dx%d", f.Size, screen.LeastWidth, screen.LeastHeight)
	}
	if f.Scenario != "" {
		if _, err := assets.Embedded().Setup(f.Scenario); err != nil && f.Matchmaker == "" {
			return fmt.Errorf("--scenario: %w", err)
		}
	}
	if f.Trace {
		cfg.Trace = os.Stderr
	}
	matches := open(f)
	defer matches.Close()
	cfg.Host = matches
	return screen.Run(cfg)
}

// opened is a Host that holds something open.
type opened interface {
	host.Host
	io.Closer
}

func open(f *flags) opened {
	log := slog.New(slog.DiscardHandler)
	if f.Verbose {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	if f.Matchmaker != "" {
		return newQueue(f, log)
	}
	return &here{flags: f, log: log}
}
