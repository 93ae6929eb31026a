//go:build !race

package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// A build that does not sync, or answers before it has, does not get through: `make powercut` builds it.
func TestABuildThatDoesNotSyncLosesAnswers(t *testing.T) {
	mutant := os.Getenv("MUTANT")
	if mutant == "" {
		t.Skip("this build is not a mutant: make powercut")
	}
	lost := cutting(t, 1, 20)
	require.NotEmpty(t, lost.Wrong)
	tell(t, "POWERCUT", fmt.Sprintf("mutant %s: %s, the first: %s", mutant, &lost, lost.Wrong[0]))
}
