package journal_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "muster/shard/journal"
)

// sidecars are the implementations that the suite is run over.
var sidecars = map[string]func(t *testing.T) Sidecar{
	"memory":    func(*testing.T) Sidecar { return NewMemorySidecar() },
	"directory": func(t *testing.T) Sidecar { return OpenDirSidecar(t.TempDir() + "/not made yet") },
	"etcd":      func(t *testing.T) Sidecar { return openEtcd(t).Sidecar() },
}

func TestASidecarKeepsTheLastThreeCheckpoints(t *testing.T) {
	for name, open := range sidecars {
		t.Run(name, func(t *testing.T) {
			a := open(t)
			numbers := func(zone string) (all []uint64) {
				kept, err := a.Checkpoints(zone)
				require.NoError(t, err)
				for _, c := range kept {
					require.Equal(t, []byte{byte(c.Number)}, c.Bytes)
					all = append(all, c.Number)
				}
				return all
			}
			require.Empty(t, numbers("z"))
			for n := uint64(10); n <= 50; n += 10 {
				require.NoError(t, a.PutCheckpoint("z", n, []byte{byte(n)}))
			}
			require.NoError(t, a.PutCheckpoint("a/../z", 7, []byte{7}))
			require.Equal(t, []uint64{50, 40, 30}, numbers("z"))
			require.NoError(t, a.PutCheckpoint("z", 45, []byte{45}))
			require.NotContains(t, numbers("z"), uint64(50), "its record is no more: the chain goes on from before it")
			require.Equal(t, uint64(45), numbers("z")[0])
			require.NoError(t, a.Forget("z"))
			require.Empty(t, numbers("z"))
			require.Equal(t, []uint64{7}, numbers("a/../z"))
		})
	}
}

func TestASidecarKeepsWhyAZoneIsQuarantined(t *testing.T) {
	for name, open := range sidecars {
		t.Run(name, func(t *testing.T) {
			a := open(t)
			is := func(want string) {
				why, err := a.Quarantined("z")
				require.NoError(t, err)
				require.Equal(t, want, why)
			}
			is("")
			require.NoError(t, a.Quarantine("z", "it was put back"))
			is("it was put back")
			require.NoError(t, a.Quarantine("z", ""))
			is("")
			require.NoError(t, a.Quarantine("z", ""), "twice is fine")
		})
	}
}

func TestASidecarKeepsWhatIsForgiven(t *testing.T) {
	for name, open := range sidecars {
		t.Run(name, func(t *testing.T) {
			a := open(t)
			is := func(zone, forgiven, doomed string) {
				b, err := a.Pardoned(zone)
				require.NoError(t, err)
				require.Equal(t, forgiven, string(b))
				why, err := a.Quarantined(zone)
				require.NoError(t, err)
				require.Equal(t, doomed, why)
			}
			is("z", "", "")
			require.NoError(t, a.Quarantine("z", "it was put back"))
			require.NoError(t, a.Pardon("z", []byte("up to 7")))
			is("z", "up to 7", "")
			is("other", "", "")
			require.NoError(t, a.Quarantine("z", "it was put back again"))
			is("z", "up to 7", "it was put back again")
			for n := range 5 { // more than any number of checkpoints that is kept
				require.NoError(t, a.Pardon("z", []byte{byte('a' + n)}))
			}
			is("z", "e", "")
			require.NoError(t, a.PutCheckpoint("z", 9, []byte{9}))
			is("z", "e", "")
			require.NoError(t, a.Pardon("never condemned", []byte("for nothing")))
			is("never condemned", "for nothing", "")
			require.NoError(t, a.Forget("z"))
			is("z", "", "")
		})
	}
}

func TestSafeNamesLeadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.StringN(1, 64, 64).Draw(t, "zone")
		safe := SafeName(zone)
		require.Regexp(t, `^[A-Za-z0-9_-]+$`, safe)
		back, ok := ZoneOf(safe)
		require.True(t, ok)
		require.Equal(t, zone, back)
	})
	for _, bad := range []string{"", "_", "_4", "_zz", "a.b", "_41"} {
		_, ok := ZoneOf(bad)
		require.False(t, ok, bad)
	}
}
