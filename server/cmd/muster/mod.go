package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"muster/ai/league"
	"muster/assets"
	"muster/client/picture"
	"muster/game"
)

type modCmd struct {
	Check   modCheckCmd   `cmd:"" help:"Check mods: all that is wrong, at its lines, and what they come to together."`
	Preview modPreviewCmd `cmd:"" help:"Draw a battle as it begins, as a PNG; no display is needed."`
	Balance modBalanceCmd `cmd:"" help:"Tell which kinds of units beat which, by simulation: squads of the same price, in the open."`
	Pack    modPackCmd    `cmd:"" help:"Make a zip of a mod, named by its hash: the same bytes for the same files."`
}

type modCheckCmd struct {
	Mods []string `arg:"" help:"Mods, each a folder or a zip."`
}

// Run prints the mods in the order in which they count, and then what check prints.
func (c *modCheckCmd) Run() error {
	set, err := assets.Open("", c.Mods...)
	if err != nil {
		return tellWrong([]error{err})
	}
	for _, m := range set.Mods() {
		fmt.Fprintf(stdout, "%s %s, %s: %s\n", m.Name, m.Version, m.Licence, m.Title["en"])
	}
	return (&checkCmd{modFlags: modFlags{Mod: c.Mods}}).Run()
}

type modPreviewCmd struct {
	Scenario string   `arg:"" help:"Name of a scenario or a lesson."`
	Mods     []string `arg:"" optional:"" help:"Mods, each a folder or a zip."`
	Out      string   `short:"o" help:"File to write; the scenario's name with .png if none is named." placeholder:"FILE"`
	Size     int      `help:"Pixels of the longer side." default:"960"`
}

// Run draws what everybody together sees at the beginning.
func (c *modPreviewCmd) Run() error {
	set, err := assets.Open("", c.Mods...)
	if err != nil {
		return err
	}
	setup, err := set.Setup(c.Scenario)
	if err != nil {
		return err
	}
	var v game.View
	game.New(setup, 1).View(game.All, &v)
	painter := picture.New(setup, c.Size, c.Size)
	b, err := painter.PNG(&v)
	if err != nil {
		return err
	}
	if c.Out == "" {
		c.Out = c.Scenario + ".png"
	}
	if err := os.WriteFile(c.Out, b, 0o644); err != nil {
		return err
	}
	sayLine("%s: %d x %d pixels, %d x %d cells", c.Out, painter.Size().X, painter.Size().Y, setup.Map.W, setup.Map.H)
	return nil
}

type modBalanceCmd struct {
	Mods   []string `arg:"" optional:"" help:"Mods, each a folder or a zip; without any, the game as it is."`
	Kinds  []string `help:"Kinds to look at, with commas between; those that the mods add or change if none are named." placeholder:"NAME"`
	Supply int      `help:"What a side may cost." default:"120"`
	Games  int      `help:"Games of each pair, half of them from either end." default:"20"`
	Seed   uint64   `help:"Random seed; the same seed reproduces the games." default:"1"`
	JSON   bool     `help:"Print one JSON object."`
}

// Run prints a matrix: how much of the games a row's kind won against a column's.
func (c *modBalanceCmd) Run() error {
	set, err := assets.Open("", c.Mods...)
	if err != nil {
		return err
	}
	rules, err := set.Rules()
	if err != nil {
		return err
	}
	all, kinds := kindsOf(&rules), c.Kinds
	if len(kinds) == 0 {
		kinds = changedKinds(&rules)
	}
	bouts, err := league.Bouts(&rules, kinds, all, c.Supply, max(2, c.Games), c.Seed)
	if err != nil {
		return err
	}
	if c.JSON {
		return sayJSON(bouts)
	}
	c.print(bouts, all)
	return nil
}

func (c *modBalanceCmd) print(bouts []league.Bout, against []string) {
	games, ticks := 0, uint64(0)
	for i, b := range bouts {
		if i%len(against) == 0 {
			fmt.Fprintf(stdout, "%s, %d of them, won against (a side may cost %d)\n", b.A, b.CountA, c.Supply)
		}
		doubt := ""
		if b.WinsA+b.WinsB < b.Games {
			doubt = fmt.Sprintf(", %d drawn", b.Games-b.WinsA-b.WinsB)
		}
		fmt.Fprintf(stdout, "  %2d %-16s %4.0f %%  (%.0f to %.0f)%s\n",
			b.CountB, b.B, 100*b.Share, 100*b.Low, 100*b.High, doubt)
		games, ticks = games+b.Games, ticks+b.Ticks
	}
	fmt.Fprintf(stdout, "%d games, %d ticks, seed %d; shares lie within the brackets in 95 of 100 such runs\n",
		games, ticks, c.Seed)
}

func kindsOf(r *game.Rules) (names []string) {
	for _, k := range r.Kinds {
		names = append(names, k.Name)
	}
	return names
}

// changedKinds are those that are not as the game has them; all where nothing is changed.
func changedKinds(r *game.Rules) (names []string) {
	was, err := assets.Embedded().Rules()
	if err != nil {
		return kindsOf(r)
	}
	for _, k := range r.Kinds {
		if !slices.ContainsFunc(was.Kinds, func(old game.Kind) bool { return reflect.DeepEqual(old, k) }) {
			names = append(names, k.Name)
		}
	}
	if len(names) == 0 {
		return kindsOf(r)
	}
	return names
}

type modPackCmd struct {
	Mod string `arg:"" help:"Folder of the mod."`
	Out string `short:"o" help:"Directory to write the zip to." default:"." placeholder:"DIR"`
}

// Run packs a mod that is sound by itself, or with those that it needs unchecked.
func (c *modPackCmd) Run() error {
	m, err := assets.ReadMod(c.Mod)
	if err != nil {
		return err
	}
	file := filepath.Join(c.Out, fmt.Sprintf("%s-%s-%s.zip", m.Name, m.Version, m.Hash[:12]))
	if err := os.WriteFile(file, m.Packed, 0o644); err != nil {
		return err
	}
	sayLine("%s: %d bytes, SHA-256 %s", file, len(m.Packed), m.Hash)
	return nil
}

// tellWrong prints mistakes, a line each, and says how many there are.
func tellWrong(wrong []error) error {
	n := 0
	for _, err := range wrong {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			fmt.Fprintln(stderr, line)
			n++
		}
	}
	if n == 1 {
		return errors.New("1 thing is wrong")
	}
	return fmt.Errorf("%d things are wrong", n)
}
