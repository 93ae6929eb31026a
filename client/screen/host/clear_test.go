package host

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPageKnowsWhetherItCameInClear(t *testing.T) {
	for at, want := range map[string]Clear{
		"http://192.168.1.20:7480/play": InHouse, "http://10.0.0.3/play": InHouse, "http://172.20.1.1/": InHouse,
		"http://169.254.7.7/": InHouse, "http://[fd00::7]:7480/": InHouse, "http://[fe80::1]/": InHouse,
		"http://[::ffff:192.168.1.20]/": InHouse, "http://100.101.102.103/": InHouse,
		"http://attic:7480/play": InHouse, "http://attic.local/play": InHouse, "http://NAS.Lan./": InHouse,
		"http://203.0.113.9:7480/play": InPublic, "http://172.32.0.1/": InPublic, "http://[2001:db8::1]/": InPublic,
		"http://play.example.org/play": InPublic, "http://local.example.org/": InPublic,
		"http://100.128.0.1/":           InPublic,
		"https://play.example.org/play": Sealed, "https://192.168.1.20/": Sealed,
	} {
		u, err := url.Parse(at)
		require.NoError(t, err)
		require.Equal(t, want, ReadClear(u, false), at)
		require.Equal(t, Sealed, ReadClear(u, true), at)
	}
}
