package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"muster/client/term"
	"muster/printable"
	"muster/server/archive"
	"muster/shard/journal"
	"muster/shard/replay"
	"muster/shard/sources"
)

// replayCmd is about what matches left behind, those that still run included. It only reads.
type replayCmd struct {
	sourceFlags
	List   replayList   `cmd:"" help:"List the matches of a journal."`
	Info   replayInfo   `cmd:"" help:"Tell all that is known of a match: set-up, owners, orders, size."`
	Verify replayVerify `cmd:"" help:"Fold matches again and agree with every hash stored of them."`
	Play   replayPlay   `cmd:"" help:"Play a match in the terminal."`
	Dump   replayDump   `cmd:"" help:"Print a match as lines of JSON, a tick each: where everybody was, and what happened."`
	Export replayExport `cmd:"" help:"Write a match into one file that any machine can verify and play."`
	Diff   replayDiff   `cmd:"" help:"Name the first tick and field where two journals of a match part."`
}

// damage is what of the directory cannot be read, whosesoever it was.
func damage(s *journal.Snapshot) (all []error) {
	for _, d := range s.Damage() {
		if d.Zone == "" { // a match that knows of its damage tells of it itself
			all = append(all, fmt.Errorf("the journal is damaged: %s, byte %d: %s", d.File, d.Offset, d.Why))
		}
	}
	return all
}

// match is the one that was asked for, or the only one that there is.
func (r *replayCmd) match(s *journal.Snapshot, asked string) (string, error) {
	if all := s.Zones(); asked == "" && len(all) != 1 {
		return "", fmt.Errorf("which match? %s holds %s", r.sources(), sources.Names(all))
	} else if asked == "" {
		return all[0], nil
	}
	_, err := r.sources().Matches(s, []string{asked})
	return asked, err
}

type replayList struct {
	JSON bool `help:"Print one JSON list, an object for each match."`
}

// listedMatch is what --json prints of each.
type listedMatch struct {
	Match    string  `json:"match"`
	Scenario string  `json:"scenario"`
	Ticks    uint32  `json:"ticks"`
	Seconds  float64 `json:"seconds"`
	Orders   int     `json:"orders"`
	Live     bool    `json:"live"`
	Winner   string  `json:"winner,omitempty"` // a team's name
	Reason   string  `json:"reason"`
	Playable bool    `json:"playable"` // by this build
	Error    string  `json:"error,omitempty"`
}

// Run prints what there is. What cannot be read is told behind it.
func (c *replayList) Run(ctx context.Context, r *replayCmd) error {
	s, err := r.snapshot(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return c.json(s)
	}
	wrong := damage(s)
	table := tabwriter.NewWriter(stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "MATCH\tSCENARIO\tLENGTH\tORDERS\tOUTCOME")
	for _, match := range s.Zones() {
		m, err := sources.Summarize(s, match)
		if err != nil {
			wrong = append(wrong, err)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n",
			printable.Text(match), printable.Text(m.Scenario), length(&m), m.Orders, printable.Text(outcome(&m, err)))
	}
	return errors.Join(append(wrong, table.Flush())...)
}

// json prints the list, and returns what cannot be read.
func (c *replayList) json(s *journal.Snapshot) error {
	wrong, all := damage(s), []listedMatch{}
	for _, match := range s.Zones() {
		m, err := sources.Summarize(s, match)
		l := listedMatch{
			Match: match, Scenario: m.Scenario, Ticks: uint32(m.Ticks), Orders: m.Orders, Live: !m.Ended,
			Winner: m.Winner(), Reason: m.Result.Reason.String(), Playable: err == nil && m.Playable() == nil,
		}
		if m.Rate > 0 {
			l.Seconds = float64(m.Ticks) / float64(m.Rate)
		}
		if err != nil {
			wrong, l.Error = append(wrong, err), err.Error()
		}
		all = append(all, l)
	}
	return errors.Join(append(wrong, sayJSON(all))...)
}

// length is the time played, in minutes and seconds.
func length(m *replay.Summary) string {
	if m.Rate == 0 {
		return "?"
	}
	seconds := int(m.Ticks) / m.Rate
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

func outcome(m *replay.Summary, err error) string {
	end := fmt.Sprintf("%s wins (%s)", m.Winner(), m.Result.Reason)
	switch {
	case err != nil:
		return "broken"
	case !m.Ended:
		end = "live"
	case m.Winner() == "":
		end = fmt.Sprintf("a draw (%s)", m.Result.Reason)
	}
	if m.Playable() != nil {
		end += "; needs " + replay.ReleaseOf(m.Fingerprint, m.Release)
	}
	return end
}

type replayPlay struct {
	Match string `arg:"" optional:"" help:"Match to play, as muster replay list names them; may be left out where there is one only."`
	Speed string `help:"How fast at first: ${enum} times real time." default:"1" enum:"1/4,1/2,1,2,4,8,16"`
}

// Run shows the match until it is over or the person leaves. Where the journal is broken it is shown until there.
func (c *replayPlay) Run(ctx context.Context, r *replayCmd) error {
	s, err := r.snapshot(ctx)
	if err != nil {
		return err
	}
	if c.Match, err = r.match(s, c.Match); err != nil {
		return err
	}
	recs, damaged := s.Read(c.Match)
	p, err := c.player(r, recs)
	if err != nil {
		return errors.Join(err, damaged)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var more func() error
	store, err := r.sources().Home(ctx, c.Match)
	if err != nil {
		return err
	}
	if damaged == nil && store != nil {
		more = follow(ctx, store, c.Match, p)
	}
	show := term.NewReplayed(p, more)
	said, err := archive.ReadIntentions(r.sources().ReplayFile(c.Match))
	if err != nil {
		fmt.Fprintln(stderr, err) // what can be read of it is shown
	}
	show.Explain(said)
	show.Speed(map[string]int{"1/4": 1, "1/2": 2, "1": 4, "2": 8, "4": 16, "8": 32, "16": 64}[c.Speed])
	return errors.Join(term.Run(ctx, os.Stdout, p.Setup(), show), p.Err(), damaged)
}

// player plays what was read; a replay's file has its key frames with it, others get them now.
func (c *replayPlay) player(r *replayCmd, recs []journal.Record) (*replay.Player, error) {
	if f, err := r.sources().ImportFile(r.sources().ReplayFile(c.Match)); err == nil && len(f.Records) == len(recs) {
		return f.Play()
	}
	p, err := replay.OpenPlayer(c.Match, recs)
	if err == nil {
		p.Prepare(folding(c.Match))
	}
	return p, err
}

// follow reads what is written from now on, and returns what hands it to the player.
func follow(ctx context.Context, store journal.Store, match string, p *replay.Player) (more func() error) {
	type news struct {
		recs []journal.Record
		err  error
	}
	come, from := make(chan news, 1), p.Records()+1
	go func() {
		for recs, err := range store.Follow(ctx, match, from) {
			select {
			case come <- news{recs, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() error {
		select {
		case n := <-come:
			p.Add(n.recs)
			return n.err
		default:
			return nil
		}
	}
}
