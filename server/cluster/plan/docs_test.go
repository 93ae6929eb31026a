package plan

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// docs/plans.md knows everything that can be written, and what it shows is read.
func TestTheDocumentIsWhole(t *testing.T) {
	b, err := os.ReadFile("../../../docs/plans.md")
	require.NoError(t, err)
	text := string(b)
	_, shown, _ := strings.Cut(text, "```yaml\n")
	shown, _, _ = strings.Cut(shown, "```")
	require.Equal(t, first, shown)
	for _, k := range actionKinds {
		require.Contains(t, text, "| `"+string(k)+": ", "a fault")
	}
	for _, v := range values {
		require.Contains(t, text, "`"+v.key, "a value")
	}
	for _, name := range names() {
		require.Contains(t, text, "`"+string(name)+"`", "a promise")
	}
}
