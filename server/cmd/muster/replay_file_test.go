package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// An exported match is read by every command that reads a journal.
func TestAMatchIsExportedAndReadElsewhere(t *testing.T) {
	a := newWritten(t)
	defer a.close()
	file := filepath.Join(t.TempDir(), "ended.muster")
	out, _, code := says(t, "replay", "--data", a.data, "export", "ended", "--out", file)
	require.Zero(t, code)
	require.Regexp(t, `\d+ records in \d+ bytes`, out)

	out, _, code = says(t, "replay", "--data", file, "list")
	require.Zero(t, code)
	require.Regexp(t, `(?m)^ended +duel`, out)
	out, _, code = says(t, "replay", "--data", file, "verify")
	require.Zero(t, code)
	require.Contains(t, out, "ended: sound")
	out, _, code = says(t, "replay", "--data", file, "play", "ended", "--speed", "16")
	require.Zero(t, code)
	require.Contains(t, out, "duel")
	out, _, code = says(t, "replay", "--data", a.data, "diff", file, "ended")
	require.Zero(t, code)
	require.Contains(t, out, "both agree")
	_, wrong, code := says(t, "replay", "--data", a.data, "diff", file, "live")
	require.Equal(t, 1, code)
	require.Contains(t, wrong, `no match "live"`)

	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, b[:len(b)/2], 0o600))
	_, wrong, code = says(t, "replay", "--data", file, "verify")
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "not a whole one")
}

func TestInfoTellsAllOfAMatch(t *testing.T) {
	a := newWritten(t)
	defer a.close()
	out, stderr, code := says(t, "replay", "--data", a.data, "info", "ended", "--json")
	require.Zero(t, code, stderr)
	var i infoOf
	require.NoError(t, json.Unmarshal([]byte(out), &i))
	require.Equal(t, "ended", i.Match)
	require.True(t, i.Playable)
	require.False(t, i.Live)
	require.NotEmpty(t, i.Owners)
	require.Len(t, i.BySeat, i.Seats)
	require.NotEmpty(t, i.Head)
	out, _, code = says(t, "replay", "--data", a.data, "info", "ended")
	require.Zero(t, code)
	require.Contains(t, out, i.Head)
}
