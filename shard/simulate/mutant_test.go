package simulate

import (
	"context"
	"encoding/json"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSweepForMutants is what shard/simulate/mutants runs in a build with a mutant: it reports after how many seeds a
// promise broke, and how.
func TestSweepForMutants(t *testing.T) {
	seeds, err := strconv.Atoi(os.Getenv("MUTANT_SEEDS"))
	if err != nil {
		t.Skip("it is for builds with a mutant: make planted")
	}
	var found struct {
		Seeds int
		How   string
	}
	r := Sweep(context.Background(), 1, seeds, runtime.GOMAXPROCS(0), Options{}, func(one Result) bool {
		return one.Violation == ""
	})
	if found.Seeds = r.Seeds; r.Violations > 0 {
		found.How = r.Broken[0].Violation
	}
	b, err := json.Marshal(found)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(os.Getenv("MUTANT_REPORT"), b, 0o600))
}
