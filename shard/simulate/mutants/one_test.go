package mutants

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOneMutant looks for the mutant that MUTANT names, for who writes one.
func TestOneMutant(t *testing.T) {
	name := os.Getenv("MUTANT")
	if name == "" {
		t.Skip("MUTANT names none")
	}
	m, err := Read(root, name)
	require.NoError(t, err)
	after, how := find(t, m)
	t.Logf("%s: %s", after, how)
}
