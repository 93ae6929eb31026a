package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// trapping is a plug-in of 150 bytes that traps in each turn. grow is one that wants 4 GB of table.
const (
	header = "\x00asm\x01\x00\x00\x00" +
		"\x01\x11\x03\x60\x01\x7f\x01\x7f\x60\x03\x7f\x7e\x7f\x00\x60\x01\x7f\x01\x7e\x03\x04\x03\x00\x01\x02"
	exports = "\x05\x03\x01\x00\x02" +
		"\x07\x36\x04\x0bmuster_room\x00\x00\x0cmuster_begin\x00\x01\x0cmuster_think\x00\x02\x06memory\x02\x00"
	trapping = header + exports + "\x0a\x0e\x03\x05\x00\x41\x80\x10\x0b\x02\x00\x0b\x03\x00\x00\x0b"
	growing  = header + "\x04\x04\x01\x70\x00\x01" + exports +
		"\x0a\x1a\x03\x05\x00\x41\x80\x10\x0b\x02\x00" +
		"\x0b\x0f\x00\xd0\x70\x41\xff\xff\xff\x3f\xfc\x0f\x00\x1a\x42\x01\x0b"
)

// A plug-in that would take 4 GB does not load: the server says why and does not start, and again.
func TestAPluginWhoseTableGrowsDoesNotLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "grow.wasm")
	require.NoError(t, os.WriteFile(file, []byte(growing), 0o600))
	for range 2 {
		_, errs, code := says(t, "up",
			"--commander", file, "--udp=127.0.0.1:0", "--http=127.0.0.1:0", "--admin=127.0.0.1:0")
		require.Equal(t, 1, code)
		require.Contains(t, errs, `feature "reference-types" is disabled`)
	}
}

// A plug-in that hurts leads no more in that match after the second time, also when the server was killed in between; a
// commander of this house goes on, and the log says so once.
func TestAPluginThatHurtTwiceIsNotLoadedAfterARestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "trap.wasm")
	require.NoError(t, os.WriteFile(file, []byte(trapping), 0o600))
	s := newLiving(t)
	s.args = []string{"--commander", "duel/1=" + file}
	s.up(t)
	bots := muster(t, "bots",
		"--matchmaker", "http://"+s.http, "--scenario", "duel", "--players", "1", "--duration", "30m")
	require.NoError(t, bots.Start())
	t.Cleanup(func() { _ = bots.Process.Kill(); _ = bots.Wait() })
	once := func() int { return strings.Count(s.log.String(), "plug-in disabled for this match") }
	require.Eventually(t, func() bool { return once() == 1 }, patience, 10*time.Millisecond)
	records, err := os.ReadDir(filepath.Join(s.data, "plugins"))
	require.NoError(t, err)
	require.Len(t, records, 1)
	require.Equal(t, 2, strings.Count(s.log.String(), "commander panicked"))
	s.kill()
	s.up(t)
	goes := regexp.MustCompile(`muster_publications_total [0-9]{2,}`)
	require.Eventually(t, func() bool {
		return goes.MatchString(body(t, "http://"+s.admin+"/metrics"))
	}, patience, 50*time.Millisecond, s.log)
	require.NotContains(t, s.log.String(), "commander panicked", "it is not loaded")
	require.Zero(t, once(), "that was told before")
	b, err := os.ReadFile(filepath.Join(s.data, "plugins", records[0].Name()))
	require.NoError(t, err)
	require.Equal(t, "T0-2-", string(b))
}
