//go:build !race

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// ordeal is one shard process on files, and players who play over QUIC whatever happens to it. They keep all that they
// were answered and shown, and in the end that is held against the journal.
type ordeal struct {
	*stage
	env     []string // of the shard's process
	args    []string // its ports stay the same
	cmd     *exec.Cmd
	log     *lines
	matches []string
	players []*player
	playing sync.WaitGroup
	stop    context.CancelFunc
}

// toll is what came of ordeals.
type toll struct {
	Players, Answers, Views int
	Wrong                   []string // what was told and is not so
}

func (t *toll) String() string {
	return fmt.Sprintf("%d players: %d orders answered, %d views shown; %d wrong",
		t.Players, t.Answers, t.Views, len(t.Wrong))
}

func (t *toll) add(o toll) {
	t.Players = o.Players
	t.Answers += o.Answers
	t.Views += o.Views
	t.Wrong = append(t.Wrong, o.Wrong...)
}

// seatsOfArena is how many players an ordeal's match has.
const seatsOfArena = 4

func startOrdeal(t *testing.T, matches int, env ...string) *ordeal {
	return startOrdealOn(t, newStage(t), matches, env...)
}

func startOrdealOn(t *testing.T, s *stage, matches int, env ...string) *ordeal {
	o := &ordeal{stage: s, env: env}
	udp, tcp := freePorts(t)
	o.args = []string{"--udp", udp, "--control", tcp}
	o.start(t)
	ctx, stop := context.WithCancel(t.Context())
	o.stop = stop
	t.Cleanup(stop)
	for n := range matches {
		match := fmt.Sprint("m", n+1)
		o.matches = append(o.matches, match)
		o.open(t, match)
		for seat := range seatsOfArena {
			p := o.join(t, match, seat)
			t.Cleanup(func() { p.c.Close() })
			o.players = append(o.players, p)
			o.playing.Go(func() { p.play(ctx) })
		}
	}
	return o
}

// start starts the shard, again on what it left behind.
func (o *ordeal) start(t *testing.T) { o.cmd, o.log = o.stage.start(t, "one", o.env, o.args...) }

func (o *ordeal) kill() {
	_ = o.cmd.Process.Kill() // may be dead already
	_ = o.cmd.Wait()
}

// moment lets everybody play on for a while; now and then it comes while the shard is still resuming.
func (o *ordeal) moment(t *testing.T) {
	if rand.IntN(4) > 0 {
		playOn(t, o.players, 1)
	}
	time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
}

func (o *ordeal) data() string { return filepath.Join(o.dir, "one") }

// end lets everybody play on once more, kills the shard, and holds what players were told against the journal.
func (o *ordeal) end(t *testing.T) (sum toll) {
	playOn(t, o.players, 5)
	o.stop()
	o.playing.Wait()
	o.kill()
	return o.reckon(t)
}

func (o *ordeal) reckon(t *testing.T) (sum toll) {
	store, err := journal.ReadFiles(filepath.Join(o.data(), "journal"))
	require.NoError(t, err)
	taken, shown, answers := map[string]*replay.Taken{}, map[string]map[sight]uint64{}, []replay.Answer(nil)
	for _, match := range o.matches {
		recs, _, err := store.Read(match, 1)
		if err == nil && len(recs) == 0 {
			err = errors.New("its journal is gone")
		}
		report := &replay.Report{}
		if err == nil {
			report, err = replay.Verify(match, recs)
		}
		if err != nil {
			sum.Wrong = append(sum.Wrong, fmt.Sprintf("match %s: %v", match, err))
			continue
		}
		taken[match], shown[match] = &report.Taken, foldViews(t, recs)
	}
	for _, p := range o.players {
		p.mu.Lock()
		answers = append(answers, p.answers...)
		sum.Views += len(p.views)
		sum.Wrong = append(sum.Wrong, p.contradicted(shown[p.match])...)
		p.mu.Unlock()
	}
	audit := replay.Check(answers, taken, false)
	sum.Wrong = append(sum.Wrong, audit.First...)
	sum.Players, sum.Answers = len(o.players), len(answers)
	return sum
}

// contradicted reports what a player was shown and the journal does not fold to.
func (p *player) contradicted(folded map[sight]uint64) (wrong []string) {
	if p.back || p.torn > 0 {
		wrong = append(wrong,
			fmt.Sprintf("match %s, seat %d: time ran back: %v; views shown twice, and not the same: %d",
				p.match, p.seat, p.back, p.torn))
	}
	for at, digest := range p.views {
		if have, ok := folded[at]; !ok || have != digest {
			wrong = append(wrong,
				fmt.Sprintf("match %s, seat %d: was shown a tick %d that the journal does not fold to",
					p.match, p.seat, at.tick))
		}
	}
	return wrong
}

// foldViews folds a journal, and on to the end of its lease, and tells what every team may have been shown.
func foldViews(t *testing.T, recs []journal.Record) map[sight]uint64 {
	all := map[sight]uint64{}
	look := func(w *game.World, _ *game.Input) {
		for team := range w.Setup().Scenario.Teams {
			v := &game.View{}
			w.View(game.Audience(team), v)
			all[sight{v.Audience, v.Tick}] = digestOf(v)
		}
	}
	f := &replay.Fold{Watch: look}
	for _, rec := range recs {
		require.NoError(t, f.Apply(rec))
		if rec.Number == 1 {
			look(f.World, nil)
		}
	}
	for f.World.Tick() < f.Lease {
		f.World.Step(&game.Input{})
		look(f.World, nil)
	}
	return all
}

// tell adds what came of it to the file that an environment variable names, if it does.
func tell(t *testing.T, env, what string) {
	t.Log(what)
	name := os.Getenv(env)
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	require.NoError(t, err)
	defer f.Close()
	_, err = fmt.Fprintln(f, what)
	require.NoError(t, err)
}
