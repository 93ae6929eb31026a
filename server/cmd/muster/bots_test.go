package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// bots are a running `muster bots`: they play until their report is asked for, however long the machine takes.
type bots struct {
	cmd           *exec.Cmd
	out, progress lines
}

func startBots(t *testing.T, players int, args ...string) *bots {
	b := &bots{}
	b.cmd = muster(t, append([]string{
		"bots", "--players", fmt.Sprint(players), "--duration", "1h", "--json",
	}, args...)...)
	b.cmd.Stdout, b.cmd.Stderr = &b.out, &b.progress
	require.NoError(t, b.cmd.Start())
	return b
}

// told is the last that the bots told of how it goes.
type told struct{ joined, players, seated, back, effective int }

func (b *bots) told() (n told) {
	all := strings.Split(strings.TrimSpace(b.progress.String()), "\n")
	_, _ = fmt.Sscanf(all[len(all)-1], "%d of %d joined, %d seated, %d reconnected, %d orders",
		&n.joined, &n.players, &n.seated, &n.back, &n.effective)
	return n
}

// until waits until it goes as wanted.
func (b *bots) until(t *testing.T, wanted func(n told) bool) {
	t.Helper()
	require.Eventually(t, func() bool { return wanted(b.told()) }, patience, 50*time.Millisecond, "%s", &b.progress)
}

// fight waits until every bot has its seat in a match, and their orders were obeyed.
func (b *bots) fight(t *testing.T) {
	t.Helper()
	b.until(t, func(n told) bool {
		return n.players > 0 && n.joined == n.players && n.seated == n.players && n.effective >= 10
	})
}

// back waits until so many have found their seats again, and orders are obeyed.
func (b *bots) back(t *testing.T, players int) {
	t.Helper()
	b.until(t, func(n told) bool { return n.back >= players })
	before := b.told().effective
	b.until(t, func(n told) bool { return n.effective > before })
}

type botsReport struct {
	Players, Joined, Seated, Reconnected, Starved, Orders, Failures int
	OrdersEffective                                                 int `json:"orders_effective"`
	Errors                                                          []string
	SentBack                                                        int `json:"sent_back"`
}

func (b *bots) report(t *testing.T) (r botsReport) {
	require.NoError(t, b.cmd.Process.Signal(os.Interrupt))
	_ = b.cmd.Wait() // whether bots starved is in the report
	all := strings.Split(strings.TrimSpace(b.out.String()), "\n")
	require.NoError(t, json.Unmarshal([]byte(all[len(all)-1]), &r), "the report is the last line: %s\n%s",
		&b.out, &b.progress)
	return r
}

// figure is one that a machine decides, and who else is on it: how many players were a second without a view, say. It
// is told, and asked for where somebody measures on a machine that has nothing else to do (make stack).
func figure(t *testing.T, ok bool, format string, args ...any) {
	t.Helper()
	if os.Getenv("MUSTER_STACK") == "full" {
		require.True(t, ok, fmt.Sprintf(format, args...))
	}
	t.Logf(format, args...)
}
