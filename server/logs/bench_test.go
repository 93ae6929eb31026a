package logs

import (
	"errors"
	"io"
	"log/slog"
	"runtime"
	"testing"

	"muster/matchmaker/api"
)

// BenchmarkLine is what a line costs whoever logs it: as JSON to nowhere, and kept as well.
func BenchmarkLine(b *testing.B) {
	bare := slog.New(slog.NewJSONHandler(io.Discard, nil)).With("shard", "shard-1")
	why := errors.New("the player left")
	for _, kept := range []bool{false, true} {
		name, log := "bare", bare
		if kept {
			l := Open(b.TempDir())
			defer l.Close()
			name, log = "kept", l.Over(slog.New(slog.NewJSONHandler(io.Discard, nil))).With("shard", "shard-1")
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				log.Info("leave", "match", "m0123456789abcdef", "player", "p0123456789abcdef", "seat", 3, "why", why)
			}
		})
	}
}

// BenchmarkRead is what a page costs: the newest lines, and lines that are nowhere in full files.
func BenchmarkRead(b *testing.B) {
	l := Open(b.TempDir())
	defer l.Close()
	log := l.Over(slog.New(slog.DiscardHandler)).With("shard", "shard-1")
	for i := 0; i < maxKept/200; i++ {
		log.Info("leave", "match", "m0123456789abcdef", "player", "p0123456789abcdef", "seat", 3, "why", "it left")
		if i%1000 == 0 {
			for waiting, _, _ := l.ring.next(); len(waiting) > 0; waiting, _, _ = l.ring.next() {
				runtime.Gosched()
			}
		}
	}
	for name, q := range map[string]api.LogQuery{
		"newest": {Limit: 100}, "match": {Match: "nowhere", Limit: 100}, "text": {Text: "nowhere", Limit: 100},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := l.Read(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
