package wire

import (
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/game"
	"muster/lab/trace"
)

func recorded(t testing.TB, name string) []*game.View {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	views, err := trace.Read(f)
	require.NoError(t, err)
	return views
}

// fought is what an audience of a real fight is shown.
func fought(t testing.TB, scenario string, a game.Audience, seed uint64, ticks game.Tick) (views []*game.View) {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	league.Play(s, seed, ai.New, ticks, func(w *game.World) {
		v := &game.View{}
		w.View(a, v)
		views = append(views, v)
	})
	return views
}

// mean encodes every view against the one some ticks before and returns the mean bytes. Every view must decode exactly.
// Views that the codec is not given are decoded from what came before: both ends hold all of it.
func mean(t testing.TB, views []*game.View, back int) float64 {
	sum, n := 0, 0
	out, in := NewOutgoing(), NewIncoming(nil)
	for i, v := range views {
		out.Publish(v)
		if i >= back {
			ack := Ack{views[i-back].Tick, MaxPast}
			frame := out.Frame(ack)
			got, err := in.Receive(frame)
			require.NoError(t, err)
			requireSame(t, v, got)
			if i > MaxPast {
				sum += len(frame)
				n++
			}
		}
		in.history.put(v.Tick, v)
		in.newest, in.any = v.Tick, true
	}
	return float64(sum) / float64(n)
}

func requireSame(t testing.TB, want, got *game.View) {
	if len(want.Units) != len(got.Units) || len(want.CombatEvents) != len(got.CombatEvents) {
		require.Equal(t, want, got)
	}
	for i := range want.Units {
		require.True(t, want.Units[i] == got.Units[i], "%+v came as %+v", want.Units[i], got.Units[i])
	}
	for i := range want.CombatEvents {
		require.True(t, want.CombatEvents[i] == got.CombatEvents[i])
	}
	require.Equal(t, append([]game.SquadView{}, want.Squads...), append([]game.SquadView{}, got.Squads...))
	require.Equal(t, append([]game.PointView{}, want.Points...), append([]game.PointView{}, got.Points...))
	require.Equal(t, append([]uint32{}, want.Scores...), append([]uint32{}, got.Scores...))
	require.Equal(t, want.Result, got.Result)
	require.Equal(t, want.Tick, got.Tick)
	require.Equal(t, want.Audience, got.Audience)
}

// The figures that are asked for are 45 and 95 bytes; bit-packed deltas take 199 and 280 on this trace.
func TestViewsOfTheTraceAreExactAndSmall(t *testing.T) {
	for _, name := range []string{"testdata/views-seed1.mvt.gz", "testdata/views-seed2.mvt.gz"} {
		views := recorded(t, name)
		one, three, ten := mean(t, views, 1), mean(t, views, 3), mean(t, views, 10)
		t.Logf("%s: bytes a view with its header: baseline 1 tick old %.1f, 3 %.1f, 10 %.1f, whole %d",
			name, one, three, ten, len(whole(views[0])))
		require.Less(t, one, 45.0)
		require.Less(t, three, 95.0)
	}
}

// whole is a view as one without a baseline gets it.
func whole(v *game.View) []byte {
	out := NewOutgoing()
	out.Publish(v)
	return out.Frame(Ack{})
}

func TestTheStartTableFitsTheContexts(t *testing.T) {
	require.Len(t, startTable, 2*contexts, "learn it anew: muster bench wire --train")
}

func TestTraining(t *testing.T) {
	views := recorded(t, "testdata/views-seed1.mvt.gz")[:100]
	b, err := Train([][]*game.View{views})
	require.NoError(t, err)
	require.Len(t, b, 2*contexts)
	_, err = Train([][]*game.View{{views[0], views[2]}})
	require.ErrorContains(t, err, "recording 0: tick 3 follows tick 1")
}

func TestViewsOfARealFightAreExact(t *testing.T) {
	for _, scenario := range []string{"duel", "arena", "front"} { // of 2, 4 and 16 seats
		views := fought(t, scenario, 1, 7, 1500)
		t.Logf("%s: bytes a view: baseline 1 tick old %.1f, 3 %.1f, 10 %.1f",
			scenario, mean(t, views, 1), mean(t, views, 3), mean(t, views, 10))
	}
}

// A client that loses views goes on from what it acknowledged.
func TestTheStreamSurvivesLoss(t *testing.T) {
	out, in := NewOutgoing(), NewIncoming(nil)
	acked, shown := Ack{}, 0
	for i, v := range fought(t, "duel", 1, 7, 600) {
		out.Publish(v)
		frame := out.Frame(acked)
		require.Equal(t, &frame[0], &out.Frame(acked)[0], "encoded once for each baseline")
		if i%3 == 1 || i > 200 && i < 300 {
			continue // lost
		}
		got, err := in.Receive(frame)
		require.NoError(t, err)
		requireSame(t, v, got)
		shown++
		again, err := in.Receive(frame)
		require.NoError(t, err)
		require.Nil(t, again, "a view that came already is passed over")
		if i%5 == 0 {
			acked, err = DecodeAck(in.AppendAck(nil))
			require.NoError(t, err)
		}
	}
	require.Greater(t, shown, 300)
	_, err := NewIncoming(nil).Receive(out.Frame(acked))
	require.ErrorIs(t, err, ErrNoBaseline)
}

// Both ends must forecast alike on every machine, so no heading may hang on the last bit of a cosine.
func TestNoHeadingIsNearARoundingEdge(t *testing.T) {
	for i := range headings {
		exact := math.Cos(float64(i)*math.Pi/2048) * (1 << fix)
		require.Greater(t, math.Abs(math.Abs(exact-math.Trunc(exact))-0.5), 1e-6)
	}
}

func FuzzReceive(f *testing.F) {
	views := fought(f, "duel", 1, 7, 400)
	out := NewOutgoing()
	for _, v := range views[:399] {
		out.Publish(v)
	}
	f.Add(whole(views[398]))
	out.Publish(views[399])
	for _, run := range []uint8{0, 5, MaxPast} {
		f.Add(out.Frame(Ack{views[398].Tick, run}))
		f.Add(out.Frame(Ack{views[390].Tick, run}))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		in := NewIncoming(nil)
		in.history = prepared(views, 399)
		in.newest, in.any = views[398].Tick, true
		v, err := in.Receive(b)
		if err == nil && v != nil {
			require.LessOrEqual(t, len(v.Units), game.MaxUnits)
			for i := 1; i < len(v.Units); i++ {
				require.Less(t, v.Units[i-1].ID, v.Units[i].ID)
			}
			_ = (&codec{}).append(nil, nil, v.Tick, v, 0) // what was read can be said again
		}
		_, _ = DecodeAck(b)
	})
}

func BenchmarkView(b *testing.B) {
	views := recorded(b, "testdata/views-seed1.mvt.gz")
	for _, back := range []int{1, 3} {
		b.Run(fmt.Sprintf("encode/%d", back), func(b *testing.B) { benchmarkEncode(b, views, back) })
		b.Run(fmt.Sprintf("decode/%d", back), func(b *testing.B) { benchmarkDecode(b, views, back) })
	}
}

// prepared holds enough history for view 100 and those behind it.
func prepared(views []*game.View, upTo int) (h history) {
	for _, v := range views[:upTo] {
		h.put(v.Tick, v)
	}
	return h
}

func benchmarkEncode(b *testing.B, views []*game.View, back int) {
	b.ReportAllocs()
	out := NewOutgoing()
	out.history = prepared(views, 100)
	for i := 100; b.Loop(); i++ {
		if i == len(views) {
			i, out.history = 100, prepared(views, 100)
		}
		out.Publish(views[i])
		out.Frame(Ack{views[i-back].Tick, MaxPast})
	}
}

func benchmarkDecode(b *testing.B, views []*game.View, back int) {
	b.ReportAllocs()
	out, in := NewOutgoing(), NewIncoming(nil)
	frames := make([][]byte, len(views))
	for i, v := range views {
		out.Publish(v)
		if i >= 100 {
			frames[i] = out.Frame(Ack{views[i-back].Tick, MaxPast})
		}
	}
	in.history = prepared(views, 100)
	for i := 100; b.Loop(); i++ {
		if i == len(views) {
			i, in.history = 100, prepared(views, 100)
			in.newest = 0
		}
		if in.any && back > 1 {
			in.history.put(views[i-1].Tick, views[i-1])
		}
		if _, err := in.Receive(frames[i]); err != nil {
			b.Fatal(err)
		}
	}
}
