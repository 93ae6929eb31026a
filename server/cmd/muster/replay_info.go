package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"muster/game"
	"muster/printable"
	"muster/shard/replay"
	"muster/shard/sources"
)

type replayInfo struct {
	Match string `arg:"" optional:"" help:"Match to tell of, as muster replay list names them; may be left out where there is one only."`
	JSON  bool   `help:"Print one JSON object."`
}

// infoOf is what --json prints.
type infoOf struct {
	Match       string      `json:"match"`
	Scenario    string      `json:"scenario"`
	Map         string      `json:"map"`
	Teams       []string    `json:"teams"`
	Seats       int         `json:"seats"`
	SetupHash   string      `json:"setup_hash"`
	Fingerprint string      `json:"fingerprint"`       // of the simulation that it needs
	Release     string      `json:"release,omitempty"` // that began it
	Playable    bool        `json:"playable"`          // by this build
	Seconds     float64     `json:"seconds"`
	Ticks       uint32      `json:"ticks"`
	Live        bool        `json:"live"`
	Winner      string      `json:"winner,omitempty"`
	Reason      string      `json:"reason"`
	Records     int         `json:"records"`
	Bytes       int         `json:"bytes"` // of the records
	Head        string      `json:"head"`
	Orders      int         `json:"orders"`
	BySeat      []int       `json:"orders_by_seat"`
	Talk        int         `json:"talk"`
	Owners      []infoOwner `json:"owners"`
	Error       string      `json:"error,omitempty"`
}

// infoOwner is a shard that ran the match.
type infoOwner struct {
	Shard string `json:"shard"`
	Epoch uint32 `json:"epoch"`
	Tick  uint32 `json:"tick"` // from which on
}

// Run reads the records without folding them: a match of another build can be told of too.
func (c *replayInfo) Run(ctx context.Context, r *replayCmd) error {
	s, err := r.snapshot(ctx)
	if err != nil {
		return err
	}
	if c.Match, err = r.match(s, c.Match); err != nil {
		return err
	}
	recs, damaged := s.Read(c.Match)
	m, err := replay.Summarize(c.Match, recs)
	i := infoOf{
		Match: c.Match, Scenario: m.Scenario, Teams: m.Teams, Ticks: uint32(m.Ticks), Live: !m.Ended,
		Winner: m.Winner(), Reason: m.Result.Reason.String(), Records: m.Records, Orders: m.Orders,
	}
	for n := range recs[:m.Records] {
		rec, _ := replay.DecodeRecord(recs[n].Payload) // Summarize has read it
		i.Bytes += len(recs[n].Payload)
		i.Head = hex.EncodeToString(recs[n].Hash[:])
		i.add(rec)
	}
	if m.Rate > 0 {
		i.Seconds = float64(m.Ticks) / float64(m.Rate)
	}
	broken := sources.FirstBreak(c.Match, err, damaged, m)
	if broken != nil {
		i.Error = broken.Error()
	}
	if c.JSON {
		err = sayJSON(i)
	} else {
		err = i.print(&m, broken)
	}
	return errors.Join(err, broken)
}

func (i *infoOf) add(r *replay.Record) {
	switch r.Kind {
	case replay.Begin:
		i.Map, i.Seats, i.BySeat = r.Setup.Map.Name, len(r.Setup.Scenario.Seats),
			make([]int, len(r.Setup.Scenario.Seats))
		i.SetupHash, i.Fingerprint = fmt.Sprintf("%016x", r.Setup.Hash()), fmt.Sprintf("%016x", r.Fingerprint)
		i.Playable, i.Release = r.Fingerprint == replay.Fingerprint(), r.Release
		i.Owners = append(i.Owners, infoOwner{r.Owner, 0, 0})
	case replay.TakeOver:
		i.Owners = append(i.Owners, infoOwner{r.Owner, r.Epoch, uint32(r.Tick)})
	case replay.Tick, replay.Plan:
		i.Talk += len(r.Input.Talk)
		for _, o := range r.Input.Orders {
			if int(o.Seat) < len(i.BySeat) {
				i.BySeat[o.Seat]++
			}
		}
	}
}

func (i *infoOf) print(m *replay.Summary, broken error) error {
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	line := func(key, format string, args ...any) {
		fmt.Fprintf(w, "%s\t%s\n", key, printable.Text(fmt.Sprintf(format, args...)))
	}
	line("match", "%s", i.Match)
	line("scenario", "%s on %s, %d seats, teams %v, set-up %s", i.Scenario, i.Map, i.Seats, i.Teams, i.SetupHash)
	line("length", "%s, %d ticks", length(m), i.Ticks)
	line("outcome", "%s", outcome(m, broken))
	line("records", "%d, %d bytes, head %s", i.Records, i.Bytes, i.Head)
	line("orders", "%d, by seat %v; %d lines of talk", i.Orders, i.BySeat, i.Talk)
	for _, o := range i.Owners {
		line("owner", "%s, epoch %d, from tick %d", o.Shard, o.Epoch, o.Tick)
	}
	if i.Release != "" {
		line("begun by", "release %s", i.Release)
	}
	if err := m.Playable(); err != nil {
		line("rules", "%v", err)
	}
	return w.Flush()
}

// folding shows how far a match was folded, on a terminal; nil elsewhere.
func folding(match string) func(at, of game.Tick) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(at, of game.Tick) {
		if bar == nil {
			bar = progressbar.NewOptions(int(of), progressbar.OptionSetWriter(os.Stderr),
				progressbar.OptionSetDescription("folding "+printable.Text(match)), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set(int(at)) // a terminal that is gone shows nothing
	}
}
