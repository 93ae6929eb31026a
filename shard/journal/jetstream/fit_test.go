package jetstream

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Servers that would lose a match are not written to.
func TestServersThatCannotKeepAJournalAreRefused(t *testing.T) {
	for _, good := range []string{"2.12.15", "2.11.0"} {
		require.NoError(t, fit(good, maxRecord, 3))
	}
	for _, bad := range []string{"2.14.0", "2.15.3", "3.0.1", "", "unknown"} {
		require.ErrorIs(t, fit(bad, maxRecord, 3), ErrUnfit, bad)
		require.NoError(t, fit(bad, maxRecord, 1), "of one server alone")
		require.NoError(t, fit(bad, maxRecord, 0), "to read only")
	}
	require.ErrorContains(t, fit("2.12.15", 1<<20, 3), "set max_payload")
}
