package metrics

import (
	"crypto/ed25519"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

// Every figure is there before anything has happened, and what is counted then is shown.
func TestWhatTheDoorCountsIsShown(t *testing.T) {
	zones, err := shard.Open(t.Context(), shard.Config{ID: "s1", Store: journal.NewMemory()})
	require.NoError(t, err)
	defer zones.Close()
	keys, err := server.NewKeys()
	require.NoError(t, err)
	line := wire.NewPipeListener()
	door, err := server.New(server.Config{
		ID: "s1", Shard: zones, Listener: line, Keys: keys, JoinKeys: func() []ed25519.PublicKey { return nil },
	})
	require.NoError(t, err)
	r := prometheus.NewPedanticRegistry()
	require.NoError(t, Register(r, door, line, zones))
	require.Error(t, Register(r, door, line, zones), "they are shown once")

	figures := func() map[string]float64 {
		all, err := r.Gather()
		require.NoError(t, err)
		shown := map[string]float64{}
		for _, f := range all {
			for _, m := range f.GetMetric() {
				name := f.GetName()
				for _, l := range m.GetLabel() {
					name += "/" + l.GetValue()
				}
				shown[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue() +
					float64(m.GetHistogram().GetSampleCount())
			}
		}
		return shown
	}
	before := figures()
	for _, name := range []string{
		"muster_frames_sent_total", "muster_sessions/player", "muster_orders_total/obeyed", "muster_orders_total/other",
		"muster_joins_refused_total/bad_ticket", "muster_sessions_ended_total/other", "muster_link_rtt_seconds",
		"muster_links_half_open", "muster_outbox_messages", "muster_tick_seconds", "muster_matches/running",
	} {
		require.Contains(t, before, name)
		require.Zero(t, before[name], name)
	}
	c := door.Counts()
	c.Frames.Add(3)
	c.Refused[wire.BadTicket].Add(2)
	c.Refused[wire.Reasons].Add(1)
	c.Spectators.Add(1)
	c.RoundTrips.Classes[len(server.RoundTripBounds)].Add(1)
	after := figures()
	require.EqualValues(t, 3, after["muster_frames_sent_total"])
	require.EqualValues(t, 2, after["muster_joins_refused_total/bad_ticket"])
	require.EqualValues(t, 1, after["muster_joins_refused_total/other"], "what a peer made up")
	require.EqualValues(t, 1, after["muster_sessions/spectator"])
	require.EqualValues(t, 1, after["muster_link_rtt_seconds"], "longer than any bound")
}
