package logs

import (
	"context"
	"errors"
	"log/slog"
)

// tee says a line as before, and keeps it.
type tee struct {
	log  *Log
	out  slog.Handler
	kept slog.Handler
}

// Enabled implements slog.Handler.
func (t tee) Enabled(_ context.Context, level slog.Level) bool { return level >= t.log.level.Level() }

// Handle implements slog.Handler.
func (t tee) Handle(ctx context.Context, r slog.Record) error {
	var err error
	if r.Level < usual || t.out.Enabled(ctx, r.Level) { // below the usual level, somebody asked for it
		err = t.out.Handle(ctx, r)
	}
	r.Time = t.log.stamp(r.Time)
	return errors.Join(err, t.kept.Handle(ctx, r))
}

// WithAttrs implements slog.Handler.
func (t tee) WithAttrs(attrs []slog.Attr) slog.Handler {
	return tee{t.log, t.out.WithAttrs(attrs), t.kept.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (t tee) WithGroup(name string) slog.Handler {
	return tee{t.log, t.out.WithGroup(name), t.kept.WithGroup(name)}
}
