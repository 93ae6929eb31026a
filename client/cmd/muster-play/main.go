// Command muster-play is the desktop game: flags, a host and the screen.
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"

	"muster/assets"
	"muster/client/alone"
	"muster/client/screen"
	_ "muster/client/screen/display" // says so where there is no display
	"muster/client/screen/host"
	"muster/client/screen/join"
	"muster/client/screen/settings"
	"muster/printable"
)

type flags struct {
	Scenario   string   `help:"Battle that is chosen at first." placeholder:"NAME"`
	Matchmaker string   `help:"Begin at this matchmaker, as muster up prints it, to play with others." placeholder:"http://HOST:PORT"`
	Name       string   `help:"What others see of you; kept until another is chosen."`
	Lang       string   `help:"Language of a player who has chosen none: en or zh." placeholder:"LANG"`
	Settings   string   `help:"File that settings are kept in; unfinished matches and replays are kept beside it." placeholder:"FILE"`
	Size       string   `help:"Size of the window; by default the one chosen in the settings." placeholder:"WxH"`
	Record     string   `help:"Make a moving picture (GIF) of a replay's liveliest seconds, and write it to FILE." placeholder:"REPLAY"`
	File       string   `arg:"" optional:"" help:"Replay to watch; with --record the picture to write." placeholder:"FILE"`
	Assets     string   `help:"Directory of rules, scenarios and maps, laid over the embedded ones, to play alone; see muster check." placeholder:"DIR"`
	Mod        []string `help:"A mod, a folder or a zip, laid over the data; several, each with its own --mod." placeholder:"MOD" sep:"none"`
	Seed       uint64   `help:"Seed of chance in the game's own matches; 0 for a new one each time." default:"0"`
	EdgeScroll bool     `help:"Move the camera with the pointer at the window's edge." default:"true" negatable:""`
	Discovery  bool     `help:"Look for servers on the local network while the page to play with others is open." default:"true" negatable:""`
	Trace      bool     `help:"Write a line to stderr for each scene, selection and order."`
	Verbose    bool     `short:"v" help:"Write the server's log to stderr."`
}

// stderr is for what is not in the window: names in it come from others.
var stderr = printable.NewWriter(os.Stderr)

func main() {
	var f flags
	kong.Parse(&f, kong.Name("muster-play"),
		kong.Description("Commander's Challenge (指挥官挑战): lead squads against AI commanders or people."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	if f.Record != "" {
		stop() // a picture is done or not
	}
	if err := play(ctx, &f); err != nil {
		fmt.Fprintf(stderr, "muster-play: %v\n", err)
		os.Exit(1)
	}
}

// data is what is played, and how it looks.
func (f *flags) data() (*assets.Set, assets.Look, error) {
	set, err := assets.Open(f.Assets, f.Mod...)
	if err != nil {
		return nil, assets.Look{}, err
	}
	look, err := set.Look()
	return set, look, err
}

func play(ctx context.Context, f *flags) error {
	cfg := screen.Config{
		Language: language(), Scenario: f.Scenario, Online: f.Matchmaker, Name: f.Name, Still: !f.EdgeScroll,
		SystemFonts: true,
	}
	if f.Lang != "" {
		cfg.Language = f.Lang
	}
	keep, err := newStore(f.Settings)
	if err != nil {
		return err
	}
	cfg.Settings, cfg.Clipboard = keep, newClipboard()
	if f.Size != "" {
		size, err := settings.ParseSize(f.Size)
		if err != nil {
			return fmt.Errorf("--size %w", err)
		}
		cfg.Width, cfg.Height = size.W, size.H
	}
	set, look, err := f.data()
	if err != nil {
		return fmt.Errorf("--assets, --mod: %w", err)
	}
	cfg.Look = look
	if f.Scenario != "" {
		if _, err := set.Setup(f.Scenario); err != nil {
			return fmt.Errorf("--scenario: %w", err)
		}
	}
	if f.Discovery {
		cfg.Nearby = nearby{}
	}
	if f.Trace {
		cfg.Trace = stderr
	}
	if file := cmp.Or(f.Record, f.File); file != "" {
		rec, err := alone.ReadReplay(file)
		if err != nil {
			return fmt.Errorf("open the replay: %w", err)
		}
		cfg.Replay = &rec
	}
	if f.Record != "" {
		return record(cfg, f.File)
	}
	log, guard := slog.New(slog.DiscardHandler), host.NewGuard()
	if f.Verbose {
		log = slog.New(slog.NewTextHandler(stderr, nil))
	}
	matches := open(alone.Config{
		Assets: set, Dir: filepath.Dir(keep.path), Seed: f.Seed, Log: log, Catch: guard.Catch,
	}, join.Network{Log: log, Guard: guard})
	cfg.Host, cfg.Saves, cfg.Replays, cfg.Guard = matches, matches, matches.matches.Replays(), guard
	return untilStopped(ctx, matches, func(quit <-chan struct{}) error {
		cfg.Quit = quit
		return screen.Run(cfg)
	})
}

// record writes the picture of a replay.
func record(cfg screen.Config, file string) error {
	if file == "" {
		return errors.New("--record REPLAY FILE: the picture to write is wanted, such as battle.gif")
	}
	var b bytes.Buffer
	if err := screen.Record(cfg, &b); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}
