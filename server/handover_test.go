package server

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/wire"
	"muster/shard"
	"muster/shard/registry"
)

// The queue has a match handed over, and hears where it goes on, or that it stays and why.
func TestTheQueueHasAMatchHandedOver(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		w := h.call("POST", "/v1/matches/m1/hand-over", "")
		require.Equal(t, http.StatusConflict, w.Code)
		require.Contains(t, w.Body.String(), "the match stays here: no other shard stands by")

		asked, answer := "", error(nil)
		h.srv.cfg.HandOver = func(_ context.Context, match, to string) (string, error) {
			asked = match + " " + to
			return "s2", answer
		}
		w = h.call("POST", "/v1/matches/m1/hand-over", "")
		require.Equal(t, http.StatusOK, w.Code)
		require.JSONEq(t, `{"to": "s2"}`, w.Body.String())
		require.Equal(t, "m1 ", asked)
		require.Equal(t, http.StatusOK, h.call("POST", "/v1/matches/m1/hand-over", `{"to": "s2"}`).Code)
		require.Equal(t, "m1 s2", asked)

		answer = fmt.Errorf("%w: shard s2 refuses: it is full", ErrStays)
		w = h.call("POST", "/v1/matches/m1/hand-over", `{"to": "s2"}`)
		require.Equal(t, http.StatusConflict, w.Code)
		require.Contains(t, w.Body.String(), "shard s2 refuses: it is full")
		answer = fmt.Errorf("its last record does not become durable")
		require.Equal(t, http.StatusServiceUnavailable, h.call("POST", "/v1/matches/m1/hand-over", "").Code)
		require.Equal(t, http.StatusNotFound, h.call("POST", "/v1/matches/m9/hand-over", "").Code)
		require.Equal(t, http.StatusUnprocessableEntity, h.call("POST", "/v1/matches/m1/hand-over", `{"from": 1}`).Code)
		require.Equal(t, http.StatusUnauthorized, h.callWith("", "POST", "/v1/matches/m1/hand-over", "").Code)
	})
}

// Whoever plays in a match that was handed over is told where it goes on as soon as that is known: also where it came
// back, since nobody took it.
func TestWhoPlaysIsSentOnWhenTheMatchWasHandedOver(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, _ := h.join(1, 0)
		r := registry.NewMemory(time.Hour)
		h.srv.cfg.Registry = r
		h.zone.stopped = shard.ErrHandedOver
		close(h.zone.done)
		time.Sleep(200 * time.Millisecond)
		there := registry.Shard{ID: "s2", Addr: "10.0.0.2:7400", CertHash: []byte{2}}
		require.NoError(t, r.PutShard(t.Context(), there))
		require.NoError(t, r.PutHeads(t.Context(), registry.Head{Match: "m1", Shard: "s2", Epoch: 2}))
		require.Equal(t, "10.0.0.2:7400", want[*wire.Redirect](t, c).Addr)
	})
	play(t, func(t *testing.T, h *house) {
		c, _ := h.join(1, 0)
		r := registry.NewMemory(time.Hour)
		h.srv.cfg.Registry = r
		here := registry.Shard{ID: "s1", Addr: "10.0.0.1:7400", CertHash: []byte{1}}
		require.NoError(t, r.PutShard(t.Context(), here))
		before := h.zone
		before.stopped = shard.ErrHandedOver
		h.zone = newStage()
		close(before.done)
		time.Sleep(200 * time.Millisecond)
		h.srv.adopt(h.zone)
		require.Equal(t, "10.0.0.1:7400", want[*wire.Redirect](t, c).Addr)
		synctest.Wait()
	})
}
