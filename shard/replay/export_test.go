package replay

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/journal"
)

func export(t testing.TB, match string, recs []journal.Record) []byte {
	f, err := NewFile(match, recs, nil)
	require.NoError(t, err)
	return f.Export()
}

func TestAnExportedReplayIsTheMatchAgain(t *testing.T) {
	f, err := Import(export(t, "m7", duel()), Anybody)
	require.NoError(t, err)
	require.Equal(t, "m7", f.Match)
	require.Equal(t, duel(), f.Records)
}

// A file's key frames lead to the same Worlds as folding does, at once and from anywhere.
func TestAFileShowsAnyTick(t *testing.T) {
	f, err := Import(export(t, "m7", duel()), Anybody)
	require.NoError(t, err)
	p, err := f.Play()
	require.NoError(t, err)
	last, chance := game.Tick(len(hashes())-1), rand.New(rand.NewPCG(1, 2))
	require.Equal(t, last, p.Last())
	require.GreaterOrEqual(t, len(f.frames), 1+int(last)/(60*20), "at most a minute apart")
	for _, tick := range []game.Tick{
		last, 0, 1, last - 1, 500, 501, game.Tick(chance.Uint32N(uint32(last))),
		game.Tick(chance.Uint32N(uint32(last))),
	} {
		require.NoError(t, p.Seek(tick))
		require.Equal(t, hashes()[tick], p.Hash(), "tick %d", tick)
	}
	require.NoError(t, p.Seek(last))
	require.True(t, p.Over())
	require.NotEqual(t, game.NotOver, p.View(game.All).Result.Reason)
}

func TestABrokenExportIsRefused(t *testing.T) {
	b := export(t, "m7", duel()[:40])
	for i := range b {
		if i == 7 {
			continue // the version
		}
		bad := append([]byte(nil), b...)
		bad[i] ^= 0x10
		if f, err := Import(bad, Anybody); err == nil {
			require.Equal(t, duel()[:40], f.Records, "byte %d means nothing to the packer", i)
		} else {
			require.ErrorIs(t, err, ErrExport, "byte %d", i)
		}
		_, err := Import(b[:i], Anybody)
		require.ErrorIs(t, err, ErrExport, "cut at %d", i)
	}
	b[7]++
	_, err := Import(b, Anybody)
	require.ErrorContains(t, err, "version 2")
}

func FuzzImport(f *testing.F) {
	f.Add(export(f, "m7", duel()[:3]))
	f.Fuzz(func(t *testing.T, b []byte) {
		if file, err := Import(b, Anybody); err == nil {
			again, err := Import(file.Export(), Anybody)
			require.NoError(t, err)
			require.Equal(t, file, again)
			if p, err := file.Play(); err == nil {
				_ = p.Seek(p.Last())
			}
		}
	})
}

// busy is a match on a map of eight seats with thirty orders a minute each, and the ticks that it takes.
func busy(t testing.TB, ticks game.Tick) []journal.Record {
	setup, err := assets.Embedded().Setup("crossing")
	require.NoError(t, err)
	setup.Scenario.Clock = 0
	rng := rand.New(rand.NewPCG(1, 2))
	w := game.New(setup, 3)
	records, numbers,
		lease := []*Record{{Kind: Begin, Setup: setup, Seed: 3, Fingerprint: Fingerprint(), Owner: "one"}}, [8]uint32{},
		game.Tick(0)
	for tick := game.Tick(1); tick <= ticks; tick++ {
		r := &Record{Kind: Tick, Tick: tick}
		for seat := range uint8(8) {
			if rng.IntN(40) > 0 { // 20 ticks a second, 30 orders a minute
				continue
			}
			numbers[seat]++
			r.Input.Orders = append(r.Input.Orders, game.Order{
				Seat: seat, Seq: numbers[seat], Kind: game.OrderKind(1 + rng.IntN(6)), Squad: uint8(rng.IntN(10)),
				X: uint16(rng.IntN(96 * game.ViewStep)), Y: uint16(rng.IntN(72 * game.ViewStep)),
				Target: uint16(rng.IntN(40)),
			})
		}
		if !r.Input.Empty() || tick+3 > lease {
			lease = tick + 10
			if r.Lease = lease; len(records)%20 == 0 {
				r.WorldHash = w.Hash()
			}
			records = append(records, r)
		}
		w.Step(&r.Input)
	}
	return chain(records...)
}

// An hour of eight seats with thirty orders a minute each: at most 1 MB, key frames and all. Here
// the first five minutes.
func TestAnHourOfEightSeatsIsSmall(t *testing.T) {
	recs := busy(t, 5*60*20)
	b := export(t, "busy", recs)
	t.Logf("%d records: %d bytes", len(recs), len(b))
	require.Less(t, len(b), 1<<20/12)
}

// How large an hour becomes, how fast it is folded and how long a seek takes in it.
func BenchmarkAnHour(b *testing.B) {
	recs := busy(b, 3600*20)
	var out []byte
	b.Run("export", func(b *testing.B) {
		for b.Loop() {
			out = export(b, "busy", recs)
		}
		b.ReportMetric(float64(len(out)), "bytes")
		b.ReportMetric(3600/(b.Elapsed().Seconds()/float64(b.N)), "x-real-time")
	})
	b.Run("seek", func(b *testing.B) {
		f, err := Import(out, Anybody)
		require.NoError(b, err)
		p, err := f.Play()
		require.NoError(b, err)
		chance := rand.New(rand.NewPCG(1, 2))
		for b.Loop() {
			require.NoError(b, p.Seek(game.Tick(chance.Uint32N(uint32(p.Last())))))
		}
	})
}

func TestTheFirstTickAndFieldWhereTwoJournalsPartAreNamed(t *testing.T) {
	part, err := Diff("m", duel(), duel())
	require.NoError(t, err)
	require.Nil(t, part, "a journal agrees with itself")

	s := newScribe(t)
	for s.w.Tick() < 300 {
		if s.w.Tick() == 200 {
			s.unordered = []game.Order{{
				Seat: 0, Leader: game.Player, Seq: s.numbers[0] + 1, Kind: game.SetStance,
				Squad: 1, Arg: uint8(game.HoldFire),
			}}
			s.numbers[0]++
		}
		s.step()
	}
	part, err = Diff("m", duel(), chain(s.records...))
	require.NoError(t, err)
	require.NotNil(t, part)
	require.EqualValues(t, 201, part.Tick)
	require.Regexp(t, `^(squads\[1\]\.stance|seats\[0\].*)$`, part.Field)
	require.NotEqual(t, part.A, part.B)
}
