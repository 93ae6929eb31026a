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

		"cannot open postgres://muster:hunter2@db:5432/x": "cannot open (address)",
		"nats://u:pw@nats.internal:4222, at once":         "(address) at once",
		"shard-1.example.org:7400 is away":                "(address) is away",
		"dial nats.internal.:4222":                        "dial (address)",
		"from ::1 and ::ffff:192.0.2.7, fe80::1%eth0":     "from (address) and (address), (address)",
		"2001:db8:1:2::/64, 1:2:3:4:5:6:7:8/128":          "(address), (address)",
		"64:ff9b::192.0.2.7/96 and 2001:db8::":            "(address) and (address)",

		"failed to connect to `user=muster database=muster`: lookup db.internal: no such host": "failed to connect " +
			"to `user=muster database=muster`: lookup (address): no such host",
		"`user=muster`: 10.0.0.5:5432 (db.internal): dial error": "`user=muster`: (address): dial error",
		"lookup db on 127.0.0.11:53: no such host":               "lookup (address) on (address): no such host",
		"cannot parse `host=db user=muster`":                     "cannot parse `host=(address) user=muster`",
	} {
		require.Equal(t, shown, WithoutAddresses(text), text)
	}
}

// What looks like an address and is none stays.
func TestWhatIsNoAddressStays(t *testing.T) {
	for _, text := range []string{
		"panic at zone.go:12: index 7", "/src/shard/zone.go:123:4", "duel.yaml:3: unknown key", "12:00:00.123",
		"v1.26.0", "shard-1: 5 matches, queue-1.", "seat:3 of match:12", "a look-up (late): no", "lookup of names",
		"took 1.5:30 (late): no", "at 12:30:05 (noon): it begins", "game.Order: 5",
	} {
		require.Equal(t, text, WithoutAddresses(text))
	}
}
