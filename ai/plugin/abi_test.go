package plugin_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai/plugin/guest"
	"muster/game"
)

// speaks is a module that says its version.
func speaks(version byte) hostile {
	return hostile{
		1: list([]byte{0x60, 1, 0x7f, 1, 0x7f}, []byte{0x60, 3, 0x7f, 0x7e, 0x7f, 0}, []byte{0x60, 1, 0x7f, 1, 0x7e},
			[]byte{0x60, 0, 1, 0x7f}),
		3: list(u(0), u(1), u(2), u(3)),
		7: list(export("muster_room", 0, 0), export("muster_begin", 0, 1), export("muster_think", 0, 2),
			export("muster_abi", 0, 3), export("memory", 2, 0)),
		10: list(room, begin, think, function(0x41, version)),
	}
}

// A module of another version is refused with what to do; one that does not say any is taken for one of the first.
func TestAModuleOfAnotherVersionIsRefused(t *testing.T) {
	require.Nil(t, speaks(guest.ABI).lead(t, time.Hour))
	require.Nil(t, hostile{}.lead(t, time.Hour))
	require.ErrorContains(t, speaks(2).lead(t, time.Hour).(error), "version [2] of muster_abi, and this program 1")
}

// The package comment numbers the orders as the game does.
func TestTheOrdersAreNumberedAsDrawn(t *testing.T) {
	source, err := os.ReadFile("plugin.go")
	require.NoError(t, err)
	drawn := strings.ReplaceAll(string(source), "\n//\t", " ")
	var all []string
	for k := range game.OrderKinds {
		all = append(all, fmt.Sprintf("%d %s", k, k))
	}
	require.Contains(t, drawn, strings.Join(all, ", "))
}
