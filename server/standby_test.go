package server

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/wire"
	"muster/shard/registry"
)

// Sessions are told of their standby behind Welcome and when it changes, in the versions that have one.
func TestSessionsAreToldOfTheirStandby(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		one := &registry.Shard{ID: "s2", Addr: "10.0.0.2:7400", CertHash: []byte{2}, Others: []string{"[fd00::2]:7400"}}
		told := &wire.Standby{Addr: "10.0.0.2:7400", CertHash: []byte{2}, Others: []string{"[fd00::2]:7400"}}
		h.srv.SetStandby("nobody's", one)
		ann, _ := h.join(1, 0)
		old := hello(h.ticketOf("bob", 2, 1, 0), nil)
		old.Newest = wire.StandbySince - 1
		bob := h.knock(old)
		h.tick()
		require.Equal(t, 1, h.srv.Sessions("m1"), "those that can hold a warm link")
		require.Zero(t, h.srv.Sessions("m2"))

		h.srv.SetStandby("m1", one)
		require.Equal(t, told, want[*wire.Standby](t, ann))
		h.srv.SetStandby("m1", one)
		synctest.Wait()
		require.Empty(t, ann.in, "once")
		wim := h.knock(hello(h.ticketOf("wim", 3, -1, 0), nil))
		h.tick()
		want[*wire.Welcome](t, wim)
		require.Equal(t, told, want[*wire.Standby](t, wim))

		again := *one
		again.Began = 1
		h.srv.SetStandby("m1", &again)
		require.Equal(t, told, want[*wire.Standby](t, ann), "another process there holds no links yet")
		h.srv.SetStandby("m1", nil)
		require.Equal(t, &wire.Standby{}, want[*wire.Standby](t, ann))
		time.Sleep(time.Second)
		for len(bob.in) > 0 {
			_, is := (<-bob.in).(*wire.Standby)
			require.False(t, is, "an older client knows no such message")
		}
	})
}
