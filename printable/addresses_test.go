package printable

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWithoutAddresses(t *testing.T) {
	for text, shown := range map[string]string{
		"dial tcp 10.0.0.5:7490: refused": "dial tcp (address): refused",
		"from 192.0.2.0/24":               "from (address)",
		`Get "https://q.example/v1?a=b"`:  `Get "(address)"`,
		"[2001:db8::7]:4711\n2001:db8::9": "(address) (address)",
		"match duel at 12:30:05, 1.5 s":   "match duel at 12:30:05, 1.5 s",
		"nothing":                         "nothing",
	} {
		require.Equal(t, shown, WithoutAddresses(text))
	}
}
