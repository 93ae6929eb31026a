package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/term"

	"muster/printable"
)

// All that the program prints goes through these, but for what draws on a terminal itself: names come from players,
// files and other servers, and a terminal must not obey them. A test reads the source for it.
var (
	stdout     = printable.NewWriter(os.Stdout)
	stderr     = printable.NewWriter(os.Stderr)
	stdoutJSON = printable.NewJSONWriter(os.Stdout)
)

// sayJSON prints one object.
func sayJSON(v any) error { return json.NewEncoder(stdoutJSON).Encode(v) }

// seen reports whether standard output is a terminal: what is printed is read by whoever started us, and not kept.
func seen() bool { return term.IsTerminal(int(os.Stdout.Fd())) }

// sayLine prints a line, whatever names are in it.
func sayLine(format string, args ...any) {
	fmt.Fprintln(stdout, printable.Text(fmt.Sprintf(format, args...)))
}

// newLogger is colourful for people and JSON for collectors. It writes to stderr: stdout is the banner's.
func newLogger(asJSON bool) *slog.Logger {
	if asJSON {
		return slog.New(slog.NewJSONHandler(printable.NewJSONWriter(os.Stderr), nil))
	}
	return slog.New(tint.NewTextHandler(os.Stderr, &tint.Options{
		TimeFormat: time.TimeOnly, NoColor: !term.IsTerminal(int(os.Stderr.Fd())), ReplaceAttr: printed,
	}))
}

// printed makes what is logged printable: on a terminal, tint leaves escape sequences as they are. It quotes line
// feeds, but not in the message.
func printed(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		if a.Key == slog.MessageKey {
			a.Value = slog.StringValue(printable.Text(a.Value.String()))
		}
		a.Value = slog.StringValue(printable.Lines(a.Value.String()))
	case slog.KindAny:
		switch v := a.Value.Any().(type) {
		case error:
			a.Value = slog.StringValue(printable.Lines(v.Error()))
		case slog.Level, *slog.Source:
		default:
			a.Value = slog.StringValue(printable.Lines(fmt.Sprint(v)))
		}
	}
	return a
}
