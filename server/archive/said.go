package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Said is what was written in a match, to all and to teams: one that runs, by its journal, or one that has ended, by
// that or by its replay. Without either it is server.ErrNoReplay.
func (a *Archive) Said(ctx context.Context, match string) (said api.MatchSaid, err error) {
	done, err := a.readAlone(ctx)
	if err != nil {
		return said, err
	}
	defer done()
	recs, durable, err := a.store.Read(match, 1)
	if err == nil && durable == 0 {
		recs, err = a.records(match)
	}
	if err != nil {
		return said, err
	}
	leads := map[uint8]game.Leader{}
	for i := range recs {
		r, err := replay.DecodeRecord(recs[i].Payload)
		if err != nil {
			return said, err
		}
		if r.Kind == replay.Begin {
			said.Rate = int(r.Setup.Rules.TickRate)
		}
		said.Tick = max(said.Tick, int64(r.Tick))
		for _, s := range r.Input.Seats {
			leads[s.Seat] = s.Leader
		}
		for _, t := range r.Input.Talk {
			if t.Kind == game.ChatAll || t.Kind == game.ChatTeam {
				said.Lines = append(said.Lines, lineOf(r.Tick, t, leads[t.Seat]))
			}
		}
	}
	if much := len(said.Lines) - maxSaid; much > 0 {
		said.Left, said.Lines = much, said.Lines[much:]
	}
	return said, nil
}

// records are those of the replay that is kept of a match.
func (a *Archive) records(match string) ([]journal.Record, error) {
	b, err := os.ReadFile(a.path(match))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, server.ErrNoReplay
	}
	if err != nil {
		return nil, err
	}
	f, err := replay.Import(b, replay.Own)
	if err != nil {
		return nil, err
	}
	return f.Records, nil
}

func lineOf(at game.Tick, t game.Talk, led game.Leader) api.Said {
	line := api.Said{Tick: int64(at), Seat: int(t.Seat), Team: t.Kind == game.ChatTeam, AI: led == game.AI}
	if key, isPhrase := strings.CutPrefix(t.Text, game.PhraseMark); isPhrase {
		line.Phrase = key
	} else {
		line.Text = t.Text
	}
	return line
}
