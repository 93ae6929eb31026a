//go:build !race

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A shard is killed and stopped under load, at any instant: no answered order is lost or doubled, and all that was
// shown is what the journal folds to. `make kill` is the full dose.
func TestAShardIsKilledAndStoppedAndNothingIsLost(t *testing.T) {
	rounds, matches, kills, stops := 1, 2, 3, 1
	if os.Getenv("KILL") != "" {
		rounds, matches, kills, stops = 10, 8, 20, 5
	}
	var sum toll
	began := time.Now()
	for round := range rounds {
		t.Run(fmt.Sprint("round ", round+1), func(t *testing.T) {
			o := startOrdeal(t, matches)
			for n := range kills + stops {
				o.moment(t)
				if n%(kills/stops+1) == kills/stops { // spread among the kills
					o.pause(t)
					continue
				}
				o.kill()
				o.start(t)
			}
			sum.add(o.end(t))
		})
	}
	require.Empty(t, sum.Wrong)
	require.Positive(t, sum.Answers)
	require.Positive(t, sum.Views)
	tell(t, "KILL", fmt.Sprintf("kill -9 %d times, stopped and continued %d times, in %v: %s",
		rounds*kills, rounds*stops, time.Since(began).Round(time.Second), &sum))
}

// pause stops the process for up to three seconds.
func (o *ordeal) pause(t *testing.T) {
	require.NoError(t, o.cmd.Process.Signal(syscall.SIGSTOP))
	time.Sleep(time.Duration(rand.IntN(3000)) * time.Millisecond)
	require.NoError(t, o.cmd.Process.Signal(syscall.SIGCONT))
}
