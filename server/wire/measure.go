package wire

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"time"

	"muster/game"
)

// Figures are what Measure found about the codec on recorded views. Bytes are of whole frames, header included; means are
// over the views that have maxPast views before their baseline.
type Figures struct {
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

// Measure runs recorded views, consecutive ticks of one audience, through the encoder and decoder of sessions.
func Measure(views []*game.View) (f Figures, err error) {
	if len(views) < 2*maxPast {
		return f, fmt.Errorf("measure codec: %d views are too few, %d are needed", len(views), 2*maxPast)
	}
	f.Views, f.Exact = len(views), true
	for _, d := range []struct {
		back int
		mean *float64
	}{{0, &f.FullBytes}, {1, &f.Delta1}, {3, &f.Delta3}, {10, &f.Delta10}} {
		bytes, exact, err := measureBytes(views, d.back)
		if err != nil {
			return f, err
		}
		*d.mean, f.Exact = bytes, f.Exact && exact
	}
	f.EncodeUS, f.EncodeAlloc = measureTime(views, encoding(views))
	f.DecodeUS, f.DecodeAlloc = measureTime(views, decoding(views))
	return f, nil
}

// measureBytes encodes each view against the one back ticks before it, whole for 0, and decodes it again.
func measureBytes(views []*game.View, back int) (mean float64, exact bool, err error) {
	out, in := NewOutgoing(), NewIncoming(nil)
	sum, n := 0, 0
	exact = true
	for i, v := range views {
		out.Publish(v)
		if i >= maxPast+back {
			frame := out.Frame(ackOf(views, i, back))
			got, err := in.Receive(frame)
			if err != nil {
				return 0, false, fmt.Errorf("measure codec: tick %d: %w", v.Tick, err)
			}
			exact = exact && alike(v, got)
			sum += len(frame)
			n++
		}
		in.history.put(v) // as if nothing was lost
		in.newest, in.any = v.Tick, true
	}
	return float64(sum) / float64(n), exact, nil
}

func ackOf(views []*game.View, i, back int) Ack {
	if back == 0 {
		return Ack{}
	}
	return Ack{views[i-back].Tick, maxPast}
}

// alike compares views; a list that is empty is like one that is nil.
func alike(a, b *game.View) bool {
	x, y := *a, *b
	for _, v := range []*game.View{&x, &y} {
		v.Units, v.Squads, v.Points = append([]game.UnitView{}, v.Units...), append([]game.SquadView{}, v.Squads...), append([]game.PointView{}, v.Points...)
		v.Scores, v.Happenings = append([]uint32{}, v.Scores...), append([]game.Happening{}, v.Happenings...)
	}
	return reflect.DeepEqual(x, y)
}

// encoding returns a pass over all views that encodes them one tick old.
func encoding(views []*game.View) func() {
	out := NewOutgoing()
	return func() {
		for i, v := range views {
			out.Publish(v)
			if i > 0 {
				out.Frame(ackOf(views, i, 1))
			}
		}
	}
}

// decoding returns a pass over all views that decodes them, each from the one before.
func decoding(views []*game.View) func() {
	out, in := NewOutgoing(), NewIncoming(nil)
	frames := make([][]byte, len(views))
	for i, v := range views {
		out.Publish(v)
		frames[i] = out.Frame(Ack{v.Tick - 1, uint8(min(i, maxPast))})
	}
	return func() {
		in.history, in.newest, in.any = history{}, 0, false
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
