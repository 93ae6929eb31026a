package statuspage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/scrape"
	"muster/shard/registry"
)

// Prometheus is told of a shard that dies for as long as somebody should hear of it, and of one that drained no longer
// than it is there.
func TestAShardThatDiesIsStillListed(t *testing.T) {
	var r roster
	now := time.Unix(1000, 0)
	one := registry.Shard{ID: "one", Admin: "http://10.0.0.1:7490"}
	two := registry.Shard{ID: "two", Admin: "http://10.0.0.2:7490"}
	names := func(after time.Duration, shards ...registry.Shard) (all []string) {
		now = now.Add(after)
		for _, t := range r.update(now, shards) {
			all = append(all, t.Labels["node"]+" "+t.Targets[0])
		}
		return all
	}
	both := []string{"one 10.0.0.1:7490", "two 10.0.0.2:7490"}
	require.ElementsMatch(t, both, names(0, one, two, registry.Shard{ID: "hidden"}))
	two.Draining = true
	require.ElementsMatch(t, both, names(time.Second, one, two))
	require.Equal(t, both[:1], names(time.Second, one), "it left in good order")
	require.Equal(t, both[:1], names(scrape.MissedFor), "it died")
	require.Empty(t, names(2*time.Second))
	one.Admin = "http://10.0.0.9:7490"
	require.Equal(t, []string{"one 10.0.0.9:7490"}, names(time.Second, one))
}

// A process that is a matchmaker and a shard is scraped once.
func TestEachListenerIsListedOnce(t *testing.T) {
	var all []target
	for _, who := range [][3]string{
		{"http://10.0.0.2:7490", "queue", "matchmaker"},
		{"http://10.0.0.2:7490", "shard", "shard"},
		{"http://10.0.0.1:7490", "other", "shard"},
	} {
		one, ok := targetOf(who[0], who[1], who[2])
		require.True(t, ok)
		all = append(all, one)
	}
	require.Equal(t, []target{
		{[]string{"10.0.0.1:7490"}, map[string]string{"node": "other", "role": "shard"}},
		{[]string{"10.0.0.2:7490"}, map[string]string{"node": "queue", "role": "matchmaker"}},
	}, once(all))
	_, ok := targetOf("", "nowhere", "shard")
	require.False(t, ok)
}
