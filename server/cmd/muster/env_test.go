package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai/env"
)

// The program plays what its flags say for who is at the other end, and ends with that.
func TestAnEnvironmentIsServedOverPipes(t *testing.T) {
	cmd := muster(t, "env", "village", "--teams", "0,1", "--worlds", "2", "--against", "veteran/raider", "--ticks", "7")
	cmd.Stdin = bytes.NewReader(binary.LittleEndian.AppendUint64(nil, 16<<32|1)[:8:8]) // a reset, torn
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.Error(t, cmd.Run())
	require.Equal(t, "muster: the input ended in the middle of a request\n", errs.String())
	b := out.Bytes()
	var h env.Header
	size := binary.LittleEndian.Uint32(b[12:])
	require.NoError(t, json.Unmarshal(b[16:16+size], &h))
	require.Equal(t, []any{[]int{0, 1}, 7, 2, 4}, []any{h.Teams, h.Ticks, h.Sizes.Worlds, len(h.Agents)})
	require.True(t, strings.HasSuffix(out.String(), "the input ended in the middle of a request"))

	_, said, code := says(t, "env", "duel") // its input is empty
	require.Zero(t, code, said)
	for want, args := range map[string][]string{
		`there is no scenario "nowhere"`:      {"nowhere"},
		`there is no commander "genius"`:      {"duel", "--against", "genius"},
		"0 worlds: 1 to 1024 can be played":   {"duel", "--worlds", "0"},
		"duel has the teams 0 to 1, and no 2": {"duel", "--teams", "2"},
	} {
		_, said, code := says(t, append([]string{"env"}, args...)...)
		require.Equal(t, 1, code)
		require.Contains(t, said, want)
	}
}

// Nobody reads any more: that is said, and nothing hangs.
func TestAnEnvironmentWhoseReaderIsGoneEnds(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, r.Close())
	cmd := muster(t, "env", "duel")
	var errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = w, &errs
	require.Error(t, cmd.Run())
	require.NoError(t, w.Close())
	require.Equal(t, 1, cmd.ProcessState.ExitCode())
	require.Contains(t, errs.String(), "muster: nobody reads what is written: ")
}
