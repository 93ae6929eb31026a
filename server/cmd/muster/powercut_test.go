//go:build !race

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cutting is an ordeal in which the power goes: what the shard had not synced is torn or gone when it starts again. It
// plays on until the power was cut so often, or something is not as players were told.
func cutting(t *testing.T, matches, cuts int) toll {
	notes := t.TempDir()
	o := startOrdeal(t, matches, "MUSTER_CUT="+notes)
	for range cuts {
		o.moment(t)
		o.kill()
		cutPower(t, filepath.Join(o.data(), "journal"), notes)
		tearCheckpoints(t, filepath.Join(o.data(), "beside"))
		if now := o.reckon(t); len(now.Wrong) > 0 {
			return now
		}
		o.start(t)
	}
	return o.end(t)
}

// The power is cut under load, at any instant: the same is true as for a kill -9. `make powercut` is the full dose.
func TestThePowerIsCutAndNothingIsLost(t *testing.T) {
	rounds, matches, cuts := 1, 1, 2
	if os.Getenv("POWERCUT") != "" {
		rounds, matches, cuts = 5, 8, 10
	}
	var sum toll
	began := time.Now()
	for round := range rounds {
		t.Run(fmt.Sprint("round ", round+1), func(t *testing.T) { sum.add(cutting(t, matches, cuts)) })
	}
	require.Empty(t, sum.Wrong)
	require.Positive(t, sum.Answers)
	require.Positive(t, sum.Views)
	tell(t, "POWERCUT", fmt.Sprintf("the power cut %d times, in %v: %s",
		rounds*cuts, time.Since(began).Round(time.Second), &sum))
}
