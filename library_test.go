package muster

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Who imports a room finds in its documentation how to begin: an Example that is run.
func TestRoomsThatOthersImportShowHowToBegin(t *testing.T) {
	for _, room := range []string{"client", "game", "ai", "shard", "shard/journal", "server/wire", "matchmaker/api"} {
		example := text(t, room+"/example_test.go")
		require.Regexp(t, `(?m)^func Example\(\) \{`, example, room)
		require.Contains(t, example, "\t// Output:", "%s: an Example without Output is not run", room)
	}
}
