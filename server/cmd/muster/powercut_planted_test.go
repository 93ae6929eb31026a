//go:build planted && !race

package main

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/simulate/planted"
)

func init() { planted.Bug, _ = strconv.Atoi(os.Getenv("MUSTER_BUG")) } // of a shard's process; none without the variable

// A build that does not sync, or answers before it has, does not get through.
func TestABuildThatDoesNotSyncLosesAnswers(t *testing.T) {
	for bug, what := range map[int]string{41: "records are not synced", 46: "the name of a new segment is not synced"} {
		t.Run(what, func(t *testing.T) {
			lost := cutting(t, 1, 20, fmt.Sprint("MUSTER_BUG=", bug))
			require.NotEmpty(t, lost.Wrong)
			tell(t, "POWERCUT", fmt.Sprintf("planted, %s: %s, the first: %s", what, &lost, lost.Wrong[0]))
		})
	}
}
