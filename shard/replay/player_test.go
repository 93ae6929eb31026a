package replay

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

func openDuel(t testing.TB, from, to int) *Player {
	p, err := OpenPlayer("m", duel()[from:to])
	require.NoError(t, err)
	return p
}

func TestAPlayerStepsThroughEveryTick(t *testing.T) {
	p := openDuel(t, 0, len(duel()))
	require.Equal(t, "duel", p.Setup().Scenario.Name)
	require.EqualValues(t, len(hashes())-1, p.Last(), "the end is known before it is played")
	for tick := game.Tick(0); ; tick++ {
		require.Equal(t, tick, p.Tick())
		require.Equal(t, hashes()[tick], p.Hash(), "tick %d", tick)
		require.Equal(t, tick == p.Last(), p.Over())
		if on, err := p.Step(); !on {
			require.NoError(t, err)
			break
		}
	}
	require.Equal(t, p.Last(), p.Tick())
	require.NotEqual(t, game.NotOver, p.View(game.All).Result.Reason)
}

func TestSeekingLeadsWhereSteppingLeads(t *testing.T) {
	last, chance := game.Tick(len(hashes())-1), rand.New(rand.NewPCG(1, 2))
	ticks := []game.Tick{
		0, last, 1, last - 1, 0, framesApart, framesApart - 1, framesApart + 1, 2 * framesApart, last + 1000,
	}
	for range 40 {
		ticks = append(ticks, game.Tick(chance.Uint32N(uint32(last)+1)))
	}
	straight := openDuel(t, 0, len(duel()))
	for i, tick := range ticks {
		players := []*Player{straight}
		if i < 10 {
			players = append(players, openDuel(t, 0, len(duel())))
		}
		for _, p := range players {
			require.NoError(t, p.Seek(tick))
			require.Equal(t, min(tick, last), p.Tick())
			require.Equal(t, hashes()[p.Tick()], p.Hash(), "tick %d", tick)
			if on, err := p.Step(); on {
				require.NoError(t, err)
				require.Equal(t, hashes()[p.Tick()], p.Hash(), "a tick behind %d", tick)
			}
		}
	}
}

// Seeking back takes a key frame, not the way from the beginning.
func TestKeyFramesAreThinnedOut(t *testing.T) {
	p := openDuel(t, 0, len(duel()))
	require.NoError(t, p.Seek(p.Last()))
	require.Len(t, p.frames, int(p.Last()/framesApart)+1)
	for tick := game.Tick(1); len(p.frames) > 2; tick++ {
		for len(p.frames) <= maxFrames {
			p.frames = append(p.frames, p.frames[len(p.frames)-1])
		}
		apart := p.apart
		w := p.fold.World.Clone()
		for w.Tick()%apart != 0 {
			w.Step(&game.Input{})
		}
		p.watch(w, &game.Input{})
		require.Equal(t, 2*apart, p.apart)
		require.LessOrEqual(t, len(p.frames), maxFrames+1)
		p.frames = slices.CompactFunc(p.frames, func(a, b keyFrame) bool { return a.tick == b.tick })
		require.NoError(t, p.Seek(p.Last()/2))
		require.Equal(t, hashes()[p.Tick()], p.Hash())
		if 2*p.apart > 60*20 {
			break // never more than a minute apart
		}
	}
}

func TestALiveMatchGrowsWhileItIsPlayed(t *testing.T) {
	p := openDuel(t, 0, 1)
	require.Zero(t, p.Last())
	on, err := p.Step()
	require.NoError(t, err)
	require.False(t, on, "nothing is known behind the beginning")
	for n := 1; n < len(duel()); n = min(n+37, len(duel())) {
		require.EqualValues(t, n, p.Records())
		require.NoError(t, p.Seek(p.Last()))
		require.False(t, p.Over())
		require.Equal(t, hashes()[p.Tick()], p.Hash())
		was := p.Last()
		p.Add(duel()[n:min(n+37, len(duel()))])
		require.Greater(t, p.Last(), was)
		on, err := p.Step()
		require.NoError(t, err)
		require.True(t, on)
	}
	require.NoError(t, p.Seek(p.Last()))
	require.True(t, p.Over())
}

func TestViewsAreThoseOfTheirAudience(t *testing.T) {
	p := openDuel(t, 0, len(duel()))
	require.NoError(t, p.Seek(3))
	all, red, blue := p.View(game.All), p.View(0), p.View(1)
	require.Equal(t, len(all.Units), len(red.Units)+len(blue.Units), "nobody sees the other so early")
	require.Equal(t, game.Audience(1), blue.Audience)
	kept := slices.Clone(red.Units)
	require.NoError(t, p.Seek(300))
	require.Equal(t, kept, red.Units, "a view is never written to again")
}

func TestABrokenJournalIsPlayedUntilTheBreak(t *testing.T) {
	recs := slices.Clone(duel())
	recs[200].Payload = append(slices.Clone(recs[200].Payload), 1)
	good, err := Summarize("m", recs[:200])
	require.NoError(t, err)
	for _, way := range []func(p *Player) error{
		func(p *Player) error { return p.Seek(p.Last()) },
		func(p *Player) error {
			for {
				if on, err := p.Step(); !on {
					return err
				}
			}
		},
	} {
		p, err := OpenPlayer("m", recs)
		require.NoError(t, err)
		require.EqualValues(t, len(hashes())-1, p.Last())
		var broken *BrokenError
		require.ErrorAs(t, way(p), &broken)
		require.EqualValues(t, 201, broken.Record)
		require.Equal(t, []game.Tick{good.Ticks, good.Ticks, good.Ticks}, []game.Tick{p.Tick(), p.Last(), broken.Tick})
		require.Equal(t, hashes()[p.Tick()], p.Hash())
		require.Equal(t, broken, p.Err())
		require.NoError(t, p.Seek(10), "what stands before it can be seen again")
		require.Error(t, p.Seek(good.Ticks+1))
	}
	for _, recs := range [][]int{{0, 0}, {1, 9}} {
		_, err := OpenPlayer("m", duel()[recs[0]:recs[1]])
		require.ErrorContains(t, err, "match m: record ")
	}
}

func TestTheResultOfAnAbandonedMatchIsShown(t *testing.T) {
	s := newScribe(t)
	s.step()
	s.records = append(s.records, &Record{
		Kind: End, Tick: 1, WorldHash: s.w.Hash(),
		Result: game.Result{Winner: game.NoTeam, Reason: game.Abandoned, Tick: 1},
	})
	p, err := OpenPlayer("m", chain(s.records...))
	require.NoError(t, err)
	require.NoError(t, p.Seek(1))
	require.Equal(t, game.Abandoned, p.View(0).Result.Reason)
	require.NoError(t, p.Seek(0))
	require.Equal(t, game.NotOver, p.View(0).Result.Reason)
}

// How long it takes to jump about in a match.
func BenchmarkSeek(b *testing.B) {
	p, chance := openDuel(b, 0, len(duel())), rand.New(rand.NewPCG(1, 2))
	require.NoError(b, p.Seek(p.Last()))
	for b.Loop() {
		require.NoError(b, p.Seek(game.Tick(chance.Uint32N(uint32(p.Last())))))
	}
}
