package bench

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"time"

	"muster/game"
	"muster/server/wire"
)

// CodecReport is what Codec found about the codec on recorded views. Bytes are of whole frames, header included; means
// are over the views that have wire.MaxPast views before their baseline.
type CodecReport struct {
	Trace       string  `json:"trace"` // whose views they are
	Views       int     `json:"views"`
	Exact       bool    `json:"exact"` // every decoded view equals the recorded one
	FullBytes   float64 `json:"full_bytes"`
	Delta1      float64 `json:"delta1_bytes_mean"`
	Delta3      float64 `json:"delta3_bytes_mean"`
	Delta10     float64 `json:"delta10_bytes_mean"`
	EncodeUS    float64 `json:"encode_us"` // of a delta 1 tick old
	DecodeUS    float64 `json:"decode_us"`
	EncodeAlloc float64 `json:"encode_allocs"` // a view, in tenths: one allocation serves many views
	DecodeAlloc float64 `json:"decode_allocs"`
}

// String formats it in a few lines.
func (r CodecReport) String() string {
	return fmt.Sprintf(`%s: %d views, exact: %v
bytes a view with its header: whole %.0f; delta from 1 tick ago %.1f, 3 ticks %.1f, 10 ticks %.1f
encode %.1f us, %.1f allocations; decode %.1f us, %.1f allocations
`, r.Trace, r.Views, r.Exact, r.FullBytes, r.Delta1, r.Delta3, r.Delta10,
		r.EncodeUS, r.EncodeAlloc, r.DecodeUS, r.DecodeAlloc)
}

// Err reports views that did not come out as they went in; nil if all did.
func (r CodecReport) Err() error {
	if !r.Exact {
		return fmt.Errorf("%s: decoded views differ from the recorded ones", r.Trace)
	}
	return nil
}

// Codec runs recorded views, consecutive ticks of one audience, through the encoder and decoder of sessions.
func Codec(name string, views []*game.View) (r CodecReport, err error) {
	if len(views) < 2*wire.MaxPast {
		return r, fmt.Errorf("%s: measure codec: %d views are too few, %d are needed", name, len(views), 2*wire.MaxPast)
	}
	r.Trace, r.Views, r.Exact = name, len(views), true
	for _, d := range []struct {
		back int
		mean *float64
	}{{0, &r.FullBytes}, {1, &r.Delta1}, {3, &r.Delta3}, {10, &r.Delta10}} {
		bytes, exact, err := measureBytes(views, d.back)
		if err != nil {
			return r, fmt.Errorf("%s: %w", name, err)
		}
		*d.mean, r.Exact = bytes, r.Exact && exact
	}
	r.EncodeUS, r.EncodeAlloc = measureTime(views, encoding(views))
	r.DecodeUS, r.DecodeAlloc = measureTime(views, decoding(views))
	return r, nil
}

// measureBytes encodes each view against the one back ticks before it, whole for 0, and decodes it again. The first
// ones go whole: nothing is lost, so that what is measured has all of its past.
func measureBytes(views []*game.View, back int) (mean float64, exact bool, err error) {
	out, in := wire.NewOutgoing(), wire.NewIncoming(nil)
	sum, n := 0, 0
	exact = true
	for i, v := range views {
		out.Publish(v)
		measured, ack := i >= wire.MaxPast+back, wire.Ack{}
		if measured && back > 0 {
			ack = wire.Ack{Tick: views[i-back].Tick, Run: wire.MaxPast}
		}
		frame := out.Frame(ack)
		got, err := in.Receive(frame)
		if err != nil {
			return 0, false, fmt.Errorf("measure codec: tick %d: %w", v.Tick, err)
		}
		if measured {
			exact = exact && alike(v, got)
			sum += len(frame)
			n++
		}
	}
	return float64(sum) / float64(n), exact, nil
}

// alike compares views; a list that is empty is like one that is nil.
func alike(a, b *game.View) bool {
	x, y := *a, *b
	for _, v := range []*game.View{&x, &y} {
		v.Units, v.Squads, v.Points = append([]game.UnitView{}, v.Units...), append([]game.SquadView{}, v.Squads...),
			append([]game.PointView{}, v.Points...)
		v.Scores, v.CombatEvents = append([]uint32{}, v.Scores...), append([]game.CombatEvent{}, v.CombatEvents...)
	}
	return reflect.DeepEqual(x, y)
}

// encoding returns a pass over all views that encodes them one tick old.
func encoding(views []*game.View) func() {
	out := wire.NewOutgoing()
	return func() {
		for i, v := range views {
			out.Publish(v)
			if i > 0 {
				out.Frame(wire.Ack{Tick: views[i-1].Tick, Run: wire.MaxPast})
			}
		}
	}
}

// decoding returns a pass over all views that decodes them, each from the one before.
func decoding(views []*game.View) func() {
	out := wire.NewOutgoing()
	frames := make([][]byte, len(views))
	for i, v := range views {
		out.Publish(v)
		frames[i] = out.Frame(wire.Ack{Tick: v.Tick - 1, Run: uint8(min(i, wire.MaxPast))})
	}
	return func() {
		in := wire.NewIncoming(nil)
		for _, f := range frames {
			if _, err := in.Receive(f); err != nil {
				panic(err) // measureBytes decoded the same
			}
		}
	}
}

// measureTime runs a pass for a second and tells microseconds and allocations a view.
func measureTime(views []*game.View, pass func()) (us, allocs float64) {
	pass() // warm
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began, passes := time.Now(), 0
	for time.Since(began) < time.Second {
		pass()
		passes++
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	n := float64(passes * len(views))
	return float64(took.Microseconds()) / n, math.Round(10*float64(after.Mallocs-before.Mallocs)/n) / 10
}
