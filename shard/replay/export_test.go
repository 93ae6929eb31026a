package replay

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

func TestAnExportedReplayIsTheMatchAgain(t *testing.T) {
	b := Export("m7", duel())
	match, recs, err := Import(b)
	require.NoError(t, err)
	require.Equal(t, "m7", match)
	require.Equal(t, duel(), recs)
}

func TestABrokenExportIsRefused(t *testing.T) {
	b := Export("m7", duel()[:40])
	for i := range b {
		if i == 7 {
			continue // the version
		}
		bad := append([]byte(nil), b...)
		bad[i] ^= 0x10
		if _, recs, err := Import(bad); err == nil {
			require.Equal(t, duel()[:40], recs, "byte %d means nothing to the packer", i)
		} else {
			require.ErrorIs(t, err, ErrExport, "byte %d", i)
		}
		_, _, err := Import(b[:i])
		require.ErrorIs(t, err, ErrExport, "cut at %d", i)
	}
	b[7]++
	_, _, err := Import(b)
	require.ErrorContains(t, err, "version 2")
}

func FuzzImport(f *testing.F) {
	f.Add(Export("m7", duel()[:3]))
	f.Fuzz(func(t *testing.T, b []byte) {
		if match, recs, err := Import(b); err == nil {
			again, same, err := Import(Export(match, recs))
			require.NoError(t, err)
			require.Equal(t, match, again)
			require.Equal(t, recs, same)
		}
	})
}

// An hour of eight seats with thirty orders a minute each: at most 1 MB.
func TestAnHourOfEightSeatsIsSmall(t *testing.T) {
	setup, err := assets.Embedded().Setup("crossing")
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 2))
	records, numbers, lease := []*Record{{Kind: Begin, Setup: setup, Seed: 3, Fingerprint: Fingerprint(), Owner: "one"}}, [8]uint32{}, game.Tick(0)
	for tick := game.Tick(1); tick <= 3600*20; tick++ {
		r := &Record{Kind: Tick, Tick: tick}
		for seat := range uint8(8) {
			if rng.IntN(40) > 0 { // 20 ticks a second, 30 orders a minute
				continue
			}
			numbers[seat]++
			r.Input.Orders = append(r.Input.Orders, game.Order{
				Seat: seat, Seq: numbers[seat], Kind: game.OrderKind(1 + rng.IntN(6)), Squad: uint8(rng.IntN(10)),
				X: uint16(rng.IntN(96 * game.ViewStep)), Y: uint16(rng.IntN(72 * game.ViewStep)), Target: uint16(rng.IntN(40)),
			})
		}
		if r.Input.Empty() && tick+3 <= lease {
			continue
		}
		lease = tick + 10
		if r.Lease = lease; len(records)%20 == 0 {
			r.WorldHash = rng.Uint64()
		}
		records = append(records, r)
	}
	b := Export("hour", chain(records...))
	t.Logf("%d orders in %d records: %d bytes", numbers[0]*8, len(records), len(b))
	require.Less(t, len(b), 1<<20)
}

func TestTheFirstTickAndFieldWhereTwoJournalsPartAreNamed(t *testing.T) {
	part, err := Diff("m", duel(), duel())
	require.NoError(t, err)
	require.Nil(t, part, "a journal agrees with itself")

	s := newScribe(t)
	for s.w.Tick() < 300 {
		if s.w.Tick() == 200 {
			s.unordered = []game.Order{{Seat: 0, Leader: game.Player, Seq: s.numbers[0] + 1, Kind: game.SetStance, Squad: 1, Arg: uint8(game.HoldFire)}}
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
