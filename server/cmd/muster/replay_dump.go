package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"muster/game"
	"muster/server/archive"
	"muster/shard/replay"
	"muster/shard/replay/dump"
)

type replayDump struct {
	Match string `arg:"" optional:"" help:"Match to dump, as muster replay list names them; may be left out where there is one only."`
	JSON  bool   `help:"Lines of JSON, a tick each, which is all there is." default:"true" negatable:""`
	Team  int    `help:"Through whose eyes, in the order of the scenario; -1 for everybody's." default:"-1"`
	From  uint32 `help:"The first tick." default:"0"`
	To    uint32 `help:"The last tick; 0 for the end." default:"0"`
	Every uint32 `help:"Print a line for so many ticks, with what happened in all of them." default:"1"`
}

// Run prints what can be played. Where the journal is broken it is told behind that.
func (c *replayDump) Run(ctx context.Context, r *replayCmd) error {
	if c.Every == 0 {
		return errors.New("--every 0: expected a number of ticks from 1 on")
	}
	s, err := r.snapshot(ctx)
	if err != nil {
		return err
	}
	if c.Match, err = r.match(s, c.Match); err != nil {
		return err
	}
	recs, damaged := s.Read(c.Match)
	p, err := replay.OpenPlayer(c.Match, recs)
	if err != nil {
		return errors.Join(err, damaged)
	}
	audience, err := c.audience(p.Setup())
	if err := errors.Join(err, c.bounds(p.Last())); err != nil {
		return err
	}
	said, err := archive.ReadIntentions(r.sources().ReplayFile(c.Match))
	if err != nil {
		fmt.Fprintln(stderr, err) // what can be read of it is told
	}
	out := bufio.NewWriterSize(stdoutJSON, 1<<16)
	err = dump.Write(out, &dump.Match{Name: c.Match, Records: recs, Player: p, Intentions: said}, dump.Options{
		Audience: audience, From: game.Tick(c.From), To: game.Tick(c.To), Every: game.Tick(c.Every),
	})
	return errors.Join(err, out.Flush(), damaged)
}

// bounds refuses ticks of which there is none. Those to come of a match that goes on may be asked for.
func (c *replayDump) bounds(last game.Tick) error {
	switch {
	case c.To != 0 && c.To < c.From:
		return fmt.Errorf("--from %d --to %d: the first tick is behind the last", c.From, c.To)
	case c.From > uint32(last):
		return fmt.Errorf("--from %d: the match has ticks 0 to %d", c.From, last)
	}
	return nil
}

// audience is whose eyes are meant.
func (c *replayDump) audience(s *game.Setup) (game.Audience, error) {
	if c.Team == -1 {
		return game.All, nil
	}
	if c.Team < 0 || c.Team >= len(s.Scenario.Teams) {
		return 0, fmt.Errorf("--team %d: expected 0 to %d, or -1 for everybody's eyes", c.Team, len(s.Scenario.Teams)-1)
	}
	return game.Audience(c.Team), nil
}
