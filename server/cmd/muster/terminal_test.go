//go:build unix

package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// terminal is one that shows what it is sent and answers nothing that it is asked, as some do.
type terminal struct {
	io.ReadWriteCloser
	cmd *exec.Cmd

	mu    sync.Mutex
	shown bytes.Buffer
	ended chan struct{}
}

func onTerminal(t *testing.T, args ...string) *terminal {
	v := &terminal{cmd: muster(t, args...), ended: make(chan struct{})}
	v.cmd.Env = append(v.cmd.Env, "TERM=xterm-256color")
	f, err := pty.StartWithSize(v.cmd, &pty.Winsize{Rows: 40, Cols: 100})
	require.NoError(t, err)
	v.ReadWriteCloser = f
	t.Cleanup(func() {
		_ = v.cmd.Process.Kill() // has ended if all is well
		<-v.ended
		_ = f.Close()
	})
	go func() {
		defer close(v.ended)
		_, _ = io.Copy(v, f) // ends with the program
	}()
	return v
}

func (v *terminal) Write(b []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.shown.Write(b)
}

func (v *terminal) text() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.shown.String()
}

func (v *terminal) press(t *testing.T, keys string) {
	_, err := io.WriteString(v.ReadWriteCloser, keys)
	require.NoError(t, err)
}

func (v *terminal) wait(t *testing.T) (code int) {
	select {
	case <-v.ended:
	case <-time.After(patience):
		require.Fail(t, "it does not end", v.text())
	}
	_ = v.cmd.Wait() // the exit code is told
	return v.cmd.ProcessState.ExitCode()
}

// asked are what a terminal answers: its colours, where its cursor is, what it is.
var asked = regexp.MustCompile(`\x1b\](?:1[0-9]|4);[^\x07\x1b]*\?|\x1b\[[0-9;]*n|\x1b\[[>=]?0?c`)

// A program that asks and waits stood still for 5 s on each command.
func TestNoCommandAsksATerminalAnything(t *testing.T) {
	for _, args := range [][]string{{"check"}, {"replay", "list"}, {"fight", "duel", "--ticks", "20"}} {
		v := onTerminal(t, args...)
		v.wait(t)
		require.NotEmpty(t, v.text())
		require.NotRegexp(t, asked, v.text(), args)
	}
}

// What draws needs no answer either; and its keys work, Ctrl-C among them.
func TestWhatDrawsNeedsNoAnswer(t *testing.T) {
	for _, key := range []string{"q", "\x03"} {
		v := onTerminal(t, "watch", "--embedded", "--scenario", "duel", "--seed", "1")
		require.Eventually(t, func() bool {
			return strings.Contains(v.text(), "in sight")
		}, patience, 10*time.Millisecond)
		require.NotRegexp(t, asked, v.text())
		v.press(t, key)
		require.Zero(t, v.wait(t), v.text())
		require.Contains(t, v.text(), "\x1b[?1049l", "the screen is given back")
	}
}

// A job that never looks whether it shall stop ends all the same, at the first signal.
func TestTheFirstCtrlCEndsAJob(t *testing.T) {
	v := onTerminal(t, "fight", "front", "--seed", "1", "--ticks", "100000000")
	time.Sleep(300 * time.Millisecond) // any moment is a good one, once it has begun
	require.NoError(t, v.cmd.Process.Signal(syscall.SIGINT))
	code := v.wait(t)
	if v.cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGINT { // or it had not begun
		require.Equal(t, 1, code)
		require.Contains(t, v.text(), errBrokenOff.Error())
	}
}

// A screen that is busy leaves the terminal at Ctrl-C all the same: here a file of days, without key
// frames, is sought to its end.
func TestCtrlCLeavesABusyScreen(t *testing.T) {
	setup, err := assets.Embedded().Setup("front")
	require.NoError(t, err)
	blob := func(to, b []byte) []byte { return append(binary.AppendUvarint(to, uint64(len(b))), b...) }
	const records = 400
	plain, head := binary.AppendUvarint(blob(nil, []byte("m1")), records), journal.Hash{}
	for i := range records {
		r := &replay.Record{Kind: replay.Begin, Setup: setup, Seed: 1, Fingerprint: replay.Fingerprint()}
		if i > 0 {
			r = &replay.Record{Kind: replay.Tick, Tick: game.Tick(10_000 * i), Lease: game.Tick(10_000 * (i + 1))}
		}
		payload := replay.AppendRecord(nil, r)
		plain, head = blob(plain, payload), journal.Link(head, payload)
	}
	plain = append(plain, 1, 0) // one key frame, of tick 0
	plain = append(blob(plain, game.New(setup, 1).AppendSave(nil)), head[:]...)
	v := onTerminal(t, "replay", "--data", bomb(t, plain), "play", "m1")
	require.Eventually(t, func() bool { return strings.Contains(v.text(), "in sight") }, patience, 10*time.Millisecond)
	v.press(t, "\x1b[F\x03")
	v.wait(t)
	require.Contains(t, v.text(), "\x1b[?1049l", "the screen is given back")
}
