package main

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"

	"github.com/lmittmann/tint"
	"github.com/stretchr/testify/require"

	"muster/printable"
)

// Names that come from others reach the log as they are drawn, also on a terminal with colours, where tint
// lets escape sequences pass.
func TestALogHoldsNothingThatATerminalObeys(t *testing.T) {
	for _, colours := range []bool{true, false} {
		var out bytes.Buffer
		log := slog.New(tint.NewTextHandler(&out, &tint.Options{NoColor: !colours, ReplaceAttr: printed}))
		log.With("player",
			"w"+evil).Error("m"+evil, "name", "x"+evil, "error", errors.New("y"+evil), "many", []string{"z" + evil})
		for _, bad := range []string{"\x1b[2J", "\x1b]0", "\a", "\r", "\u009b", "\u202e", "\nFORGED", "\x7f"} {
			require.NotContains(t, out.String(), bad)
		}
		require.Contains(t, out.String(), "FORGED line")
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(printable.NewJSONWriter(&out), nil)).Error("m", "name", evil)
	require.NotContains(t, out.String(), "\u009b")
	require.NotContains(t, out.String(), "\x1b")
}
